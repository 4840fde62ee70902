package reminder_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"tend/internal/reminder"
)

func TestADueReminderIsHandedOnOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	at := h.ago(0)
	id := h.remind(fields{"at": at, "zone": "UTC"})

	told := h.step()
	if len(told) != 1 {
		t.Fatalf("told %v", told)
	}
	n := told[0]
	if n.SpaceID != h.spaceID || n.SubjectID != id || n.Occurrence != at || len(n.UserIDs) != 1 || n.UserIDs[0] != h.userID {
		t.Errorf("told %+v", n)
	}
	if left := n.ExpiresAt.Sub(h.now()); left > 24*time.Hour || left < 23*time.Hour {
		t.Errorf("it is of use for %v", left)
	}
	if again := h.step(); len(again) != 0 {
		t.Errorf("told again %v", again)
	}
	if r, _ := h.row(id); r.State != "settled" || !r.Open || r.FiredAt == nil {
		t.Errorf("row is %+v", r)
	}
}

func TestARecurringReminderMovesOnFromItsAnchor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	anchor := h.now().AddDate(0, 0, -30)
	id := h.remind(fields{
		"at": anchor.Format("2006-01-02T15:04"), "zone": "UTC",
		"every": map[string]any{"n": 3, "unit": "day"},
	})
	told := h.step()
	latest, next := anchor.AddDate(0, 0, 30), anchor.AddDate(0, 0, 33)
	if len(told) != 1 || told[0].Occurrence != latest.Format("2006-01-02T15:04") {
		t.Fatalf("told %v; want the latest missed one alone", told)
	}
	if r, _ := h.row(id); r.State != "waiting" || *r.Occurrence != next.Format("2006-01-02T15:04") {
		t.Errorf("row is %+v", r)
	}
}

func TestSchedulersShareTheWork(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const reminders = 700
	at := h.ago(0)
	for range reminders {
		h.remind(fields{"at": at, "zone": "UTC"})
	}
	told := &listener{}
	var wg sync.WaitGroup
	for range 4 {
		s := reminder.NewScheduler(h.db, told, reminder.SchedulerOptions{})
		wg.Go(func() {
			for {
				n, err := s.Step(t.Context())
				if err != nil {
					t.Error(err)
				}
				if n == 0 {
					return
				}
			}
		})
	}
	wg.Wait()
	seen := map[uuid.UUID]int{}
	for _, n := range told.all() {
		seen[n.SubjectID]++
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was told %d times", id, n)
		}
	}
	if len(seen) != reminders {
		t.Errorf("told of %d reminders of %d", len(seen), reminders)
	}
}

func TestAFiringWaitsUntilItCanBeHandedOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.remind(fields{"at": h.ago(0), "zone": "UTC"})
	told := &listener{broken: true}
	s := reminder.NewScheduler(h.db, told, reminder.SchedulerOptions{})
	if _, err := s.Step(t.Context()); !errors.Is(err, errBroken) {
		t.Fatalf("Step = %v", err)
	}
	told.broken = false
	if n, err := s.Step(t.Context()); n != 1 || err != nil {
		t.Fatalf("Step = %d, %v", n, err)
	}
	if got := told.all(); len(got) != 1 {
		t.Errorf("told %v", got)
	}
}

// G3: the server was down over the due time.
func TestMissedFirings(t *testing.T) {
	t.Parallel()
	daily := map[string]any{"n": 1, "unit": "day"}
	tests := []struct {
		name string
		age  time.Duration
		more fields
		want int
	}{
		{"of the last day are told", 23 * time.Hour, nil, 1},
		{"that are older wait in the app", 25 * time.Hour, nil, 0},
		{"of a recurring one: only the latest is told", 100*24*time.Hour + time.Hour, fields{"every": daily}, 1},
		{"of one that is not to notify are not told", time.Hour, fields{"notify": false}, 0},
		{"of a paused one are not told", time.Hour, fields{"paused": true}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			id := h.remind(fields{"at": h.ago(tt.age), "zone": "UTC"}.with(tt.more))
			if told := h.step(); len(told) != tt.want {
				t.Errorf("told %v", told)
			}
			if r, _ := h.row(id); r.State != "paused" && !r.Open {
				t.Errorf("it is not open: %+v", r)
			}
			if told := h.step(); len(told) != 0 {
				t.Errorf("told again: %v", told)
			}
		})
	}
}

func TestManyLateRemindersBecomeOneDigest(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	newest := h.ago(time.Hour)
	h.remind(fields{"at": newest, "zone": "UTC"})
	for _, hours := range []time.Duration{2, 3, 4, 5, 6} {
		h.remind(fields{"at": h.ago(hours * time.Hour), "zone": "UTC"})
	}
	fresh := h.remind(fields{"at": h.ago(0), "zone": "UTC"})

	told := h.step()
	if len(told) != 2 {
		t.Fatalf("told %v", told)
	}
	digest, single := told[0], told[1]
	if digest.SubjectID != uuid.Nil {
		digest, single = single, digest
	}
	if digest.SubjectID != uuid.Nil || digest.Occurrence != "" || digest.DueAt.UTC().Format("2006-01-02T15:04") != newest {
		t.Errorf("digest is %+v", digest)
	}
	if single.SubjectID != fresh {
		t.Errorf("what is not late was told as %+v", single)
	}
}

func TestFiveLateRemindersAreToldOneByOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 5 {
		h.remind(fields{"at": h.ago(time.Hour), "zone": "UTC"})
	}
	if told := h.step(); len(told) != 5 {
		t.Errorf("told %v", told)
	}
}

