package reminder

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// The rules of keeping in touch, in days.
const (
	// touchedWithin is how long after a touch nobody is asked to reach out again.
	touchedWithin = 7
	// promptedWithin is how long after a prompt the same is not said again.
	promptedWithin = 3
	// leastPatience is for how long at least the ball may be with the other side.
	leastPatience = 14
	// mostUnanswered is after how many unanswered touches the pace halves.
	mostUnanswered = 2
	// mostCadence is the longest distance that a record may ask for.
	mostCadence = 36_500
)

// Person is what a contact's record says about when to be in touch.
type Person struct {
	CadenceDays  int    `json:"cadenceDays,omitempty"`
	LatestDays   int    `json:"latestDays,omitempty"`
	Circle       string `json:"circle,omitempty"`
	Stage        string `json:"stage,omitempty"`
	PausedUntil  string `json:"pausedUntil,omitempty"`
	SnoozedUntil string `json:"snoozedUntil,omitempty"`
	WaitingSince string `json:"waitingSince,omitempty"`
}

// PersonOf reads the fields of a contact. Fields of another type than they
// should have count as unset.
func PersonOf(fields map[string]json.RawMessage) Person {
	text := func(name string) string { return decode[string](fields[name]) }
	return Person{
		CadenceDays:  daysOf(fields["cadenceDays"]),
		LatestDays:   daysOf(fields["latestDays"]),
		Circle:       text("circle"),
		Stage:        text("stage"),
		PausedUntil:  text("pausedUntil"),
		SnoozedUntil: text("snoozedUntil"),
		WaitingSince: text("waitingSince"),
	}
}

// Circle is the cadence that the people of a circle share, in days; 0 is unset.
type Circle struct {
	IdealDays  int `json:"idealDays,omitempty"`
	LatestDays int `json:"latestDays,omitempty"`
}

// CircleOf reads the fields of a circle.
func CircleOf(fields map[string]json.RawMessage) Circle {
	return Circle{IdealDays: daysOf(fields["idealDays"]), LatestDays: daysOf(fields["latestDays"])}
}

func daysOf(value json.RawMessage) int {
	if n := decode[int](value); n >= 1 && n <= mostCadence {
		return n
	}
	return 0
}

// Pace says where a contact stands in keeping in touch.
type Pace string

// The paces. Only PastIdeal and PastLatest ask for something; the others say
// why nothing is asked.
const (
	NoCadence  Pace = "none"     // neither the contact nor a circle says how often
	Ended      Pace = "ended"    // the relationship is being wound down, or is over
	PausedPace Pace = "paused"   // until a day
	Snoozed    Pace = "snoozed"  // until a day
	WaitingOn  Pace = "waiting"  // the ball is with them
	Touching   Pace = "touched"  // there was a touch within the last days
	Prompted   Pace = "prompted" // the user was asked within the last days
	InTouch    Pace = "in-touch" // the ideal distance is not used up
	PastIdeal  Pace = "ideal"
	PastLatest Pace = "latest"
)

// Cadence is where a contact stands and the days that decide it; they are empty
// without a cadence, or without anything to count from.
type Cadence struct {
	Pace     Pace
	IdealOn  string // the day from which to reach out
	LatestOn string // the day from which it is overdue, empty if the user set no such bound
}

// KeepInTouch says where a contact stands on a day: a pure function, which the
// web app has too (webapp/src/lib/today). It counts from the last touch, or from
// the day on which the contact was made, if there was none. What holds for the
// contact goes before what holds for its circle. PromptedOn is the day on which
// the user was last asked, empty if never.
func KeepInTouch(id uuid.UUID, p Person, c Circle, t Touched, today, promptedOn string) Cadence {
	ideal, latest := distances(p, c)
	if ideal == 0 {
		return Cadence{Pace: NoCadence}
	}
	patience := max(ideal, leastPatience)
	if t.Unanswered >= mostUnanswered {
		ideal, latest = 2*ideal, 2*latest
	}
	var out Cadence
	if from := latestOf(t.Last, madeOn(id)); from != "" {
		out.IdealOn = addDays(from, ideal)
		if latest > 0 {
			out.LatestOn = addDays(from, latest)
		}
	}
	out.Pace = paceOf(p, t, out, patience, today, promptedOn)
	return out
}

// distances returns the days that are ideal and those that are the latest, 0 if
// unset. The latest is never before the ideal.
func distances(p Person, c Circle) (ideal, latest int) {
	ideal, latest = p.CadenceDays, p.LatestDays
	if ideal == 0 {
		ideal = c.IdealDays
	}
	if latest == 0 {
		latest = c.LatestDays
	}
	if ideal == 0 {
		ideal = latest
	}
	if latest > 0 {
		latest = max(latest, ideal)
	}
	return ideal, latest
}

func paceOf(p Person, t Touched, c Cadence, patience int, today, promptedOn string) Pace {
	switch {
	case p.Stage == "ended", p.Stage == "winding-down":
		return Ended
	case isDay(p.PausedUntil) && today < p.PausedUntil:
		return PausedPace
	case isDay(p.SnoozedUntil) && today < p.SnoozedUntil:
		return Snoozed
	// A touch after the ball went over means that it came back, or was fetched.
	case isDay(p.WaitingSince) && t.Last <= p.WaitingSince && today < addDays(p.WaitingSince, patience):
		return WaitingOn
	case t.Last != "" && today < addDays(t.Last, touchedWithin):
		return Touching
	case c.IdealOn != "" && today < c.IdealOn:
		return InTouch
	case isDay(promptedOn) && today < addDays(promptedOn, promptedWithin):
		return Prompted
	case c.LatestOn != "" && today >= c.LatestOn:
		return PastLatest
	default:
		return PastIdeal
	}
}

// latestOf returns the day of the last touch, or else the day to count from.
func latestOf(last, made string) string {
	if last != "" {
		return last
	}
	return made
}

// madeOn returns the day in UTC on which a record was made, as its id tells;
// empty for an id that does not (RFC 9562: only version 7 begins with the time).
func madeOn(id uuid.UUID) string {
	if id.Version() != 7 {
		return ""
	}
	var ms int64
	for _, b := range id[:6] {
		ms = ms<<8 | int64(b)
	}
	if day := time.UnixMilli(ms).UTC().Format(dayForm); day <= lastDay && len(day) == len(lastDay) {
		return day
	}
	return ""
}

// isDay reports whether text is a day that exists.
func isDay(text string) bool {
	_, form, ok := parseWall(text)
	return ok && form == dayForm
}

// addDays returns the day n days after day, which must be one.
func addDays(day string, n int) string {
	d, err := time.Parse(dayForm, day)
	if err != nil {
		return ""
	}
	return d.AddDate(0, 0, n).Format(dayForm)
}
