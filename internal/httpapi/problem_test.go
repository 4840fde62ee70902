package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tend/internal/httpapi"
)

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
		{"connection gone", "GET", "/api/v1/connection-gone", "", nil, 503, "unavailable"},
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

// C9.
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
