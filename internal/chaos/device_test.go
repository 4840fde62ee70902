package chaos_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"tend/internal/record"
)

// device is the least that a client must do: it numbers and seals what it
// writes, sends it in that order until it is acknowledged, and applies pages
// whole or not at all.
type device struct {
	*world
	id    uuid.UUID
	rng   *rand.Rand
	clock *record.Clock
	line  connection

	seq       int64
	outbox    []entry
	cursor    int64
	confirmed map[uuid.UUID]row
}

// entry is a mutation under way.
type entry struct {
	record.Mutation
	sealed   json.RawMessage
	typed    string // the text that a text edit was made from
	sentBase bool
	version  int64 // once it is acknowledged
}

// row is a record as it was pulled.
type row struct {
	Collection string                     `json:"collection"`
	ID         uuid.UUID                  `json:"id"`
	Version    int64                      `json:"version"`
	Deleted    bool                       `json:"deleted"`
	Fields     map[string]json.RawMessage `json:"fields"`
}

func (w *world) newDevice(seed uint64, address func() string) *device {
	d := &device{
		world: w, id: uuid.New(), rng: rand.New(rand.NewPCG(seed, 1)), clock: record.NewClock(time.Now, 0),
		confirmed: make(map[uuid.UUID]row),
	}
	d.line = newConnection(d.rng, address)
	w.devices = append(w.devices, d)
	return d
}

// maxWaiting is from how many entries on a device waits for the server, in
// entries of its outbox.
const maxWaiting = 40

// live edits, pushes and pulls until ctx ends.
func (d *device) live(ctx context.Context) error {
	for ctx.Err() == nil {
		for range 1 + d.rng.IntN(4) {
			if len(d.outbox) < maxWaiting {
				d.edit()
			}
		}
		err := d.push(ctx)
		if err == nil && d.rng.IntN(2) == 0 {
			_, err = d.pull(ctx)
		}
		if errors.Is(err, errAway) {
			d.wait(ctx)
			continue
		}
		if err != nil {
			return fmt.Errorf("device %s: %w", d.id, err)
		}
	}
	return nil
}

// wait is the back-off of a client, shorter than a real one's.
func (d *device) wait(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(time.Duration(10+d.rng.IntN(60)) * time.Millisecond):
	}
}

// catchUp pushes until nothing waits and pulls until nothing is new.
func (d *device) catchUp(ctx context.Context) error {
	for {
		err := d.push(ctx)
		for more := true; err == nil && more; {
			more, err = d.pull(ctx)
		}
		switch {
		case err == nil && len(d.outbox) == 0:
			return nil
		case err != nil && !errors.Is(err, errAway):
			return fmt.Errorf("device %s: %w", d.id, err)
		case ctx.Err() != nil:
			return fmt.Errorf("device %s is stuck with %d mutations: %w", d.id, len(d.outbox), err)
		case err != nil:
			d.wait(ctx)
		}
	}
}

// edit makes one change and puts it into the outbox.
func (d *device) edit() {
	switch n := d.rng.IntN(20); {
	case n < 9:
		d.write()
	case n < 14:
		id := d.shared.contact(d.rng)
		d.queue(record.Mutation{Collection: "contact", ID: id, Fields: map[string]json.RawMessage{
			"fullName": quote(d.name()), d.pick("nickname", "title"): quote(d.name()),
			d.pick("tags/work", "tags/chess"): json.RawMessage(d.pick("true", "null")),
		}}, "")
	case n < 16:
		d.queue(record.Mutation{Collection: "reminder", ID: d.shared.reminder(d.rng), Fields: map[string]json.RawMessage{
			"title": quote(d.name()), "zone": quote("Europe/Berlin"),
			"at":    quote(fmt.Sprintf("20%d-0%d-1%d", 60+d.rng.IntN(30), 1+d.rng.IntN(9), d.rng.IntN(10))),
			"every": marshal(map[string]any{"n": 1 + d.rng.IntN(3), "unit": d.pick("week", "month", "year")}),
		}}, "")
	case n < 17:
		d.write() // then see it deleted
		d.remove()
	case n < 18:
		d.remove()
	default:
		if r, ok := d.any(); ok && r.Deleted {
			d.queue(record.Mutation{Collection: r.Collection, ID: r.ID, Op: record.Restore}, "")
		}
	}
}

func (d *device) pick(of ...string) string { return of[d.rng.IntN(len(of))] }

func (d *device) name() string { return d.pick("Ada", "Grace", "Barbara", "Hedy", "Radia", "Frances") }

func (d *device) remove() {
	if r, ok := d.any(); ok {
		d.queue(record.Mutation{Collection: r.Collection, ID: r.ID, Op: record.Delete}, "")
	}
}

// any returns a record that the device has pulled.
func (d *device) any() (row, bool) {
	id := d.shared.any(d.rng)
	r, ok := d.confirmed[id]
	return r, ok
}

