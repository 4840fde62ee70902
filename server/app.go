package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"tend/internal/account"
	"tend/internal/calendar"
	"tend/internal/config"
	"tend/internal/history"
	"tend/internal/httpapi"
	"tend/internal/postgres"
	"tend/internal/push"
	"tend/internal/reminder"
	"tend/internal/secret"
	"tend/internal/spa"
	"tend/internal/space"
	"tend/internal/sync"
	"tend/webapp"
)

// app is the server, put together and not yet running.
type app struct {
	handler      http.Handler
	jobs         []job
	closeStreams func() // ends the answers that would last for ever
}

// assemble makes the capabilities and connects those that need each other.
// Read it from the bottom of the chain up: what is pushed to the server may be
// due, what is due is handed to push, push reaches the devices.
func assemble(ctx context.Context, cfg config.Config, db *database, publicURL string, log *slog.Logger) (*app, error) {
	secrets := secret.NewStore(db.DB)
	pushes, err := openPush(ctx, cfg, db, secrets, publicURL, log)
	if err != nil {
		return nil, err
	}
	counts := newMetrics()
	counts.watch(pushes, log)
	sender := push.NewSender(pushes, fromReminders{reminder.NewNotices(db.DB)}, push.SenderOptions{Ended: counts.ended})
	scheduler := reminder.NewScheduler(db.DB, toPush{pushes}, reminder.SchedulerOptions{Log: log, Fired: func(told []reminder.Notification) {
		counts.fired(told)
		sender.Wake()
	}})

	var accounts *account.Service // the hub asks it, and is told by it
	hub := sync.NewHub(db.DB, sync.HubOptions{
		Log: log, Connect: db.connector(),
		Alive: func(ctx context.Context, sessionID uuid.UUID) (bool, error) {
			return accounts.SessionLive(ctx, sessionID)
		},
	})
	records := sync.NewService(db.DB, sync.Options{
		Projections: []sync.Projection{reminder.NewProjection()},
		Quota:       sync.Quota{Records: int64(cfg.SpaceRecords), Bytes: int64(cfg.SpaceMegabytes) << 20},
		Poke: func(spaceID uuid.UUID, head int64) {
			hub.Poke(spaceID, head)
			scheduler.Wake()
		},
	})
	spaces := space.NewService(db.DB)
	accounts, err = account.NewService(ctx, db.DB, account.Options{
		Secrets: secrets, Spaces: spaces, Log: log, OpenRegistration: cfg.OpenRegistration,
		SessionsEnded: func(ctx context.Context, tx *postgres.DB, userID uuid.UUID, sessionIDs []uuid.UUID) error {
			hub.EndSessions(sessionIDs...)
			return pushes.SessionsEnded(ctx, tx, userID, sessionIDs)
		},
	})
	if err != nil {
		return nil, err
	}

	e := httpapi.NewEcho(httpapi.EdgeConfig{Log: log, PublicURL: cfg.PublicURL.URL, TrustedProxies: cfg.TrustedProxies})
	registerHealth(e, db.Ready, log)
	feeds := calendar.NewService(db.DB, fromAgenda{reminder.NewAgenda(db.DB)}, publicURL)
	register(e, services{
		accounts: accounts, spaces: spaces, records: records, hub: hub, versions: history.NewService(db.DB), pushes: pushes,
		feeds: feeds,
	})
	calendar.Serve(e, feeds)
	if err := registerWebApp(e, log); err != nil {
		return nil, err
	}
	return &app{
		handler:      e,
		closeStreams: hub.Close,
		jobs: []job{
			hub.Run, scheduler.Run, sender.Run,
			counts.serve(string(cfg.MetricsAddr), log),
			once("bring what is due up to date", scheduler.Refresh, log),
			backUpNightly(cfg, db.DB, log),
			every(tidyEvery, "tidy sessions", accounts.Tidy, log),
			every(tidyEvery, "remove old tombstones", records.Tidy, log),
		},
	}, nil
}

// openPush makes the service that reaches devices, with the keys of this house.
func openPush(ctx context.Context, cfg config.Config, db *database, secrets push.Secrets, publicURL string, log *slog.Logger) (*push.Service, error) {
	keys, err := push.LoadKeys(ctx, secrets)
	if err != nil {
		return nil, err
	}
	policy, err := push.NewPolicy(cfg.PushAllowedHosts)
	if err != nil {
		return nil, err
	}
	return push.NewService(db.DB, push.Options{Keys: keys, Policy: policy, PublicURL: publicURL, Log: log}), nil
}

// registerWebApp serves the web app on every path that nothing else takes. A
// program without one still answers the API, and says on its pages what to do.
func registerWebApp(e *echo.Echo, log *slog.Logger) error {
	build, err := fs.Sub(webapp.Build, "build")
	if err != nil {
		return fmt.Errorf("read the web app: %w", err)
	}
	pages, err := spa.New(build)
	if errors.Is(err, spa.ErrNotBuilt) {
		log.Warn(err.Error()) //nolint:sloglint // the sentence is a constant of package spa
		e.GET("/*", func(c echo.Context) error { return c.String(http.StatusServiceUnavailable, err.Error()+"\n") })
		return nil
	}
	if err != nil {
		return err
	}
	e.Any("/*", echo.WrapHandler(pages))
	return nil
}
