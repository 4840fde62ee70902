package reminder

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"
)

// The bounds of what one day asks for.
const (
	// mostPeople is how many people one digest asks to reach out to.
	mostPeople = 5
	// mostPromises is how many promises due today are told one by one; more
	// become one message.
	mostPromises = 5
)

// dayFacts is what the projection knows of a space, for one day.
type dayFacts struct {
	setting  setting
	people   []personFacts
	promises []promiseFacts
}

type personFacts struct {
	ID      uuid.UUID
	Name    string
	Person  Person
	Circle  Circle
	Touched Touched
	Dates   []Anniversary
	// PromptedOn is the day on which the user was last asked to get in touch.
	PromptedOn string
}

type promiseFacts struct {
	ID uuid.UUID
	Promise
}

// Day is what a day brings: a pure function of what the records say and of whom
// the user was asked to get in touch with on the days before.
type Day struct {
	Today    string
	Promises []uuid.UUID // the user's own that are due today
	Dates    []DateToday // days to remember that are today
	Soon     int         // days to remember whose lead days begin today
	Open     []uuid.UUID // promises that the digest counts
	People   []uuid.UUID // whom to get in touch with, the most urgent first
}

// DateToday is a day to remember that has come.
type DateToday struct {
	ContactID uuid.UUID
	Key       string // of the day among those of the contact
	Name      string // of the contact
	Kind      string
	Label     string
}

// digest says how many things the digest counts.
func (d Day) digest() int { return d.Soon + len(d.Open) + len(d.People) }

// dayOf says what a day brings.
func (f dayFacts) dayOf(today string) Day {
	d := Day{Today: today}
	for _, p := range f.promises {
		switch {
		case p.DueToday(today):
			d.Promises = append(d.Promises, p.ID)
		case p.InDigest(today):
			d.Open = append(d.Open, p.ID)
		}
	}
	for _, p := range f.people {
		p.dates(&d)
	}
	d.People = f.toTouch(today)
	return d
}

// dates adds the days to remember of a person that the day brings. Nobody is
// told of those of people who are paused or said goodbye to.
func (p personFacts) dates(d *Day) {
	if p.Person.Stage == "ended" || isDay(p.Person.PausedUntil) && d.Today < p.Person.PausedUntil {
		return
	}
	for _, a := range p.Dates {
		on, ok := NextAnniversary(a.Date, d.Today)
		switch {
		case !ok:
		case on == d.Today:
			d.Dates = append(d.Dates, DateToday{ContactID: p.ID, Key: a.Key, Name: p.Name, Kind: a.Kind, Label: a.Label})
		case addDays(d.Today, a.Lead) == on:
			d.Soon++
		}
	}
}

// toTouch says whom to get in touch with today: the longest overdue first, as
// many as one digest may ask for and as the week has room for.
func (f dayFacts) toTouch(today string) []uuid.UUID {
	type candidate struct {
		id   uuid.UUID
		pace Pace
		on   string
	}
	var all []candidate
	asked := 0
	weekAgo := addDays(today, -7)
	for _, p := range f.people {
		promptedOn := p.PromptedOn
		if promptedOn == today { // asked by this very digest
			promptedOn = ""
		} else if promptedOn > weekAgo {
			asked++
		}
		c := KeepInTouch(p.ID, p.Person, p.Circle, p.Touched, today, promptedOn)
		if c.Pace == PastIdeal || c.Pace == PastLatest {
			all = append(all, candidate{p.ID, c.Pace, cmp.Or(c.LatestOn, c.IdealOn)})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(-cmp.Compare(boolInt(a.pace == PastLatest), boolInt(b.pace == PastLatest)),
			cmp.Compare(a.on, b.on), slices.Compare(a.id[:], b.id[:]))
	})
	room := max(min(mostPeople, f.setting.perWeek()-asked), 0)
	ids := make([]uuid.UUID, 0, room)
	for _, c := range all[:min(len(all), room)] {
		ids = append(ids, c.id)
	}
	return ids
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// lookAt says what a look at a space at the moment now comes to: the day to tell
// of, empty if there is none; the day that counts as told then; and when to look
// again. A day is told of at the hour of the digest or, if no server ran then,
// for as long as it is the same day; a day that went by is told of no more.
func (v setting) lookAt(zones *Zones, toldOn string, now time.Time) (tell, told string, next time.Time) {
	zone := v.zone(zones)
	hour := usualHour(v.Defaults)
	today := now.In(zone).Format(dayForm)
	told = today
	if now.Before(instantOnDay(today, hour, zone)) {
		told = addDays(today, -1)
	}
	switch {
	case toldOn == "": // the first look: the next hour of the digest is the first to tell of
	case told <= toldOn:
		told = toldOn
	case told == today:
		tell = today
	}
	return tell, told, instantOnDay(addDays(told, 1), hour, zone)
}

func (v setting) zone(zones *Zones) *time.Location {
	if zone, err := zones.Load(v.Zone); err == nil {
		return zone
	}
	return time.UTC
}

// instantOnDay returns the moment at which it is that hour of a day.
func instantOnDay(day string, hour time.Duration, zone *time.Location) time.Time {
	wall, err := time.Parse(dayForm, day)
	if err != nil {
		return time.Time{}
	}
	return instantOf(wall.Add(hour), zone)
}

// endOfDay returns the moment at which a day is over.
func endOfDay(day string, zone *time.Location) time.Time {
	return instantOnDay(addDays(day, 1), 0, zone)
}

// quietUntil returns when the quiet hours end that now lies in; the zero time if
// it lies in none. Hours that begin and end at the same time are none.
func (v setting) quietUntil(zones *Zones, now time.Time) time.Time {
	from, okFrom := clockOf(v.QuietFrom)
	to, okTo := clockOf(v.QuietTo)
	if !okFrom || !okTo || from == to {
		return time.Time{}
	}
	zone := v.zone(zones)
	local := now.In(zone)
	today := local.Format(dayForm)
	// They may have begun yesterday.
	for _, day := range []string{addDays(today, -1), today} {
		end := day
		if to <= from {
			end = addDays(day, 1)
		}
		begins, ends := instantOnDay(day, from, zone), instantOnDay(end, to, zone)
		if !now.Before(begins) && now.Before(ends) {
			return ends
		}
	}
	return time.Time{}
}

// clockOf reads a time of day, HH:MM.
func clockOf(text string) (time.Duration, bool) {
	at, err := time.Parse("15:04", text)
	if err != nil || len(text) != len(defaultHour) {
		return 0, false
	}
	return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, true
}
