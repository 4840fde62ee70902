package archtest

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// lockFile is what package-lock.json says of each package.
type lockFile struct {
	Packages map[string]struct {
		Resolved, Integrity, License string
		HasInstallScript             bool
		Dev, Optional                bool
	}
}

func readLockFile(t *testing.T) (lock lockFile) {
	t.Helper()
	text, err := os.ReadFile("../../webapp/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		t.Fatal(err)
	}
	if len(lock.Packages) < 100 {
		t.Fatalf("only %d packages", len(lock.Packages))
	}
	return lock
}

// H4. What is installed is what was looked at, comes from one place, and runs
// nothing while it is installed. For Go, go.sum and the toolchain see to it.
func TestPackagesOfTheWebAppAreLocked(t *testing.T) {
	t.Parallel()
	for name, p := range readLockFile(t).Packages {
		switch {
		case name == "": // the web app itself
		case p.HasInstallScript:
			t.Errorf("%s runs a script when it is installed", name)
		case p.Resolved != "" && !strings.HasPrefix(p.Resolved, "https://registry.npmjs.org/"):
			t.Errorf("%s comes from %s", name, p.Resolved)
		case p.Integrity == "" && p.Optional && p.Dev: // of platforms that nobody here has
		case !strings.HasPrefix(p.Integrity, "sha512-"):
			t.Errorf("%s is checked by %q", name, p.Integrity)
		}
	}
}

// licences are known by a phrase of their text.
var licences = map[string]*regexp.Regexp{
	"MIT":           regexp.MustCompile(`(?s)Permission is hereby granted, free of\s+charge.*WITHOUT WARRANTY OF ANY KIND`),
	"BSD":           regexp.MustCompile(`(?s)Redistribution and use in source and binary forms`),
	"ISC":           regexp.MustCompile(`(?s)Permission to use, copy, modify, and/?(or)? ?distribute this\s+software`),
	"Apache-2.0":    regexp.MustCompile(`(?s)Apache License\s+Version 2\.0`),
	"MPL-2.0":       regexp.MustCompile(`(?s)Mozilla Public License,? [Vv]ersion 2\.0`),
	"public domain": regexp.MustCompile(`(?s)released into the public domain|The Unlicense`),
}

// H8. All that is shipped has a licence under which it may be shipped in a program
// under the AGPL, version 3.
func TestLicencesGoTogetherWithOurs(t *testing.T) {
	t.Parallel()
	fine := []string{"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "OFL-1.1", "MPL-2.0", "0BSD", "CC0-1.0"}
	for name, p := range readLockFile(t).Packages {
		if name != "" && !p.Dev && !slices.Contains(fine, p.License) {
			t.Errorf("%s: %q", name, p.License)
		}
	}
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}} {{.Dir}}{{end}}", "../../server").Output()
	if err != nil {
		t.Fatal(err)
	}
	modules := slices.Compact(slices.Sorted(strings.Lines(string(out))))
	if len(modules) < 20 {
		t.Fatalf("only %d modules", len(modules))
	}
	for _, module := range modules {
		name, dir, _ := strings.Cut(strings.TrimSpace(module), " ")
		if name != "" && name != "tend" && !hasLicence(t, dir) {
			t.Errorf("%s has no licence that is known here", name)
		}
	}
}

func hasLicence(t *testing.T, dir string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "[LlC][IiO][CcP][EeY]*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, phrase := range licences {
			if phrase.Match(text) {
				return true
			}
		}
	}
	return false
}

// H7. The program asks nobody for anything but push services, through the client
// that guards them, and itself, for its health.
func TestNothingIsAskedOfTheWorldButPush(t *testing.T) {
	t.Parallel()
	allowed := []string{"../../internal/push/guard.go", "../../server/health_command.go"}
	asks := map[string]bool{
		"http.Client": true, "http.Transport": true, "http.DefaultClient": true, "http.DefaultTransport": true, "http.Get": true,
		"http.Head": true, "http.Post": true, "http.PostForm": true, "net.Dial": true, "net.DialTimeout": true, "net.Dialer": true, "tls.Dial": true,
	}
	found := 0
	goFiles(t, []string{"../../internal", "../../server"}, func(path string, _ *token.FileSet, file *ast.File) {
		if strings.Contains(path, "pushtest") || strings.Contains(path, "pgtest") {
			return // they play the world for tests
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := s.X.(*ast.Ident)
			if !ok || !asks[pkg.Name+"."+s.Sel.Name] {
				return true
			}
			// A type says only who is handed the guarded client.
			if found++; !slices.Contains(allowed, path) && !isFieldType(file, s) {
				t.Errorf("%s uses %s.%s", path, pkg.Name, s.Sel.Name)
			}
			return true
		})
	})
	if found < 4 {
		t.Errorf("only %d places were found: the test looks in the wrong place", found)
	}
}

// isFieldType reports whether an expression is the type of a field or a parameter.
func isFieldType(file *ast.File, s *ast.SelectorExpr) (is bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		if field, ok := n.(*ast.Field); ok && field.Type.Pos() <= s.Pos() && s.End() <= field.Type.End() {
			is = true
		}
		return !is
	})
	return is
}

// goFiles calls visit with every file below the roots that is no test.
func goFiles(t *testing.T, roots []string, visit func(path string, files *token.FileSet, file *ast.File)) {
	t.Helper()
	files := token.NewFileSet()
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(files, path, nil, 0)
			if err == nil {
				visit(filepath.ToSlash(path), files, file)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// H6. No key or password of anybody stands in what is published.
func TestNoSecretStandsInTheSource(t *testing.T) {
	t.Parallel()
	secret := regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[abpr]-[0-9A-Za-z-]{10,}|\bnpm_[A-Za-z0-9]{36}\b`)
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if slices.Contains([]string{".git", ".tools", "node_modules", "data", "bin", "build"}, entry.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		text, err := os.ReadFile(path)
		if err == nil && secret.Match(text) {
			t.Errorf("%s holds what looks like a key", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
