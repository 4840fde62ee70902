package sync

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"

	"tend/internal/collection"
	"tend/internal/record"
)

// run applies the new mutations of one batch to the records they name. It
// touches neither database nor clock: everything it needs was read before, and
// everything it decides is written after.
type run struct {
	batch   Batch
	at      standing // before the batch
	now     time.Time
	records map[uuid.UUID]*held
	texts   texts
	quota   Quota
	added   Quota // what the run adds to the space

	// known has the version of each mutation of the batch that was settled under
	// another device or seq. It is nil if nobody has looked.
	known map[uuid.UUID]int64

	head       int64 // of the space, after what was settled so far
	lastSeq    int64 // of the device
	lastMID    uuid.UUID
	duplicates int64
	settled    []settled
	acks       []Ack
}

// held is a record that the batch names.
type held struct {
	record *record.Record // nil as long as there is none
	stored bool           // whether the database has a row of it
	dirty  bool
}

// settled is a row of history to be.
type settled struct {
	mutation *Mutation
	version  int64
	outcome  record.Outcome
}

func newRun(b Batch, at standing, records []record.Record, known map[uuid.UUID]int64, now time.Time) *run {
	r := &run{
		batch: b, at: at, now: now, known: known,
		records: make(map[uuid.UUID]*held, len(b.Mutations)),
		head:    at.head, lastSeq: at.device.lastSeq, lastMID: at.device.lastMID, duplicates: at.device.duplicates,
	}
	for i := range records {
		r.records[records[i].ID] = &held{record: &records[i], stored: true}
	}
	return r
}

// settle applies mutations in order, up to one that needs its base text.
func (r *run) settle(fresh []Mutation) {
	r.settled = make([]settled, 0, len(fresh))
	r.acks = make([]Ack, 0, len(fresh))
	for i := range fresh {
		m := &fresh[i]
		if version, ok := r.known[m.MID]; ok {
			r.acks = append(r.acks, Ack{Seq: m.Seq, Version: version, Status: record.Duplicate})
			r.duplicates++
		} else if !r.apply(m) {
			return
		}
		r.lastSeq, r.lastMID = m.Seq, m.MID
	}
}

// apply applies one mutation, and reports false if it needs its base text.
//
// Whatever becomes of it, it takes a version of its own, so that every settled
// mutation has a place in the one order of the space. Where no record changed,
// pulls find nothing at that version and pass on.
func (r *run) apply(m *Mutation) bool {
	h := r.records[m.ID]
	if h == nil {
		h = &held{}
		r.records[m.ID] = h
	}
	next, outcome := r.judge(h, m)
	if outcome.Status == record.NeedBase {
		r.acks = append(r.acks, Ack{Seq: m.Seq, Status: outcome.Status, Field: outcome.Field})
		return false
	}
	r.head++
	if next != nil {
		if h.record == nil {
			r.added.Records++
		}
		h.record, h.dirty = next, true
	}
	outcome.Field, outcome.Detail = clip(outcome.Field), clip(outcome.Detail)
	r.settled = append(r.settled, settled{mutation: m, version: r.head, outcome: outcome})
	r.acks = append(r.acks, ackOf(m.Seq, r.head, outcome))
	if r.known != nil {
		r.known[m.MID] = r.head
	}
	return true
}

func (r *run) judge(h *held, m *Mutation) (*record.Record, record.Outcome) {
	writes := m.Op == record.Put || m.Op == record.Restore && len(m.Fields)+len(m.Text) > 0
	if m.Malformed == nil && writes {
		if outcome, full := r.full(h.record == nil); full {
			return nil, outcome
		}
	}
	return record.Apply(h.record, m.Mutation, r.env(m))
}

func ackOf(seq, version int64, o record.Outcome) Ack {
	return Ack{Seq: seq, Version: version, Status: o.Status, Code: o.Code, Field: o.Field, Detail: o.Detail}
}

// env is the world of a mutation. Texts that this very batch has edited before
// need no look-up: their marks show that it was this device.
func (r *run) env(m *Mutation) record.Env {
	return record.Env{
		Device:  r.batch.Device,
		Version: r.head + 1,
		Now:     r.now,
		Base: func(field string, version int64) (string, bool) {
			t, ok := r.texts[textKey{m.Seq, field}]
			return t.text, ok && t.known
		},
		Own: func(field string, _ int64) bool { return r.texts[textKey{m.Seq, field}].own },
	}
}

// texts are earlier texts that mutations were made from.
type texts map[textKey]earlierText

