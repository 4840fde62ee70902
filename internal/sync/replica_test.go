package sync_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"tend/internal/fault"
	"tend/internal/record"
	"tend/internal/sync"
)

// B8, B10, F7. Whatever devices do, in whatever order their requests and answers are lost,
// repeated or cut short, and even if a profile is copied: in the end they are
// all the same, the same as the server, and no word that anybody wrote is gone.
func TestReplicasConvergeAndLoseNoWord(t *testing.T) {
	t.Parallel()
	home := setup(t)
	rapid.Check(t, func(r *rapid.T) {
		w := &world{place: newPlace(t, home.db, home.service), r: r, words: make(map[string]uuid.UUID)}
		for range 3 {
			w.notes, w.contacts = append(w.notes, newID()), append(w.contacts, newID())
		}
		for range 2 {
			w.replicas = append(w.replicas, &replica{device: w.device(), confirmed: make(map[uuid.UUID]line)})
		}
		for range rapid.IntRange(5, 40).Draw(r, "steps") {
			w.step()
		}
		for range 2 { // once to send everything, once to learn of everything
			for _, d := range w.replicas {
				d.pushUntilEmpty(r)
				d.pullUntilEnd(r, 0)
			}
		}
		w.compare()
		w.intact(r)
	})
}

// world is one run of the property.
type world struct {
	place
	r        *rapid.T
	replicas []*replica
	notes    []uuid.UUID
	contacts []uuid.UUID
	words    map[string]uuid.UUID // every word ever written, and the note it went into
}

func (w *world) step() {
	d := w.replicas[rapid.IntRange(0, len(w.replicas)-1).Draw(w.r, "device")]
	switch action := rapid.SampledFrom([]string{
		"write", "write", "write", "name", "name", "delete", "restore", "push", "push", "push one", "lose the answer", "pull", "pull", "cut", "copy",
	}).Draw(w.r, "action"); action {
	case "write":
		w.write(d)
	case "name":
		id := w.contacts[rapid.IntRange(0, 2).Draw(w.r, "contact")]
		name := rapid.StringMatching(`[A-Z][a-z]{1,3}`).Draw(w.r, "name")
		field := rapid.SampledFrom([]string{"nickname", "title", "organization"}).Draw(w.r, "field")
		d.queue(d.contact(id, d.confirmed[id].Version, "fullName", name, field, name), "")
	case "delete":
		id := w.any()
		if c, ok := d.confirmed[id]; ok {
			d.queue(d.delete(c.Collection, id, c.Version), "")
		}
	case "restore":
		id := w.any()
		if c, ok := d.confirmed[id]; ok && c.Deleted {
			d.queue(d.mutate(record.Mutation{Collection: c.Collection, ID: id, Base: c.Version, Op: record.Restore}), "")
		}
	case "push":
		d.push(w.r, len(d.outbox), true)
	case "push one":
		d.push(w.r, min(1, len(d.outbox)), true)
	case "lose the answer":
		d.push(w.r, len(d.outbox), false)
	case "pull":
		d.pullUntilEnd(w.r, 0)
	case "cut":
		d.pullPage(w.r, 300)
	case "copy":
		if len(w.replicas) < 4 {
			w.replicas = append(w.replicas, d.copy())
		}
	}
}

// any returns the id of one of the records.
func (w *world) any() uuid.UUID {
	return slices.Concat(w.notes, w.contacts)[rapid.IntRange(0, 5).Draw(w.r, "record")]
}

// write inserts a word that nobody wrote before into a note.
func (w *world) write(d *replica) {
	id := w.notes[rapid.IntRange(0, 2).Draw(w.r, "note")]
	shown, base := d.text(id)
	word := fmt.Sprintf("w%d", len(w.words))
	w.words[word] = id
	have := strings.Fields(shown)
	at := rapid.IntRange(0, len(have)).Draw(w.r, "place")
	d.queue(d.note(id, base, strings.Join(slices.Insert(have, at, word), " ")), shown)
}

// compare holds the replicas to each other, to the server and to what was written.
func (w *world) compare() {
	for _, d := range w.replicas[1:] {
		if diff := cmp.Diff(w.replicas[0].confirmed, d.confirmed); diff != "" {
			w.r.Fatalf("replicas differ (-first +other):\n%s", diff)
		}
	}
	for word, id := range w.words {
		if text, _ := w.replicas[0].text(id); !slices.Contains(strings.Fields(text), word) {
			w.r.Errorf("%s is not in %q", word, text)
		}
	}
	fresh := &replica{device: w.device(), confirmed: make(map[uuid.UUID]line)}
	fresh.pullUntilEnd(w.r, 0)
	if diff := cmp.Diff(fresh.confirmed, w.replicas[0].confirmed); diff != "" {
		w.r.Errorf("a new device sees something else (-new +others):\n%s", diff)
	}
}

// replica is the least that a client must do to sync.
type replica struct {
	*device
	cursor    int64
	confirmed map[uuid.UUID]line
	outbox    []entry
	forked    bool // whether it once had the name of another device
}

