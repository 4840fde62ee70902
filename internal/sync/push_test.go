package sync_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tend/internal/postgres/pgtest"
	"tend/internal/record"
	"tend/internal/sync"
)

func TestPushSettlesMutationsInTheOrderOfTheirSeq(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	phone := newPlace(t, db, sync.NewService(db, sync.Options{})).device()
	ada := newID()

	result := phone.push(t,
		phone.contact(ada, 0, "fullName", "Ada"),
		phone.contact(ada, 0, "fullName", "Ada Lovelace", "tags/maths", true),
		phone.delete("contact", newID(), 0),
	)
	want := []sync.Ack{
		{Seq: 1, Version: 1, Status: record.OK},
		{Seq: 2, Version: 2, Status: record.OK},
		{Seq: 3, Version: 3, Status: record.OK},
	}
	if diff := cmp.Diff(want, result.Acks); diff != "" {
		t.Errorf("acks (-want +got):\n%s", diff)
	}
	if result.Head != 3 || result.LastSeq != 3 || result.Epoch != phone.epoch {
		t.Errorf("head, lastSeq = %d, %d, want 3, 3", result.Head, result.LastSeq)
	}
	got, version, _ := phone.stored(t, ada)
	if diff := cmp.Diff(map[string]any{"fullName": "Ada Lovelace", "tags/maths": true}, got); diff != "" || version != 2 {
		t.Errorf("record at version %d (-want +got):\n%s", version, diff)
	}
}
