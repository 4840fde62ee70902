package sync_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"tend/internal/postgres/pgtest"
	"tend/internal/sync"
)

// A large push reaches the tables by another way than a small one. What stands
// there afterwards is the same.
func TestALargePushWritesWhatManySmallOnesDo(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	service := sync.NewService(db, sync.Options{Now: func() time.Time { return noon }})
	large, small := newPlace(t, db, service), newPlace(t, db, service)
	other, phone := large.device(), large.device()

	ada, note := newID(), newID()
	before := []sync.Mutation{other.contact(ada, 0, "fullName", "Ada"), other.note(note, 0, "tea")}
	mutations := []sync.Mutation{
		phone.contact(ada, 1, "fullName", "Ada \"Countess\" Lovelace\n", "tags/maths", true),
		phone.note(note, 0, "cake"),
		phone.delete("contact", newID(), 0),
		phone.delete("note", note, 0),
		phone.contact(newID(), 0, "nickname", "gets parked"),
	}
	for n := range 200 {
		mutations = append(mutations, phone.note(newID(), 0, fmt.Sprintf("note %d: ½ \\ 😀", n)))
	}
	for _, p := range []place{large, small} {
		d := device{place: p, id: other.id}
		d.push(t, before...)
		d.id = phone.id
		size := 10
		if p == large {
			size = len(mutations)
		}
		for i := 0; i < len(mutations); i += size {
			d.push(t, mutations[i:min(i+size, len(mutations))]...)
		}
		p.intact(t)
	}
	for _, table := range []string{"record", "history", "parked", "device"} {
		if diff := cmp.Diff(small.dump(t, table), large.dump(t, table)); diff != "" {
			t.Errorf("%s (-small +large):\n%s", table, diff)
		}
	}
}

// dump returns the rows of the space, without its name and its user's.
func (p place) dump(t *testing.T, table string) []map[string]any {
	t.Helper()
	rows, err := p.db.Conn().Query(t.Context(),
		`select to_jsonb(t) - 'space_id' - 'user_id' as row from `+table+` t where space_id = $1 order by 1`, p.space)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[map[string]any])
	if err != nil {
		t.Fatal(err)
	}
	return list
}