// write inserts a word that nobody wrote before into a note.
func (d *device) write() {
	note, word := d.shared.note(d.rng)
	shown, base := d.text(note)
	have := strings.Fields(shown)
	text := strings.Join(slices.Insert(have, d.rng.IntN(len(have)+1), word), " ")
	d.queue(record.Mutation{
		Collection: "note", ID: note, Base: base,
		Text: map[string]record.TextEdit{"body": {Base: base, Value: text}},
	}, shown)
}

// text is the body of a note as the screen shows it, and the newest version
// whose text went into that.
func (d *device) text(id uuid.UUID) (text string, base int64) {
	_ = json.Unmarshal(d.confirmed[id].Fields["body"], &text) // absent is empty
	base = d.confirmed[id].Version
	for _, e := range d.outbox {
		if edit, ok := e.Text["body"]; ok && e.ID == id {
			text, base = edit.Value, edit.Base
		}
	}
	return text, base
}

// queue numbers and seals a mutation: from now on its bytes do not change.
func (d *device) queue(m record.Mutation, typed string) {
	d.seq++
	m.Seq, m.MID, m.Stamp = d.seq, uuid.Must(uuid.NewV7()), d.clock.Next()
	if m.Op == "" {
		m.Op = record.Put
	}
	if m.Base == 0 {
		m.Base = d.confirmed[m.ID].Version
	}
	d.ledger.made(d.id, m)
	d.outbox = append(d.outbox, entry{Mutation: m, sealed: marshal(m), typed: typed})
}

// push sends what waits, in order.
func (d *device) push(ctx context.Context) error {
	if len(d.outbox) == 0 {
		return nil
	}
	sent := make([]json.RawMessage, 1+d.rng.IntN(len(d.outbox)))
	for i := range sent {
		sent[i] = d.outbox[i].sealed
	}
	var answer struct {
		Acks    []ack `json:"acks"`
		LastSeq int64 `json:"lastSeq"`
	}
	err := d.line.post(ctx, d.token, "/sync/push", map[string]any{
		"space": d.space, "device": d.id, "epoch": d.epoch, "schema": 1, "mutations": sent,
	}, &answer)
	if err != nil {
		return err
	}
	for i, a := range answer.Acks {
		if a.Seq != d.outbox[i].Seq {
			return fmt.Errorf("ack %d is for seq %d, not %d", i, a.Seq, d.outbox[i].Seq)
		}
		if err := d.take(&d.outbox[i], a); err != nil {
			return err
		}
	}
	return nil
}

// take notes what became of a mutation.
func (d *device) take(e *entry, a ack) error {
	switch a.Status {
	case record.Parked:
		return fmt.Errorf("mutation %s was parked: %+v", e.MID, a)
	case record.NeedBase:
		if e.sentBase {
			return fmt.Errorf("asked twice for the base of mutation %s", e.MID)
		}
		m, edit := e.Mutation, e.Text[a.Field]
		edit.BaseText, e.sentBase = &e.typed, true
		m.Text = map[string]record.TextEdit{a.Field: edit}
		e.sealed = marshal(m)
		return nil
	default:
	}
	e.version = a.Version
	return d.ledger.acknowledged(e.MID, a)
}

// pull gets one page and applies it, with the cursor and what the outbox then
// no longer has to show, in one step. It reports whether there are more.
func (d *device) pull(ctx context.Context) (more bool, err error) {
	p, err := d.line.pull(ctx, d.token, map[string]any{
		"device": d.id, "schema": 1, "maxBytes": 300 << d.rng.IntN(12),
		"cursors": []any{map[string]any{"space": d.space, "epoch": d.epoch, "since": d.cursor}},
	})
	switch {
	case err != nil:
		return false, err
	case p == nil: // nothing is new
		d.outbox = slices.DeleteFunc(d.outbox, func(e entry) bool { return e.version > 0 && e.version <= d.cursor })
		return false, nil
	case p.Reset != "":
		return false, fmt.Errorf("the cursor %d was reset: %s", d.cursor, p.Reset)
	case p.LastSeq > d.seq:
		return false, fmt.Errorf("the server has seq %d, the device made %d", p.LastSeq, d.seq)
	}
	for _, r := range p.rows {
		if r.Version <= d.cursor || r.Version > p.Next {
			return false, fmt.Errorf("a page from %d to %d has version %d", d.cursor, p.Next, r.Version)
		}
		d.confirmed[r.ID] = r
	}
	d.cursor = p.Next
	d.outbox = slices.DeleteFunc(d.outbox, func(e entry) bool { return e.Seq <= p.LastSeq })
	return p.More, nil
}

// hash is that of everything the device holds.
func (d *device) hash() string {
	ids := make([]string, 0, len(d.confirmed))
	for id := range d.confirmed {
		ids = append(ids, id.String())
	}
	slices.Sort(ids)
	h := sha256.New()
	for _, id := range ids {
		h.Write(marshal(d.confirmed[uuid.MustParse(id)]))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func marshal(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

func quote(s string) json.RawMessage { return marshal(s) }
