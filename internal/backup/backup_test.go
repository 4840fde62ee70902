package backup_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tend/internal/backup"
	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
)

func quiet(backup.Table) {}

func open(ctx context.Context, database string) (*postgres.DB, error) {
	return postgres.Open(ctx, database, slog.New(slog.DiscardHandler))
}

// house is a database, as the role that owns its tables.
type house struct{ url string }

func (h house) place() backup.Place { return backup.Place{URL: h.url, Open: open, Progress: quiet} }

// with opens the database for as long as do needs it: a restore wants nobody else there.
func (h house) with(t *testing.T, do func(db *postgres.DB)) {
	t.Helper()
	db, err := open(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // nothing is left to do with it
	do(db)
}

func (h house) exec(t *testing.T, statements ...string) {
	t.Helper()
	h.with(t, func(db *postgres.DB) {
		for _, sql := range statements {
			if _, err := db.Conn().Exec(t.Context(), sql); err != nil {
				t.Fatalf("%s: %v", sql, err)
			}
		}
	})
}

// everything is the rows of all tables, as text.
func everything(t *testing.T, db *postgres.DB) (rows []string) {
	t.Helper()
	var tables []string
	err := db.Conn().QueryRow(t.Context(), `
		select array_agg(relname::text order by relname) from pg_class
		where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname <> 'schema_version'`).Scan(&tables)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		var all []string
		sql := fmt.Sprintf(`select coalesce(array_agg(to_jsonb(t)::text order by to_jsonb(t)::text), '{}') from %s t`, table)
		if err := db.Conn().QueryRow(t.Context(), sql).Scan(&all); err != nil {
			t.Fatal(err)
		}
		for _, row := range all {
			rows = append(rows, table+" "+row)
		}
	}
	return rows
}

func (h house) everything(t *testing.T) (rows []string) {
	t.Helper()
	h.with(t, func(db *postgres.DB) { rows = everything(t, db) })
	return rows
}

const someone = `
	insert into app_user (user_id, email, password_hash) values ('019aa000-0000-7000-8000-00000000000a', 'ada@example.org', 'x');
	insert into space (space_id, kind, name, personal_of, epoch, head) values
		('019aa000-0000-7000-8000-00000000000b', 'personal', E'Ada''s\n\\ "home" \t', '019aa000-0000-7000-8000-00000000000a', gen_random_uuid(), 7);
	insert into member (space_id, user_id, role) values ('019aa000-0000-7000-8000-00000000000b', '019aa000-0000-7000-8000-00000000000a', 'owner');
	insert into record (space_id, id, version, deleted_at, by_device, collection, fields, stamps)
	select '019aa000-0000-7000-8000-00000000000b', gen_random_uuid(), n, case when n = 2 then now() end, gen_random_uuid(), 'note',
		jsonb_build_object('body', E'line\nbreak\t\\N tab é 漢 \u200f 😀' || repeat('long ', n * 2000)), '{}' from generate_series(1, 7) n;
	insert into secret (name, value) values ('key', '\x00ff0d0a5c');
	insert into parked (space_id, device_id, seq, mid, code, body, at)
	values ('019aa000-0000-7000-8000-00000000000b', gen_random_uuid(), 1, gen_random_uuid(), 'x', E'"\\u0000" \\. \n\\.\n', now());`

func inhabited(t *testing.T) house {
	t.Helper()
	h := house{pgtest.OwnerURL(t)}
	h.exec(t, someone)
	return h
}

func (h house) backUp(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "tend.zip")
	h.with(t, func(db *postgres.DB) {
		if _, err := backup.WriteFile(t.Context(), db, path, "test", quiet); err != nil {
			t.Fatal(err)
		}
	})
	return path
}

func nothing(context.Context, *postgres.DB) error { return nil }

// restore opens a file and restores it.
func (h house) restore(t *testing.T, path string, replace bool) (kept string, err error) {
	t.Helper()
	a, err := backup.Open(path)
	if err != nil {
		return "", err
	}
	defer a.Close() //nolint:errcheck // opened for reading
	return h.place().Restore(t.Context(), a, replace, nothing)
}

