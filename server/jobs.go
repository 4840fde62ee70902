package main

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// job is a loop in the background. It returns when ctx ends, and before that
// only with an error that ends the whole server: loops bear with a database
// that is away for a while.
type job func(ctx context.Context) error

// run starts the loops. The group owns them: the server has stopped when all
// of them have.
func (a *app) run(ctx context.Context, g *errgroup.Group) {
	for _, j := range a.jobs {
		g.Go(func() error { return j(ctx) })
	}
}
