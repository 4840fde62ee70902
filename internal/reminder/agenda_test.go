package reminder_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"tend/internal/reminder"
)

// agenda is what a calendar shows from one day up to another, a line an event.
func (h *house) agenda(from, to string, list func(*reminder.Agenda) func(uuid.UUID, time.Time, time.Time) ([]reminder.Event, error)) []string {
	h.t.Helper()
	begin, err := time.Parse("2006-01-02", from)
	if err != nil {
		h.t.Fatal(err)
	}
	end, err := time.Parse("2006-01-02", to)
	if err != nil {
		h.t.Fatal(err)
	}
	events, err := list(reminder.NewAgenda(h.db))(h.spaceID, begin, end)
	if err != nil {
		h.t.Fatal(err)
	}
	uids := map[string]bool{}
	lines := make([]string, len(events))
	for i, e := range events {
		when := e.Day
		if when == "" {
			when = e.At.UTC().Format("2006-01-02T15:04Z")
		}
		alarms := make([]string, len(e.Alarms))
		for j, a := range e.Alarms {
			alarms[j] = a.String()
		}
		lines[i] = when + " " + e.Title + " " + strings.Join(alarms, " ")
		if uids[e.UID] {
			h.t.Errorf("%s stands there twice", e.UID)
		}
		uids[e.UID] = true
	}
	slices.Sort(lines)
	return lines
}

func TestTheAgendaShowsWhatIsAhead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set(fields{"zone": "Europe/Berlin", "digestAt": "08:00"})
	ana := h.make("contact", fields{
		"fullName":  "Ana",
		"dates/b":   map[string]any{"kind": "birthday", "date": "--02-29", "leadDays": 2},
		"dates/met": map[string]any{"kind": "other", "date": "2020-12-01", "label": "the fair", "leadDays": 0},
		"dates/y":   map[string]any{"kind": "birthday", "date": "1980"},
	})
	h.make("contact", fields{"fullName": "Raj", "stage": "ended", "dates/b": map[string]any{"kind": "birthday", "date": "--02-01"}})
	h.make("promise", fields{"text": "Send the draft", "due": "2026-12-10", "contact": ana.String()})
	h.make("promise", fields{"by": "them", "text": "Sign", "due": "2026-12-11T09:00", "contact": ana.String()})
	h.make("promise", fields{"text": "Done", "due": "2026-12-12", "deliveredOn": "2026-12-01"})
	h.make("promise", fields{"text": "Long ago", "due": "2020-12-12"})
	h.remind(fields{"title": "Month's end", "at": "2026-10-31", "every": map[string]any{"n": 1, "unit": "month"}, "done/2026-12-31": true})
	h.remind(fields{"title": "Stand up", "at": "2027-03-27T09:00", "every": map[string]any{"n": 1, "unit": "day"}, "until": "2027-03-28"})
	h.remind(fields{"title": "Paused", "at": "2027-01-01", "paused": true})
	h.remind(fields{"title": "Snoozed", "at": "2026-12-05", "snoozedUntil": "2026-12-24"})

	type lister = func(uuid.UUID, time.Time, time.Time) ([]reminder.Event, error)
	got := h.agenda("2026-12-01", "2028-03-01", func(a *reminder.Agenda) lister {
		return func(s uuid.UUID, from, to time.Time) ([]reminder.Event, error) {
			return a.Dates(t.Context(), s, from, to)
		}
	})
	if want := []string{
		"2026-12-01 Ana: the fair 8h0m0s", "2027-02-28 Ana’s birthday 8h0m0s -40h0m0s",
		"2027-12-01 Ana: the fair 8h0m0s", "2028-02-29 Ana’s birthday 8h0m0s -40h0m0s",
	}; !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	got = h.agenda("2026-12-01", "2028-03-01", func(a *reminder.Agenda) lister {
		return func(s uuid.UUID, from, to time.Time) ([]reminder.Event, error) {
			return a.Promises(t.Context(), s, from, to)
		}
	})
	if want := []string{"2026-12-10 Promised: Send the draft (Ana) 8h0m0s", "2026-12-11 Ana promised: Sign 32h0m0s"}; !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	got = h.agenda("2026-12-01", "2027-04-01", func(a *reminder.Agenda) lister {
		return func(s uuid.UUID, from, to time.Time) ([]reminder.Event, error) {
			return a.Reminders(t.Context(), s, from, to)
		}
	})
	if want := []string{
		"2026-12-24T07:00Z Snoozed 0s",
		"2027-01-31 Month's end 8h0m0s", "2027-02-28 Month's end 8h0m0s",
		"2027-03-27T08:00Z Stand up 0s", "2027-03-28T07:00Z Stand up 0s", // the clocks go forward in between
		"2027-03-31 Month's end 8h0m0s",
	}; !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
}

func TestAnAgendaIsBounded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.remind(fields{"title": "Each day", "at": "1900-01-01", "every": map[string]any{"n": 1, "unit": "day"}})
	events, err := reminder.NewAgenda(h.db).Reminders(t.Context(), h.spaceID, time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil || len(events) != 400 {
		t.Errorf("%d events, %v", len(events), err)
	}
}
