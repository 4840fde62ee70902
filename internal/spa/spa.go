// Package spa serves the built web app.
//
// Files whose names hold a hash of their content may be kept for ever; all
// others, the page above all, are asked for again each time, which costs a 304.
// Every path that is no file gets the page, whose router knows what to show; a
// path that looks like a file, and is none, is a 404, because a browser that
// got the page instead of a script of an older build would only get stuck.
package spa

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// ErrNotBuilt says that the program holds no web app.
var ErrNotBuilt = errors.New("the web app was not built into this program; run `make build`, or `make run`, which builds and starts it")

const (
	index     = "index.html"
	immutable = "_app/immutable/" // SvelteKit puts a hash into each name below
)

// App is a handler that serves the web app.
type App struct {
	build  fs.FS
	files  map[string]file // by path without the leading slash
	policy string
}

// file is one file of the build, in each form it can be sent in.
type file struct {
	contentType  string
	cacheControl string
	forms        []form // best first; the last one is as it is
}

type form struct {
	encoding string // "br", "gzip", or "" for as it is
	name     string // in the build
	etag     string
	size     int64
}

// New reads what build holds. It returns [ErrNotBuilt] if that is no web app.
func New(build fs.FS) (*App, error) {
	page, err := fs.ReadFile(build, index)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, fmt.Errorf("read the web app: %w", err)
	}
	a := &App{build: build, files: map[string]file{}, policy: policyFor(page)}
	err = fs.WalkDir(build, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || packed(name) || d.Name() == ".gitkeep" {
			return err
		}
		a.files[name], err = inspect(build, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the web app: %w", err)
	}
	return a, nil
}

// packed reports whether name is the compressed form of another file.
func packed(name string) bool {
	return strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz")
}

// inspect finds the forms of a file.
func inspect(build fs.FS, name string) (file, error) {
	f := file{contentType: contentType(name), cacheControl: "no-cache"}
	if strings.HasPrefix(name, immutable) {
		f.cacheControl = "public, max-age=31536000, immutable"
	}
	for _, form := range []form{{"br", name + ".br", "", 0}, {"gzip", name + ".gz", "", 0}, {"", name, "", 0}} {
		b, err := fs.ReadFile(build, form.name)
		if errors.Is(err, fs.ErrNotExist) && form.encoding != "" {
			continue
		}
		if err != nil {
			return file{}, err
		}
		sum := sha256.Sum256(b)
		form.etag, form.size = strconv.Quote(hex.EncodeToString(sum[:12])), int64(len(b))
		f.forms = append(f.forms, form)
	}
	return f, nil
}

// contentType does not ask package mime, whose answers depend on the machine.
func contentType(name string) string {
	types := map[string]string{
		".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".ico": "image/x-icon",
		".js": "text/javascript; charset=utf-8", ".json": "application/json", ".map": "application/json",
		".mjs": "text/javascript; charset=utf-8", ".png": "image/png", ".svg": "image/svg+xml",
		".txt": "text/plain; charset=utf-8", ".wasm": "application/wasm", ".webmanifest": "application/manifest+json",
		".webp": "image/webp", ".woff2": "font/woff2",
	}
	if t, ok := types[path.Ext(name)]; ok {
		return t
	}
	return "application/octet-stream"
}

// ServeHTTP implements http.Handler.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "This address can only be looked at.", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	f, ok := a.files[name]
	if !ok {
		if !isPage(name) {
			http.Error(w, "There is nothing here.", http.StatusNotFound)
			return
		}
		f = a.files[index]
	}
	a.send(w, r, f)
}

// isPage reports whether the router of the web app may know a path that is no
// file. A dot makes a file, wherever it stands; the API has its own answers.
func isPage(name string) bool {
	return !strings.Contains(name, ".") && !strings.HasPrefix(name, "_app/") && name != "api" && !strings.HasPrefix(name, "api/")
}

func (a *App) send(w http.ResponseWriter, r *http.Request, f file) {
	form := f.formFor(r.Header.Get("Accept-Encoding"))
	h := w.Header()
	h.Set("Content-Security-Policy", a.policy)
	h.Set("Cache-Control", f.cacheControl)
	h.Set("ETag", form.etag)
	if len(f.forms) > 1 {
		h.Add("Vary", "Accept-Encoding")
	}
	if matches(r.Header.Get("If-None-Match"), form.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	content, err := a.build.Open(form.name)
	if err != nil {
		http.Error(w, "The file cannot be read.", http.StatusInternalServerError)
		return
	}
	defer content.Close() //nolint:errcheck // opened for reading
	if form.encoding != "" {
		h.Set("Content-Encoding", form.encoding)
	}
	h.Set("Content-Type", f.contentType)
	h.Set("Content-Length", strconv.FormatInt(form.size, 10))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		_, _ = io.Copy(w, content) // fails if the browser has gone, which harms nobody
	}
}

// formFor picks the best form that the browser takes.
func (f file) formFor(acceptEncoding string) form {
	for _, form := range f.forms {
		if form.encoding == "" || accepts(acceptEncoding, form.encoding) {
			return form
		}
	}
	return f.forms[len(f.forms)-1]
}

// accepts reads an Accept-Encoding header. A star is not taken for a yes: who
// sends one is no browser, and everybody understands the file as it is.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		weight, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		q, err := strconv.ParseFloat(weight, 64)
		return !ok || err == nil && q > 0
	}
	return false
}

// matches reads an If-None-Match header.
func matches(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == etag || part == "*" {
			return true
		}
	}
	return false
}
