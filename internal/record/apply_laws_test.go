package record_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"tend/internal/record"
)

var devices = []uuid.UUID{ana, ben, eva}

// queue draws the mutations of one device, in its order: each sets one of few
// fields to a value of its own, some clear one.
func queue(t *rapid.T, device int) []record.Mutation {
	mutations := make([]record.Mutation, rapid.IntRange(0, 5).Draw(t, "length"))
	ms := 0
	for i := range mutations {
		ms += rapid.IntRange(0, 3).Draw(t, "pause")
		field := rapid.SampledFrom([]string{"source", "ofNextYear", "ofNextYear/a"}).Draw(t, "field")
		value := fmt.Sprintf(`"%d.%d"`, device, i)
		if rapid.IntRange(0, 4).Draw(t, "clear") == 0 {
			value = "null"
		}
		mutations[i] = set(at(ms), 1, field, value)
	}
	return mutations
}

// interleave draws an order in which the queues' mutations arrive; those of one
// device stay in their order.
func interleave(t *rapid.T, queues [][]record.Mutation) (order []int) {
	for device, queue := range queues {
		for range queue {
			order = append(order, device)
		}
	}
	return rapid.Permutation(order).Draw(t, "order")
}

func replay(t testing.TB, queues [][]record.Mutation, order []int) (*space, []record.Outcome) {
	s := newSpace(t).apply(eva, set(at(-1000), 0, "pinned", `true`))
	next := make([]int, len(queues))
	var outcomes []record.Outcome
	for _, device := range order {
		s.apply(devices[device], queues[device][next[device]])
		next[device]++
		outcomes = append(outcomes, s.outcome)
	}
	return s, outcomes
}

func TestConcurrentChangesGiveTheSameRecordInWhateverOrderTheyArrive(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		queues := [][]record.Mutation{queue(rt, 0), queue(rt, 1), queue(rt, 2)}
		one, _ := replay(t, queues, interleave(rt, queues))
		other, _ := replay(t, queues, interleave(rt, queues))
		if diff := cmp.Diff(texts(one.record.Fields), texts(other.record.Fields)); diff != "" {
			rt.Fatalf("the records differ: %s", diff)
		}
		for field, mark := range one.record.Marks {
			twin := other.record.Marks[field]
			if mark.Stamp != twin.Stamp || mark.Device != twin.Device {
				rt.Fatalf("the marks of %s differ: %v, %v", field, mark, twin)
			}
		}
	})
}

func texts(fields map[string]json.RawMessage) map[string]string {
	m := map[string]string{}
	for name, value := range fields {
		m[name] = string(value)
	}
	return m
}

func TestNoValueIsLostUnseen(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		queues := [][]record.Mutation{queue(rt, 0), queue(rt, 1), queue(rt, 2)}
		s, outcomes := replay(t, queues, interleave(rt, queues))
		for _, queue := range queues {
			// A device has seen its own earlier values; only the last of each field counts.
			last := map[string]string{}
			for _, m := range queue {
				for field, value := range m.Fields {
					last[field] = string(value)
				}
			}
			for field, value := range last {
				handedOver := slices.ContainsFunc(outcomes, func(o record.Outcome) bool { return string(o.Lost[field]) == value })
				if value != "null" && string(s.record.Fields[field]) != value && !handedOver {
					rt.Fatalf("%s = %s neither shows nor was handed over", field, value)
				}
			}
		}
	})
}

func TestApplyingAgainChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		queues := [][]record.Mutation{queue(rt, 0), queue(rt, 1), queue(rt, 2)}
		s, _ := replay(t, queues, interleave(rt, queues))
		m := write(at(1), 1, rapid.SampledFrom([]string{"", "One.", "Two."}).Draw(rt, "text"))
		m.Fields = fields("source", `"again"`)
		s.apply(ana, m)
		before := texts(s.record.Fields)
		s.apply(ana, m)
		if diff := cmp.Diff(before, texts(s.record.Fields)); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func TestApplyLeavesItsArgumentsAlone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		queues := [][]record.Mutation{queue(rt, 0), queue(rt, 1), queue(rt, 2)}
		s, _ := replay(t, queues, interleave(rt, queues))
		s.apply(ben, write(at(0), 0, "One."))
		m := record.Mutation{
			ID: theID, Collection: "note", Stamp: at(2), Base: rapid.SampledFrom([]int64{1, s.head}).Draw(rt, "base"),
			Op:     rapid.SampledFrom([]record.Op{record.Put, record.Delete, record.Restore}).Draw(rt, "op"),
			Fields: fields("source", `"new"`, "ofNextYear", `null`),
			Text:   map[string]record.TextEdit{"body": {Value: "Two."}},
		}
		if m.Op == record.Delete {
			m.Fields, m.Text = nil, nil
		}
		before, _ := json.Marshal([]any{s.record.Fields, s.record.DeletedAt, string(record.MarshalMarks(s.record.Marks)), m})
		first, one := record.Apply(s.record, m, s.env(ana))
		second, other := record.Apply(s.record, m, s.env(ana))
		after, _ := json.Marshal([]any{s.record.Fields, s.record.DeletedAt, string(record.MarshalMarks(s.record.Marks)), m})
		if string(before) != string(after) {
			rt.Fatalf("before %s\nafter  %s", before, after)
		}
		if diff := cmp.Diff(first, second) + cmp.Diff(one, other); diff != "" {
			rt.Fatalf("the same twice gives different results: %s", diff)
		}
	})
}

// TestEveryInsertedWordIsInTheText lets devices that are behind insert words of
// their own into what they see, for as long as they like.
func TestEveryInsertedWordIsInTheText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newSpace(t).apply(ana, write(at(0), 0, "one two three"))
		views := []view{{1, "one two three"}, {1, "one two three"}, {1, "one two three"}}
		for i := range rapid.IntRange(1, 12).Draw(rt, "edits") {
			device := rapid.IntRange(0, 2).Draw(rt, "device")
			v := &views[device]
			if rapid.Bool().Draw(rt, "pulls") {
				*v = view{s.head, s.text("body")}
			}
			words := strings.Fields(v.text)
			place := rapid.IntRange(0, len(words)).Draw(rt, "place")
			words = slices.Insert(words, place, fmt.Sprintf("new%dx", i), fmt.Sprintf("new%dy", i))
			m := write(at(i), v.version, strings.Join(words, " "))
			s.apply(devices[device], m)
			if s.outcome.Status == record.NeedBase {
				m.Text["body"] = record.TextEdit{Base: v.version, Value: m.Text["body"].Value, BaseText: &v.text}
				s.apply(devices[device], m)
			}
			v.text = m.Text["body"].Value
			for k := range i + 1 {
				if run := fmt.Sprintf("new%dx", k); !strings.Contains(s.text("body"), run) {
					rt.Fatalf("%s is not in %q", run, s.text("body"))
				}
			}
		}
	})
}

// view is what a device has on its screen.
type view struct {
	version int64
	text    string
}
