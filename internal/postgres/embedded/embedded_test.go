package embedded_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tend/internal/postgres/embedded"

	"github.com/jackc/pgx/v5"
)

func TestStartKeepsWhatWasCommitted(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	first := startIn(t, dir)
	write(t, first.OwnerURL())
	stop(t, first)

	begin := time.Now()
	second := startIn(t, dir)
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("the second start took %s", took)
	}
	remember(t, second.URL())
}

func TestTheServersRoleOwnsNothing(t *testing.T) {
	t.Parallel()
	s := startIn(t, made(t))
	owner, app := connect(t, s.OwnerURL()), connect(t, s.URL())
	exec1(t, owner, `create table letter (letter_id int generated always as identity, line text)`)

	exec1(t, app, `insert into letter (line) values ('hello')`)
	exec1(t, app, `update letter set line = 'good-bye'`)
	exec1(t, app, `delete from letter`)
	for _, sql := range []string{
		`create table mine (n int)`,
		`alter table letter add column n int`,
		`drop table letter`,
		`truncate letter`,
		`create role other superuser`,
		`set session_replication_role = replica`,
	} {
		if _, err := app.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s: the server's role may do that", sql)
		}
	}
	for _, url := range []string{s.OwnerURL(), s.URL()} {
		var super bool
		err := connect(t, url).QueryRow(t.Context(), `select rolsuper or rolbypassrls from pg_roles where rolname = current_user`).Scan(&super)
		if err != nil || super {
			t.Errorf("%s is a superuser or passes row-level security: %v", url, err)
		}
	}
}

func TestTheClusterIsGuarded(t *testing.T) {
	t.Parallel()
	dir := made(t)
	s := startIn(t, dir)
	conn := connect(t, s.SuperuserURL())
	for name, want := range map[string]string{
		"data_checksums": "on", "listen_addresses": "", "unix_socket_permissions": "0700", "fsync": "on",
		"full_page_writes": "on", "synchronous_commit": "on", "server_encoding": "UTF8", "TimeZone": "UTC",
	} {
		var got string
		if err := conn.QueryRow(t.Context(), `select current_setting($1)`, name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", name, got, want, err)
		}
	}
	info, err := os.Stat(filepath.Join(dir, "run"))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder of the socket is open to others: %v, %v", info.Mode(), err)
	}
}

func TestASecondTendIsRefusedAndHarmsNothing(t *testing.T) {
	t.Parallel()
	dir := made(t)
	first := startIn(t, dir)
	_, err := embedded.Start(t.Context(), embedded.Options{DataDir: dir})
	if !errors.Is(err, embedded.ErrInUse) {
		t.Fatalf("second start: %v, want ErrInUse", err)
	}
	for _, word := range []string{dir, "TEND_DATA_DIR", "stop"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not mention %s", err, word)
		}
	}
	exec1(t, connect(t, first.URL()), `select 1`)
}

func TestStopEndsSessionsThatAreOpen(t *testing.T) {
	t.Parallel()
	s := startIn(t, made(t))
	conn := connect(t, s.OwnerURL())
	exec1(t, conn, `begin`)
	begin := time.Now()
	stop(t, s)
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("stopping took %s", took)
	}
	if err, open := <-s.Done(); open {
		t.Errorf("a wanted end is reported as %v", err)
	}
}

func TestStopThatLosesPatienceLosesNothing(t *testing.T) {
	t.Parallel()
	dir := made(t)
	s := startIn(t, dir)
	write(t, s.OwnerURL())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	remember(t, startIn(t, dir).URL())
}

func TestAFolderThatIsNotOursIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file, content, says string
	}{
		{"another release", "postgres/PG_VERSION", "9\n", "Postgres 9"},
		{"an old form of release", "postgres/PG_VERSION", "9.6\n", `"9.6\n"`},
		{"nonsense", "postgres/PG_VERSION", "\x00\xff", "does not understand"},
		{"no release", "postgres/base/1/1259", "pages", "not a database Tend can use"},
		{"an empty release", "postgres/PG_VERSION", "", "does not understand"},
		{"the data of another server", "PG_VERSION", "15\n", "itself the data of a Postgres server"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, tt.file)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := embedded.Start(t.Context(), embedded.Options{DataDir: dir})
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("start: %v, want it to say %q", err, tt.says)
			}
			if b, err := os.ReadFile(path); err != nil || string(b) != tt.content {
				t.Errorf("the file was changed: %q, %v", b, err)
			}
		})
	}
}

func TestAnInterruptedBeginningIsBegunAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond) // initdb needs longer
	defer cancel()
	if s, err := embedded.Start(ctx, embedded.Options{DataDir: dir}); err == nil {
		stop(t, s)
		t.Fatal("initdb was done before it could be interrupted")
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres")); err == nil {
		t.Fatal("a database that initdb did not finish has its name already")
	}
	exec1(t, connect(t, startIn(t, dir).URL()), `select 1`)
	names, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(names, func(e os.DirEntry) bool { return e.Name() == "postgres.new" }) {
		t.Error("the unfinished database is still there")
	}
}

func TestALongPathWorks(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), strings.Repeat("long/", 30), strings.Repeat("x", 100))
	s := startIn(t, dir)
	write(t, s.OwnerURL())
	stop(t, s)
	remember(t, startIn(t, dir).URL())
}

func TestWithoutPostgresOneLineSaysWhatToInstall(t *testing.T) {
	t.Parallel()
	_, err := embedded.Start(t.Context(), embedded.Options{DataDir: t.TempDir(), BinDir: t.TempDir()})
	if !errors.Is(err, embedded.ErrNoPostgres) {
		t.Fatalf("start: %v, want ErrNoPostgres", err)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("%q is more than a line", err)
	}
}

// The pool of the server reconnects by itself; one session shows the same.
func connectsAgain(t *testing.T, url string) func() bool {
	t.Helper()
	return func() bool {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			return false
		}
		defer conn.Close(t.Context()) //nolint:errcheck // the session ends either way
		_, err = conn.Exec(t.Context(), `select 1`)
		return err == nil
	}
}
