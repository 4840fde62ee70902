package sync_test

import (
	"testing"

	"tend/internal/postgres/pgtest"
	"tend/internal/sync"
)

// A connection keeps the plans that it made while the tables were empty. They
// must be good ones for the day on which somebody imports twenty thousand notes.
func TestPlansMadeOnEmptyTablesReadOnlyWhatAPushNames(t *testing.T) {
	t.Parallel()
	// One connection, so that what it has read can be counted.
	db := pgtest.NewWith(t, map[string]string{"plan_cache_mode": "force_generic_plan", "pool_max_conns": "1"})
	p := newPlace(t, db, nil)
	p.service = sync.NewService(p.db, sync.Options{})
	id, phone := newID(), p.device()
	first := phone.note(id, 0, "one")
	everyStatement := func() {
		t.Helper()
		phone.push(t, phone.note(id, 1, "two"))
		phone.push(t, first) // from history
		clone := p.device()
		again := first
		again.Seq = 1
		clone.push(t, again)
	}
	phone.push(t, first)
	everyStatement()

	for range 4 {
		var notes []sync.Mutation
		for range sync.MaxMutations {
			notes = append(notes, phone.note(newID(), 0, "x"))
		}
		phone.push(t, notes...)
	}
	before := p.rowsRead(t)
	everyStatement()
	if read := p.rowsRead(t) - before; read > 100 {
		t.Errorf("three small pushes have read %d rows in a space of 2,000 records", read)
	}
}

// rowsRead returns how many rows of records and history were looked at so far.
func (p place) rowsRead(t *testing.T) (n int) {
	t.Helper()
	mustExec(t, p.db, `select pg_stat_force_next_flush()`)
	mustExec(t, p.db, `select 1`) // the flush comes at the end of a statement
	err := p.db.Conn().QueryRow(t.Context(), `
		select sum(seq_tup_read) + (select sum(idx_tup_read) from pg_stat_user_indexes where relname in ('record', 'history'))
		from pg_stat_user_tables where relname in ('record', 'history')`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
