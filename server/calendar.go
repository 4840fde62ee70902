package main

import (
	"context"
	"time"

	"github.com/google/uuid"

	"tend/internal/calendar"
	"tend/internal/reminder"
)

// fromAgenda fills calendar feeds with what reminders know.
type fromAgenda struct{ agenda *reminder.Agenda }

var _ calendar.Source = fromAgenda{}

// Contents implements calendar.Source.
func (f fromAgenda) Contents(ctx context.Context, spaceID uuid.UUID, scopes []calendar.Scope, from, to time.Time) (calendar.Contents, error) {
	name, err := f.agenda.Name(ctx, spaceID)
	if err != nil {
		return calendar.Contents{}, err
	}
	lists := map[calendar.Scope]func(context.Context, uuid.UUID, time.Time, time.Time) ([]reminder.Event, error){
		calendar.Dates: f.agenda.Dates, calendar.Promises: f.agenda.Promises, calendar.Reminders: f.agenda.Reminders,
	}
	out := calendar.Contents{Name: name}
	for _, scope := range scopes {
		events, err := lists[scope](ctx, spaceID, from, to)
		if err != nil {
			return calendar.Contents{}, err
		}
		for _, e := range events {
			out.Entries = append(out.Entries, calendar.Entry{UID: e.UID, Summary: e.Title, Day: e.Day, At: e.At, Alarms: e.Alarms})
		}
	}
	return out, nil
}
