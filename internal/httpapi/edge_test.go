package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
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
		if token != "good" {
			return httpapi.Identity{}, fault.New(fault.Unauthenticated, "session-invalid", "Sign in again.")
		}
		return httpapi.Identity{UserID: user}, nil
	})
	register(api)
	e.GET("/*", func(c echo.Context) error { return c.String(http.StatusOK, "the web app") })
	return edge{e, &log}
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

func TestWhatIsRefusedIsAProblemWithAStableType(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	long := `{"name":"` + strings.Repeat("x", httpapi.MaxBody) + `"}`
	tests := []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		code                     string
	}{
		{"unknown path", "GET", "/api/v1/nothing", "", nil, 404, "not-found"},
		{"wrong method", "GET", "/api/v1/greetings", "", nil, 405, "method-not-allowed"},
		{"wrong method that changes something", "DELETE", "/api/v1/greetings", "", nil, 405, "method-not-allowed"},
		{"a form", "POST", "/api/v1/greetings", "name=Ada", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "media-type-unsupported"},
		{"an unknown encoding", "POST", "/api/v1/greetings", "{}", []string{"Content-Encoding", "br"}, 415, "media-type-unsupported"},
		{"no gzip", "POST", "/api/v1/greetings", "{}", []string{"Content-Encoding", "gzip"}, 400, "body-unreadable"},
		{"no body", "POST", "/api/v1/greetings", "", nil, 400, "body-missing"},
		{"broken JSON", "POST", "/api/v1/greetings", `{"name":`, nil, 400, "body-malformed"},
		{"too short", "POST", "/api/v1/greetings", `{"name":"A"}`, nil, 422, "validation-failed"},
		{"too large", "POST", "/api/v1/greetings", long, nil, 413, "body-too-large"},
		{"fault", "GET", "/api/v1/stale", "", nil, 409, "seq-gap"},
		{"bug", "GET", "/api/v1/broken", "", nil, 500, "internal"},
		{"panic", "GET", "/api/v1/panic", "", nil, 500, "internal"},
		{"database gone", "GET", "/api/v1/database-gone", "", nil, 503, "unavailable"},
		{"database stopping", "GET", "/api/v1/database-stopping", "", nil, 503, "unavailable"},
		{"nobody signed in", "POST", "/api/v1/mine", `{"name":"Ada"}`, nil, 401, "session-invalid"},
		{"another scheme", "POST", "/api/v1/mine", `{"name":"Ada"}`, []string{"Authorization", "Basic good"}, 401, "session-invalid"},
		{"an endless token", "POST", "/api/v1/mine", `{"name":"Ada"}`, []string{"Authorization", "Bearer " + strings.Repeat(".", 9<<10)}, 401, "session-invalid"},
		{"another site", "POST", "/api/v1/greetings", `{"name":"Ada"}`, []string{"Sec-Fetch-Site", "cross-site"}, 403, "foreign-origin"},
		{"another port of this host", "POST", "/api/v1/greetings", `{"name":"Ada"}`, []string{"Sec-Fetch-Site", "same-site", "Origin", "http://127.0.0.1:9090"}, 403, "foreign-origin"},
		{"another port, older browser", "POST", "/api/v1/greetings", `{"name":"Ada"}`, []string{"Origin", "http://127.0.0.1:9090"}, 403, "foreign-origin"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res := e.call(t, tt.method, tt.path, tt.body, tt.headers...)
			if res.StatusCode != tt.status {
				t.Fatalf("status = %d, want %d: %s", res.StatusCode, tt.status, text(t, res))
			}
			if got := res.Header.Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("content type = %q", got)
			}
			var p httpapi.Problem
			if err := json.NewDecoder(res.Body).Decode(&p); err != nil {
				t.Fatal(err)
			}
			if want := "urn:tend:problem:" + tt.code; p.Type != want {
				t.Errorf("type = %q, want %q", p.Type, want)
			}
			if p.Status != tt.status || p.Title == "" || p.Detail == "" {
				t.Errorf("incomplete problem: %+v", p)
			}
			for _, name := range []string{
				"Content-Security-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
				"Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options", "X-Request-Id",
			} {
				if res.Header.Get(name) == "" {
					t.Errorf("no header %s", name)
				}
			}
			if got := res.Header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("cache control = %q", got)
			}
			if tt.status == 401 && res.Header.Get("WWW-Authenticate") != "Bearer" {
				t.Error("no challenge")
			}
		})
	}
}

func TestAProblemNamesFieldAndRuleButNotTheInput(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	tests := []struct{ name, body, location, rule string }{
		{"too short", `{"name":"S3"}`, "body.name", "too-short"},
		{"missing", `{"tags":["S3cret"]}`, "body.name", "required"},
		{"wrong type", `{"name":["S3cret"]}`, "body.name", "type"},
		{"too many", `{"name":"S3cret","tags":["S3cret","b","c"]}`, "body.tags", "too-many"},
		{"unknown", `{"name":"S3cret","other":"S3cret"}`, "body.other", "unknown"},
		{"a second spelling", `{"name":"S3cret","Name":"S3cret"}`, "body.Name", "unknown"},
		{"not JSON", `{"name":"S3cret"`, "body", "syntax"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body := text(t, e.call(t, http.MethodPost, "/api/v1/greetings", tt.body))
			if strings.Contains(body, "S3") {
				t.Errorf("the problem repeats the input: %s", body)
			}
			var p httpapi.Problem
			if err := json.Unmarshal([]byte(body), &p); err != nil {
				t.Fatal(err)
			}
			if len(p.Errors) != 1 || p.Errors[0].Location != tt.location || p.Errors[0].Rule != tt.rule || p.Errors[0].Message == "" {
				t.Errorf("errors = %+v, want %s at %s", p.Errors, tt.rule, tt.location)
			}
		})
	}
}

