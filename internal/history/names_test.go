package history_test

import (
	"testing"

	"tend/internal/postgres/pgtest"
)

// The devices of everybody else are no concern of a page of history: neither are
// they looked at, nor does it take longer the more there are.
func TestNamingADeviceLooksAtTheUsersOwnSpacesOnly(t *testing.T) {
	t.Parallel()
	// One connection, so that what it has read can be counted.
	h := newHouse(t, pgtest.NewWith(t, map[string]string{"pool_max_conns": "1"}))
	h.exec(t, `
		insert into device (space_id, device_id, user_id, schema, since, seen_at)
		select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, now(), now() from generate_series(1, 20000)`)
	h.exec(t, `analyze device`)
	id := newID()
	h.device().push(t, 1, note(id, 0, "x"))
	before := h.blocksRead(t)
	h.list(t, id, 0, 0)
	if read := h.blocksRead(t) - before; read > 20 {
		t.Errorf("naming one device among 20,001 has read %d blocks", read)
	}
}

// blocksRead returns how many blocks of the table of devices and of its index
// were looked at so far.
func (h house) blocksRead(t *testing.T) (n int) {
	t.Helper()
	h.exec(t, `select pg_stat_force_next_flush()`)
	h.exec(t, `select 1`) // the flush comes at the end of a statement
	err := h.db.Conn().QueryRow(t.Context(), `
		select heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit
		from pg_statio_user_tables where relname = 'device'`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
