// Package httpapi is the edge of the server: it turns requests into calls of
// services, and faults into problem details.
//
// Echo routes and runs the middleware that every answer needs ([NewEcho]). Huma
// sits on it and owns the contract ([New], [Handle]): it checks requests against
// the tags of the input types and derives the OpenAPI document from them.
package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"
)

// Prefix is the path under which the API is served.
const Prefix = "/api/v1"

// bodyTimeout is how long the body of one request may take to arrive. Huma's
// own five seconds cut off a full push from a phone with a weak signal.
const bodyTimeout = 30 * time.Second

// New mounts an empty API on e. Packages add their operations with [Handle];
// [Authenticate] comes before the first of them.
//
// Whatever lies under [Prefix] and is no operation answers 404 or 405, even
// where another handler of e serves all remaining paths.
func New(e *echo.Echo, version string) huma.API {
	configureHuma()
	cfg := huma.DefaultConfig("Tend", version)
	cfg.Servers = []*huma.Server{{URL: Prefix}}
	cfg.DocsPath = ""     // the built-in page loads scripts from another host
	cfg.SchemasPath = ""  // the schemas are in the OpenAPI document
	cfg.CreateHooks = nil // no "$schema" field in every response
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		sessionScheme: {Type: "http", Scheme: "bearer", BearerFormat: "JWT"},
	}
	group := e.Group(Prefix)
	group.Any("/*", unrouted(e))
	return humaecho.NewV4WithGroup(e, group, cfg)
}

// Handle adds an operation. Whatever error handle returns reaches the client as
// problem details (RFC 9457): a fault in full, anything else without a word
// about its cause, which is logged instead. An error made by
// [huma.ErrorWithHeaders] keeps its headers.
//
// A body may be [MaxBody] bytes long and take 30 seconds to arrive unless the
// operation says otherwise.
func Handle[I, O any](api huma.API, op huma.Operation, handle func(context.Context, *I) (*O, error)) {
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = MaxBody + 1 // Huma refuses a body that reaches its limit
	}
	if op.BodyReadTimeout == 0 {
		op.BodyReadTimeout = bodyTimeout
	}
	huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, problemOf(ctx, err)
		}
		return out, nil
	})
}

// unrouted answers requests below [Prefix] that no operation takes. Echo itself
// would let a wrong method fall through to a handler for all paths, such as the
// one that serves the web app.
func unrouted(e *echo.Echo) echo.HandlerFunc {
	return func(c echo.Context) error {
		if allowed := methodsOf(e, echo.GetPath(c.Request())); len(allowed) > 0 {
			c.Response().Header().Set(echo.HeaderAllow, strings.Join(allowed, ", "))
			return echo.ErrMethodNotAllowed
		}
		return echo.ErrNotFound
	}
}

// methodsOf returns the methods for which an operation is mounted at path.
func methodsOf(e *echo.Echo, path string) []string {
	probe := e.AcquireContext()
	defer e.ReleaseContext(probe)
	var allowed []string
	for _, method := range []string{
		http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	} {
		probe.Reset(nil, nil)
		e.Router().Find(method, path, probe)
		if probe.Path() != Prefix+"/*" {
			allowed = append(allowed, method)
		}
	}
	return allowed
}
