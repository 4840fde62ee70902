package reminder_test

import (
	"encoding/json"
	"maps"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tend/internal/reminder"
)

// vector is one line of testdata/recurrence.json, which the web app runs as well.
type vector struct {
	Name     string
	Reminder map[string]json.RawMessage
	Defaults reminder.Defaults
	Ask      string
	K        int
	Instant  time.Time
	Want     *struct {
		Occurrence string
		DueAt      time.Time
		Overdue    bool
	}
}

// G4, G5, G11: changes of clocks, the 31st and 29 February; the web app runs the
// same file, so the two agree.
func TestRecurrenceAgreesWithTheVectors(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("testdata/recurrence.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct{ Cases []vector }
	if err := json.Unmarshal(file, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors.Cases) < 500 {
		t.Fatalf("read %d cases; the file is cut", len(vectors.Cases))
	}
	for _, v := range vectors.Cases {
		t.Run(v.Name, func(t *testing.T) {
			got, overdue, ok := answer(t, v)
			switch {
			case ok != (v.Want != nil):
				t.Errorf("%+v: got %v, %t; want %+v", v, got, ok, v.Want)
			case !ok:
			case got.Name != v.Want.Occurrence || !got.DueAt.Equal(v.Want.DueAt) || overdue != v.Want.Overdue:
				t.Errorf("%s %d %v of %s: got %s due %v, overdue %t; want %+v",
					v.Ask, v.K, v.Instant, v.Reminder, got.Name, got.DueAt.UTC(), overdue, *v.Want)
			}
		})
	}
}

func answer(t *testing.T, v vector) (o reminder.Occurrence, overdue, ok bool) {
	t.Helper()
	s, err := reminder.Parse(flat(t, v.Reminder)).Schedule(new(reminder.Zones), v.Defaults)
	if err != nil {
		return o, false, false
	}
	switch v.Ask {
	case "at":
		o, ok = s.At(v.K)
	case "after":
		o, ok = s.After(v.Instant)
	case "open":
		open, isOpen := s.Open(v.Instant)
		return open.Occurrence, open.Overdue, isOpen
	default:
		t.Fatalf("ask is %q", v.Ask)
	}
	return o, false, ok
}

// flat turns the fields as the web app nests them into those of a record.
func flat(t *testing.T, nested map[string]json.RawMessage) map[string]json.RawMessage {
	t.Helper()
	fields := maps.Clone(nested)
	delete(fields, "done")
	var done map[string]json.RawMessage
	if raw, ok := nested["done"]; ok {
		if err := json.Unmarshal(raw, &done); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range done {
		fields["done/"+name] = value
	}
	return fields
}

func TestOccurrencesFollowEachOtherAndKeepTheirWallTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, zone := drawReminder(t)
		s := schedule(t, r)
		k := rapid.IntRange(0, 3000).Draw(t, "k")
		first, ok := s.At(k)
		second, more := s.At(k + 1)
		if !ok {
			if more {
				t.Fatalf("occurrence %d is missing, but %d is not", k, k+1)
			}
			return
		}
		if more && (second.DueAt.Before(first.DueAt) || second.Name <= first.Name) {
			t.Fatalf("%v is followed by %v", first, second)
		}
		wall := first.DueAt.In(zone).Format("2006-01-02T15:04")
		if named := slowInstant(first.Name, zone); !named.Equal(first.DueAt) {
			t.Fatalf("%s is due at %v, on the wall %s; want %v", first.Name, first.DueAt, wall, named)
		}
	})
}

func TestArithmeticAgreesWithWalkingFromTheAnchor(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, _ := drawReminder(t)
		s := schedule(t, r)
		anchor, _ := s.At(0)
		now := anchor.DueAt.Add(time.Duration(rapid.Int64Range(-1e5, 4e7).Draw(t, "seconds after")) * time.Second)

		var want, latest *reminder.Occurrence
		for k := 0; ; k++ {
			o, ok := s.At(k)
			if !ok {
				break
			}
			if o.DueAt.After(now) {
				want = &o
				break
			}
			latest = &o
		}
		got, ok := s.After(now)
		if ok != (want != nil) || ok && got != *want {
			t.Fatalf("After(%v) = %v, %t; want %v", now, got, ok, want)
		}
		open, ok := s.Open(now)
		if latest != nil && (!ok || open.Occurrence != *latest || !open.Overdue) {
			t.Fatalf("Open(%v) = %v, %t; want %v", now, open, ok, latest)
		}
		if latest == nil && want != nil && (!ok || open.Occurrence != *want || open.Overdue) {
			t.Fatalf("Open(%v) = %v, %t; want %v", now, open, ok, want)
		}
	})
}