func TestASnoozeTellsOfTheOccurrenceAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	f := fields{"at": h.ago(3 * time.Hour), "zone": "UTC"}
	id := h.remind(f)
	h.step()
	h.exec(`update reminder_due set fired_at = now() - interval '2 hours'`) // it was told two hours ago

	h.change(id, f.with(fields{"snoozedUntil": h.ago(-time.Hour)}))
	if r, _ := h.row(id); r.State != "waiting" || *r.Occurrence != f["at"] {
		t.Fatalf("snoozed: %+v", r)
	}
	if told := h.step(); len(told) != 0 {
		t.Errorf("told before the snooze ended: %v", told)
	}
	h.change(id, f.with(fields{"snoozedUntil": h.ago(0)}))
	if told := h.step(); len(told) != 1 || told[0].Occurrence != f["at"] {
		t.Errorf("told %v when the snooze ended", told)
	}
	if told := h.step(); len(told) != 0 {
		t.Errorf("told twice: %v", told)
	}
}

func TestAnEditDoesNotTellOfTheSameFiringAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	f := fields{"at": h.ago(time.Minute), "zone": "UTC", "every": map[string]any{"n": 1, "unit": "day"}}
	id := h.remind(f)
	if told := h.step(); len(told) != 1 {
		t.Fatalf("told %v", told)
	}
	h.change(id, f.with(fields{"title": "Call Ana, or write"}))
	h.set(fields{"digestAt": "07:15"})
	if told := h.step(); len(told) != 0 {
		t.Errorf("told again %v", told)
	}
}

// G6.
func TestAClockThatGoesBackTellsNothingTwice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.remind(fields{"at": h.ago(time.Minute), "zone": "UTC", "every": map[string]any{"n": 1, "unit": "day"}})
	h.step()
	// Seen from a clock that has gone back an hour, it was told in an hour.
	h.exec(`update reminder_due set fired_at = now() + interval '1 hour', due_at = now()`)
	if told := h.step(); len(told) != 0 {
		t.Errorf("told again %v", told)
	}
	if r, _ := h.row(id); !r.FiredAt.After(h.now().Add(50 * time.Minute)) {
		t.Errorf("forgot that it was told: %+v", r)
	}
}

func TestNobodyIsToldOfASpaceWithoutMembers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.remind(fields{"at": h.ago(0), "zone": "UTC"})
	h.exec(`delete from member`)
	if told := h.step(); len(told) != 0 {
		t.Errorf("told %v", told)
	}
}

func TestRunHandsOnWithinASecond(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	told := &listener{received: make(chan reminder.Notification, 10)}
	fired := make(chan struct{}, 10)
	s := reminder.NewScheduler(h.db, told, reminder.SchedulerOptions{Fired: func([]reminder.Notification) { fired <- struct{}{} }})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()

	// What a commit has changed is seen when Run is woken, and no sooner.
	h.remind(fields{"at": h.ago(0), "zone": "UTC"})
	s.Wake()
	await(t, told.received)
	await(t, fired)

	// What is due in a moment is seen without being woken then.
	id := h.remind(fields{"at": h.ago(0), "zone": "UTC"})
	h.exec(`update reminder_due set due_at = now() + interval '0.7 seconds' where id = $1`, id)
	due := time.Now().Add(700 * time.Millisecond)
	s.Wake()
	await(t, told.received)
	if late := time.Since(due); late > time.Second {
		t.Errorf("%v late", late)
	}
	stop()
	if err := await(t, ended); err != nil {
		t.Errorf("Run = %v", err)
	}
}

func TestRunOutlivesTroubleWithTheDatabase(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	told := &listener{broken: true, received: make(chan reminder.Notification, 10)}
	s := reminder.NewScheduler(h.db, told, reminder.SchedulerOptions{})
	h.remind(fields{"at": h.ago(0), "zone": "UTC"})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()

	s.Wake()
	told.mu.Lock()
	told.broken = false
	told.mu.Unlock()
	s.Wake()
	await(t, told.received)
	stop()
	if err := await(t, ended); err != nil {
		t.Errorf("Run = %v", err)
	}
}

func await[T any](t *testing.T, ch <-chan T) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came in ten seconds")
		panic("unreachable")
	}
}

// I10: whatever edits and firings come between each other, a row is in the end
// what its record and what was told give.
func TestEditsAndFiringsAtTheSameTimeAgree(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	f := fields{"at": h.ago(0), "zone": "UTC", "every": map[string]any{"n": 1, "unit": "day"}}
	ids := make([]uuid.UUID, 60)
	for i := range ids {
		ids[i] = h.remind(f.with(fields{"at": "2099-01-01T10:00"}))
	}
	told := &listener{}
	s := reminder.NewScheduler(h.db, told, reminder.SchedulerOptions{})
	edited := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(edited)
		for _, title := range []string{"one", "two", "three"} {
			for _, id := range ids {
				h.change(id, f.with(fields{"title": title}))
			}
		}
	})
	for range 3 {
		wg.Go(func() {
			for {
				if _, err := s.Step(t.Context()); err != nil {
					t.Error(err)
				}
				select {
				case <-edited:
					return
				default:
				}
			}
		})
	}
	wg.Wait()
	if _, err := s.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := told.all(); len(got) != len(ids) {
		t.Errorf("told of %d firings of %d", len(got), len(ids))
	}
	for _, id := range ids {
		before, _ := h.row(id)
		h.change(id, f)
		if after, _ := h.row(id); !cmp.Equal(before, after) {
			t.Fatalf("the row is not that of the record (-was +is):\n%s", cmp.Diff(before, after))
		}
	}
}
