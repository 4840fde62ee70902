package record_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"tend/internal/collection"
	"tend/internal/record"
)

const (
	midText = "0193a5b0-7c00-7000-8000-0000000000f1"
	idText  = "0193a5b0-7c00-7000-8000-0000000000f2"
)

// wire is a mutation whose members are replaced, added, or, with "", left out.
func wire(changes ...string) string {
	members := []string{
		"seq", "7", "mid", `"` + midText + `"`, "collection", `"note"`, "id", `"` + idText + `"`,
		"stamp", `"0193a5b07c000001"`, "base", "5", "op", `"put"`,
	}
	for i := 0; i < len(changes); i += 2 {
		found := false
		for j := 0; j < len(members); j += 2 {
			if members[j] == changes[i] {
				members[j+1], found = changes[i+1], true
			}
		}
		if !found {
			members = append(members, changes[i], changes[i+1])
		}
	}
	var parts []string
	for j := 0; j < len(members); j += 2 {
		if members[j+1] != "" {
			parts = append(parts, `"`+members[j]+`":`+members[j+1])
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func TestMutationsAreReadAsTheyWereWritten(t *testing.T) {
	data := wire("fields", `{"at":"2026-11-21", "old": null,"tags/a\u0022b":{"x": [1,"]"]}}`,
		"text", `{"body":{"base":4,"value":"a \"b\"\n👋","baseText":"a"},"rules":{"value":""}}`) + " "
	var got record.Mutation
	if err := got.UnmarshalJSON([]byte(data)); err != nil {
		t.Fatal(err)
	}
	base := "a"
	want := record.Mutation{
		Seq: 7, MID: uuid.MustParse(midText), Collection: "note", ID: uuid.MustParse(idText), Stamp: 0x0193a5b07c000001,
		Base: 5, Op: record.Put,
		Fields: fields("at", `"2026-11-21"`, "old", "null", `tags/a"b`, `{"x": [1,"]"]}`),
		Text:   map[string]record.TextEdit{"body": {Base: 4, Value: "a \"b\"\n👋", BaseText: &base}, "rules": {Base: 5}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(record.TextEdit{})); diff != "" {
		t.Error(diff)
	}
}

func TestMutationsSurviveARoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text")
		value, err := json.Marshal(map[string]any{rapid.String().Draw(rt, "member"): text})
		if err != nil {
			rt.Fatal(err)
		}
		want := record.Mutation{
			Seq: 1, MID: theID, Collection: "note", ID: ana, Op: record.Put,
			Stamp:  record.Stamp(rapid.Uint64().Draw(rt, "stamp")),
			Fields: map[string]json.RawMessage{rapid.String().Draw(rt, "field"): value},
			Text:   map[string]record.TextEdit{rapid.String().Draw(rt, "name"): {Value: text, BaseText: &text}},
		}
		data, err := json.Marshal(want)
		if err != nil {
			rt.Fatal(err)
		}
		var got record.Mutation
		if err := got.UnmarshalJSON(data); err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(record.TextEdit{})); diff != "" {
			rt.Error(diff)
		}
	})
}

// TestAMutationThatCannotBeReadIsOnlyMalformedItself is what keeps one bad
// mutation from holding up all that come after it.
func TestAMutationThatCannotBeReadIsOnlyMalformedItself(t *testing.T) {
	for _, c := range []struct{ name, member, value, field string }{
		{"no id", "id", "", "id"},
		{"an id in capitals", "id", strings.ToUpper(`"` + idText + `"`), "id"},
		{"an id of zeros", "id", `"00000000-0000-0000-0000-000000000000"`, "id"},
		{"an id in braces", "id", `"{` + idText + `}"`, "id"},
		{"no collection", "collection", "", "collection"},
		{"a collection that is a number", "collection", "7", "collection"},
		{"a short stamp", "stamp", `"0193"`, "stamp"},
		{"a stamp in capitals", "stamp", `"0193A5B07C000001"`, "stamp"},
		{"no stamp", "stamp", "", "stamp"},
		{"a negative base", "base", "-1", "base"},
		{"a base that is a string", "base", `"5"`, "base"},
		{"a huge base", "base", "99999999999999999999", "base"},
		{"no op", "op", "", "op"},
		{"an op that is null", "op", "null", "op"},
		{"fields that are a list", "fields", "[]", "fields"},
		{"fields in capitals", "Fields", `{"at":"2026-11-21"}`, "fields"},
		{"a field twice", "fields", `{"at":"2026-11-21","at":"2026-11-22"}`, "at"},
		{"a text that is a string", "text", `{"body":"x"}`, "body"},
		{"a text without a value", "text", `{"body":{"base":1}}`, "body"},
		{"a text with two values", "text", `{"body":{"value":"a","value":"b"}}`, "body"},
		{"a text with a base that is none", "text", `{"body":{"value":"a","base":"b"}}`, "body"},
		{"a text that is null", "text", `{"body":null}`, "body"},
		{"a text twice", "text", `{"body":{"value":"a"},"body":{"value":"b"}}`, "body"},
		{"an unknown member that is no JSON", "later", "{bad}", ""},
	} {
		var got record.Mutation
		if err := got.UnmarshalJSON([]byte(wire(c.member, c.value))); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if v := got.Malformed; v == nil || v.Field != c.field || v.Detail == "" {
			t.Errorf("%s: malformed %v, want one of %q", c.name, v, c.field)
		}
		if _, out := record.Apply(nil, got, record.Env{Version: 1, Now: noon}); out.Status != record.Parked {
			t.Errorf("%s: %s", c.name, out.Status)
		}
	}
}