type textKey struct {
	seq   int64
	field string
}

// earlierText is a text field as it was at the base of a mutation.
type earlierText struct {
	text  string
	known bool
	own   bool // the device has itself changed it since
}

// staleText is a text whose earlier state has to be looked up.
type staleText struct {
	textKey
	id   uuid.UUID
	base int64
}

// staleTexts returns the edits of texts that were changed since their base.
// There are none unless two devices work on the same text.
func (r *run) staleTexts(fresh []Mutation) []staleText {
	var stale []staleText
	for i := range fresh {
		m := &fresh[i]
		h := r.records[m.ID]
		if h == nil || m.Malformed != nil || m.Op == record.Delete {
			continue
		}
		for field, edit := range m.Text {
			if mark, ok := h.record.Marks[field]; ok && edit.BaseText == nil && edit.Base < mark.Version {
				stale = append(stale, staleText{textKey{m.Seq, field}, m.ID, edit.Base})
			}
		}
		for field := range m.Fields {
			if mark, ok := h.record.Marks[field]; ok && m.Base < mark.Version && isText(m.Collection, field) {
				stale = append(stale, staleText{textKey{m.Seq, field}, m.ID, m.Base})
			}
		}
	}
	return stale
}

func isText(name, field string) bool {
	d, _ := collection.Lookup(name)
	return d.Kind(field) == collection.Text
}

// changed returns the records that the batch has changed, in the order in which
// it first touched them.
func (r *run) changed() []*held {
	list := make([]*held, 0, len(r.records))
	seen := make(map[*held]bool, len(r.records))
	for _, done := range r.settled {
		h := r.records[done.mutation.ID]
		if h.dirty && !seen[h] {
			seen[h] = true
			list = append(list, h)
		}
	}
	return list
}

// appendPatch appends what history keeps of the mutation's content, if there is
// any. It is written anew rather than copied from the request, so that it holds
// only what Apply has looked at.
func (d settled) appendPatch(b []byte) []byte {
	m := d.mutation
	if d.outcome.Status == record.Parked || (len(m.Fields) == 0 && len(m.Text) == 0) {
		return b
	}
	b = append(b, '{')
	if len(m.Fields) > 0 {
		b = append(b, `"fields":`...)
		b = appendFields(b, m.Fields)
	}
	if len(m.Text) > 0 {
		if len(m.Fields) > 0 {
			b = append(b, ',')
		}
		b = append(b, `"text":`...)
		b = appendTexts(b, m.Text)
	}
	return append(b, '}')
}

// detail is what history keeps beside a patch.
type detail struct {
	Code   string                     `json:"code,omitempty"`
	Field  string                     `json:"field,omitempty"`
	Detail string                     `json:"detail,omitempty"`
	Lost   map[string]json.RawMessage `json:"lost,omitempty"` // values that do not show
	Text   map[string]string          `json:"text,omitempty"` // texts as merged
}

func (d settled) appendDetail(b []byte) ([]byte, error) {
	o := d.outcome
	if o.Code == "" && len(o.Lost) == 0 && len(o.Text) == 0 {
		return b, nil
	}
	text, err := json.Marshal(detail{Code: o.Code, Field: o.Field, Detail: o.Detail, Lost: o.Lost, Text: o.Text})
	return append(b, text...), err
}

// name returns the collection and the op for history. Those of a parked
// mutation may be anything, and go in only if they are what they should be.
func (d settled) name() (name, op string) {
	name, op = d.mutation.Collection, string(d.mutation.Op)
	if d.outcome.Status != record.Parked {
		return name, op
	}
	if collection.CheckName(name) != nil {
		name = ""
	}
	switch d.mutation.Op {
	case record.Put, record.Delete, record.Restore:
	default:
		op = ""
	}
	return name, op
}

// body is the mutation as it was sent, for the table of what is parked.
func (m *Mutation) body() (string, error) {
	raw := m.raw
	if raw == nil {
		var err error
		if raw, err = json.Marshal(m.Mutation); err != nil {
			return "", err
		}
	}
	const unknown = "\uFFFD"
	clean := bytes.ToValidUTF8(bytes.ReplaceAll(raw, []byte{0}, []byte(unknown)), []byte(unknown))
	return string(clean), nil
}

// maxWords bounds what a refusal repeats of hostile input, in bytes.
const maxWords = 300

// clip shortens s and makes it text that Postgres stores.
func clip(s string) string {
	s = s[:min(len(s), maxWords)]
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}
