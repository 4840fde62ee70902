package reminder_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/google/uuid"

	"tend/internal/reminder"
)

// nested are the fields of a record as the web app nests them.
type nested map[string]json.RawMessage

// flat turns the members of maps into fields of their own, as records have them.
func (n nested) flat(t *testing.T, maps ...string) nested {
	t.Helper()
	fields := nested{}
	for name, value := range n {
		if !slices.Contains(maps, name) {
			fields[name] = value
			continue
		}
		var members nested
		if err := json.Unmarshal(value, &members); err != nil {
			t.Fatal(err)
		}
		for key, member := range members {
			fields[name+"/"+key] = member
		}
	}
	return fields
}

// cadenceVectors are the file testdata/cadence.json, which the web app runs as well.
type cadenceVectors struct {
	Cases []cadenceCase
}

type cadenceCase struct {
	Name, Today string
	ContactID   uuid.UUID
	Contact     nested
	Circles     map[string]nested
	Records     []struct {
		Collection string
		Deleted    bool
		Fields     nested
	}
	PromptedOn string
	Want       struct {
		Pace              reminder.Pace
		Last              string
		Unanswered        int
		IdealOn, LatestOn string
	}
}

func readCadenceVectors(t *testing.T) (v cadenceVectors) {
	t.Helper()
	file, err := os.ReadFile("testdata/cadence.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestKeepingInTouchAgreesWithTheVectors(t *testing.T) {
	t.Parallel()
	vectors := readCadenceVectors(t).Cases
	if len(vectors) < 60 {
		t.Fatalf("read %d cases; the file is cut", len(vectors))
	}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			touched := reminder.SumTouches(v.touches(t), v.Today)
			person := reminder.PersonOf(v.Contact)
			got := reminder.KeepInTouch(v.ContactID, person, reminder.CircleOf(v.Circles[person.Circle]), touched, v.Today, v.PromptedOn)
			if want := (reminder.Touched{Last: v.Want.Last, Unanswered: v.Want.Unanswered}); touched != want {
				t.Errorf("touched %+v, want %+v", touched, want)
			}
			if want := (reminder.Cadence{Pace: v.Want.Pace, IdealOn: v.Want.IdealOn, LatestOn: v.Want.LatestOn}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// touches are those with the contact of the case.
func (v cadenceCase) touches(t *testing.T) (touches []reminder.Touch) {
	t.Helper()
	for _, r := range v.Records {
		touch, contacts, ok := reminder.TouchOf(r.Collection, r.Fields.flat(t, "contacts"))
		if ok && !r.Deleted && slices.Contains(contacts, v.ContactID) {
			touches = append(touches, touch)
		}
	}
	return touches
}
