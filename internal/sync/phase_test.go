package sync_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"tend/internal/sync"
)

// A device that comes new to a full space, while another one goes on writing,
// has everything at the end, and the people before anything else.
func TestAFirstSyncInPhasesMissesNothing(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, tablet := p.device(), p.device()
	var people, notes []uuid.UUID
	for range 60 {
		ada, note := newID(), newID()
		phone.push(t, phone.note(note, 0, "met somebody"), phone.contact(ada, 0, "fullName", "Ada"))
		people, notes = append(people, ada), append(notes, note)
	}
	phone.push(t, phone.delete("contact", people[7], 0))

	have := make(map[uuid.UUID]line)
	var order []uuid.UUID
	var start int64
	cursor := sync.Cursor{Space: p.space}
	for _, cursor.Phase = range []sync.Phase{sync.EarlyOnes, sync.TheRest} {
		cursor.After = uuid.Nil
		for more := true; more; {
			got := tablet.pullAll(t, 600, cursor).blocks[0]
			if cursor.Epoch == uuid.Nil {
				start = got.Head
			}
			for _, r := range got.records {
				have[r.ID] = r
				order = append(order, r.ID)
			}
			cursor.Epoch, cursor.After, more = got.Epoch, got.After, got.More
			if *got.Next != 0 || got.LastSeq != 0 {
				t.Fatalf("a phase moved the cursor: %+v", got)
			}
			// Meanwhile the phone writes on: something old, and something new.
			n := len(order) % len(people)
			phone.push(t, phone.contact(people[n], start, "nickname", "changed meanwhile"), phone.note(newID(), 0, "new"))
		}
	}
	if i := slices.IndexFunc(order, func(id uuid.UUID) bool { return have[id].Collection != "contact" }); i < len(people)-1 {
		t.Errorf("a note came after %d of %d people", i, len(people))
	}
	if first, last := slices.Index(order, notes[59]), slices.Index(order, notes[0]); first > last {
		t.Errorf("the newest note came after the oldest")
	}
	for more := true; more; {
		got := tablet.pullAll(t, 600, sync.Cursor{Space: p.space, Epoch: p.epoch, Since: start}).blocks[0]
		for _, r := range got.records {
			have[r.ID] = r
		}
		start, more = *got.Next, got.More
	}
	for _, want := range p.device().pullAll(t, 64<<20, sync.Cursor{Space: p.space}).blocks[0].records {
		if got := have[want.ID]; got.Version != want.Version || len(got.Fields) != len(want.Fields) || got.Deleted != want.Deleted {
			t.Errorf("record at version %d is there as %+v", want.Version, got)
		}
	}
	if !have[people[7]].Deleted {
		t.Error("the trash is empty")
	}
}

func TestAPhaseIsForBeginners(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	phone.push(t, phone.note(newID(), 0, "x"))
	got := phone.pullAll(t, 0, sync.Cursor{Space: p.space, After: newID(), Phase: sync.TheRest}).blocks[0]
	if got.Reset != "epoch" {
		t.Errorf("going on without an epoch: %+v", got)
	}
	for name, cursor := range map[string]string{
		"a cursor that has begun": `{"space":"` + aSpace + `","epoch":"` + anEpoch + `","since":7,"phase":"early"}`,
		"an unknown phase":        `{"space":"` + aSpace + `","since":0,"phase":"late"}`,
		"a phase without epoch":   `{"space":"` + aSpace + `","since":0,"phase":"rest","after":"` + anEpoch + `"}`,
	} {
		if _, err := sync.DecodePull([]byte(`{"device":"` + aDevice + `","schema":1,"cursors":[` + cursor + `]}`)); codeOf(err) != "member-malformed" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
