package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	seen := 0
	walk(t, func(file string, imports []string) {
		seen++
		for _, imported := range imports {
			if why := check(file, imported); why != "" {
				t.Errorf("%s imports %s: %s", file, imported, why)
			}
		}
	})
	if seen < 50 {
		t.Errorf("only %d files were looked at; is the root wrong?", seen)
	}
}

// Every package has a rule, and no rule allows what nobody needs.
func TestEveryPackageHasItsRule(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	walk(t, func(file string, imports []string) {
		from := path.Dir(file)
		if _, known := ours[from]; !known && !within(from, server) {
			t.Errorf("package %s: say in internal/archtest what it may import", from)
		}
		used[from] = true
		for _, imported := range imports {
			used[from+" → "+strings.TrimPrefix(imported, module)] = true
		}
	})
	for from, allowed := range ours {
		if !used[from] {
			t.Errorf("there is no package %s", from)
		}
		for _, imported := range allowed {
			if !used[from+" → "+imported] {
				t.Errorf("%s may import %s and does not", from, imported)
			}
		}
	}
}

// The map in internal/README.md draws the same arrows as the rules.
func TestTheMapDrawsTheRules(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(text), "## Who may import whom\n\n```\n")
	block, _, _ = strings.Cut(block, "\n\n") // what follows is the web app's
	drawn := map[string]string{}
	for rule := range strings.SplitSeq(strings.ReplaceAll(block, "\n", "    "), "    ") {
		from, to, _ := strings.Cut(strings.TrimSpace(rule), " → ")
		for name := range strings.SplitSeq(from, ", ") {
			drawn[name] = to
		}
	}
	for from, allowed := range ours {
		name := strings.TrimPrefix(from, "internal/")
		if strings.Contains(name, "/") || strings.HasSuffix(name, "test") {
			continue // parts of another one, and what only tests need
		}
		want := strings.ReplaceAll(strings.Join(allowed, ", "), "internal/", "")
		if want == "" {
			want = "nothing of ours"
		}
		if drawn[name] != want {
			t.Errorf("the map says that %s may import %q, the rule %q", name, drawn[name], want)
		}
	}
}

func TestTheRulesCatchWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		file, imported string
		allowed        bool
	}{
		{"internal/sync/store.go", "gorm.io/gorm", true},
		{"internal/postgres/tx.go", "gorm.io/gorm/clause", true},
		{"internal/sync/service.go", "gorm.io/gorm", false},
		{"internal/sync/http.go", "gorm.io/gorm", false},
		{"server/api.go", "gorm.io/gorm", false},
		{"internal/sync/http.go", "github.com/labstack/echo/v4", true},
		{"server/api.go", "github.com/labstack/echo/v4", true},
		{"internal/httpapi/edge.go", "github.com/labstack/echo/v4/middleware", true},
		{"internal/sync/service.go", "github.com/labstack/echo/v4", false},
		{"internal/spa/spa.go", "github.com/labstack/echo/v4", false},
		{"internal/account/http.go", "github.com/danielgtaylor/huma/v2", true},
		{"internal/account/service.go", "github.com/danielgtaylor/huma/v2", false},
		{"internal/config/config.go", "github.com/caarlos0/env/v11", true},
		{"server/main.go", "github.com/caarlos0/env/v11", false},
		{"server/main.go", "tend/internal/config", true},
		{"internal/push/sender.go", "tend/internal/config", false},
		{"internal/postgres/postgres.go", "tend/internal/config", false},
		{"internal/sync/service.go", "tend/internal/record", true},
		{"internal/sync/service.go", "tend/internal/postgres", true},
		{"internal/sync/service.go", "tend/internal/reminder", false},
		{"internal/reminder/scheduler.go", "tend/internal/push", false},
		{"internal/reminder/scheduler.go", "tend/internal/sync", false},
		{"internal/account/service.go", "tend/internal/space", false},
		{"internal/record/apply.go", "tend/internal/postgres", false},
		{"internal/collection/contact.go", "tend/internal/fault", false},
		{"internal/account/http.go", "tend/internal/httpapi", true},
		{"internal/account/service.go", "tend/internal/httpapi", false},
		{"internal/httpapi/api.go", "tend/internal/fault", true},
		{"internal/httpapi/api.go", "tend/internal/account", false},
		{"internal/fault/fault.go", "tend/internal/httpapi", false},
		{"migrations/migrations.go", "tend/internal/postgres", false},
		{"internal/util/util.go", "tend/internal/fault", false},
		{"internal/account/accesstoken.go", "github.com/golang-jwt/jwt/v5", true},
		{"internal/push/vapid.go", "github.com/golang-jwt/jwt/v5", false},
		{"internal/sync/service.go", "log", false},
		{"internal/sync/service.go", "log/slog", true},
	}
	for _, tt := range tests {
		if why := check(tt.file, tt.imported); (why == "") != tt.allowed {
			t.Errorf("%s imports %s: allowed %t, want %t (%s)", tt.file, tt.imported, why == "", tt.allowed, why)
		}
	}
}

// walk calls f with every Go file that is no test and what it imports.
func walk(t *testing.T, f func(file string, imports []string)) {
	t.Helper()
	root := filepath.Join("..", "..")
	skipped := []string{".git", ".tools", "node_modules", "data", "bin"}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains(skipped, d.Name()) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports = append(imports, imported)
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		f(filepath.ToSlash(rel), imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
