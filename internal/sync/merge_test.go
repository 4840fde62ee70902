package sync_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"tend/internal/record"
	"tend/internal/sync"
)

func TestTwoOfflineEditsOfOneTextBothSurvive(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, laptop := p.device(), p.device()
	note := newID()
	phone.push(t, phone.note(note, 0, "Lunch with Ada. She likes tea."))

	phone.push(t, phone.note(note, 1, "Lunch with Ada and Bob. She likes tea."))
	result := laptop.push(t, laptop.note(note, 1, "Lunch with Ada. She likes green tea, no milk."))

	if result.Acks[0].Status != record.Merged {
		t.Errorf("ack = %+v, want merged", result.Acks[0])
	}
	got, version, _ := p.stored(t, note)
	const want = "Lunch with Ada and Bob. She likes green tea, no milk."
	if got["body"] != want || version != result.Acks[0].Version {
		t.Errorf("text at version %d = %q, want %q", version, got["body"], want)
	}
	p.intact(t)
}

func TestAMutationSeesWhatTheOnesBeforeItInTheBatchDid(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	note := newID()
	phone.push(t,
		phone.note(note, 0, "one"),
		phone.note(note, 0, "one two"), // typed on before the first was acknowledged
		phone.delete("note", note, 0),
		phone.mutate(record.Mutation{Collection: "note", ID: note, Op: record.Restore}),
		phone.note(note, 0, "one two three"),
	)
	got, version, deleted := p.stored(t, note)
	if got["body"] != "one two three" || version != 5 || deleted {
		t.Errorf("text = %q at version %d, deleted: %t", got["body"], version, deleted)
	}
	p.intact(t)
}

func TestADeleteLosesToAnEditThatItDidNotKnow(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, laptop := p.device(), p.device()
	ada := newID()
	phone.push(t, phone.contact(ada, 0, "fullName", "Ada"))
	laptop.push(t, laptop.contact(ada, 1, "nickname", "A"))

	result := phone.push(t, phone.delete("contact", ada, 1))
	if got := result.Acks[0]; got.Status != record.Superseded || got.Version != 3 {
		t.Errorf("ack = %+v, want superseded at version 3", got)
	}
	if _, version, deleted := p.stored(t, ada); deleted || version != 2 {
		t.Errorf("record at version %d, deleted: %t", version, deleted)
	}
	// It has no record to show for, and yet a place in the order.
	if got := laptop.pull(t, 2); *got.Next != 3 || got.Count != 0 {
		t.Errorf("pull = %+v", got)
	}
	p.intact(t)
}

func TestAnEditThatDidNotKnowOfTheDeleteRevivesTheRecord(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, laptop := p.device(), p.device()
	ada := newID()
	phone.push(t, phone.contact(ada, 0, "fullName", "Ada"))
	phone.push(t, phone.delete("contact", ada, 1))
	laptop.push(t, laptop.contact(ada, 1, "nickname", "A"))
	got, _, deleted := p.stored(t, ada)
	if diff := cmp.Diff(map[string]any{"fullName": "Ada", "nickname": "A"}, got); diff != "" || deleted {
		t.Errorf("deleted: %t, record (-want +got):\n%s", deleted, diff)
	}
	p.intact(t)
}

func TestTheBatchEndsAtAMutationThatNeedsItsBase(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, laptop := p.device(), p.device()
	note := newID()
	phone.push(t, phone.note(note, 0, "Lunch."))
	laptop.push(t, laptop.note(note, 1, "Lunch with Bob."))
	// The history that would know what the phone edited is gone.
	mustExec(t, p.db, `update space set gc_floor = 1 where space_id = $1`, p.space)
	mustExec(t, p.db, `update history set id = $2, patch = null where space_id = $1 and version = 1`, p.space, uuid.Nil)

	before, stuck, after := phone.note(newID(), 0, "x"), phone.note(note, 1, "Lunch at noon."), phone.note(newID(), 0, "y")
	result := phone.push(t, before, stuck, after)
	want := []sync.Ack{
		{Seq: 2, Version: 3, Status: record.OK},
		{Seq: 3, Status: record.NeedBase, Field: "body"},
	}
	if diff := cmp.Diff(want, result.Acks); diff != "" || result.LastSeq != 2 || result.Head != 3 {
		t.Fatalf("lastSeq %d, head %d, acks (-want +got):\n%s", result.LastSeq, result.Head, diff)
	}
	base := "Lunch."
	stuck.Text = map[string]record.TextEdit{"body": {Base: 1, Value: "Lunch at noon.", BaseText: &base}}
	if result = phone.push(t, stuck, after); result.LastSeq != 4 || result.Acks[0].Status != record.Merged {
		t.Errorf("result = %+v", result)
	}
	got, _, _ := p.stored(t, note)
	if got["body"] != "Lunch with Bob at noon." && got["body"] != "Lunch at noon with Bob." {
		t.Errorf("text = %q", got["body"])
	}
	p.intact(t)
}
