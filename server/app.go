package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"

	"tend/internal/account"
	"tend/internal/config"
	"tend/internal/httpapi"
	"tend/internal/secret"
	"tend/internal/spa"
	"tend/internal/space"
	"tend/webapp"

	"github.com/labstack/echo/v4"
)

// app is the server, put together and not yet running.
type app struct {
	handler http.Handler
	jobs    []job
	streams []func() // end the answers that would last for ever
}

// assemble makes the capabilities and connects those that need each other.
func assemble(ctx context.Context, cfg config.Config, db *database, log *slog.Logger) (*app, error) {
	spaces := space.NewService(db.DB)
	accounts, err := account.NewService(ctx, db.DB, account.Options{
		Secrets: secret.NewStore(db.DB), Spaces: spaces, Log: log, OpenRegistration: cfg.OpenRegistration,
	})
	if err != nil {
		return nil, err
	}
	e := httpapi.NewEcho(httpapi.EdgeConfig{Log: log, PublicURL: cfg.PublicURL.URL, TrustedProxies: cfg.TrustedProxies})
	registerHealth(e, db.Ready, log)
	register(e, services{accounts: accounts, spaces: spaces})
	if err := registerWebApp(e, log); err != nil {
		return nil, err
	}
	return &app{handler: e}, nil
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

// closeStreams ends what draining would wait for in vain.
func (a *app) closeStreams() {
	for _, end := range a.streams {
		end()
	}
}
