package httpapi

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"tend/internal/fault"
)

// retryUnavailable is when a caller may try again after an outage.
const retryUnavailable = 5 * time.Second

// EdgeConfig is what the edge depends on.
type EdgeConfig struct {
	Log *slog.Logger // required

	// PublicURL is where users reach the server, nil if that is not configured.
	// Its origin may send requests that change something, even through a proxy
	// that rewrites the Host header; on https it makes cookies secure.
	PublicURL *url.URL

	// TrustedProxies are the networks whose X-Forwarded-For and
	// X-Forwarded-Proto headers are believed. Without any, a caller's address
	// is that of the connection.
	TrustedProxies []netip.Prefix
}

// NewEcho returns a router without routes and with everything that holds for
// all of them. From the outside in: the request's id, the headers of every
// answer, the log, recovery from panics, the guard against foreign origins, and
// the bounds of the body.
func NewEcho(cfg EdgeConfig) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = HandleError
	e.IPExtractor = extractIP(cfg.TrustedProxies)
	e.Use(
		withRequestID(cfg.Log),
		withCaller(cfg.PublicURL, cfg.TrustedProxies),
		secureHeaders,
		logRequests(),
		middleware.RecoverWithConfig(middleware.RecoverConfig{
			DisablePrintStack:   true,
			DisableErrorHandler: true, // the logger outside hands the error on
			LogErrorFunc:        logPanic,
		}),
		refuseForeignOrigins(cfg.PublicURL),
		boundBody(MaxBody),
	)
	return e
}

type logKey struct{}

// withRequestID names the request and gives its context a logger that repeats
// the name. A name that the caller sends is not believed: it ends up in the log.
func withRequestID(logger *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			id := rand.Text()
			c.Response().Header().Set(echo.HeaderXRequestID, id)
			named := logger.With(slog.String("request_id", id))
			c.SetRequest(c.Request().WithContext(context.WithValue(c.Request().Context(), logKey{}, named)))
			return next(c)
		}
	}
}

// log writes to the logger of the request that ctx belongs to.
func log(ctx context.Context, level slog.Level, message string, attrs ...slog.Attr) {
	logger, ok := ctx.Value(logKey{}).(*slog.Logger)
	if !ok {
		logger = slog.Default()
	}
	logger.LogAttrs(ctx, level, message, attrs...) //nolint:sloglint // the callers below write constants
}

// logRequests writes a line for each request. It has the route, not the path:
// paths and queries hold ids, and bodies the lives of people.
func logRequests() echo.MiddlewareFunc {
	return middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{
		LogMethod: true, LogStatus: true, LogLatency: true, LogResponseSize: true,
		HandleError: true,
		LogValuesFunc: func(c echo.Context, v middleware.RequestLoggerValues) error {
			level := slog.LevelInfo
			if c.Path() == "/healthz" || c.Path() == "/readyz" {
				level = slog.LevelDebug
			}
			log(c.Request().Context(), level, "request",
				slog.String("method", knownMethod(v.Method)),
				slog.String("route", c.Path()),
				slog.Int("status", c.Response().Status),
				slog.Int64("bytes", v.ResponseSize),
				slog.Duration("latency", v.Latency))
			return nil
		},
	})
}

// knownMethod keeps a method that somebody made up out of the log.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

func logPanic(c echo.Context, err error, _ []byte) error {
	log(c.Request().Context(), slog.LevelError, "panic",
		slog.Any("error", err), slog.String("stack", string(debug.Stack())))
	return &echo.HTTPError{Code: http.StatusInternalServerError}
}

var errForeignOrigin = fault.New(fault.Forbidden, "foreign-origin", "This request was sent by another website.")

// refuseForeignOrigins guards against forged requests. Cookies alone do not:
// SameSite=Strict lets a form on another port of the same host through.
func refuseForeignOrigins(public *url.URL) echo.MiddlewareFunc {
	guard := http.NewCrossOriginProtection()
	if public != nil {
		origin := public.Scheme + "://" + public.Host
		if err := guard.AddTrustedOrigin(origin); err != nil {
			panic(fmt.Sprintf("httpapi: public URL %q has no origin: %v", public, err))
		}
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if guard.Check(c.Request()) != nil {
				return errForeignOrigin
			}
			return next(c)
		}
	}
}

// secureHeaders sets the headers of every answer, errors included. They suit
// the API; what serves pages replaces the policy and the caching.
func secureHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		if CallerOf(c.Request().Context()).Transport == HTTPS {
			// No includeSubDomains: the neighbours of a self-hosted server are
			// not ours to move to https.
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}
