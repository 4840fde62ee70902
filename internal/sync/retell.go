package sync

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"

	"tend/internal/collection"
	"tend/internal/record"
)

// retelling is one record told again from its history.
type retelling struct {
	*checker
	record *record.Record
	past   []textState
	stamps map[string]record.Stamp        // the newest accepted for each field
	values map[string]map[string]struct{} // all that were accepted for each field
}

// textState is a text field as a mutation left it.
type textState struct {
	field   string
	version int64
	device  uuid.UUID
	text    string
}

func (c *checker) foldRecord(stored *record.Record, steps []step) {
	id := steps[0].mutation.ID
	if stored == nil {
		if slices.ContainsFunc(steps, func(s step) bool { return accepted(s.outcome) }) && c.floor == 0 {
			c.found("I6", "record %s is in history only", id)
		}
		return
	}
	for _, mark := range stored.Marks {
		if mark.Version <= c.floor {
			return // its beginnings are gone
		}
	}
	t := &retelling{
		checker: c,
		stamps:  make(map[string]record.Stamp),
		values:  make(map[string]map[string]struct{}),
	}
	for i := range steps {
		t.apply(&steps[i])
	}
	if why := difference(stored, t.record); why != "" {
		c.found("I6", "record %s differs from its history in %s", id, why)
	}
	t.compareMarks(stored)
	t.compareValues(stored)
}

func accepted(s record.Status) bool { return s == record.OK || s == record.Merged }

func (t *retelling) apply(s *step) {
	next, outcome := record.Apply(t.record, s.mutation, t.env(s))
	if outcome.Status != s.outcome {
		t.found("I6", "the mutation at version %d was %s, and is now %s", s.version, s.outcome, outcome.Status)
	}
	if !maps.Equal(outcome.Text, s.detail.Text) {
		t.found("I6", "the text merged at version %d is not the one that history has", s.version)
	}
	if next == nil {
		return
	}
	t.checkInsertions(s)
	t.record = next
	d, _ := collection.Lookup(s.mutation.Collection)
	for field, value := range s.mutation.Fields {
		t.accept(field, s.mutation.Stamp, value)
		if d.Kind(field) == collection.Text {
			t.past = append(t.past, textState{field, s.version, s.device, textOf(next.Fields[field])})
			t.accept(field, s.mutation.Stamp, next.Fields[field])
		}
	}
	for field := range s.mutation.Text {
		t.past = append(t.past, textState{field, s.version, s.device, textOf(next.Fields[field])})
		t.accept(field, s.mutation.Stamp, next.Fields[field])
	}
}

func (t *retelling) accept(field string, stamp record.Stamp, value json.RawMessage) {
	t.stamps[field] = max(t.stamps[field], stamp)
	if t.values[field] == nil {
		t.values[field] = make(map[string]struct{})
	}
	t.values[field][canonical(value)] = struct{}{}
}

// env gives a step the world that it was applied in.
func (t *retelling) env(s *step) record.Env {
	return record.Env{
		Device: s.device, Version: s.version, Now: s.at,
		Base: func(field string, version int64) (string, bool) { return t.textAt(field, version) },
		Own: func(field string, after int64) bool {
			return slices.ContainsFunc(t.past, func(p textState) bool {
				return p.field == field && p.version > after && p.device == s.device
			})
		},
	}
}

func (t *retelling) textAt(field string, version int64) (text string, known bool) {
	for _, p := range t.past {
		if p.field == field && p.version <= version {
			text = p.text
		}
	}
	return text, true
}

// checkInsertions holds an accepted mutation to I9, word by word, in the text
// that history says it led to.
func (t *retelling) checkInsertions(s *step) {
	for field, edit := range s.mutation.Text {
		base, _ := t.textAt(field, edit.Base)
		if edit.BaseText != nil {
			base = *edit.BaseText
		}
		known := make(map[string]bool)
		for _, word := range words(base) {
			known[word] = true
		}
		result, merged := s.detail.Text[field]
		if !merged {
			result = edit.Value
		}
		for _, word := range words(edit.Value) {
			if !known[word] && !strings.Contains(result, word) {
				t.found("I9", "a word that came with version %d is not in %s of record %s", s.version, field, s.mutation.ID)
				break
			}
		}
	}
}

// words returns the words of the scripts that put spaces between them. No merge
// takes those apart.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Nd)
	})
}

// difference returns in what two records differ, "" if they are the same.
func difference(stored, told *record.Record) string {
	switch {
	case told == nil:
		return "everything: it never came into being"
	case stored.Version != told.Version:
		return fmt.Sprintf("its version, %d instead of %d", stored.Version, told.Version)
	case stored.Collection != told.Collection:
		return "its collection"
	case stored.ByDevice != told.ByDevice:
		return "its last device"
	case (stored.DeletedAt == nil) != (told.DeletedAt == nil),
		stored.DeletedAt != nil && !stored.DeletedAt.Equal(*told.DeletedAt):
		return "when it was deleted"
	case !maps.Equal(stored.Marks, told.Marks):
		return "its stamps"
	}
	for name := range told.Fields {
		if _, ok := stored.Fields[name]; !ok {
			return "a field that is gone"
		}
	}
	for name, value := range stored.Fields {
		if canonical(value) != canonical(told.Fields[name]) {
			return "a field"
		}
	}
	return ""
}

// compareMarks checks I7. The greatest value of a max field stays whatever its
// stamp, and the mark of existence belongs to no field.
func (t *retelling) compareMarks(stored *record.Record) {
	d, _ := collection.Lookup(stored.Collection)
	for field, mark := range stored.Marks {
		if field == record.Existence || d.Kind(field) == collection.Max {
			continue
		}
		if mark.Stamp != t.stamps[field] {
			t.found("I7", "a stamp of record %s is %s, the newest accepted %s", stored.ID, mark.Stamp, t.stamps[field])
		}
	}
}

// compareValues checks I8.
func (t *retelling) compareValues(stored *record.Record) {
	for field, value := range stored.Fields {
		if _, ok := t.values[field][canonical(value)]; !ok {
			t.found("I8", "record %s has a value that no mutation brought", stored.ID)
		}
	}
}

// canonical returns a value in one spelling: Postgres gives JSON back with other
// spaces and another order.
func canonical(value json.RawMessage) string {
	if value == nil {
		return "null"
	}
	var v any
	if err := json.Unmarshal(value, &v); err != nil {
		return string(value)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return string(value)
	}
	return string(b)
}

func textOf(value json.RawMessage) string {
	var text string
	if err := json.Unmarshal(value, &text); err != nil {
		return ""
	}
	return text
}
