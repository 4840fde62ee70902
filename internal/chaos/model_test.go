package chaos_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/record"
	"tend/internal/sync"
)

// The real service on a real Postgres does, step by step, what a model of a page
// does: maps in memory, a list of what was settled, and the rules of merging in
// their plainest words. Text has laws of its own and is not in here.
func TestTheServiceDoesWhatItsModelDoes(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	rapid.Check(t, func(r *rapid.T) {
		m := newModel(t, db)
		r.Repeat(map[string]func(*rapid.T){
			"push":            m.pushNew,
			"push more":       m.pushNew,
			"repeat":          m.pushAgain,
			"repeat and go":   m.pushOverlapping,
			"skip":            m.pushPastAGap,
			"forge":           m.pushAnotherAtTheSameSeq,
			"copy":            m.pushWhatAnotherSettled,
			"another epoch":   m.pushForAnotherEpoch,
			"as a stranger":   m.pushAsAStranger,
			"pull":            m.pull,
			"pull everything": m.pullFromTheBeginning,
			"":                m.compare,
		})
		findings, err := sync.Check(context.Background(), db, m.space)
		if err != nil || len(findings) > 0 {
			r.Fatalf("Check: %v %v", findings, err)
		}
	})
}

// model is what the space should be.
type model struct {
	place
	now     time.Time
	head    int64
	records map[uuid.UUID]*modelRecord
	devices []*modelDevice
	ids     []uuid.UUID
}

type modelDevice struct {
	id     uuid.UUID
	sent   []sync.Mutation // all that was settled, by seq
	acks   []sync.Ack      // and what was said of it
	cursor int64
	seen   map[uuid.UUID]int64 // the version of each record that was pulled
}

type modelRecord struct {
	version   int64
	deleted   bool
	fields    map[string]string // JSON
	marks     map[string]modelMark
	existence modelMark
}

// modelMark says who set a field.
type modelMark struct {
	stamp   record.Stamp
	device  uuid.UUID
	version int64
}

func newModel(t *testing.T, db *postgres.DB) *model {
	t.Helper()
	m := &model{place: newPlace(t, db), now: time.Now().Truncate(time.Millisecond), records: map[uuid.UUID]*modelRecord{}}
	m.service = sync.NewService(db, sync.Options{Now: func() time.Time { return m.now }})
	for range 3 {
		m.ids = append(m.ids, newID())
		m.devices = append(m.devices, &modelDevice{id: uuid.New(), seen: map[uuid.UUID]int64{}})
	}
	return m
}

// draw makes mutations of a device, numbered after those it has sent.
func (m *model) draw(r *rapid.T, d *modelDevice, most int) []sync.Mutation {
	list := make([]sync.Mutation, rapid.IntRange(1, most).Draw(r, "mutations"))
	for i := range list {
		id := rapid.SampledFrom(m.ids).Draw(r, "record")
		mutation := record.Mutation{
			Seq: int64(len(d.sent) + i + 1), MID: newID(), Collection: "contact", ID: id, Base: d.seen[id],
			Op:    rapid.SampledFrom([]record.Op{record.Put, record.Put, record.Put, record.Delete, record.Restore}).Draw(r, "op"),
			Stamp: record.StampAt(m.now.Add(time.Duration(rapid.IntRange(-5, 5).Draw(r, "skew")) * time.Minute)),
		}
		if mutation.Op == record.Put {
			mutation.Fields = drawFields(r)
		}
		list[i] = sync.Mutation{Mutation: mutation}
	}
	return list
}

func drawFields(r *rapid.T) map[string]json.RawMessage {
	values := map[string][]string{
		"fullName": {`"Ada"`, `"Grace"`}, "nickname": {`"A"`, `"G"`, `null`}, "title": {`"Dr"`, `null`}, "tags/work": {`true`, `null`},
	}
	fields := make(map[string]json.RawMessage)
	for _, name := range []string{"fullName", "nickname", "title", "tags/work"} {
		if rapid.Bool().Draw(r, "with "+name) {
			fields[name] = json.RawMessage(rapid.SampledFrom(values[name]).Draw(r, name))
		}
	}
	return fields
}

func (m *model) device(r *rapid.T) *modelDevice {
	return rapid.SampledFrom(m.devices).Draw(r, "device")
}

// pushTo pushes mutations, and holds the answer to what it should be.
func (m *model) pushTo(r *rapid.T, d *modelDevice, list []sync.Mutation, want []sync.Ack) {
	result, err := m.service.Push(context.Background(), m.user, m.batchOf(d, list))
	if err != nil {
		r.Fatalf("Push: %v", err)
	}
	for i := range result.Acks { // why a mutation was parked is for other tests
		result.Acks[i].Field, result.Acks[i].Detail, result.Acks[i].Code = "", "", ""
	}
	if diff := cmp.Diff(want, result.Acks); diff != "" {
		r.Fatalf("acks (-model +service):\n%s", diff)
	}
	if result.Head != m.head || result.LastSeq != int64(len(d.sent)) {
		r.Fatalf("head %d, lastSeq %d; the model has %d, %d", result.Head, result.LastSeq, m.head, len(d.sent))
	}
}

func (m *model) batchOf(d *modelDevice, list []sync.Mutation) sync.Batch {
	return sync.Batch{Space: m.space, Device: d.id, Epoch: m.epoch, Schema: 1, Mutations: list}
}

// settle applies new mutations to the model and returns their acks.
func (m *model) settle(d *modelDevice, list []sync.Mutation) []sync.Ack {
	acks := make([]sync.Ack, len(list))
	for i, mutation := range list {
		acks[i] = m.apply(d, mutation.Mutation)
	}
	d.sent, d.acks = append(d.sent, list...), append(d.acks, acks...)
	return acks
}

