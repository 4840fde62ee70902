package postgres_test

import (
	"log/slog"
	"testing"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

// F11. A migration may be cut off at any statement, by a kill or by the network.
// The next start goes on, and comes to the same schema as one that was left alone.
func TestMigrationsThatAreCutOffGoOnAtTheNextStart(t *testing.T) {
	t.Parallel()
	url := pgtest.EmptyURL(t)
	wired, wire := pgtest.NewWire(t, url)
	cuts := 0
	for n := int64(1); ; n++ {
		wire.CutAt(1<<40, false) // opening it is not what is tried
		db, err := postgres.Open(t.Context(), wired, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		wire.CutAt(n, n%2 == 0)
		err = db.Migrate(t.Context())
		_ = db.Close() // its connection may be gone
		if err == nil && !wire.HasCut() {
			break
		}
		cuts++
		if n > 500 {
			t.Fatalf("migrating has not ended after %d statements: %v", n, err)
		}
	}
	if cuts < 20 {
		t.Errorf("migrating was cut off %d times only", cuts)
	}
	db := open(t, url)
	if err := db.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	whole := pgtest.New(t)
	if diff := cmp.Diff(schemaOf(t, whole), schemaOf(t, db)); diff != "" {
		t.Errorf("the schema differs (-whole +cut):\n%s", diff)
	}
}

// schemaOf lists columns and indexes.
func schemaOf(t *testing.T, db *postgres.DB) []string {
	t.Helper()
	rows, err := db.Conn().Query(t.Context(), `
		select format('%s.%s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)
		from pg_class c join pg_attribute a on a.attrelid = c.oid
		where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
		union all
		select indexdef from pg_indexes where schemaname = 'public'
		order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