// entry is a mutation under way, and the text that it was made from.
type entry struct {
	sync.Mutation
	base    string
	version int64 // once it is settled
}

// queue puts a mutation into the outbox. A text that was typed over one that is
// under way itself has no version for its base. The server knows that for the
// mutations of this device and asks; those of a copied profile may be under way
// in the name of another device, so it sends the text along.
func (d *replica) queue(m sync.Mutation, base string) {
	e := entry{Mutation: m, base: base}
	if d.forked {
		e.sendBase()
	}
	d.outbox = append(d.outbox, e)
}

func (e *entry) sendBase() {
	edits, base := maps.Clone(e.Text), e.base
	for field, edit := range edits {
		edit.BaseText = &base
		edits[field] = edit
	}
	e.Text = edits
}

// text is the body of a note as the screen shows it, and the newest version
// whose text went into that. Under a change of its own the screen does not show
// what was pulled meanwhile.
func (d *replica) text(id uuid.UUID) (text string, base int64) {
	_ = json.Unmarshal(d.confirmed[id].Fields["body"], &text) // absent is empty
	base = d.confirmed[id].Version
	for _, e := range d.outbox {
		if edit, ok := e.Text["body"]; ok && e.ID == id {
			text, base = edit.Value, edit.Base
		}
	}
	return text, base
}

// push sends the first n entries. The answer may get lost.
func (d *replica) push(t tester, n int, answered bool) {
	batch := d.batch()
	for _, e := range d.outbox[:n] {
		batch.Mutations = append(batch.Mutations, e.Mutation)
	}
	result, err := d.service.Push(context.Background(), d.user, batch)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Code == "device-forked" {
		d.fork()
		return
	}
	if err != nil {
		t.Fatalf("Push: %v", err)
	}
	if !answered {
		return
	}
	for i, ack := range result.Acks {
		d.outbox[i].version = ack.Version
		switch ack.Status {
		case record.Parked:
			t.Fatalf("parked: %+v", ack)
		case record.NeedBase:
			if d.outbox[i].Text[ack.Field].BaseText != nil {
				t.Fatalf("asked for a base text twice: %+v", ack)
			}
			d.outbox[i].sendBase()
		case record.OK, record.Duplicate, record.Merged, record.Superseded:
		}
	}
}

// fork goes on under a new name: this profile was copied.
func (d *replica) fork() {
	d.device, d.forked = &device{place: d.place, id: uuid.New(), clock: d.clock}, true
	for i := range d.outbox {
		d.seq++
		d.outbox[i].Seq, d.outbox[i].version = d.seq, 0
		d.outbox[i].sendBase()
	}
}

func (d *replica) copy() *replica {
	device := *d.device
	device.clock = record.NewClock(time.Now, 0)
	return &replica{device: &device, cursor: d.cursor, confirmed: maps.Clone(d.confirmed), outbox: slices.Clone(d.outbox)}
}

// pullPage applies one page and reports whether there are more.
func (d *replica) pullPage(t tester, maxBytes int) bool {
	var body bytes.Buffer
	err := d.service.Pull(context.Background(), d.user, sync.PullRequest{
		Device: d.id, Schema: 1, MaxBytes: maxBytes,
		Cursors: []sync.Cursor{{Space: d.space, Epoch: d.epoch, Since: d.cursor}},
	}, &body)
	if err != nil {
		t.Fatalf("Pull: %v", err)
	}
	page, err := readPage(&body)
	if err != nil {
		t.Fatalf("Pull: %v", err)
	}
	if len(page.blocks) == 0 {
		// What was settled up to the cursor has been pulled. A mutation that was
		// known under another seq makes no version, and so no page to say so.
		d.outbox = slices.DeleteFunc(d.outbox, func(e entry) bool { return e.version > 0 && e.version <= d.cursor })
		return false
	}
	b := page.blocks[0]
	if d.copied(b) {
		d.fork()
		return true
	}
	for _, rec := range b.records {
		d.confirmed[rec.ID] = rec
	}
	d.cursor = *b.Next
	d.outbox = slices.DeleteFunc(d.outbox, func(e entry) bool { return e.Seq <= b.LastSeq })
	return b.More
}

// copied reports whether the server knows another mutation than this device at
// the place up to which it says it has this device's.
func (d *replica) copied(b pulled) bool {
	i := slices.IndexFunc(d.outbox, func(e entry) bool { return e.Seq == b.LastSeq })
	return b.LastSeq > d.seq || (i >= 0 && d.outbox[i].MID != b.LastMID)
}

func (d *replica) pullUntilEnd(t tester, maxBytes int) {
	for d.pullPage(t, maxBytes) {
	}
}

func (d *replica) pushUntilEmpty(t tester) {
	for range 20 {
		d.push(t, len(d.outbox), true)
		d.pullUntilEnd(t, 0)
		if len(d.outbox) == 0 {
			return
		}
	}
	t.Fatalf("%d mutations are stuck", len(d.outbox))
}
