package reminder_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"tend/internal/record"
)

var weekly = fields{
	"title": "Call Ana", "at": "2099-03-02T09:00", "zone": "Europe/Berlin",
	"every": map[string]any{"n": 1, "unit": "week"},
}

func waiting(occurrence, dueAt string) row {
	due, err := time.Parse(time.RFC3339, dueAt)
	if err != nil {
		panic(err)
	}
	return row{State: "waiting", Occurrence: &occurrence, DueAt: &due, Zone: "Europe/Berlin"}
}

func TestProjectionFollowsTheRecord(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := uuid.New()
	stopped := func(state string) row { return row{State: state, Zone: "Europe/Berlin"} }

	steps := []struct {
		name string
		now  fields
		want row
	}{
		{"created", weekly, waiting("2099-03-02T09:00", "2099-03-02T08:00:00Z")},
		{"its first occurrence done", weekly.with(fields{"done/2099-03-02T09:00": true}), waiting("2099-03-09T09:00", "2099-03-09T08:00:00Z")},
		{"done taken back", weekly.with(fields{"done/2099-03-02T09:00": false}), waiting("2099-03-02T09:00", "2099-03-02T08:00:00Z")},
		{"settled up to a day", weekly.with(fields{"doneThrough": "2099-03-31"}), waiting("2099-04-06T09:00", "2099-04-06T07:00:00Z")},
		{"snoozed", weekly.with(fields{"snoozedUntil": "2099-03-05T09:00"}), waiting("2099-03-02T09:00", "2099-03-05T08:00:00Z")},
		{"paused", weekly.with(fields{"paused": true}), stopped("paused")},
		{"moved", weekly.with(fields{"at": "2099-03-03"}), waiting("2099-03-03", "2099-03-03T08:00:00Z")},
		{"at an end", weekly.with(fields{"until": "2099-03-01"}), stopped("settled")},
		{"in no zone that is known", weekly.with(fields{"zone": "Mars/Olympus"}), row{State: "refused"}},
		{"without a time", fields{"title": "Call Ana"}, row{State: "refused"}},
	}
	for _, step := range steps {
		h.change(id, step.now)
		got, ok := h.row(id)
		if !ok {
			t.Fatalf("%s: no row", step.name)
		}
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
	h.remove(id)
	if _, ok := h.row(id); ok {
		t.Error("a deleted reminder is still due")
	}
}

func TestSettingMovesTheRemindersThatLeaveItOpen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	day := h.remind(fields{"at": "2099-07-01", "zone": "Europe/Berlin"})
	zoneless := h.remind(fields{"at": "2099-07-01T12:00"})
	fixed := h.remind(fields{"at": "2099-07-01T12:00", "zone": "Asia/Tokyo"})

	due := func(id uuid.UUID) string {
		r, _ := h.row(id)
		return r.DueAt.UTC().Format(time.RFC3339)
	}
	want := func(when string, ofDay, ofZoneless string) {
		t.Helper()
		got := []string{due(day), due(zoneless), due(fixed)}
		if diff := cmp.Diff([]string{ofDay, ofZoneless, "2099-07-01T03:00:00Z"}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
	want("without a setting", "2099-07-01T07:00:00Z", "2099-07-01T12:00:00Z")
	h.set(fields{"zone": "America/New_York", "digestAt": "06:30"})
	want("with a setting", "2099-07-01T04:30:00Z", "2099-07-01T16:00:00Z")
	h.set(fields{"zone": "America/New_York", "showNames": true})
	want("with another setting", "2099-07-01T07:00:00Z", "2099-07-01T16:00:00Z")
}

func TestProjectionLeavesOtherSpacesAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.remind(weekly)
	before, _ := h.row(id)
	mine := h.spaceID

	h.spaceID = uuid.New()
	h.change(id, weekly.with(fields{"at": "2098-01-01"}))
	h.set(fields{"zone": "Asia/Tokyo", "digestAt": "01:00"})
	h.remove(id)

	h.spaceID = mine
	if after, _ := h.row(id); !cmp.Equal(before, after) {
		t.Errorf("another space changed the row:\n%s", cmp.Diff(before, after))
	}
}

// Whatever path of edits led to a record, its row is the one that the record
// alone gives.
func TestProjectionIsAFunctionOfTheRecord(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	rapid.Check(t, func(t *rapid.T) {
		edited, fresh := uuid.New(), uuid.New()
		var last record.Record
		for range rapid.IntRange(1, 4).Draw(t, "edits") {
			f := drawFields(t)
			h.put(rec(h.t, "reminder", edited, f))
			if rapid.Bool().Draw(t, "setting") {
				h.put(rec(h.t, "setting", uuid.New(), fields{"digestAt": rapid.SampledFrom([]string{"07:00", "08:30"}).Draw(t, "digestAt")}))
			}
			last = rec(h.t, "reminder", fresh, f)
		}
		h.put(last)
		got, _ := h.row(edited)
		want, _ := h.row(fresh)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("row of %s (-alone +edited):\n%s", last.Fields, diff)
		}
	})
}

func drawFields(t *rapid.T) fields {
	f := fields{"zone": rapid.SampledFrom(zones).Draw(t, "zone")}
	pick := func(name string, values ...any) {
		if v := rapid.SampledFrom(values).Draw(t, name); v != nil {
			f[name] = v
		}
	}
	pick("at", "2099-03-29T02:30", "2099-03-29", "2020-02-29", "2020-02-29T23:59", "soon")
	pick("every", nil, map[string]any{"n": 3, "unit": "day"}, map[string]any{"n": 1, "unit": "year"}, map[string]any{"n": 0, "unit": "day"})
	pick("until", nil, "2099-12-31", "2000-01-01")
	pick("snoozedUntil", nil, "2099-04-01", "2030-01-01T10:00")
	pick("doneThrough", nil, "2099-05-01")
	pick("done/2099-03-29", nil, true, false)
	pick("paused", nil, true, false)
	return f
}
