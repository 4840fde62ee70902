package reminder

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"tend/internal/postgres"
)

// daysAtOnce is how many spaces one transaction looks at. It bounds how long
// their rows stay locked.
const daysAtOnce = 20

// StepDays claims spaces whose day has come, hands on what the day brings, and
// says when to look again, all in one transaction. It returns how many it claimed.
//
// At most two messages a day come of it, besides those of promises due today:
// one of days to remember that have come, and the digest.
func (s *Scheduler) StepDays(ctx context.Context) (int, error) {
	claimed := 0
	var all []Notification
	err := s.db.InTx(ctx, func(tx *postgres.DB) error {
		st := newStore(tx)
		days, err := st.LockDays(ctx, daysAtOnce)
		if err != nil {
			return err
		}
		for _, d := range days {
			told, err := s.lookAt(ctx, st, d)
			if err != nil {
				return err
			}
			all = append(all, told...)
		}
		if all, err = s.address(ctx, st, all); err != nil {
			return err
		}
		claimed = len(days)
		if len(all) == 0 {
			return nil
		}
		return s.notifier.Notify(ctx, tx, all)
	})
	if err != nil {
		return 0, err
	}
	s.fired(all)
	return claimed, nil
}

// lookAt says what is to be told of a space, and remembers that it was.
func (s *Scheduler) lookAt(ctx context.Context, st *store, d dayDue) ([]Notification, error) {
	today, told, next := d.lookAt(&s.zones, d.ToldOn, d.Now)
	if today == "" {
		return nil, st.DayTold(ctx, d.SpaceID, told, next, Day{})
	}
	facts, err := st.Facts(ctx, d.SpaceID, d.setting, today)
	if err != nil {
		return nil, err
	}
	day := facts.dayOf(today)
	if slices.Contains(d.Muted, string(KindDigest)) {
		day.People = nil // nobody is asked for, so nobody was asked
	}
	return d.notifications(&s.zones, day), st.DayTold(ctx, d.SpaceID, told, next, day)
}

// notifications are those that a day makes.
func (d dayDue) notifications(zones *Zones, day Day) []Notification {
	zone := d.zone(zones)
	base := Notification{
		SpaceID:    d.SpaceID,
		Occurrence: day.Today,
		DueAt:      instantOnDay(day.Today, usualHour(d.Defaults), zone),
		ExpiresAt:  endOfDay(day.Today, zone),
	}
	base.Late = d.Now.Sub(base.DueAt) > lateAfter
	var out []Notification
	tell := func(kind Kind, subject uuid.UUID) {
		if slices.Contains(d.Muted, string(kind)) {
			return
		}
		n := base
		n.Kind, n.SubjectID = kind, subject
		out = append(out, n)
	}
	if len(day.Promises) > mostPromises {
		tell(KindPromise, uuid.Nil)
	} else {
		for _, id := range day.Promises {
			tell(KindPromise, id)
		}
	}
	if len(day.Dates) > 0 {
		tell(KindDate, uuid.Nil)
	}
	if day.digest() > 0 {
		tell(KindDigest, uuid.Nil)
	}
	return out
}
