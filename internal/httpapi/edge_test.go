package httpapi_test

import (
	"bytes"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/labstack/echo/v4"

	"tend/internal/fault"
	"tend/internal/httpapi"
)

// edge is a small server with one route for each thing that the edge does.
type edge struct {
	echo *echo.Echo
	api  huma.API
	log  *bytes.Buffer
}

type greeting struct {
	Body struct {
		Name string   `json:"name" minLength:"3" maxLength:"20"`
		Tags []string `json:"tags,omitempty" maxItems:"2"`
	}
}

type answer struct {
	Body struct {
		Text string `json:"text"`
	}
}

var user = uuid.New()

func newEdge(t *testing.T, cfg httpapi.EdgeConfig) edge {
	t.Helper()
	var log bytes.Buffer
	cfg.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	e := httpapi.NewEcho(cfg)
	api := httpapi.New(e, "1")
	httpapi.Authenticate(api, func(_ context.Context, token string) (httpapi.Identity, error) {
		if len(token) > 8<<10 {
			t.Error("an endless token was looked at")
		}
		if token != "good" {
			return httpapi.Identity{}, fault.New(fault.Unauthenticated, "session-invalid", "Sign in again.")
		}
		return httpapi.Identity{UserID: user}, nil
	})
	register(api)
	e.GET("/*", func(c echo.Context) error { return c.String(http.StatusOK, "the web app") })
	return edge{e, api, &log}
}

func register(api huma.API) {
	op := func(method, path string) huma.Operation {
		return huma.Operation{OperationID: method + path, Method: method, Path: path}
	}
	httpapi.Handle(api, op(http.MethodPost, "/greetings"), func(_ context.Context, in *greeting) (*answer, error) {
		out := &answer{}
		out.Body.Text = "Hello, " + in.Body.Name
		return out, nil
	})
	fails := func(path string, err error) {
		httpapi.Handle(api, op(http.MethodGet, path), func(context.Context, *struct{}) (*answer, error) { return nil, err })
	}
	fails("/broken", errors.New("a table is missing"))
	fails("/stale", fault.New(fault.Conflict, "seq-gap", "Changes are missing.").With("expected", 7))
	fails("/busy", fault.New(fault.Unavailable, "busy", "Try again soon.").After(1500*time.Millisecond))
	fails("/database-gone", fmt.Errorf("get space: %w", &net.OpError{Op: "dial", Err: errors.New("refused")}))
	fails("/connection-gone", fmt.Errorf("get space: %w", driver.ErrBadConn))
	fails("/database-stopping", fmt.Errorf("get space: %w", &pgconn.PgError{Code: "57P01"}))
	fails("/people/{name}/broken", huma.ErrorWithHeaders(fault.New(fault.NotFound, "gone", "It is gone."),
		http.Header{"Set-Cookie": {"a=b"}}))
	httpapi.Handle(api, op(http.MethodGet, "/panic"), func(context.Context, *struct{}) (*answer, error) { panic("oh") })
	httpapi.Handle(api, op(http.MethodGet, "/caller"), func(ctx context.Context, _ *struct{}) (*answer, error) {
		c := httpapi.CallerOf(ctx)
		out := &answer{}
		out.Body.Text = c.IP + " " + string(c.Transport)
		return out, nil
	})
	mine := op(http.MethodPost, "/mine")
	mine.Security = httpapi.SessionSecurity
	httpapi.Handle(api, mine, func(ctx context.Context, _ *greeting) (*answer, error) {
		out := &answer{}
		out.Body.Text = httpapi.IdentityOf(ctx).UserID.String()
		return out, nil
	})
}

// call sends a request from a page of the server's own origin.
func (e edge) call(t *testing.T, method, path, body string, headers ...string) *http.Response {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	e.echo.ServeHTTP(rec, req)
	return rec.Result()
}

