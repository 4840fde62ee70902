package record_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"tend/internal/record"
)

func TestStampsAreWrittenSoThatTheySortAsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := record.Stamp(rapid.Uint64().Draw(t, "a")), record.Stamp(rapid.Uint64().Draw(t, "b"))
		if a.Before(b) != (a.String() < b.String()) {
			t.Fatalf("%s and %s", a, b)
		}
		var back record.Stamp
		if err := back.UnmarshalText([]byte(a.String())); err != nil || back != a {
			t.Fatalf("%s read as %s: %v", a, back, err)
		}
	})
	if got := record.StampAt(time.UnixMilli(0x0193a5b07c00)).String(); got != "0193a5b07c000000" {
		t.Errorf("got %s", got)
	}
	for _, text := range []string{"", "0193a5b07c00", "0193a5b07c00000G", "0193A5B07C000000", "0193a5b07c0000000", "+193a5b07c000000"} {
		var s record.Stamp
		if err := s.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was read as %s", text, s)
		}
	}
}

func TestClampCutsOffTheFuture(t *testing.T) {
	most := record.StampAt(noon.Add(record.MaxAhead))
	for _, c := range []struct{ stamp, want record.Stamp }{
		{0, 0}, {at(5), at(5)}, {most, most}, {most + 1, most}, {^record.Stamp(0), most},
	} {
		if got := c.stamp.Clamp(noon); got != c.want {
			t.Errorf("%s became %s, want %s", c.stamp, got, c.want)
		}
	}
}

func TestAClockGoesForwardWhateverTheTime(t *testing.T) {
	now := noon
	clock := record.NewClock(func() time.Time { return now }, 0)
	var stamps []record.Stamp
	for _, step := range []time.Duration{0, 0, -time.Hour, time.Millisecond, 2 * time.Hour} {
		now = now.Add(step)
		stamps = append(stamps, clock.Next())
	}
	clock.Observe(record.StampAt(now.Add(time.Minute)))
	stamps = append(stamps, clock.Next())
	if !slices.IsSorted(stamps) || len(slices.Compact(stamps)) != 6 {
		t.Errorf("stamps %v", stamps)
	}
}

func TestMarksSurviveStorage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mark := rapid.Custom(func(t *rapid.T) record.Mark {
			return record.Mark{
				Stamp:   record.Stamp(rapid.Uint64Max(3).Draw(t, "stamp")),
				Device:  rapid.SampledFrom([]uuid.UUID{ana, ben}).Draw(t, "device"),
				Version: rapid.Int64Range(0, 1<<53).Draw(t, "version"),
				Merged:  rapid.Bool().Draw(t, "merged"),
			}
		})
		want := rapid.MapOf(rapid.String(), mark).Draw(t, "marks")
		data := record.MarshalMarks(want)
		if string(data) != string(record.MarshalMarks(want)) {
			t.Fatal("the same marks have two forms")
		}
		var indented map[string][]string
		if err := json.Unmarshal(data, &indented); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		spaced, err := json.MarshalIndent(indented, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range [][]byte{data, spaced} {
			got, err := record.UnmarshalMarks(form)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Fatalf("%s: %v %s", form, err, diff)
			}
		}
	})
}

func TestMarksNameEachMarkOnce(t *testing.T) {
	mark := record.Mark{Stamp: 0x0193a5b07c000001, Device: ana, Version: 9001}
	merged := record.Mark{Stamp: 0x0193a5b07c000001, Device: ana, Version: 9001, Merged: true}
	got := string(record.MarshalMarks(map[string]record.Mark{"fullName": mark, "emails/e1": mark, "rules": merged}))
	want := `{"0193a5b07c000001 ` + ana.String() + ` 9001":["emails/e1","fullName"],"0193a5b07c000001 ` + ana.String() + ` 9001 m":["rules"]}`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, bad := range []string{``, `[]`, `{"x":[]}`, `{} {}`, strings.Replace(want, "9001", "x", 1), strings.Replace(want, "0193", "019G", 1), want[:len(want)-2]} {
		if _, err := record.UnmarshalMarks([]byte(bad)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}
