package main

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"
)

// tidyEvery is how often what nobody needs any more is removed.
const tidyEvery = time.Hour

// job is a loop in the background. It returns when ctx ends, and before that
// only with an error that ends the whole server: loops bear with a database
// that is away for a while.
type job func(ctx context.Context) error

// run starts the loops. The group owns them: the server has stopped when all
// of them have.
func (a *app) run(ctx context.Context, g *errgroup.Group) {
	for _, run := range a.jobs {
		g.Go(func() error { return run(ctx) })
	}
}

// every makes a job of something that is done now and then. A failure is told
// and the next turn tries again.
func every(pause time.Duration, what string, do func(context.Context) error, log *slog.Logger) job {
	return func(ctx context.Context) error {
		ticker := time.NewTicker(pause)
		defer ticker.Stop()
		for {
			if err := do(ctx); err != nil && ctx.Err() == nil {
				log.WarnContext(ctx, "a regular job failed", slog.String("job", what), slog.Any("error", err))
			}
			select {
			case <-ctx.Done():
				return nil
			case <-ticker.C:
			}
		}
	}
}

// once makes a job of something that is done when the server starts. It is tried
// again until it succeeds; the server works meanwhile.
func once(what string, do func(context.Context) error, log *slog.Logger) job {
	const again = time.Minute
	return func(ctx context.Context) error {
		for {
			err := do(ctx)
			if err == nil {
				return nil
			}
			if ctx.Err() == nil {
				log.WarnContext(ctx, "a job of the start failed and is tried again", slog.String("job", what), slog.Any("error", err))
			}
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(again):
			}
		}
	}
}
