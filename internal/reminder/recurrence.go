// Package reminder knows when a reminder is due and hands what is due to push.
//
// A reminder is a synced record like any other; devices make, settle and snooze
// it by ordinary mutations. The server keeps a projection of the records, one
// row a reminder with its next firing, and a [Scheduler] that walks those rows
// as their time comes.
package reminder

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// The limits of what reminders live in. They keep arithmetic within what both
// languages and the zone rules can do.
const (
	firstYear = 1900
	lastDay   = "2200-12-31"
	mostUnits = 1000
)

// defaultHour is when reminders of a day are due unless the user chose another hour.
const defaultHour = "09:00"

// The forms of wall times, as layouts of package time.
const (
	dayForm  = "2006-01-02"
	wallForm = "2006-01-02T15:04"
)

// Why a reminder cannot be computed. [Reminder.Schedule] wraps one of them.
var (
	ErrAnchor = errors.New("the anchor is not a day or minute from 1900 to 2200")
	ErrZone   = errors.New("the zone is not known")
	ErrEvery  = errors.New("a reminder recurs every 1 to 1000 days, weeks, months or years")
)

// Every is the distance between two occurrences.
type Every struct {
	N    int    `json:"n"`
	Unit string `json:"unit"` // day, week, month or year
}

// Occurrence is one firing of a reminder.
type Occurrence struct {
	// Name is the day or wall time as counted from the anchor, also if the clocks
	// skip it. It is the occurrence's key in the record's field done.
	Name  string
	DueAt time.Time
}

// Schedule is a reminder's time, checked and ready to compute with. The k-th
// occurrence is counted from the anchor, never from the one before: the 31st
// stays the 31st after a February. Nothing walks from occurrence to occurrence,
// however far they lie.
type Schedule struct {
	anchor   time.Time // the wall time, as if it were UTC
	form     string    // dayForm or wallForm
	step     int       // days or months between occurrences, 0 for a reminder that is due once
	months   bool
	zone     *time.Location
	hour     time.Duration // when on its day a reminder of a day is due
	last     int           // number of the last occurrence, -1 if there is none
	snoozed  time.Time     // nothing is due before it
	reminder Reminder      // what is settled
}

// At returns occurrence number k, counted from 0 at the anchor.
func (s *Schedule) At(k int) (Occurrence, bool) {
	if k < 0 || k > s.last {
		return Occurrence{}, false
	}
	return Occurrence{Name: s.name(k), DueAt: s.dueAt(k)}, true
}

// After returns the first occurrence due after t, whether or not it is settled or snoozed.
func (s *Schedule) After(t time.Time) (Occurrence, bool) { return s.At(s.latestBy(t) + 1) }

// stepOf returns the days, or months, between two occurrences.
func stepOf(every *Every) (step int, months bool, err error) {
	if every == nil {
		return 0, false, nil
	}
	if every.N < 1 || every.N > mostUnits {
		return 0, false, fmt.Errorf("%w: n is %d", ErrEvery, every.N)
	}
	switch every.Unit {
	case "day":
		return every.N, false, nil
	case "week":
		return 7 * every.N, false, nil
	case "month":
		return every.N, true, nil
	case "year":
		return 12 * every.N, true, nil
	default:
		return 0, false, fmt.Errorf("%w: the unit is %q", ErrEvery, every.Unit)
	}
}

// latestBy returns the number of the last occurrence due by t, -1 if none is.
func (s *Schedule) latestBy(t time.Time) int {
	// One step more than the day says, as clocks may have gone back over
	// midnight; the hour of the day may take one or two off.
	k := min(s.stepsTo(t.In(s.zone))+1, s.last)
	for k >= 0 && s.dueAt(k).After(t) {
		k--
	}
	return max(k, -1)
}

// lastUpTo returns the number of the last occurrence whose name is not after
// limit, which is a day or a wall time; -1 if all are.
func (s *Schedule) lastUpTo(limit string) int {
	day, err := time.Parse(dayForm, limit[:len(dayForm)])
	if err != nil {
		return -1
	}
	k := s.stepsTo(day)
	// The day of the month, or the time of the day, may be after the limit's.
	for k >= 0 && !isUpTo(s.name(k), limit) {
		k--
	}
	return max(k, -1)
}

// stepsTo says how many whole steps lead from the anchor's day, or its month, to that of t.
func (s *Schedule) stepsTo(t time.Time) int {
	if s.step == 0 {
		return 0
	}
	units := dayNumber(t) - dayNumber(s.anchor)
	if s.months {
		units = monthNumber(t) - monthNumber(s.anchor)
	}
	return int(math.Floor(float64(units) / float64(s.step)))
}

// wall returns the wall time of occurrence k, as if it were UTC.
func (s *Schedule) wall(k int) time.Time {
	if !s.months {
		return s.anchor.AddDate(0, 0, k*s.step)
	}
	month := monthNumber(s.anchor) + k*s.step
	first := time.Date(month/12, time.Month(month%12+1), 1, s.anchor.Hour(), s.anchor.Minute(), 0, 0, time.UTC)
	daysInMonth := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(s.anchor.Day(), daysInMonth)-1)
}

func (s *Schedule) name(k int) string { return s.wall(k).Format(s.form) }

func (s *Schedule) dueAt(k int) time.Time {
	return instantOf(s.atHour(s.wall(k), s.form), s.zone)
}

// atHour puts a wall time that is a whole day at the hour of reminders of a day.
func (s *Schedule) atHour(wall time.Time, form string) time.Time {
	if form == dayForm {
		return wall.Add(s.hour)
	}
	return wall
}

// parseWall reads a day or a wall time, as if it were UTC, and says which it is.
func parseWall(text string) (wall time.Time, form string, ok bool) {
	form = dayForm
	if len(text) != len(dayForm) {
		form = wallForm
	}
	wall, err := time.Parse(form, text)
	// The layout also takes forms such as one digit for the hour; they would make
	// two names for one occurrence.
	return wall, form, err == nil && len(text) == len(form)
}

// isUpTo reports whether name is not after limit; a limit that is a day takes in the whole day.
func isUpTo(name, limit string) bool {
	n := min(len(name), len(limit))
	return name[:n] <= limit[:n]
}

// dayNumber counts the days from 1970 to the day that t shows.
func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / int64(24*time.Hour/time.Second))
}

// monthNumber counts the months from the beginning of the year 0.
func monthNumber(t time.Time) int { return t.Year()*12 + int(t.Month()) - 1 }
