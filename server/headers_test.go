package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/postgres/pgtest"
)

// H1. Whatever is asked for, and whatever comes of it, the answer has the headers
// that keep browsers from doing more with it than was meant.
func TestEveryAnswerHasTheHeadersThatGuardIt(t *testing.T) {
	t.Parallel()
	h, _ := inProcess(t, "TEND_DATABASE_URL="+pgtest.URL(t))
	h.signUp(t)
	ask := func(method, path string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		res, err := http.DefaultClient.Do(h.request(t, ctx, method, path, http.NoBody))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close() //nolint:errcheck // opened for reading
		for name, want := range map[string]string{
			"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Permissions-Policy": "camera=()",
			"Cache-Control": "no-", "X-Request-Id": "",
		} {
			got := res.Header.Get(name)
			if !strings.Contains(got, want) || got == "" {
				t.Errorf("%s %s = %d, with the %s %q, want %q", method, path, res.StatusCode, name, got, want)
			}
		}
		if strings.HasPrefix(path, "/api/") && res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s may be kept: %q", method, path, res.Header.Get("Cache-Control"))
		}
	}
	for _, o := range operations(t) {
		if o.path != "/api/v1/auth/sessions" || o.method != http.MethodDelete { // it is asked at the end
			ask(o.method, o.at(uuid.NewString()))
		}
		ask(http.MethodTrace, o.at("x"))
	}
	for _, path := range []string{
		"/", "/people", "/missing.js", "/_app/immutable/missing.js", "/healthz", "/readyz", "/calendar/x.ics",
		"/api", "/api/v1", "/api/v1/nothing", "/api/v2/spaces", "/..%2f..%2fetc/passwd", "/api/v1/openapi.json",
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions} {
			ask(method, path)
		}
	}
	ask(http.MethodDelete, "/api/v1/auth/sessions")
}

// H2. A method or a type of body that a route does not take is refused.
func TestNoRouteBreaksOnAnotherMethodOrType(t *testing.T) {
	t.Parallel()
	h, _ := inProcess(t, "TEND_DATABASE_URL="+pgtest.URL(t))
	h.signUp(t)
	try := func(method, path, contentType, body string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		req := h.request(t, ctx, method, path, strings.NewReader(body))
		req.Header.Set("Content-Type", contentType)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close() //nolint:errcheck // opened for reading
		if res.StatusCode >= http.StatusInternalServerError {
			t.Errorf("%s %s with %.30q as %q = %d", method, path, body, contentType, res.StatusCode)
		}
	}
	for _, o := range operations(t) {
		if o.lasts() || strings.HasPrefix(o.path, "/api/v1/auth/") {
			continue // some of these end the session; package account tries them
		}
		for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodPost, "PROPFIND", strings.ToLower(o.method)} {
			try(method, o.at(h.space), "application/json", `{}`)
		}
		for _, contentType := range []string{"", "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "a/b/c;;"} {
			for _, body := range []string{"", "null", "[]", "{", strings.Repeat("[", 100_000), "\xff\xfe"} {
				try(o.method, o.at(h.space), contentType, body)
			}
		}
	}
}

// D9. Connections that say nothing, or never end what they say, cost no more than
// themselves, and not for long.
func TestSilentConnectionsAreGivenUp(t *testing.T) {
	t.Parallel()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := newServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") }), slog.New(slog.DiscardHandler))
	go srv.Serve(ln) //nolint:errcheck // it ends with the test
	t.Cleanup(func() { _ = srv.Close() })
	const silent = 1000
	began := time.Now()
	conns := make([]net.Conn, silent)
	for i := range conns {
		if conns[i], err = new(net.Dialer).DialContext(t.Context(), "tcp", ln.Addr().String()); err != nil {
			t.Fatal(err)
		}
		defer conns[i].Close() //nolint:errcheck // nothing was promised on it
		if i%2 == 0 {
			_, _ = fmt.Fprintf(conns[i], "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
		}
	}
	res, err := http.Get("http://" + ln.Addr().String())
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("beside %d silent connections: %v, %v", silent, res, err)
	}
	_ = res.Body.Close()
	for _, conn := range conns {
		_ = conn.SetReadDeadline(began.Add(3 * srv.ReadHeaderTimeout))
		if _, err := io.Copy(io.Discard, conn); err != nil {
			t.Fatalf("a silent connection is still open after %s: %v", time.Since(began), err)
		}
	}
}
