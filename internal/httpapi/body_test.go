package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"tend/internal/httpapi"
)

// D1.
func TestAGzipBombIsRefusedBeforeTwoMiBAreRead(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	var decompressed int64
	e.echo.POST("/raw", func(c echo.Context) error {
		var err error
		decompressed, err = io.Copy(io.Discard, c.Request().Body)
		return err
	})
	bomb := squeeze(t, 300)
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

// D2.
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

// squeeze returns n MiB of zeros, compressed: a gzip body may have many parts.
func squeeze(t *testing.T, n int) string {
	t.Helper()
	var part bytes.Buffer
	z := gzip.NewWriter(&part)
	if _, err := z.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return strings.Repeat(part.String(), n)
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

// D2.
func TestABodyThatComesTooSlowlyIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	e := newEdge(t, httpapi.EdgeConfig{})
	slow := huma.Operation{OperationID: "slow", Method: http.MethodPost, Path: "/slow", BodyReadTimeout: 50 * time.Millisecond}
	httpapi.Handle(e.api, slow, func(context.Context, *greeting) (*answer, error) { return &answer{}, nil })
	server := httptest.NewServer(e.echo)
	t.Cleanup(server.Close)
	body, writer := io.Pipe() // nobody writes
	t.Cleanup(func() { _ = writer.Close() })
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/api/v1/slow", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	if got := text(t, res); res.StatusCode != http.StatusRequestTimeout || !strings.Contains(got, "body-too-slow") {
		t.Errorf("answer = %d %s", res.StatusCode, got)
	}
}