// What waits for the user at any moment is what the next firings told of.
func TestFiringsTellOfWhatIsOpen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, _ := drawReminder(t)
		anchor, _ := schedule(t, r).At(0)
		if rapid.Bool().Draw(t, "snoozed") {
			days := rapid.IntRange(-3, 40).Draw(t, "snooze days")
			r.SnoozedUntil = anchor.DueAt.AddDate(0, 0, days).Format("2006-01-02T15:04")
		}
		s := schedule(t, r)
		told, at := "", time.Time{}
		for range 20 {
			next, ok := s.NextFiring(at)
			if !ok {
				return
			}
			if !next.DueAt.After(at) {
				t.Fatalf("firing %v does not come after %v", next, at)
			}
			if open, ok := s.Open(next.DueAt.Add(-time.Second)); ok && open.Overdue && open.Name != told {
				t.Fatalf("a second before %v, %v is open, but %q was told", next, open, told)
			}
			told, at = next.Name, next.DueAt
			if open, ok := s.Open(at); !ok || !open.Overdue || open.Name != told {
				t.Fatalf("at %v, %v is open", next, open)
			}
		}
	})
}

func schedule(t *rapid.T, r reminder.Reminder) *reminder.Schedule {
	t.Helper()
	s, err := r.Schedule(new(reminder.Zones), reminder.Defaults{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var zones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "America/Santiago", "Africa/Casablanca",
	"Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "Asia/Tehran",
}

func drawReminder(t *rapid.T) (reminder.Reminder, *time.Location) {
	zone := rapid.SampledFrom(zones).Draw(t, "zone")
	anchor := time.Unix(rapid.Int64Range(0, 3e9).Draw(t, "anchor"), 0).UTC()
	r := reminder.Reminder{
		At:   anchor.Format("2006-01-02T15:04"),
		Zone: zone,
		Every: &reminder.Every{
			N:    rapid.IntRange(1, 40).Draw(t, "n"),
			Unit: rapid.SampledFrom([]string{"day", "week", "month", "year"}).Draw(t, "unit"),
		},
	}
	if rapid.Bool().Draw(t, "ends") {
		r.Until = anchor.AddDate(0, 0, rapid.IntRange(0, 5000).Draw(t, "days")).Format("2006-01-02")
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return r, location
}

// slowInstant finds the first minute at which the clocks of zone do not show
// less than wall, by looking at them all.
func slowInstant(wall string, zone *time.Location) time.Time {
	t, err := time.Parse("2006-01-02T15:04", wall)
	if err != nil {
		panic(err)
	}
	for t = t.Add(-27 * time.Hour); t.In(zone).Format("2006-01-02T15:04") < wall; {
		t = t.Add(time.Minute)
	}
	return t
}

func TestHostileRemindersCostNothing(t *testing.T) { // not parallel: it counts allocations
	far := reminder.Reminder{At: "1900-01-01", Zone: "Africa/Casablanca", Every: &reminder.Every{N: 1, Unit: "day"}}
	s, err := far.Schedule(new(reminder.Zones), reminder.Defaults{})
	if err != nil {
		t.Fatal(err)
	}
	asked := time.Date(2200, time.December, 1, 0, 0, 0, 0, time.UTC)
	allocated := testing.AllocsPerRun(10, func() {
		s.After(asked)
		s.Open(asked)
		s.NextFiring(time.Time{})
		s.At(1 << 60)
	})
	// A walk over 100,000 occurrences would allocate a name for each.
	if allocated > 100 {
		t.Errorf("allocated %v times, as one that walks over the occurrences does", allocated)
	}
}
