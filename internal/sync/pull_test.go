package sync_test

import (
	"testing"

	"tend/internal/postgres/pgtest"
	"tend/internal/sync"
)

func TestPullReturnsWhatIsNewAndWhereItEnds(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	p := newPlace(t, db, sync.NewService(db, sync.Options{}))
	phone, laptop := p.device(), p.device()
	ada, bob := newID(), newID()
	phone.push(t, phone.contact(ada, 0, "fullName", "Ada"), phone.contact(bob, 0, "fullName", "Bob"))

	all := laptop.pull(t, 0)
	if len(all.records) != 2 || *all.Next != 2 || all.More || all.Head != 2 || all.LastSeq != 0 {
		t.Fatalf("first pull: %+v", all)
	}
	phone.push(t, phone.delete("contact", bob, 2))
	got := laptop.pull(t, *all.Next)
	if len(got.records) != 1 || !got.records[0].Deleted || got.records[0].ID != bob || *got.Next != 3 {
		t.Fatalf("second pull: %+v", got)
	}
	if again := laptop.pull(t, *got.Next); again.Next != nil {
		t.Fatalf("third pull: %+v, want nothing", again)
	}
}
