package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// readyTimeout bounds the question to the database: a check that hangs tells
// its asker less than one that fails.
const readyTimeout = 2 * time.Second

// registerHealth mounts the two checks. /healthz says that the process answers:
// who gets no answer restarts it. /readyz says that it can do its work: who gets
// a no sends requests elsewhere, and waits.
func registerHealth(e *echo.Echo, ready func(context.Context) error, log *slog.Logger) {
	e.GET("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	e.GET("/readyz", func(c echo.Context) error {
		ctx, cancel := context.WithTimeout(c.Request().Context(), readyTimeout)
		defer cancel()
		if err := ready(ctx); err != nil {
			log.WarnContext(ctx, "not ready", slog.Any("error", err))
			c.Response().Header().Set("Retry-After", "5")
			return c.String(http.StatusServiceUnavailable, "the database is not reachable, or not migrated\n")
		}
		return c.String(http.StatusOK, "ready\n")
	})
}
