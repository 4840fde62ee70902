package httpapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"tend/internal/fault"
)

// maxAuthorization bounds the header before anything parses it, in bytes.
const maxAuthorization = 8 << 10

const sessionScheme = "session"

// SessionSecurity is the Security of an operation that only a signed-in user
// may call. Treat it as a constant.
var SessionSecurity = []map[string][]string{{sessionScheme: {}}}

var errSession = fault.New(fault.Unauthenticated, "session-invalid", "Sign in again.")

// Identity is who a request acts for.
type Identity struct {
	UserID    uuid.UUID
	SessionID uuid.UUID
}

// Verify returns whose access token this is, or a fault. It is called once for
// every request to an authenticated route.
type Verify func(ctx context.Context, token string) (Identity, error)

type identityKey struct{}

// IdentityOf returns who the request acts for. It panics outside an operation
// that [Authenticate] guards, which is a mistake in wiring.
func IdentityOf(ctx context.Context) Identity {
	return ctx.Value(identityKey{}).(Identity) //nolint:errcheck // the panic is the point
}

// Authenticate guards those operations of api that have [SessionSecurity]. It
// covers operations that are added afterwards.
func Authenticate(api huma.API, verify Verify) {
	api.UseMiddleware(func(c huma.Context, next func(huma.Context)) {
		if len(c.Operation().Security) == 0 {
			next(c)
			return
		}
		id, err := identify(c.Context(), c.Header(echo.HeaderAuthorization), verify)
		if err != nil {
			refuse(api, c, err)
			return
		}
		next(huma.WithValue(c, identityKey{}, id))
	})
}

// BearerToken returns the token in an Authorization header, or "" if there is
// none or it is longer than any of ours.
func BearerToken(authorization string) string {
	scheme, token, _ := strings.Cut(authorization, " ")
	if len(authorization) > maxAuthorization || !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return token
}

func identify(ctx context.Context, authorization string, verify Verify) (Identity, error) {
	token := BearerToken(authorization)
	if token == "" {
		return Identity{}, errSession
	}
	return verify(ctx, token)
}

// refuse answers from within Huma's middleware.
func refuse(api huma.API, c huma.Context, err error) {
	p := problemOf(c.Context(), err)
	for name, values := range p.header {
		for _, value := range values {
			c.AppendHeader(name, value)
		}
	}
	c.SetHeader(echo.HeaderContentType, p.ContentType(""))
	c.SetStatus(p.Status)
	if c.Method() != http.MethodHead {
		_ = api.Marshal(c.BodyWriter(), "application/json", p) // the caller may be gone
	}
}
