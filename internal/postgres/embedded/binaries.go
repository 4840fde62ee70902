package embedded

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oldestMajor is the first Postgres that Tend's SQL runs on.
const oldestMajor = 15

// ErrNoPostgres says that the machine lacks a Postgres that could be used.
var ErrNoPostgres = errors.New("no usable Postgres on this machine")

// howToInstall ends the messages that nobody can act on without knowing it.
const howToInstall = "install one (Debian and Ubuntu: apt-get install postgresql; Fedora: dnf install postgresql-server; macOS: brew install postgresql@17), " +
	"or name a running server in TEND_DATABASE_URL"

// binaries are the programs of one Postgres release.
type binaries struct {
	dir   string
	major int
}

func (b binaries) path(program string) string { return filepath.Join(b.dir, program) }

// find returns the programs to use: those in dir if it is given, else the
// newest on the machine. A cluster that exists needs exactly its own release,
// which is what wanted names; 0 stands for any.
func find(dir string, wanted int) (binaries, error) {
	dirs := candidates()
	if dir != "" {
		dirs = []string{dir}
	}
	var found []binaries
	for _, d := range dirs {
		if b, ok := inspect(d); ok && !slices.Contains(found, b) {
			found = append(found, b)
		}
	}
	return choose(found, wanted, dir)
}

func choose(found []binaries, wanted int, dir string) (binaries, error) {
	if len(found) == 0 {
		if dir != "" {
			return binaries{}, fmt.Errorf("%w: %s holds no initdb and postgres that run", ErrNoPostgres, dir)
		}
		return binaries{}, fmt.Errorf("%w: %s", ErrNoPostgres, howToInstall)
	}
	// Stable, so that of two copies of a release the better known place wins.
	slices.SortStableFunc(found, func(a, b binaries) int { return b.major - a.major })
	if wanted != 0 {
		i := slices.IndexFunc(found, func(b binaries) bool { return b.major == wanted })
		if i < 0 {
			return binaries{}, fmt.Errorf("%w: the data is of Postgres %d and the machine has Postgres %s; install Postgres %d, or move the data with pg_upgrade",
				ErrNoPostgres, wanted, majors(found), wanted)
		}
		return found[i], nil
	}
	if found[0].major < oldestMajor {
		return binaries{}, fmt.Errorf("%w: the machine has Postgres %s and Tend needs %d or newer; %s",
			ErrNoPostgres, majors(found), oldestMajor, howToInstall)
	}
	return found[0], nil
}

func majors(found []binaries) string {
	var names []string
	for _, b := range found {
		names = append(names, strconv.Itoa(b.major))
	}
	return strings.Join(slices.Compact(names), ", ")
}

// candidates lists the folders where packages put the programs, best first.
func candidates() []string {
	var dirs []string
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",                          // Debian, Ubuntu
		"/usr/pgsql-*/bin",                                   // Fedora, RHEL: packages of postgresql.org
		"/usr/libexec/postgresql*",                           // Alpine
		"/opt/homebrew/opt/postgresql@*/bin",                 // Homebrew on ARM
		"/usr/local/opt/postgresql@*/bin",                    // Homebrew on Intel
		"/Applications/Postgres.app/Contents/Versions/*/bin", // Postgres.app
		"/usr/local/pgsql/bin",                               // built from source
	} {
		found, _ := filepath.Glob(pattern) // fails on a bad pattern only
		dirs = append(dirs, found...)
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil { //nolint:noctx // answers at once
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(p))
	}
	return dirs
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// inspect asks the programs in dir for their release.
func inspect(dir string) (binaries, bool) {
	b := binaries{dir: dir}
	if _, err := os.Stat(b.path("initdb")); err != nil {
		return b, false
	}
	out, err := exec.Command(b.path("postgres"), "--version").Output() //nolint:gosec,noctx // the path comes from the fixed list or from the administrator; answers at once
	if err != nil {
		return b, false
	}
	m := versionLine.FindSubmatch(out)
	if m == nil {
		return b, false
	}
	b.major, err = strconv.Atoi(string(m[1]))
	return b, err == nil
}
