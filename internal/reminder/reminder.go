package reminder

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// doneMember begins the names of the fields that settle an occurrence each.
const doneMember = "done/"

// Reminder is what a record says about when it is due. Empty means unset.
type Reminder struct {
	At           string          `json:"at,omitempty"` // the anchor, a day or a wall time
	Zone         string          `json:"zone,omitempty"`
	Every        *Every          `json:"every,omitempty"` // nil for a reminder that is due once
	Until        string          `json:"until,omitempty"` // the last day or minute on which an occurrence may fall
	SnoozedUntil string          `json:"snoozedUntil,omitempty"`
	Done         map[string]bool `json:"done,omitempty"`        // settled occurrences, by name
	DoneThrough  string          `json:"doneThrough,omitempty"` // every occurrence up to it is settled
	Paused       bool            `json:"paused,omitempty"`
}

// Defaults is what the space's setting says for reminders that do not say it
// themselves. Empty, or not to be understood, means UTC and 09:00.
type Defaults struct {
	Zone     string `json:"zone,omitempty"`
	DigestAt string `json:"digestAt,omitempty"` // HH:MM at which reminders of a day are due
}

// Open is the occurrence that waits for the user.
type Open struct {
	Occurrence
	Overdue bool // whether its time has come
}

// Parse reads the fields of a reminder's record. Fields of another type than
// they should have count as unset, as they do on the devices.
func Parse(fields map[string]json.RawMessage) Reminder {
	r := Reminder{
		At:           decode[string](fields["at"]),
		Zone:         decode[string](fields["zone"]),
		Every:        decodeEvery(fields["every"]),
		Until:        decode[string](fields["until"]),
		SnoozedUntil: decode[string](fields["snoozedUntil"]),
		DoneThrough:  decode[string](fields["doneThrough"]),
		Paused:       decode[bool](fields["paused"]),
	}
	for path, value := range fields {
		name, ok := strings.CutPrefix(path, doneMember)
		if !ok || string(value) == "null" || string(value) == "false" {
			continue
		}
		if r.Done == nil {
			r.Done = map[string]bool{}
		}
		r.Done[name] = true
	}
	return r
}

// Schedule checks r and makes it ready to compute with.
func (r Reminder) Schedule(zones *Zones, d Defaults) (*Schedule, error) {
	anchor, form, ok := parseWall(r.At)
	if !ok || anchor.Year() < firstYear || anchor.Format(dayForm) > lastDay {
		return nil, fmt.Errorf("%w: %q", ErrAnchor, r.At)
	}
	step, months, err := stepOf(r.Every)
	if err != nil {
		return nil, err
	}
	zone, err := r.zone(zones, d)
	if err != nil {
		return nil, err
	}
	s := &Schedule{
		anchor: anchor, form: form, step: step, months: months,
		zone: zone, hour: usualHour(d), reminder: r,
	}
	s.last = s.lastUpTo(r.lastDay())
	if wall, form, ok := parseWall(r.SnoozedUntil); ok {
		s.snoozed = instantOf(s.atHour(wall, form), zone)
	}
	return s, nil
}

func (r Reminder) zone(zones *Zones, d Defaults) (*time.Location, error) {
	if r.Zone != "" {
		return zones.Load(r.Zone)
	}
	if zone, err := zones.Load(d.Zone); err == nil {
		return zone, nil
	}
	return time.UTC, nil
}

func (r Reminder) lastDay() string {
	if _, _, ok := parseWall(r.Until); ok && r.Until < lastDay {
		return r.Until
	}
	return lastDay
}

func usualHour(d Defaults) time.Duration {
	text := d.DigestAt
	if len(text) != len(defaultHour) {
		text = defaultHour
	}
	at, err := time.Parse("15:04", text)
	if err != nil {
		at, _ = time.Parse("15:04", defaultHour)
	}
	return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
}

// Open returns the occurrence that waits to be done: the latest one whose time
// has come, else the first to come. Missed ones before it are settled by it.
func (s *Schedule) Open(now time.Time) (Open, bool) {
	if s.reminder.Paused {
		return Open{}, false
	}
	o, ok := s.pick(latest(now, s.snoozed))
	return Open{Occurrence: o, Overdue: ok && !o.DueAt.After(now)}, ok
}

// NextFiring returns the first moment after t at which the user is to be told,
// and of which occurrence: a snooze tells of one a second time. The zero time
// stands for a reminder of which nobody was ever told.
func (s *Schedule) NextFiring(t time.Time) (Occurrence, bool) {
	if s.reminder.Paused {
		return Occurrence{}, false
	}
	if s.snoozed.After(t) {
		return s.pick(s.snoozed)
	}
	return s.unsettledFrom(s.latestBy(t) + 1)
}

// pick returns the latest occurrence due by t, or if that is settled, or there
// is none, the first one after it that is not. None is due before the snooze ends.
func (s *Schedule) pick(t time.Time) (Occurrence, bool) {
	k := s.latestBy(t)
	if k >= 0 && !s.settled(s.name(k)) {
		return Occurrence{Name: s.name(k), DueAt: latest(s.dueAt(k), s.snoozed)}, true
	}
	return s.unsettledFrom(k + 1)
}

// unsettledFrom returns the first occurrence from number k on that is not settled.
func (s *Schedule) unsettledFrom(k int) (Occurrence, bool) {
	if _, _, ok := parseWall(s.reminder.DoneThrough); ok {
		k = max(k, s.lastUpTo(s.reminder.DoneThrough)+1)
	}
	// Each turn meets another member of done, of which there are at most a thousand.
	for k <= s.last && s.settled(s.name(k)) {
		k++
	}
	o, ok := s.At(k)
	return o, ok
}

func (s *Schedule) settled(name string) bool {
	through := s.reminder.DoneThrough
	return s.reminder.Done[name] || through != "" && isUpTo(name, through)
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// decodeEvery keeps a distance that is not to be understood apart from none at
// all: a reminder that was to come back must not silently be due only once.
func decodeEvery(value json.RawMessage) *Every {
	if len(value) == 0 || string(value) == "null" {
		return nil
	}
	every := decode[Every](value)
	return &every
}