func TestAMutationWithoutItsPlaceIsAnError(t *testing.T) {
	for _, c := range []struct{ member, value string }{
		{"seq", ""},
		{"seq", "0"},
		{"seq", "-1"},
		{"seq", `"7"`},
		{"seq", "7.0"},
		{"seq", "1e3"},
		{"mid", ""},
		{"mid", `"x"`},
		{"mid", strings.ToUpper(`"` + midText + `"`)},
	} {
		err := new(record.Mutation).UnmarshalJSON([]byte(wire(c.member, c.value)))
		v, ok := errors.AsType[*collection.Violation](err)
		if !ok || v.Field != c.member {
			t.Errorf("%s = %s: %v", c.member, c.value, err)
		}
	}
	for _, data := range []string{``, `{}`, `{`, `[]`, `1`, `{"seq":1,}`, wire() + `,`, wire() + `}`, wire()[1:]} {
		if err := new(record.Mutation).UnmarshalJSON([]byte(data)); err == nil {
			t.Errorf("%s was read", data)
		}
	}
}

func TestMembersOfALaterProtocolPass(t *testing.T) {
	var got record.Mutation
	if err := got.UnmarshalJSON([]byte(wire("later", `{"a":[1,{"b":"]}"}]}`))); err != nil || got.Malformed != nil {
		t.Errorf("%v, %v", err, got)
	}
}

// C8.
func TestTextWithHalfACharacterIsParked(t *testing.T) {
	for _, text := range []string{`"a\ud83d"`, `"\udc4b"`, "\"a\xff\"", `"a\u0000"`, `"\\\ud83d"`, "\"a\\n\xff\""} {
		var m record.Mutation
		if err := m.UnmarshalJSON([]byte(wire("text", `{"body":{"value":`+text+`}}`))); err != nil {
			t.Fatal(err)
		}
		if _, out := record.Apply(nil, m, record.Env{Version: 1, Now: noon}); out.Code != collection.RuleCharacter || out.Field != "body" {
			t.Errorf("%q: %+v", text, out)
		}
	}
	var m record.Mutation
	if err := m.UnmarshalJSON([]byte(wire("text", `{"body":{"value":"\ud83d\udc4b \\ud83d \ufffd"}}`))); err != nil {
		t.Fatal(err)
	}
	r, out := record.Apply(nil, m, record.Env{Version: 1, Now: noon})
	if out.Status != record.OK || string(r.Fields["body"]) != `"\ud83d\udc4b \\ud83d \ufffd"` {
		t.Errorf("%+v", out)
	}
}

func TestReadObjectRefusesWhatIsNoneOrNamesAMemberTwice(t *testing.T) {
	many := strings.Builder{}
	for i := range 100 {
		many.WriteString(`"m` + strings.Repeat("x", i) + `":1,`)
	}
	for data, want := range map[string]bool{
		`{}`: true, ` { "a" : 1 , "b" : [ {} ] } `: true, `{"a":1,"A":2}`: true, `{"a":1,"a":2}`: false,
		`{"a":1,"\u0061":2}`: false, `[]`: false, `{"a"}`: false, `{"a":}`: false, `{"a":1} x`: false, `{a:1}`: false,
		`{` + many.String() + `"last":1}`: true, `{` + many.String() + `"mx":1}`: false, `{"a":"` + "\n" + `"}`: false,
	} {
		err := record.ReadObject([]byte(data), func(string, json.RawMessage) error { return nil })
		if (err == nil) != want {
			t.Errorf("%.40s: %v", data, err)
		}
	}
}