func TestWhatIsRestoredIsWhatWasBackedUp(t *testing.T) {
	t.Parallel()
	old := inhabited(t)
	want := old.everything(t)
	for name, fresh := range map[string]house{"an empty database": {pgtest.EmptyURL(t)}, "a new one": {pgtest.OwnerURL(t)}} {
		if kept, err := fresh.restore(t, old.backUp(t), false); err != nil || kept != "" {
			t.Fatalf("%s: kept %q, %v", name, kept, err)
		}
		if got := fresh.everything(t); !slices.Equal(got, want) {
			t.Errorf("%s holds\n%q\nand should hold\n%q", name, got, want)
		}
		fresh.with(t, func(db *postgres.DB) {
			if err := db.Ready(t.Context()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
		if left := fresh.schemas(t); len(left) > 0 {
			t.Errorf("%s: %q are left", name, left)
		}
	}
}

// schemas are those that a restore makes.
func (h house) schemas(t *testing.T) (list []string) {
	t.Helper()
	h.with(t, func(db *postgres.DB) {
		err := db.Conn().QueryRow(t.Context(), `select coalesce(array_agg(nspname::text), '{}') from pg_namespace where nspname like 'tend\_%'`).Scan(&list)
		if err != nil {
			t.Fatal(err)
		}
	})
	return list
}

func TestUsersAreReplacedOnlyIfThatIsSaidAndKeptEvenThen(t *testing.T) {
	t.Parallel()
	h := inhabited(t)
	path := h.backUp(t)
	h.exec(t, `update space set name = 'written since'`)
	since := h.everything(t)
	if _, err := h.restore(t, path, false); !errors.Is(err, backup.ErrHoldsUsers) {
		t.Fatalf("Restore: %v", err)
	}
	if !slices.Equal(h.everything(t), since) {
		t.Error("a restore that was refused changed something")
	}
	kept, err := h.restore(t, path, true)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.Join(h.everything(t), ""), "written since") {
		t.Error("the database is not as the backup shows it")
	}
	u, err := url.Parse(h.url)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", kept)
	u.RawQuery = q.Encode()
	if got := (house{u.String()}).everything(t); !slices.Equal(got, since) {
		t.Errorf("kept in %s is\n%q", kept, got)
	}
}

func TestNobodyElseMayBeConnectedToARestore(t *testing.T) {
	t.Parallel()
	h := inhabited(t)
	path := h.backUp(t)
	h.with(t, func(*postgres.DB) {
		if _, err := h.restore(t, path, true); err == nil || !strings.Contains(err.Error(), "in use by") {
			t.Errorf("Restore beside a server: %v", err)
		}
	})
}

// Of an older Tend: the rows come into the tables that they are of, and
// migrations take them from there.
func TestABackupOfAnOlderSchemaIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	old := house{pgtest.EmptyURL(t)}
	old.with(t, func(db *postgres.DB) {
		if err := db.MigrateTo(t.Context(), 3); err != nil {
			t.Fatal(err)
		}
	})
	old.exec(t, someone)
	fresh := house{pgtest.EmptyURL(t)}
	if _, err := fresh.restore(t, old.backUp(t), false); err != nil {
		t.Fatal(err)
	}
	fresh.with(t, func(db *postgres.DB) {
		if err := db.Ready(t.Context()); err != nil {
			t.Error(err)
		}
	})
	if got := len(fresh.everything(t)); got != 12 {
		t.Errorf("%d rows of 12 are there", got)
	}
}

func TestAFileThatIsNoWholeBackupChangesNothing(t *testing.T) {
	t.Parallel()
	h := inhabited(t)
	whole, err := os.ReadFile(h.backUp(t))
	if err != nil {
		t.Fatal(err)
	}
	before := h.everything(t)
	flipped := slices.Clone(whole)
	flipped[len(flipped)/3] ^= 1
	damaged := map[string][]byte{
		"empty": {}, "cut": whole[:len(whole)-10], "half": whole[:len(whole)/2], "flipped": flipped, "no zip": []byte("pg_dump"),
	}
	for name, content := range damaged {
		path := filepath.Join(t.TempDir(), "tend.zip")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := h.restore(t, path, true); err == nil {
			t.Errorf("%s: it is restored", name)
		}
		if !slices.Equal(h.everything(t), before) || len(h.schemas(t)) > 0 {
			t.Errorf("%s: something changed", name)
		}
	}
}

func TestARestoreThatFailsAtItsEndChangesNothing(t *testing.T) {
	t.Parallel()
	h := inhabited(t)
	a, err := backup.Open(h.backUp(t))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // opened for reading
	h.exec(t, `update space set name = 'written since'`)
	before := h.everything(t)
	_, err = h.place().Restore(t.Context(), a, true, func(context.Context, *postgres.DB) error { return errors.New("power cut") })
	if err == nil || !slices.Equal(h.everything(t), before) || len(h.schemas(t)) > 0 {
		t.Errorf("after a failure (%v) something is changed or left", err)
	}
}

func TestTryingABackupTouchesNothing(t *testing.T) {
	t.Parallel()
	h := inhabited(t)
	a, err := backup.Open(h.backUp(t))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // opened for reading
	want := h.everything(t)
	h.exec(t, `update space set name = 'written since'`)
	before := h.everything(t)
	var seen []string
	h.with(t, func(*postgres.DB) { // a server may run
		err = h.place().Try(t.Context(), a, func(_ context.Context, db *postgres.DB) error {
			seen = everything(t, db)
			return nil
		})
	})
	if err != nil || !slices.Equal(seen, want) {
		t.Errorf("tried: %v\n%q", err, seen)
	}
	if !slices.Equal(h.everything(t), before) || len(h.schemas(t)) > 0 {
		t.Error("something is changed or left")
	}
}
