package reminder

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// However the server is away and the user travels or moves the hour of the
// digest, no day in their zone brings more than two messages besides promises
// due today, and none is told of twice.
func TestADayBringsTwoMessagesAtMost(t *testing.T) {
	t.Parallel()
	zones := &Zones{}
	rapid.Check(t, func(t *rapid.T) {
		facts := drawFacts(t)
		d := dayDue{SpaceID: uuid.New(), setting: setting{Defaults: Defaults{Zone: "UTC"}}}
		d.Now = time.Date(2026, 2, 26, 0, 0, 0, 0, time.UTC)
		budget, promises := map[string]int{}, map[uuid.UUID]int{}
		for range rapid.IntRange(1, 60).Draw(t, "looks") {
			d.Now = d.Now.Add(time.Duration(rapid.IntRange(0, 40*60).Draw(t, "minutes")) * time.Minute)
			if rapid.IntRange(0, 4).Draw(t, "changes") == 0 {
				d.Zone = rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata"}).Draw(t, "zone")
				d.DigestAt = rapid.SampledFrom([]string{"", "00:00", "07:30", "23:59"}).Draw(t, "hour")
			}
			today, told, next := d.lookAt(zones, d.ToldOn, d.Now)
			if d.ToldOn != "" && told < d.ToldOn {
				t.Fatalf("told up to %s, after %s", told, d.ToldOn)
			}
			if !next.After(d.Now) && d.ToldOn < told {
				t.Fatalf("looks again at %v, now %v", next, d.Now)
			}
			d.ToldOn = told
			if today == "" {
				continue
			}
			if local := d.Now.In(d.zone(zones)).Format(dayForm); local != today {
				t.Fatalf("told of %s on %s", today, local)
			}
			for _, n := range d.notifications(zones, facts.dayOf(today)) {
				if n.Kind == KindPromise {
					promises[n.SubjectID]++
					continue
				}
				if budget[today]++; budget[today] > 2 {
					t.Fatalf("the day %s brings %d messages", today, budget[today])
				}
			}
		}
		for id, n := range promises {
			if n > 1 && id != uuid.Nil {
				t.Fatalf("promise %s was told %d times", id, n)
			}
		}
	})
}

// drawFacts makes a space with promises, people to touch and days to remember.
func drawFacts(t *rapid.T) dayFacts {
	var f dayFacts
	day := func(label string) string {
		return addDays("2026-02-26", rapid.IntRange(-40, 40).Draw(t, label))
	}
	for range rapid.IntRange(0, 12).Draw(t, "promises") {
		f.promises = append(f.promises, promiseFacts{uuid.New(), Promise{ByMe: rapid.Bool().Draw(t, "mine"), DueOn: day("due")}})
	}
	for range rapid.IntRange(0, 12).Draw(t, "people") {
		f.people = append(f.people, personFacts{
			ID: uuid.New(), Person: Person{CadenceDays: rapid.IntRange(0, 30).Draw(t, "cadence")},
			Touched: Touched{Last: day("last")},
			Dates:   []Anniversary{{Date: "--" + day("date")[5:], Lead: rapid.IntRange(0, 10).Draw(t, "lead")}},
		})
	}
	return f
}

func TestADigestAsksForAFewAndTheMostUrgentFirst(t *testing.T) {
	t.Parallel()
	f := dayFacts{}
	for n := range 9 {
		f.people = append(f.people, personFacts{
			ID: uuid.MustParse(fmt.Sprintf("0199a000-0000-7000-8000-%012d", n)), Person: Person{CadenceDays: 10, LatestDays: 20},
			Touched: Touched{Last: addDays("2026-11-22", -12-2*n)},
		})
	}
	got := f.dayOf("2026-11-22").People
	if len(got) != mostPeople || got[0] != f.people[8].ID || got[4] != f.people[4].ID {
		t.Errorf("asks for %v", got)
	}
	f.setting.PerWeek = 6
	for _, i := range []int{8, 7} {
		f.people[i].PromptedOn = "2026-11-20"
	}
	f.people[6].PromptedOn = "2026-11-18"
	if got := f.dayOf("2026-11-22").People; len(got) != 3 || got[0] != f.people[6].ID || got[1] != f.people[5].ID {
		t.Errorf("with three of six asked for this week: %v", got)
	}
}

