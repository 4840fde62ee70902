package reminder_test

import (
	"testing"
	"time"

	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"

	"tend/internal/reminder"
)

// A second opinion on days and weeks, from a library that shares nothing with
// ours. Months and years are left out: it skips the months that have no 31st,
// where ours takes their last day. So are the hours in which clocks change,
// where it takes the second of two.
func TestDaysAndWeeksAgreeWithAnotherLibrary(t *testing.T) {
	t.Parallel()
	zones := &reminder.Zones{}
	units := map[string]rrule.Frequency{"day": rrule.DAILY, "week": rrule.WEEKLY}
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]string{"day", "week"}).Draw(t, "unit")
		n := rapid.IntRange(1, 60).Draw(t, "n")
		name := rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Chatham"}).Draw(t, "zone")
		zone, err := zones.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		anchor := time.Date(rapid.IntRange(1990, 2025).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")),
			rapid.IntRange(1, 31).Draw(t, "day"), rapid.IntRange(5, 22).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"), 0, 0, zone)
		const count = 40
		rule, err := rrule.NewRRule(rrule.ROption{Freq: units[unit], Interval: n, Dtstart: anchor, Count: count})
		if err != nil {
			t.Fatal(err)
		}
		schedule, err := reminder.Reminder{
			At: anchor.Format("2006-01-02T15:04"), Zone: name, Every: &reminder.Every{N: n, Unit: unit},
		}.Schedule(zones, reminder.Defaults{})
		if err != nil {
			t.Fatal(err)
		}
		for k, want := range rule.All() {
			got, ok := schedule.At(k)
			if !ok || !got.DueAt.Equal(want) || got.Name != want.Format("2006-01-02T15:04") {
				t.Fatalf("number %d every %d %s from %v: %v, they say %v", k, n, unit, anchor, got, want)
			}
		}
	})
}