func TestAProblemIsBoundedHoweverWrongTheInput(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	var b strings.Builder
	b.WriteString(`{"name":"Ada"`)
	for i := range 5000 {
		fmt.Fprintf(&b, `,"%s%d":1`, strings.Repeat("k", 150), i)
	}
	b.WriteString(`}`)
	res := e.call(t, http.MethodPost, "/api/v1/greetings", b.String())
	if body := text(t, res); res.StatusCode != 422 || len(body) > 16<<10 {
		t.Errorf("status %d, %d bytes", res.StatusCode, len(body))
	}
}

func TestAFaultMayAddMembersAndAskToWait(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	var p struct {
		Type     string
		Expected int
	}
	if err := json.NewDecoder(e.call(t, http.MethodGet, "/api/v1/stale", "").Body).Decode(&p); err != nil {
		t.Fatal(err)
	}
	if p.Expected != 7 || p.Type != "urn:tend:problem:seq-gap" {
		t.Errorf("problem = %+v", p)
	}
	if got := e.call(t, http.MethodGet, "/api/v1/busy", "").Header.Get("Retry-After"); got != "2" {
		t.Errorf("Retry-After = %q, want the seconds rounded up", got)
	}
	if got := e.call(t, http.MethodGet, "/api/v1/database-gone", "").Header.Get("Retry-After"); got == "" {
		t.Error("an outage does not say when to try again")
	}
	if got := e.call(t, http.MethodGet, "/api/v1/people/ada/broken", "").Header.Get("Set-Cookie"); got != "a=b" {
		t.Errorf("Set-Cookie = %q, want the error's header kept", got)
	}
}

func TestTheCauseOfAFailureIsLoggedAndNotShown(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	res := e.call(t, http.MethodGet, "/api/v1/broken", "")
	if body := text(t, res); strings.Contains(body, "table") {
		t.Errorf("the answer tells the cause: %s", body)
	}
	id := res.Header.Get("X-Request-Id")
	if log := e.log.String(); !strings.Contains(log, "a table is missing") || strings.Count(log, id) != 2 {
		t.Errorf("log = %s", log)
	}
}

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

func TestAGzipBombIsRefusedBeforeTwoMiBAreRead(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	var decompressed int64
	e.echo.POST("/raw", func(c echo.Context) error {
		var err error
		decompressed, err = io.Copy(io.Discard, c.Request().Body)
		return err
	})
	bomb := squeeze(t, 300<<20)
	for _, path := range []string{"/raw", "/api/v1/greetings"} {
		body := &counted{Reader: strings.NewReader(bomb)}
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, body)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Content-Encoding", "gzip")
		req.ContentLength = -1
		rec := httptest.NewRecorder()
		e.echo.ServeHTTP(rec, req)
		if rec.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: status = %d: %s", path, rec.Code, rec.Body)
		}
		if body.n > 64<<10 {
			t.Errorf("%s: %d bytes of the bomb were read", path, body.n)
		}
	}
	if decompressed > 2<<20 {
		t.Errorf("%d bytes were decompressed", decompressed)
	}
}

func TestAnEndlessBodyIsRefused(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	body := &counted{Reader: endless{}}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/greetings", body)
	req.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	e.echo.ServeHTTP(rec, req)
	if rec.Code != http.StatusRequestEntityTooLarge || body.n > 2<<20 {
		t.Errorf("status %d after %d bytes", rec.Code, body.n)
	}
}

func TestAGzipBodyIsReadAndNothingIsReadForStrangers(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	var small bytes.Buffer
	z := gzip.NewWriter(&small)
	if _, err := z.Write([]byte(`{"name":"Ada"}`)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	res := e.call(t, http.MethodPost, "/api/v1/greetings", small.String(), "Content-Encoding", "gzip")
	if got := text(t, res); !strings.Contains(got, "Hello, Ada") {
		t.Errorf("answer = %s", got)
	}
	cut := small.String()[:small.Len()-9]
	if res := e.call(t, http.MethodPost, "/api/v1/greetings", cut, "Content-Encoding", "gzip"); res.StatusCode != 400 {
		t.Errorf("cut short: status = %d", res.StatusCode)
	}

	body := &counted{Reader: strings.NewReader(small.String())}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/mine", body)
	req.Header.Set("Content-Encoding", "gzip")
	rec := httptest.NewRecorder()
	e.echo.ServeHTTP(rec, req)
	if rec.Code != http.StatusUnauthorized || body.n > 0 {
		t.Errorf("status %d after %d bytes", rec.Code, body.n)
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

// squeeze returns n zero bytes, compressed.
func squeeze(t *testing.T, n int64) string {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := io.CopyN(z, endless{}, n); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type counted struct {
	io.Reader
	n int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}
