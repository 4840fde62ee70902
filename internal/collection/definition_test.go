package collection_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tend/internal/collection"
)

func TestEveryCollectionIsDefinedOnceAndInFull(t *testing.T) {
	want := []string{
		"assumption", "circle", "contact", "document", "ending", "exchange", "fact", "feedback", "goal", "idea", "interaction",
		"introduction", "letter", "match", "motivator", "need", "note", "offer", "promise", "prompt", "question", "reminder",
		"review", "risk", "role", "setting",
	}
	var got []string
	for _, d := range collection.All() {
		got = append(got, d.Name)
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("collections %v, want %v", got, want)
	}
	name := regexp.MustCompile(`^[a-z][a-zA-Z]*$`)
	for _, d := range collection.All() {
		if d.Doc == "" || len(d.Fields) == 0 {
			t.Errorf("%s says nothing of itself", d.Name)
		}
		seen := map[string]bool{}
		for _, f := range d.Fields {
			if !name.MatchString(f.Name) || seen[f.Name] {
				t.Errorf("%s has the field %q, which is no name or comes twice", d.Name, f.Name)
			}
			seen[f.Name] = true
			if !slices.Contains([]collection.Kind{collection.LWW, collection.Text, collection.Map, collection.Max}, f.Kind) {
				t.Errorf("%s.%s has the kind %q", d.Name, f.Name, f.Kind)
			}
			if err := d.Check(f.Name, json.RawMessage("1")); err != nil && strings.Contains(err.Error(), collection.RuleReserved) {
				t.Errorf("%s.%s has a name that only the server may write", d.Name, f.Name)
			}
		}
	}
}

func TestAPathHasTheKindOfItsField(t *testing.T) {
	contact, _ := collection.Lookup("contact")
	reminder, _ := collection.Lookup("reminder")
	unknown, ok := collection.Lookup("ofNextYear")
	if ok {
		t.Error("a collection of a newer client is known")
	}
	for _, c := range []struct {
		d    collection.Definition
		path string
		kind collection.Kind
	}{
		{contact, "fullName", collection.LWW},
		{contact, "howWeMet", collection.Text},
		{contact, "emails", collection.Map},
		{contact, "emails/e1", collection.LWW},
		{contact, "ofNextYear", collection.LWW},
		{reminder, "doneThrough", collection.Max},
		{unknown, "anything", collection.LWW},
	} {
		if kind := c.d.Kind(c.path); kind != c.kind {
			t.Errorf("%s.%s: kind %s", c.d.Name, c.path, kind)
		}
	}
}

func TestTheFixedIDOfSettingsIsAnIDLikeAnyOther(t *testing.T) {
	fact, _ := collection.Lookup("fact")
	if err := fact.Check("heardIn", json.RawMessage(`"`+collection.SettingID+`"`)); err != nil {
		t.Error(err)
	}
}

// TestTheSchemasSayWhatIsChecked compares a few values' fate under both.
func TestTheSchemasSayWhatIsChecked(t *testing.T) {
	data, err := json.Marshal(collection.Schemas())
	if err != nil {
		t.Fatal(err)
	}
	var schemas map[string]struct {
		Required   []string
		Properties map[string]struct {
			Type      any
			MaxLength int
			Format    string
			Enum      []string
			AnyOf     []struct {
				Type string
				Enum []string
			}
		}
		PatternProperties map[string]json.RawMessage
	}
	if err := json.Unmarshal(data, &schemas); err != nil {
		t.Fatal(err)
	}
	if len(schemas) != len(collection.All()) {
		t.Errorf("%d schemas", len(schemas))
	}
	contact := schemas["ContactFields"]
	if !slices.Equal(contact.Required, []string{"fullName"}) || contact.Properties["fullName"].MaxLength != 200 {
		t.Errorf("the name of a contact is %+v, required %v", contact.Properties["fullName"], contact.Required)
	}
	if _, ok := contact.PatternProperties["^emails/[^/]+$"]; !ok {
		t.Errorf("the patterns of a contact are %v", contact.PatternProperties)
	}
	if stage := contact.Properties["stage"]; len(stage.AnyOf) != 2 || !slices.Contains(stage.AnyOf[0].Enum, "dormant") || stage.AnyOf[1].Type != "null" {
		t.Errorf("the stage of a contact is %+v", stage)
	}
	if paused := contact.Properties["pausedUntil"]; paused.Format != "date" {
		t.Errorf("pausedUntil is %+v", paused)
	}
}
