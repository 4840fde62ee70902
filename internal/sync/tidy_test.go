package sync_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"tend/internal/postgres/pgtest"
	"tend/internal/record"
	"tend/internal/sync"
)

const day = 24 * time.Hour

// aged is a place whose clock the test sets.
type aged struct {
	place
	now time.Time
}

func setupAged(t *testing.T) *aged {
	t.Helper()
	a := &aged{now: time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)}
	db := pgtest.New(t)
	a.place = newPlace(t, db, sync.NewService(db, sync.Options{Now: func() time.Time { return a.now }}))
	return a
}

func (a *aged) tidy(t *testing.T) {
	t.Helper()
	for range 2 { // a second time, it finds nothing to do
		if err := a.service.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	a.intact(t)
}

func (p place) exists(t *testing.T, id uuid.UUID) (exists bool) {
	t.Helper()
	err := p.db.Conn().QueryRow(t.Context(), `select exists (select from record where space_id = $1 and id = $2)`, p.space, id).Scan(&exists)
	if err != nil {
		t.Fatal(err)
	}
	return exists
}

// B14, I12. A device that was away for longer than tombstones are kept begins
// anew, and loses nothing of what it did meanwhile.
func TestADeviceAwayForTwoYearsBeginsAnewAndKeepsItsEdits(t *testing.T) {
	t.Parallel()
	a := setupAged(t)
	phone, tablet := a.device(), a.device()
	kept, gone, renamed := newID(), newID(), newID()
	phone.push(t, phone.note(kept, 0, "kept"), phone.note(gone, 0, "gone"), phone.contact(renamed, 0, "fullName", "Ada"))
	if page := tablet.pull(t, 0); *page.Next != 3 {
		t.Fatalf("page = %+v", page)
	}
	phone.push(t, phone.delete("note", gone, 2))
	made := []sync.Mutation{ // on the tablet, without a network
		tablet.contact(renamed, 3, "fullName", "Ada Lovelace"), tablet.note(gone, 2, "gone, and edited"), tablet.note(newID(), 0, "new"),
	}

	a.now = a.now.Add(399 * day)
	a.tidy(t)
	if !a.exists(t, gone) {
		t.Fatal("the tombstone went early")
	}
	if page := tablet.pull(t, 3); page.Reset != "" || len(page.records) != 1 {
		t.Errorf("after 399 days: %+v, want the deletion", page)
	}
	a.now = a.now.Add(331 * day)
	a.tidy(t)
	if a.exists(t, gone) {
		t.Error("the tombstone is still there")
	}
	if page := tablet.pull(t, 3); page.Reset != "gc" {
		t.Fatalf("page = %+v, want a reset", page)
	}
	if page := phone.pull(t, 4); page.Reset != "" {
		t.Errorf("a device that has seen everything: %+v", page)
	}
	for _, ack := range tablet.push(t, made...).Acks {
		if ack.Status == record.Parked || ack.Status == record.NeedBase {
			t.Errorf("ack = %+v", ack)
		}
	}
	if fields, _, _ := a.stored(t, renamed); fields["fullName"] != "Ada Lovelace" {
		t.Errorf("fields = %v", fields)
	}
	if fields, _, deleted := a.stored(t, gone); deleted || fields["body"] != "gone, and edited" {
		t.Errorf("what was edited is deleted: %t, %v", deleted, fields)
	}
	if page := tablet.pull(t, 0); page.Reset != "" || len(page.records) != 4 {
		t.Errorf("from the beginning: %+v", page)
	}
	a.tidy(t)
}

// B7. What a device may send again is answered as it was, also of what is
// forgotten; its content is gone all the same.
func TestWhatMayBeRepeatedIsAnsweredThoughItsRecordIsForgotten(t *testing.T) {
	t.Parallel()
	a := setupAged(t)
	phone, laptop := a.device(), a.device()
	gone := newID()
	laptop.push(t, laptop.note(gone, 0, "milk"))
	batch := []sync.Mutation{
		phone.note(gone, 1, "milk honey"), phone.delete("note", gone, 2), phone.contact(newID(), 0, "nickname", "parked: no name"),
	}
	first := phone.push(t, batch...)
	a.now = a.now.Add(401 * day)
	a.tidy(t)
	if diff := cmp.Diff(first.Acks, phone.push(t, batch...).Acks); diff != "" {
		t.Errorf("the second answer differs (-first +second):\n%s", diff)
	}
	var left int
	err := a.db.Conn().QueryRow(t.Context(), `select count(*) from history where space_id = $1 and (id = $2 or patch::text like '%milk%' or detail::text like '%milk%')`,
		a.space, gone).Scan(&left)
	if err != nil || left != 0 {
		t.Errorf("%d rows of history still tell what was deleted (%v)", left, err)
	}
}

// Of a device's mutations the last 500 stay; what is older goes with its record.
func TestHistoryGoesWithItsRecordButForTheLastOfEachDevice(t *testing.T) {
	t.Parallel()
	a := setupAged(t)
	phone, laptop := a.device(), a.device()
	var gone []uuid.UUID
	for range 600 {
		gone = append(gone, newID())
	}
	live := newID()
	phone.push(t, phone.note(live, 0, "one"), phone.note(live, 1, "two")) // more than 500 ago
	for part := range slices.Chunk(gone, 300) {
		var made, deleted []sync.Mutation
		for _, id := range part {
			made, deleted = append(made, phone.note(id, 0, "x")), append(deleted, laptop.delete("note", id, 0))
		}
		phone.push(t, made...)
		for i := range deleted {
			deleted[i].Base = a.head(t)
		}
		laptop.push(t, deleted...)
	}
	a.now = a.now.Add(401 * day)
	a.tidy(t)
	if n := a.count(t, "record"); n != 1 {
		t.Errorf("%d records are left, want 1", n)
	}
	// Of each device 600 were to go and 500 are spared, besides the two of the note that lives.
	if n := a.count(t, "history"); n != 1002 {
		t.Errorf("%d rows of history are left, want 1,002", n)
	}
	phone.push(t, phone.note(live, a.head(t), "three"))
	a.intact(t)
}

func (p place) head(t *testing.T) (head int64) {
	t.Helper()
	if err := p.db.Conn().QueryRow(t.Context(), `select head from space where space_id = $1`, p.space).Scan(&head); err != nil {
		t.Fatal(err)
	}
	return head
}

// An edit that takes a record out of the trash while it is being cleaned up
// finds it whole, or not at all.
func TestTidyAndARevivalDoNotMeet(t *testing.T) {
	t.Parallel()
	a := setupAged(t)
	phone := a.device()
	var ids []uuid.UUID
	for range 40 {
		id := newID()
		ids = append(ids, id)
		phone.push(t, phone.contact(id, 0, "fullName", "Ada"), phone.delete("contact", id, 0))
	}
	a.now = a.now.Add(401 * day)
	done := make(chan error, 1)
	go func() { done <- a.service.Tidy(t.Context()) }()
	tablet := a.device()
	for _, id := range ids {
		m := tablet.contact(id, 0, "nickname", "A")
		m.Op = record.Restore
		tablet.push(t, m)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	a.intact(t)
}
