package record_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/record"
)

// noon is when everything in these tests happens, give or take.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// Two devices; ana's id is the smaller one.
var (
	ana = uuid.MustParse("0193a5b0-7c00-7000-8000-00000000000a")
	ben = uuid.MustParse("0193a5b0-7c00-7000-8000-00000000000b")
	eva = uuid.MustParse("0193a5b0-7c00-7000-8000-00000000000e")
)

var theID = uuid.MustParse("0193a5b0-7c00-7000-8000-000000000001")

// at is a stamp so many milliseconds after noon.
func at(ms int) record.Stamp { return record.StampAt(noon.Add(time.Duration(ms) * time.Millisecond)) }

// space is the little of a space that one record needs: its versions, and the
// texts as they were at each.
type space struct {
	t       testing.TB
	record  *record.Record
	head    int64
	texts   map[string]string // by field and version
	own     map[string]int64  // by device and field, the version of its last text
	outcome record.Outcome
}

func newSpace(t testing.TB) *space {
	return &space{t: t, texts: map[string]string{}, own: map[string]int64{}}
}

// apply applies a mutation of device as the sync service does.
func (s *space) apply(device uuid.UUID, m record.Mutation) *space {
	s.t.Helper()
	if m.ID == uuid.Nil {
		m.ID = theID
	}
	if m.Op == "" {
		m.Op = record.Put
	}
	if m.Collection == "" {
		m.Collection = "note"
	}
	next, out := record.Apply(s.record, m, s.env(device))
	s.outcome = out
	if next == nil {
		return s
	}
	s.record, s.head = next, s.head+1
	for field := range m.Text {
		s.own[device.String()+field] = s.head
	}
	for field := range next.Fields {
		s.texts[fmt.Sprint(field, s.head)] = s.text(field)
	}
	return s
}

func (s *space) env(device uuid.UUID) record.Env {
	return record.Env{
		Device: device, Version: s.head + 1, Now: noon,
		Base: func(field string, version int64) (string, bool) {
			text, ok := s.texts[fmt.Sprint(field, version)]
			return text, ok
		},
		Own: func(field string, after int64) bool { return s.own[device.String()+field] > after },
	}
}

func (s *space) text(field string) string {
	var text string
	if err := json.Unmarshal(s.record.Fields[field], &text); err != nil {
		return ""
	}
	return text
}

func (s *space) wantStatus(want record.Status) *space {
	s.t.Helper()
	if s.outcome.Status != want {
		s.t.Fatalf("status %s (%s %s: %s), want %s", s.outcome.Status, s.outcome.Code, s.outcome.Field, s.outcome.Detail, want)
	}
	return s
}

// wantField wants the field to have this JSON, "" for none.
func (s *space) wantField(field, want string) *space {
	s.t.Helper()
	if got := string(s.record.Fields[field]); got != want {
		s.t.Fatalf("%s is %s, want %s", field, got, want)
	}
	return s
}

// wantLost wants exactly this one value to be lost, "" for none.
func (s *space) wantLost(field, want string) *space {
	s.t.Helper()
	if got := string(s.outcome.Lost[field]); got != want || (want == "" && len(s.outcome.Lost) > 0) {
		s.t.Fatalf("lost %s, want %s of %s", s.outcome.Lost, want, field)
	}
	return s
}

func (s *space) wantParked(code, field string) *space {
	s.t.Helper()
	s.wantStatus(record.Parked)
	if s.outcome.Code != code || s.outcome.Field != field || s.outcome.Detail == "" {
		s.t.Fatalf("parked for %s of %q: %q, want %s of %q", s.outcome.Code, s.outcome.Field, s.outcome.Detail, code, field)
	}
	return s
}

func (s *space) wantDeleted(want bool) *space {
	s.t.Helper()
	if got := s.record.DeletedAt != nil; got != want {
		s.t.Fatalf("deleted is %t, want %t", got, want)
	}
	return s
}

// set is a put of one field, "null" to clear it.
func set(stamp record.Stamp, base int64, field, value string) record.Mutation {
	return record.Mutation{Stamp: stamp, Base: base, Fields: fields(field, value)}
}

// write is a put of the body.
func write(stamp record.Stamp, base int64, text string) record.Mutation {
	return record.Mutation{Stamp: stamp, Base: base, Text: map[string]record.TextEdit{"body": {Base: base, Value: text}}}
}

func fields(pairs ...string) map[string]json.RawMessage {
	f := make(map[string]json.RawMessage, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		f[pairs[i]] = json.RawMessage(pairs[i+1])
	}
	return f
}
