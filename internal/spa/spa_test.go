package spa_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"tend/internal/spa"
)

const page = `<!doctype html><script>alert(1)</script><script type="module" src="/_app/immutable/start.js"></script>`

func build() fstest.MapFS {
	return fstest.MapFS{
		".gitkeep":                         {},
		"index.html":                       {Data: []byte(page)},
		"index.html.br":                    {Data: []byte("page, packed by brotli")},
		"index.html.gz":                    {Data: []byte("page, packed by gzip")},
		"service-worker.js":                {Data: []byte("worker")},
		"manifest.webmanifest":             {Data: []byte("{}")},
		"_app/version.json":                {Data: []byte(`{"version":"1"}`)},
		"_app/immutable/entry/start.a1.js": {Data: []byte("start")},
		"icons/icon-192.png":               {Data: []byte("png")},
	}
}

// C11.
func TestEachPathGetsWhatItNames(t *testing.T) {
	t.Parallel()
	const forever, ask = "public, max-age=31536000, immutable", "no-cache"
	tests := []struct {
		path        string
		status      int
		body        string
		contentType string
		cache       string
	}{
		{"/", 200, page, "text/html; charset=utf-8", ask},
		{"/index.html", 200, page, "text/html; charset=utf-8", ask},
		{"/people/8d7e1b8e-1f3a-4c55-9b1f-0d6f6b0d8f10", 200, page, "text/html; charset=utf-8", ask},
		{"/service-worker.js", 200, "worker", "text/javascript; charset=utf-8", ask},
		{"/manifest.webmanifest", 200, "{}", "application/manifest+json", ask},
		{"/_app/version.json", 200, `{"version":"1"}`, "application/json", ask},
		{"/_app/immutable/entry/start.a1.js", 200, "start", "text/javascript; charset=utf-8", forever},
		{"/icons/icon-192.png", 200, "png", "image/png", ask},
		{"/_app/immutable/entry/start.old.js", 404, "", "", ""},
		{"/_app/immutable/entry/", 404, "", "", ""},
		{"/favicon.ico", 404, "", "", ""},
		{"/.gitkeep", 404, "", "", ""},
		{"/.env", 404, "", "", ""},
		{"/.well-known/security", 404, "", "", ""},
		{"/api/v2/anything", 404, "", "", ""},
		{"/index.html.br", 404, "", "", ""},
		{"/../spa.go", 404, "", "", ""},
		{"//evil.example/", 404, "", "", ""},
	}
	app := open(t)
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			t.Parallel()
			res := get(app, tt.path, nil)
			if res.Code != tt.status {
				t.Fatalf("status = %d, want %d", res.Code, tt.status)
			}
			if tt.status != http.StatusOK {
				if strings.Contains(res.Body.String(), "<") {
					t.Error("a missing file is answered by the page")
				}
				return
			}
			if got := res.Body.String(); got != tt.body {
				t.Errorf("body = %q, want %q", got, tt.body)
			}
			if got := res.Header().Get("Content-Type"); got != tt.contentType {
				t.Errorf("type = %q, want %q", got, tt.contentType)
			}
			if got := res.Header().Get("Cache-Control"); got != tt.cache {
				t.Errorf("cache = %q, want %q", got, tt.cache)
			}
		})
	}
}

func TestTheBestFormIsSentThatTheBrowserTakes(t *testing.T) {
	t.Parallel()
	app := open(t)
	tests := []struct{ accept, encoding, body string }{
		{"gzip, deflate, br, zstd", "br", "page, packed by brotli"},
		{"GZIP;q=0.5", "gzip", "page, packed by gzip"},
		{"br;q=0, gzip", "gzip", "page, packed by gzip"},
		{"br; q=0.000, gzip;q=0", "", page},
		{"", "", page},
		{"*", "", page},
	}
	etags := map[string]string{}
	for _, tt := range tests {
		res := get(app, "/", map[string]string{"Accept-Encoding": tt.accept})
		if got := res.Header().Get("Content-Encoding"); got != tt.encoding || res.Body.String() != tt.body {
			t.Errorf("%q gets %q %q, want %q", tt.accept, got, res.Body, tt.encoding)
		}
		if got := res.Header().Get("Vary"); got != "Accept-Encoding" {
			t.Errorf("Vary = %q", got)
		}
		if other, ok := etags[res.Header().Get("ETag")]; ok && other != tt.encoding {
			t.Errorf("%q and %q share an ETag", other, tt.encoding)
		}
		etags[res.Header().Get("ETag")] = tt.encoding
	}
}

func TestAFileTheBrowserHasIsNotSentAgain(t *testing.T) {
	t.Parallel()
	app := open(t)
	etag := get(app, "/", nil).Header().Get("ETag")
	for _, header := range []string{etag, "W/" + etag, `"other", ` + etag, "*"} {
		res := get(app, "/people", map[string]string{"If-None-Match": header})
		if res.Code != http.StatusNotModified || res.Body.Len() != 0 {
			t.Errorf("If-None-Match %s: %d %q", header, res.Code, res.Body)
		}
		if res.Header().Get("Content-Security-Policy") == "" {
			t.Error("a 304 drops the policy")
		}
	}
	if res := get(app, "/", map[string]string{"If-None-Match": `"other"`}); res.Code != http.StatusOK {
		t.Errorf("another ETag: %d", res.Code)
	}
}

func TestOnlyLookingIsAllowed(t *testing.T) {
	t.Parallel()
	app := open(t)
	res := httptest.NewRecorder()
	app.ServeHTTP(res, httptest.NewRequest(http.MethodPost, "/", strings.NewReader("x")))
	if res.Code != http.StatusMethodNotAllowed || res.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d %q", res.Code, res.Header().Get("Allow"))
	}
	res = httptest.NewRecorder()
	app.ServeHTTP(res, httptest.NewRequest(http.MethodHead, "/", nil))
	if res.Code != http.StatusOK || res.Body.Len() != 0 || res.Header().Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d, %d bytes, length %s", res.Code, res.Body.Len(), res.Header().Get("Content-Length"))
	}
}

// C3.
func TestThePolicyAllowsThePagesOwnScriptsAndNothingElse(t *testing.T) {
	t.Parallel()
	policy := get(open(t), "/", nil).Header().Get("Content-Security-Policy")
	for _, want := range []string{
		"default-src 'none'",
		// printf 'alert(1)' | openssl dgst -sha256 -binary | base64
		"script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';",
		"style-src 'self';", "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'", "font-src 'self'",
		"img-src 'self' blob: data:", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
		"require-trusted-types-for 'script'",
	} {
		if !strings.Contains(policy, want) {
			t.Errorf("policy %q lacks %q", policy, want)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q is unsafe", policy)
	}
}

func TestAProgramWithoutTheWebAppSaysSo(t *testing.T) {
	t.Parallel()
	if _, err := spa.New(fstest.MapFS{".gitkeep": {}}); !errors.Is(err, spa.ErrNotBuilt) {
		t.Errorf("New = %v, want ErrNotBuilt", err)
	}
}

func open(t *testing.T) *spa.App {
	t.Helper()
	app, err := spa.New(build())
	if err != nil {
		t.Fatal(err)
	}
	return app
}

func get(h http.Handler, path string, header map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.URL.Path = path
	for name, value := range header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
