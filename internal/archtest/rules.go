// Package archtest keeps the import rules that internal/README.md draws: its
// test walks all Go files and names each import that points the wrong way.
package archtest

import (
	"path"
	"slices"
	"strings"
)

const module = "tend/"

// server wires everything to everything, so it is the one package without rules.
const server = "server"

// ours says which of our packages each package may import. A package that is
// not listed may not exist: say here first what it is allowed.
//
// Capabilities do not import each other. One that needs another declares a small
// interface in its own words, and server connects them.
var ours = map[string][]string{
	"internal/account":           {"internal/fault", "internal/postgres"},
	"internal/archtest":          {},
	"internal/backup":            {"internal/postgres"},
	"internal/calendar":          {"internal/fault", "internal/postgres"},
	"internal/collection":        {},
	"internal/config":            {},
	"internal/fault":             {},
	"internal/history":           {"internal/collection", "internal/fault", "internal/postgres"},
	"internal/httpapi":           {"internal/fault"},
	"internal/postgres":          {"migrations"},
	"internal/postgres/embedded": {},
	"internal/postgres/pgtest":   {"internal/postgres", "internal/postgres/embedded", "migrations"},
	"internal/push":              {"internal/fault", "internal/postgres"},
	"internal/pushtest":          {},
	"internal/pushtest/standin":  {"internal/pushtest"},
	"internal/record":            {"internal/collection"},
	"internal/reminder":          {"internal/collection", "internal/postgres", "internal/record"},
	"internal/secret":            {"internal/postgres"},
	"internal/space":             {"internal/fault", "internal/postgres"},
	"internal/spa":               {},
	"internal/sync":              {"internal/collection", "internal/fault", "internal/postgres", "internal/record"},
	"migrations":                 {},
	"webapp":                     {},
}

// edge is what files named http.go may import on top: they are where a
// capability meets the API.
const edge = "internal/httpapi"

// library says where an import from outside is at home. A path stands for all
// below it, unless it ends with a dollar sign. A place is a folder, which stands
// for all below it, or the name of a file, wherever it lies.
type library struct {
	path    string
	places  []string
	because string
}

var libraries = []library{
	{"gorm.io", []string{"internal/postgres/", "store.go"}, "only stores build queries"},
	{"github.com/labstack/echo", []string{"server/", "internal/httpapi/", "http.go"}, "services know nothing of HTTP"},
	{"github.com/danielgtaylor/huma", []string{"server/", "internal/httpapi/", "http.go"}, "services know nothing of HTTP"},
	{"github.com/caarlos0/env", []string{"internal/config/"}, "settings are read in one place"},
	{"github.com/pressly/goose", []string{"internal/postgres/"}, "the schema is migrated in one place"},
	{"github.com/golang-jwt/jwt", []string{"internal/account/"}, "tokens are read with all their checks, in one place"},
	{"github.com/SherClockHolmes/webpush-go", nil, "internal/push seals and signs by itself (decision 0250)"},
	{"log$", nil, "use log/slog"},
	{"github.com/labstack/gommon/log", nil, "use log/slog"},
	{"github.com/pkg/errors", nil, "use errors and fmt"},
	{"database/sql$", []string{"internal/postgres/", "store.go"}, "only stores talk to the database"},
}

// check returns why the file, given by its path from the root of the module,
// may not import what it imports; empty if it may.
func check(file, imported string) string {
	if local, ok := strings.CutPrefix(imported, module); ok {
		return checkOurs(file, local)
	}
	for _, lib := range libraries {
		if lib.covers(imported) && !slices.ContainsFunc(lib.places, func(place string) bool { return isAt(file, place) }) {
			return lib.because
		}
	}
	return ""
}

func (l library) covers(imported string) bool {
	if exact, ok := strings.CutSuffix(l.path, "$"); ok {
		return imported == exact
	}
	return within(imported, l.path)
}

func checkOurs(file, imported string) string {
	from := path.Dir(file)
	if within(from, server) {
		return ""
	}
	if imported == "internal/config" {
		return "packages get settings as arguments"
	}
	allowed, known := ours[from]
	switch {
	case !known:
		return "package " + from + " is not listed in internal/archtest"
	case slices.Contains(allowed, imported), imported == edge && path.Base(file) == "http.go":
		return ""
	case len(allowed) == 0:
		return from + " imports nothing of ours"
	}
	return from + " may import only " + strings.Join(allowed, ", ")
}

// isAt reports whether the file lies in the folder place, which ends with a
// slash, or is called place.
func isAt(file, place string) bool {
	if strings.HasSuffix(place, "/") {
		return strings.HasPrefix(file, place)
	}
	return path.Base(file) == place
}

func within(p, prefix string) bool { return p == prefix || strings.HasPrefix(p, prefix+"/") }