func text(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// C9.
func TestTheLogHasRoutesAndNothingOfThePerson(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	e.call(t, http.MethodGet, "/api/v1/people/Lovelace/broken?q=Lovelace", "", "X-Request-Id", "Lovelace", "User-Agent", "Lovelace")
	e.call(t, http.MethodPost, "/api/v1/greetings", `{"name":"Lovelace"}`)
	e.call(t, http.MethodPost, "/api/v1/greetings", `{"name":"Lovelace", "Lovelace":1}`)
	e.call(t, http.MethodGet, "/api/v1/Lovelace", "")
	e.call(t, http.MethodGet, "/Lovelace", "")
	e.call(t, "LOVELACE", "/Lovelace", "")
	log := e.log.String()
	if strings.Contains(strings.ToLower(log), "lovelace") {
		t.Errorf("log = %s", log)
	}
	if !strings.Contains(log, `"route":"/api/v1/people/:name/broken","status":404`) {
		t.Errorf("the route and its status are not in the log: %s", log)
	}
}

func TestAllowedMethodsAreNamed(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	if got := e.call(t, http.MethodGet, "/api/v1/greetings", "").Header.Get("Allow"); got != "POST" {
		t.Errorf("Allow = %q", got)
	}
	if got := text(t, e.call(t, http.MethodGet, "/people/ada", "")); got != "the web app" {
		t.Errorf("outside the API = %q", got)
	}
}

func TestTheContractIsServed(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	res := e.call(t, http.MethodGet, "/api/v1/openapi.json", "")
	if body := text(t, res); res.StatusCode != 200 || !strings.Contains(body, `"/greetings"`) || !strings.Contains(body, `"rule"`) {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
}

func TestASignedInRequestKnowsWhoItActsFor(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	for _, authorization := range []string{"Bearer good", "bearer good"} {
		got := text(t, e.call(t, http.MethodPost, "/api/v1/mine", `{"name":"Ada"}`, "Authorization", authorization))
		if !strings.Contains(got, user.String()) {
			t.Errorf("answer = %s", got)
		}
	}
}

// A19.
func TestTheCallerIsNotWhatTheCallerSays(t *testing.T) {
	t.Parallel()
	public := &url.URL{Scheme: "https", Host: "tend.example.org"}
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	tests := []struct {
		name    string
		cfg     httpapi.EdgeConfig
		remote  string
		host    string
		headers []string
		want    string
	}{
		{"direct", httpapi.EdgeConfig{}, "192.0.2.7:1", "localhost:8080", nil, "192.0.2.7 loopback"},
		{"spoofed", httpapi.EdgeConfig{}, "192.0.2.7:1", "tend.lan", []string{"X-Forwarded-For", "198.51.100.9", "X-Real-Ip", "198.51.100.9", "X-Forwarded-Proto", "https"}, "192.0.2.7 insecure"},
		{"spoofed past a proxy", httpapi.EdgeConfig{TrustedProxies: proxies}, "10.0.0.2:1", "tend.lan", []string{"X-Forwarded-For", "203.0.113.1, 198.51.100.9"}, "198.51.100.9 insecure"},
		{"by a stranger", httpapi.EdgeConfig{TrustedProxies: proxies}, "192.0.2.7:1", "tend.lan", []string{"X-Forwarded-For", "198.51.100.9", "X-Forwarded-Proto", "https"}, "192.0.2.7 insecure"},
		{"TLS before the proxy", httpapi.EdgeConfig{TrustedProxies: proxies}, "10.0.0.2:1", "tend.lan", []string{"X-Forwarded-Proto", "https"}, "10.0.0.2 https"},
		{"public URL", httpapi.EdgeConfig{PublicURL: public}, "10.0.0.2:1", "tend.example.org", nil, "10.0.0.2 https"},
		{"IPv6 loopback", httpapi.EdgeConfig{}, "[::1]:1", "[::1]:8080", nil, "::1 loopback"},
		{"a name that resolves to loopback", httpapi.EdgeConfig{}, "127.0.0.1:1", "rebound.example.org:8080", nil, "127.0.0.1 insecure"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := newEdge(t, tt.cfg)
			req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/caller", nil)
			req.RemoteAddr, req.Host = tt.remote, tt.host
			for i := 0; i < len(tt.headers); i += 2 {
				req.Header.Set(tt.headers[i], tt.headers[i+1])
			}
			rec := httptest.NewRecorder()
			e.echo.ServeHTTP(rec, req)
			if got := rec.Body.String(); !strings.Contains(got, `"`+tt.want+`"`) {
				t.Errorf("caller = %s, want %s", got, tt.want)
			}
			if secure := rec.Header().Get("Strict-Transport-Security") != ""; secure != strings.HasSuffix(tt.want, "https") {
				t.Errorf("HSTS = %v", secure)
			}
		})
	}
}

func TestThePublicOriginIsNoForeignOne(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{PublicURL: &url.URL{Scheme: "https", Host: "tend.example.org"}})
	// An older browser behind a proxy that rewrites the Host header.
	res := e.call(t, http.MethodPost, "/api/v1/greetings", `{"name":"Ada"}`, "Origin", "https://tend.example.org")
	if res.StatusCode != http.StatusOK {
		t.Errorf("status = %d", res.StatusCode)
	}
}
