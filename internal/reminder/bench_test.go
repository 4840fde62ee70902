package reminder_test

import (
	"slices"
	"testing"
	"time"

	"tend/internal/reminder"
)

// BenchmarkClaim lets a scheduler look at a table of a million reminders that
// are not due, beside a hundred that are.
func BenchmarkClaim(b *testing.B) {
	h := newHouse(b)
	h.exec(`insert into reminder_due (space_id, id, state, occurrence, due_at, zone, open, notify, title, rule)
		select $1, gen_random_uuid(), 'waiting', '2099-01-01', now() + make_interval(secs => 86400 + n), 'UTC', false, true, '', '{"at":"2099-01-01"}'
		from generate_series(1, 1000000) n`, h.spaceID)
	h.exec(`analyze reminder_due`)
	h.exec(`insert into prompt_day (space_id, next_at, told_on)
		select gen_random_uuid(), now() + make_interval(secs => 86400 + n), '2026-01-01' from generate_series(1, 100000) n`)
	h.exec(`analyze prompt_day`)
	s := reminder.NewScheduler(h.db, &listener{}, reminder.SchedulerOptions{})
	var rounds []time.Duration
	for b.Loop() {
		began := time.Now()
		if _, err := s.Step(b.Context()); err != nil {
			b.Fatal(err)
		}
		if _, err := s.StepDays(b.Context()); err != nil {
			b.Fatal(err)
		}
		rounds = append(rounds, time.Since(began))
	}
	slices.Sort(rounds)
	b.ReportMetric(float64(rounds[len(rounds)/2].Microseconds()), "µs-p50")
}

// BenchmarkFire hands on reminders that are due at the same time.
func BenchmarkFire(b *testing.B) {
	h := newHouse(b)
	const due = 10_000
	s := reminder.NewScheduler(h.db, &listener{}, reminder.SchedulerOptions{})
	for b.Loop() {
		h.exec(`insert into reminder_due (space_id, id, state, occurrence, due_at, zone, open, notify, title, rule)
			select $1, gen_random_uuid(), 'waiting', $2, now(), 'Europe/Berlin', false, true, '',
				jsonb_build_object('at', $2::text, 'zone', 'UTC', 'every', jsonb_build_object('n', 1, 'unit', 'day'))
			from generate_series(1, $3)`, h.spaceID, h.ago(0), due)
		for {
			n, err := s.Step(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			if n == 0 {
				break
			}
		}
	}
	b.ReportMetric(float64(b.N)*due/b.Elapsed().Seconds(), "reminders/s")
}

// BenchmarkDays looks at the day of a space with ten thousand people, each met
// three times.
func BenchmarkDays(b *testing.B) {
	h := newHouse(b)
	h.set(atMidnight)
	h.exec(`insert into prompt_person (space_id, contact_id, name, rule, dates)
		select $1, gen_random_uuid(), 'Ana', '{"cadenceDays": 30}', '[{"key":"b","kind":"birthday","date":"--05-12","lead":7}]' from generate_series(1, 10000)`, h.spaceID)
	h.exec(`insert into touch (space_id, source_id, contact_id, at, way)
		select $1, gen_random_uuid(), contact_id, to_char(now() - make_interval(days => 20 * n), 'YYYY-MM-DD'), 'both'
		from prompt_person, generate_series(1, 3) n where space_id = $1`, h.spaceID)
	h.exec(`analyze`)
	s := reminder.NewScheduler(h.db, &listener{}, reminder.SchedulerOptions{})
	for b.Loop() {
		h.yesterdayTold()
		if _, err := s.StepDays(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
