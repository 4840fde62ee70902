package reminder

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/postgres"
)

// Event is one thing of a space that has a time, for calendars.
type Event struct {
	UID   string // the same for the same thing, for ever
	Title string
	Day   string    // for a whole day
	At    time.Time // if Day is empty
	// Alarms are moments to alarm at, from the beginning of the event.
	Alarms []time.Duration
}

// mostEvents bounds the occurrences of one reminder in an agenda.
const mostEvents = 400

// Agenda lists what has a time, for calendars.
type Agenda struct {
	db    *postgres.DB
	zones Zones
}

// NewAgenda returns an agenda of the spaces in db.
func NewAgenda(db *postgres.DB) *Agenda { return &Agenda{db: db} }

// Name is what the calendar of a space is called, in the language of its setting.
func (a *Agenda) Name(ctx context.Context, spaceID uuid.UUID) (string, error) {
	v, err := newStore(a.db).Setting(ctx, spaceID)
	return wordsFor(v.Locale).calendar, err
}

// Reminders lists the occurrences that are not settled, from one moment to another.
func (a *Agenda) Reminders(ctx context.Context, spaceID uuid.UUID, from, to time.Time) ([]Event, error) {
	s := newStore(a.db)
	v, err := s.Setting(ctx, spaceID)
	if err != nil {
		return nil, err
	}
	entries, err := s.Peek(ctx, spaceID)
	if err != nil {
		return nil, err
	}
	var events []Event
	for _, e := range entries {
		schedule, err := e.Rule.Schedule(&a.zones, v.Defaults)
		if err != nil || e.Rule.Paused {
			continue
		}
		title := e.Title
		if title == "" {
			title = wordsFor(v.Locale).due(1)
		}
		for _, o := range schedule.between(from, to) {
			event := Event{UID: "reminder-" + e.ID.String() + "-" + o.Name + "@tend", Title: title, At: o.DueAt, Alarms: []time.Duration{0}}
			if schedule.form == dayForm && !schedule.snoozed.Equal(o.DueAt) {
				event.Day, event.Alarms = o.Name, []time.Duration{schedule.hour}
			}
			events = append(events, event)
		}
	}
	return events, nil
}

// between lists the occurrences due from one moment to another that are not
// settled. What is snoozed comes when the snooze ends, and only the latest of
// those before that.
func (s *Schedule) between(from, to time.Time) []Occurrence {
	var out []Occurrence
	next, ok := s.pick(latest(from.Add(-time.Second), s.snoozed))
	if !ok {
		return nil
	}
	// The one that is picked may have come due before.
	if !next.DueAt.Before(from) && next.DueAt.Before(to) {
		out = append(out, next)
	}
	for k := s.latestBy(latest(next.DueAt, from.Add(-time.Second))) + 1; k <= s.last && len(out) < mostEvents; k++ {
		o, _ := s.At(k)
		if !o.DueAt.Before(to) {
			break
		}
		if !s.settled(o.Name) {
			out = append(out, o)
		}
	}
	return out
}

// Promises lists promises that are open, on the days on which they are due.
func (a *Agenda) Promises(ctx context.Context, spaceID uuid.UUID, from, to time.Time) ([]Event, error) {
	s := newStore(a.db)
	v, err := s.Setting(ctx, spaceID)
	if err != nil {
		return nil, err
	}
	promises, err := s.Promises(ctx, spaceID, to.Format(dayForm))
	if err != nil {
		return nil, err
	}
	names, err := s.Names(ctx, spaceID)
	if err != nil {
		return nil, err
	}
	w, hour := wordsFor(v.Locale), usualHour(v.Defaults)
	var events []Event
	for _, p := range promises {
		if p.DueOn < from.Format(dayForm) {
			continue
		}
		e := Event{UID: "promise-" + p.ID.String() + "@tend", Day: p.DueOn, Alarms: []time.Duration{hour}}
		contact := ""
		if p.ContactID != nil {
			contact = names[*p.ContactID]
		}
		e.Title = w.promised(p.Promise, contact)
		if !p.ByMe {
			e.Alarms[0] += 24 * time.Hour // they have the day to keep it
		}
		events = append(events, e)
	}
	return events, nil
}

// Dates lists the days to remember, each year's by itself.
func (a *Agenda) Dates(ctx context.Context, spaceID uuid.UUID, from, to time.Time) ([]Event, error) {
	s := newStore(a.db)
	v, err := s.Setting(ctx, spaceID)
	if err != nil {
		return nil, err
	}
	people, err := s.People(ctx, spaceID, from.Format(dayForm))
	if err != nil {
		return nil, err
	}
	w, hour := wordsFor(v.Locale), usualHour(v.Defaults)
	var events []Event
	for _, p := range people {
		if p.Person.Stage == "ended" {
			continue
		}
		for _, d := range p.Dates {
			for year := from.Year(); year <= to.Year(); year++ {
				day, ok := On(d.Date, year)
				if !ok || day < from.Format(dayForm) || day >= to.Format(dayForm) {
					continue
				}
				e := Event{UID: "date-" + p.ID.String() + "-" + d.Key + "-" + strconv.Itoa(year) + "@tend", Day: day, Alarms: []time.Duration{hour}}
				e.Title = w.occasion(DateToday{Name: p.Name, Kind: d.Kind, Label: d.Label})
				if d.Lead > 0 {
					e.Alarms = append(e.Alarms, hour-time.Duration(d.Lead)*24*time.Hour)
				}
				events = append(events, e)
			}
		}
	}
	return events, nil
}

// Peek returns all reminders of a space, and locks nothing.
func (s *store) Peek(ctx context.Context, spaceID uuid.UUID) ([]entry, error) {
	rows, err := s.db.Conn().Query(ctx, `select `+dueColumns+` where d.space_id = $1 order by d.id`, spaceID)
	if err != nil {
		return nil, fmt.Errorf("list reminders of space %s: %w", spaceID, err)
	}
	entries, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (entry, error) {
		d, err := scanDue(row)
		return d.entry, err
	})
	if err != nil {
		return nil, fmt.Errorf("list reminders of space %s: %w", spaceID, err)
	}
	return entries, nil
}

// Names returns what the user calls the contacts of a space.
func (s *store) Names(ctx context.Context, spaceID uuid.UUID) (map[uuid.UUID]string, error) {
	rows, err := s.db.Conn().Query(ctx, `select contact_id, name from prompt_person where space_id = $1`, spaceID)
	if err != nil {
		return nil, fmt.Errorf("list names: %w", err)
	}
	names := map[uuid.UUID]string{}
	var id uuid.UUID
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		names[id] = name
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list names: %w", err)
	}
	return names, nil
}