func TestADayIsToldAtItsHourOrLaterButNeverAfterIt(t *testing.T) {
	t.Parallel()
	zones := &Zones{}
	v := setting{Defaults: Defaults{Zone: "Europe/Berlin", DigestAt: "08:30"}}
	at := func(text string) time.Time {
		instant, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return instant
	}
	tests := []struct{ name, toldOn, now, tell, told, next string }{
		{"the first look tells nothing", "", "2026-11-22T12:00:00Z", "", "2026-11-22", "2026-11-23T07:30:00Z"},
		{"nor does one before the hour", "", "2026-11-22T05:00:00Z", "", "2026-11-21", "2026-11-22T07:30:00Z"},
		{"at its hour", "2026-11-21", "2026-11-22T07:30:00Z", "2026-11-22", "2026-11-22", "2026-11-23T07:30:00Z"},
		{"a second before it", "2026-11-21", "2026-11-22T07:29:59Z", "", "2026-11-21", "2026-11-22T07:30:00Z"},
		{"again", "2026-11-22", "2026-11-22T07:30:01Z", "", "2026-11-22", "2026-11-23T07:30:00Z"},
		{"late on the same day", "2026-11-21", "2026-11-22T22:59:59Z", "2026-11-22", "2026-11-22", "2026-11-23T07:30:00Z"},
		{"after midnight it is too late", "2026-11-20", "2026-11-21T23:00:00Z", "", "2026-11-21", "2026-11-22T07:30:00Z"},
		{"after a year", "2025-11-22", "2026-11-22T08:00:00Z", "2026-11-22", "2026-11-22", "2026-11-23T07:30:00Z"},
		{"a clock that went back", "2026-11-22", "2026-11-20T08:00:00Z", "", "2026-11-22", "2026-11-23T07:30:00Z"},
		{"over the change of clocks", "2026-10-24", "2026-10-25T07:30:00Z", "2026-10-25", "2026-10-25", "2026-10-26T07:30:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tell, told, next := v.lookAt(zones, tt.toldOn, at(tt.now))
			if tell != tt.tell || told != tt.told || !next.Equal(at(tt.next)) {
				t.Errorf("got %q, %q, %v", tell, told, next.UTC())
			}
		})
	}
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	zones := &Zones{}
	tests := []struct{ from, to, now, until string }{
		{"22:00", "07:00", "2026-11-22T22:30:00Z", "2026-11-23T07:00:00Z"},
		{"22:00", "07:00", "2026-11-23T06:59:00Z", "2026-11-23T07:00:00Z"},
		{"22:00", "07:00", "2026-11-23T07:00:00Z", ""},
		{"22:00", "07:00", "2026-11-22T21:59:59Z", ""},
		{"13:00", "14:00", "2026-11-22T13:00:00Z", "2026-11-22T14:00:00Z"},
		{"13:00", "14:00", "2026-11-22T14:00:00Z", ""},
		{"09:00", "09:00", "2026-11-22T09:00:00Z", ""},
		{"", "07:00", "2026-11-22T05:00:00Z", ""},
		{"9", "07:00", "2026-11-22T05:00:00Z", ""},
	}
	for _, tt := range tests {
		v := setting{QuietFrom: tt.from, QuietTo: tt.to}
		now, err := time.Parse(time.RFC3339, tt.now)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if until := v.quietUntil(zones, now); !until.IsZero() {
			got = until.UTC().Format(time.RFC3339)
		}
		if got != tt.until {
			t.Errorf("%s to %s at %s: quiet until %q, want %q", tt.from, tt.to, tt.now, got, tt.until)
		}
	}
	// Clocks go forward at two: quiet hours that end in the gap end at the jump.
	v := setting{Defaults: Defaults{Zone: "Europe/Berlin"}, QuietFrom: "23:00", QuietTo: "02:30"}
	now := time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC)
	if until := v.quietUntil(zones, now); !until.Equal(time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC)) {
		t.Errorf("quiet until %v", until.UTC())
	}
}
