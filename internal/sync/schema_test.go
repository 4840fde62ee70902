package sync_test

import (
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"tend/internal/postgres/pgtest"
)

// B18. A database of spaces can be cut by space: what is unique is unique within
// one, no row of the hot tables refers to another table, and nothing counts
// across spaces.
func TestTheSchemaCanBeCutBySpace(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	hot := []string{"device", "history", "parked", "past_epoch", "record"}
	for what, sql := range map[string]string{
		"a unique index that does not begin with space_id": `
			select i.indexrelid::regclass::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
			where i.indisunique and i.indrelid::regclass::text = any($1) and a.attname <> 'space_id'`,
		"a foreign key": `select conname::text from pg_constraint where contype = 'f' and conrelid::regclass::text = any($1)`,
		"a trigger":     `select tgname::text from pg_trigger where not tgisinternal and tgrelid::regclass::text = any($1)`,
		"a sequence":    `select relname::text from pg_class where relkind = 'S' and relname <> 'schema_version_id_seq' and $1::text[] is not null`,
	} {
		rows, err := db.Conn().Query(t.Context(), sql, hot)
		if err != nil {
			t.Fatal(err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 {
			t.Errorf("%s: %q", what, found)
		}
	}
	var keyed []string
	rows, err := db.Conn().Query(t.Context(), `select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
		where a.attname = 'space_id' and c.relkind = 'r' and c.relname = any($1) order by 1`, hot)
	if err == nil {
		keyed, err = pgx.CollectRows(rows, pgx.RowTo[string])
	}
	if err != nil || !slices.Equal(keyed, hot) {
		t.Errorf("tables with a space: %q, want %q (%v)", keyed, hot, err)
	}
}
