package reminder

import (
	"encoding/json"
	"strings"

	"github.com/google/uuid"
)

// The collections whose records tell of touches.
const (
	collectionInteraction = "interaction"
	collectionNote        = "note"
)

// contactsMember begins the names of the fields that say who took part.
const contactsMember = "contacts/"

// Way says who reached out at a touch, as far as it matters for whether the
// other side answers.
type Way string

// The ways of a touch.
const (
	WayOut   Way = "out"   // the user reached out, and that is all
	WayBoth  Way = "both"  // the other side had a part in it
	WayNoted Way = "noted" // a note was taken; it says nothing on who reached out
)

// Touch is one real contact with somebody: an interaction that took place, or a
// note about a time.
type Touch struct {
	At  string // the day or the wall time
	Way Way
}

// TouchOf reads a record's fields as a touch and says whose; false if it is none:
// because it is another kind of thing, is yet to come, or says no time.
func TouchOf(collection string, fields map[string]json.RawMessage) (t Touch, contacts []uuid.UUID, ok bool) {
	switch collection {
	case collectionNote:
		t.Way = WayNoted
	case collectionInteraction:
		t.Way = WayBoth
		if decode[string](fields["direction"]) == "out" {
			t.Way = WayOut
		}
		if decode[bool](fields["planned"]) {
			return Touch{}, nil, false
		}
	default:
		return Touch{}, nil, false
	}
	t.At = decode[string](fields["at"])
	if _, _, ok := parseWall(t.At); !ok {
		return Touch{}, nil, false
	}
	for path, value := range fields {
		name, isMember := strings.CutPrefix(path, contactsMember)
		if !isMember || string(value) == "null" || string(value) == "false" {
			continue
		}
		if id, err := uuid.Parse(name); err == nil {
			contacts = append(contacts, id)
		}
	}
	return t, contacts, len(contacts) > 0
}

// Touched is what the touches with one contact come to on a day.
type Touched struct {
	Last       string // the day of the last one, empty if there was none
	Unanswered int    // how often the user reached out since the other side last had a part
}

// SumTouches sums up the touches up to and including a day. One that lies ahead
// has not taken place, whatever the record says. Times compare as texts, so a
// whole day comes before every time on it.
func SumTouches(touches []Touch, today string) Touched {
	var sum Touched
	last, answered := "", ""
	for _, t := range touches {
		if !isUpTo(t.At, today) {
			continue
		}
		last = max(last, t.At)
		if t.Way == WayBoth {
			answered = max(answered, t.At)
		}
	}
	for _, t := range touches {
		if t.Way == WayOut && t.At > answered && isUpTo(t.At, today) {
			sum.Unanswered++
		}
	}
	sum.Last = last[:min(len(last), len(dayForm))]
	return sum
}