func (m *model) pushNew(r *rapid.T) {
	d := m.device(r)
	list := m.draw(r, d, 4)
	m.pushTo(r, d, list, m.settle(d, list))
}

func (m *model) pushAgain(r *rapid.T) {
	d := m.device(r)
	if len(d.sent) == 0 {
		r.Skip("nothing was sent")
	}
	from := rapid.IntRange(0, len(d.sent)-1).Draw(r, "from")
	to := rapid.IntRange(from+1, len(d.sent)).Draw(r, "to")
	m.pushTo(r, d, d.sent[from:to], d.acks[from:to])
}

func (m *model) pushOverlapping(r *rapid.T) {
	d := m.device(r)
	from := rapid.IntRange(0, len(d.sent)).Draw(r, "from")
	fresh := m.draw(r, d, 3)
	list := slices.Concat(d.sent[from:], fresh)
	acks := slices.Concat(d.acks[from:], m.settle(d, fresh))
	m.pushTo(r, d, list, acks)
}

// refused pushes what must be refused, with nothing left behind.
func (m *model) refused(r *rapid.T, user uuid.UUID, b sync.Batch, code string) {
	_, err := m.service.Push(context.Background(), user, b)
	if codeOf(err) != code {
		r.Fatalf("Push: %v, want %s", err, code)
	}
}

func (m *model) pushPastAGap(r *rapid.T) {
	d := m.device(r)
	list := m.draw(r, d, 2)
	for i := range list {
		list[i].Seq++
	}
	m.refused(r, m.user, m.batchOf(d, list), "seq-gap")
}

func (m *model) pushAnotherAtTheSameSeq(r *rapid.T) {
	d := m.device(r)
	if len(d.sent) == 0 {
		r.Skip("nothing was sent")
	}
	last := d.sent[len(d.sent)-1]
	last.MID = newID()
	m.refused(r, m.user, m.batchOf(d, append([]sync.Mutation{last}, m.draw(r, d, 1)...)), "device-forked")
}

// pushWhatAnotherSettled is what a copied profile does under its new name.
func (m *model) pushWhatAnotherSettled(r *rapid.T) {
	d, other := m.device(r), m.device(r)
	if d == other || len(other.sent) == 0 {
		r.Skip("nothing to repeat")
	}
	i := rapid.IntRange(0, len(other.sent)-1).Draw(r, "which")
	known := other.sent[i]
	known.Seq = int64(len(d.sent) + 1)
	ack := sync.Ack{Seq: known.Seq, Version: other.acks[i].Version, Status: record.Duplicate}
	d.sent, d.acks = append(d.sent, known), append(d.acks, ack)
	m.pushTo(r, d, []sync.Mutation{known}, []sync.Ack{ack})
}

func (m *model) pushForAnotherEpoch(r *rapid.T) {
	d := m.device(r)
	b := m.batchOf(d, m.draw(r, d, 1))
	b.Epoch = uuid.New()
	m.refused(r, m.user, b, "epoch-changed")
}

func (m *model) pushAsAStranger(r *rapid.T) {
	d := m.device(r)
	m.refused(r, uuid.New(), m.batchOf(d, m.draw(r, d, 1)), "not-a-member")
}

// apply is the rules of merging.
func (m *model) apply(d *modelDevice, mu record.Mutation) sync.Ack {
	m.head++
	ack := sync.Ack{Seq: mu.Seq, Version: m.head, Status: record.OK}
	mine := modelMark{min(mu.Stamp, record.StampAt(m.now.Add(record.MaxAhead))), d.id, m.head}
	old := m.records[mu.ID]
	next := &modelRecord{fields: map[string]string{}, marks: map[string]modelMark{}}
	if old != nil {
		*next = *old
		next.fields, next.marks = maps.Clone(old.fields), maps.Clone(old.marks)
	}
	next.version = m.head
	knew := func(mark modelMark) bool { return mark.device == d.id || mark.version <= mu.Base }

	switch {
	case mu.Op == record.Delete:
		if old != nil && !old.deleted {
			for _, mark := range append(slices.Collect(maps.Values(old.marks)), old.existence) {
				if !knew(mark) { // somebody changed it meanwhile: content goes before its removal
					ack.Status = record.Superseded
					return ack
				}
			}
		}
		next.deleted = true
		next.existence = modelMark{max(mine.stamp, next.existence.stamp), d.id, m.head}
	case mu.Op == record.Restore && old == nil:
		ack.Status = record.Parked
		return ack
	default:
		// Who edits what is in the trash, knowing that, leaves it there.
		revives := next.deleted && (mu.Op == record.Restore || !knew(next.existence))
		if revives {
			next.deleted, next.existence = false, mine
		}
		for path, value := range mu.Fields {
			if next.set(path, string(value), mine, knew) {
				ack.Status = record.Merged
			}
		}
		if _, named := next.fields["fullName"]; !named && (old == nil || revives) {
			ack.Status = record.Parked
			return ack
		}
	}
	m.records[mu.ID] = next
	return ack
}

// set sets a field, or reports that the value lost to a newer one.
func (rec *modelRecord) set(path, value string, mine modelMark, knew func(modelMark) bool) (lost bool) {
	mark, marked := rec.marks[path]
	if marked && !knew(mark) && (mine.stamp < mark.stamp ||
		mine.stamp == mark.stamp && bytes.Compare(mine.device[:], mark.device[:]) < 0) {
		now, there := rec.fields[path]
		return now != value && (there || value != "null")
	}
	mine.stamp = max(mine.stamp, mark.stamp)
	rec.marks[path] = mine
	if value == "null" {
		delete(rec.fields, path)
	} else {
		rec.fields[path] = value
	}
	return false
}
