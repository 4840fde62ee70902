package sync_test

import (
	"strings"
	"testing"

	"tend/internal/postgres/pgtest"
	"tend/internal/record"
	"tend/internal/sync"
)

// held is what the space says it holds, and what is there.
func (p place) held(t *testing.T) (said, is sync.Quota) {
	t.Helper()
	err := p.db.Conn().QueryRow(t.Context(), `
		select records, bytes, (select count(*) from record where space_id = $1),
			(select coalesce(sum(octet_length(patch::text)), 0) from history where space_id = $1)
			+ (select coalesce(sum(octet_length(body)), 0) from parked where space_id = $1)
		from space where space_id = $1`, p.space).Scan(&said.Records, &said.Bytes, &is.Records, &is.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return said, is
}

func limited(t *testing.T, q sync.Quota) place {
	t.Helper()
	db := pgtest.New(t)
	return newPlace(t, db, sync.NewService(db, sync.Options{Quota: q}))
}

// D10. A full space parks what would make it larger, and nothing else.
func TestASpaceThatHasAllItsRecordsTakesNoMoreOfThem(t *testing.T) {
	t.Parallel()
	p := limited(t, sync.Quota{Records: 2})
	phone := p.device()
	ada, grace := newID(), newID()
	result := phone.push(t,
		phone.contact(ada, 0, "fullName", "Ada"),
		phone.contact(grace, 0, "fullName", "Grace"),
		phone.contact(newID(), 0, "fullName", "Hedy"), // one too many
		phone.contact(ada, 0, "fullName", "Ada Lovelace"),
		phone.delete("contact", grace, 2),
	)
	want := []record.Status{record.OK, record.OK, record.Parked, record.OK, record.OK}
	for i, ack := range result.Acks {
		if ack.Status != want[i] {
			t.Errorf("mutation %d: %+v, want %s", i, ack, want[i])
		}
	}
	if full := result.Acks[2]; full.Code != sync.CodeFull || !strings.Contains(full.Detail, "2 records") {
		t.Errorf("ack = %+v", full)
	}
	if ack := phone.push(t, phone.contact(newID(), 0, "fullName", "Hedy")).Acks[0]; ack.Code != sync.CodeFull {
		t.Errorf("the next push: %+v", ack)
	}
	if said, is := p.held(t); said != is || is.Records != 2 {
		t.Errorf("the space says %+v and holds %+v", said, is)
	}
	p.intact(t)
}

// D10.
func TestASpaceThatHasAllItsBytesTakesOnlyDeletes(t *testing.T) {
	t.Parallel()
	p := limited(t, sync.Quota{Bytes: 100 << 10})
	phone := p.device()
	note := newID()
	phone.push(t, phone.note(note, 0, strings.Repeat("long ", 25<<10)))
	before, _ := p.held(t)
	for range 3 { // what is refused must not fill the disk either
		ack := phone.push(t, phone.note(newID(), 0, strings.Repeat("more ", 10<<10))).Acks[0]
		if ack.Status != record.Parked || ack.Code != sync.CodeFull {
			t.Fatalf("ack = %+v", ack)
		}
	}
	if after, is := p.held(t); after != before || is != after {
		t.Errorf("before %+v, after %+v, really %+v", before, after, is)
	}
	if ack := phone.push(t, phone.delete("note", note, 1)).Acks[0]; ack.Status != record.OK {
		t.Errorf("a delete: %+v", ack)
	}
	p.intact(t)
}

// D10. A restore that brings content along has no more room than a put has.
func TestAFullSpaceTakesARestoreAndNothingWithIt(t *testing.T) {
	t.Parallel()
	p := limited(t, sync.Quota{Bytes: 1 << 20})
	phone := p.device()
	ada := newID()
	phone.push(t, phone.contact(ada, 0, "fullName", "Ada"), phone.delete("contact", ada, 1))
	mustExec(t, p.db, `update space set bytes = $2 where space_id = $1`, p.space, 1<<20)
	restore := phone.contact(ada, 2, "fullName", "Ada Lovelace")
	restore.Op = record.Restore
	if ack := phone.push(t, restore).Acks[0]; ack.Code != sync.CodeFull {
		t.Errorf("with a new name: %+v", ack)
	}
	bare := phone.contact(ada, 2)
	bare.Op = record.Restore
	if ack := phone.push(t, bare).Acks[0]; ack.Status != record.OK {
		t.Errorf("by itself: %+v", ack)
	}
}

// What the counters say is what is there, by whichever way it came in and went.
func TestASpaceKnowsWhatItHolds(t *testing.T) {
	t.Parallel()
	p := setupAged(t)
	phone, tablet := p.device(), p.device()
	gone, kept := newID(), newID()
	phone.push(t, phone.note(gone, 0, "gone"), phone.note(kept, 0, "kept"), phone.contact(newID(), 0, "givenName", "nameless"))
	tablet.push(t, tablet.note(kept, 2, "kept and edited"))
	phone.push(t, phone.note(kept, 2, "kept, edited too"), phone.delete("note", gone, 1))
	var many []sync.Mutation
	for range 100 { // by COPY
		many = append(many, phone.note(newID(), 0, "many"))
	}
	phone.push(t, many...)
	check := func() {
		t.Helper()
		if said, is := p.held(t); said != is {
			t.Errorf("the space says %+v and holds %+v", said, is)
		}
	}
	check()
	p.now = p.now.Add(2 * 365 * day)
	p.tidy(t)
	check()
	if said, _ := p.held(t); said.Records != 101 {
		t.Errorf("%d records", said.Records)
	}
}
