package collection_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"tend/internal/collection"
)

func TestCheckNamesTheFieldAndTheRule(t *testing.T) {
	const id = "0193a5b0-7c00-7000-8000-000000000001"
	long := func(n int) string { return `"` + strings.Repeat("é", n) + `"` }
	for _, c := range []struct{ collection, path, value, rule string }{
		{"contact", "fullName", `"Ana"`, ""},
		{"contact", "fullName", long(200), ""},
		{"contact", "fullName", long(201), "too-long"},
		{"contact", "fullName", `""`, "too-short"},
		{"contact", "fullName", `null`, "required"},
		{"contact", "fullName", `7`, "wrong-type"},
		{"contact", "fullName", `"a\u0000b"`, "bad-character"},
		{"contact", "fullName", `"a\ud83d"`, "bad-character"},
		{"contact", "fullName", `"\udc4ba"`, "bad-character"},
		{"contact", "fullName", `"\ud83d\udc4b \ud83d\udc4b"`, ""},
		{"contact", "fullName", "\"a\xffb\"", "bad-character"},
		{"contact", "fullName", "\"a\nb\"", "bad-json"},
		{"contact", "fullName", `"a" "b"`, "bad-json"},
		{"contact", "fullName", `"a`, "bad-json"},
		{"contact", "fullName", ``, "wrong-type"},
		{"contact", "fullName/x", `"a"`, "wrong-kind"},
		{"contact", "nickname", `null`, ""},
		{"contact", "nickname", ` null `, ""},
		{"contact", "stage", `"dormant"`, ""},
		{"contact", "stage", `"asleep"`, "not-allowed"},
		{"contact", "communal", `false`, ""},
		{"contact", "communal", `"yes"`, "wrong-type"},
		{"contact", "cadenceDays", `14`, ""},
		{"contact", "cadenceDays", `14.5`, "wrong-type"},
		{"contact", "cadenceDays", `0`, "out-of-range"},
		{"contact", "cadenceDays", `1e400`, "out-of-range"},
		{"contact", "pausedUntil", `"2026-02-28"`, ""},
		{"contact", "pausedUntil", `"2026-02-30"`, "bad-date"},
		{"contact", "pausedUntil", `"2026-2-3"`, "bad-date"},
		{"contact", "pausedUntil", `""`, "bad-date"},
		{"contact", "circle", `"` + id + `"`, ""},
		{"contact", "circle", `"` + strings.ToUpper(id) + `"`, "bad-id"},
		{"contact", "emails", `{}`, "wrong-kind"},
		{"contact", "emails", `null`, "wrong-kind"},
		{"contact", "emails/e1", `{"label":"work","value":"ana@example.org","pos":1.5}`, ""},
		{"contact", "emails/e1", `{"value":7}`, "wrong-type"},
		{"contact", "emails/e1", `{"value":null,"since":{"a":[1]}}`, ""},
		{"contact", "emails/e1", `true`, "wrong-type"},
		{"contact", "emails/e1", `null`, ""},
		{"contact", "emails/", `{}`, "bad-name"},
		{"contact", "emails/a/b", `{}`, "bad-name"},
		{"contact", "tags/" + strings.Repeat("ü", 100), `true`, ""},
		{"contact", "tags/" + strings.Repeat("ü", 101), `true`, "bad-name"},
		{"contact", "tags/a\x00b", `true`, "bad-name"},
		{"contact", "tags/__proto__", `true`, ""},
		{"contact", "tags/constructor", `true`, ""},
		{"contact", "dates/d", `{"kind":"birthday","date":"--02-29"}`, ""},
		{"contact", "dates/d", `{"kind":"birthday","date":"--02-30"}`, "bad-date"},
		{"contact", "dates/d", `{"date":"1984-13"}`, "bad-date"},
		{"contact", "dates/d", `{"date":"1984"}`, ""},
		{"contact", "rules", `"Ring, do not write."`, ""},
		{"contact", "", `1`, "bad-name"},
		{"contact", strings.Repeat("x", 101), `1`, "bad-name"},
		{"contact", "version", `1`, "server-owned"},
		{"contact", "Space_Id", `"x"`, "server-owned"},
		{"contact", "deletedAt/x", `"x"`, "server-owned"},
		{"contact", "ofNextYear", `{"a":[1,"two",null]}`, ""},
		{"contact", "ofNextYear", `{"a":"\u0000"}`, "bad-character"},
		{"contact", "ofNextYear", `{"\u0000":1}`, "bad-character"},
		{"contact", "ofNextYear", `1e-9999`, "out-of-range"},
		{"contact", "ofNextYear", `1e308`, "out-of-range"},
		{"contact", "ofNextYear", `[1e100]`, "out-of-range"},
		{"contact", "ofNextYear", `{"a":-1.5E+40}`, "out-of-range"},
		{"contact", "ofNextYear", `0e9223372036854775807`, "out-of-range"},
		{"contact", "ofNextYear", `0e-9223372036854775808`, "out-of-range"},
		{"contact", "ofNextYear", `5e-324`, "out-of-range"},
		{"contact", "ofNextYear", `01`, "bad-json"},
		{"contact", "ofNextYear", strings.Repeat("[", 16) + strings.Repeat("]", 16), ""},
		{"contact", "ofNextYear", strings.Repeat("[", 17) + strings.Repeat("]", 17), "bad-json"},
		{"contact", "ofNextYear", strings.Repeat("[", 1_000_000), "bad-json"},
		{"contact", "ofNextYear/m", `3`, ""},
		{"interaction", "contacts/" + id, `true`, ""},
		{"interaction", "contacts/" + id, `{"remark":"late"}`, ""},
		{"interaction", "contacts/ana", `true`, "bad-id"},
		{"interaction", "at", `"2026-11-21T09:30"`, ""},
		{"interaction", "at", `"2026-11-21T24:00"`, "bad-date"},
		{"interaction", "at", `"2026-11-21T09:30:00Z"`, "bad-date"},
		{"reminder", "every", `{"n":2,"unit":"week"}`, ""},
		{"reminder", "every", `{"n":2}`, "required"},
		{"reminder", "every", `{"n":0,"unit":"week"}`, "out-of-range"},
		{"reminder", "every", `{"N":2,"unit":"week"}`, "required"},
		{"reminder", "every", `{"n":null,"unit":"week"}`, "wrong-type"},
		{"reminder", "done/2026-12-01", `true`, ""},
		{"reminder", "done/2026-12-01T09:00", `true`, ""},
		{"reminder", "done/2026-02-29", `true`, "bad-date"},
		{"reminder", "zone", `"Europe/Berlin"`, ""},
		{"reminder", "zone", `"Europe/Atlantis"`, "bad-zone"},
		{"reminder", "zone", `"Local"`, "bad-zone"},
		{"reminder", "zone", `"../../etc/passwd"`, "bad-zone"},
		{"reminder", "zone", `"Europe//Berlin"`, "bad-zone"}, // a file of that name is found, and no browser knows it
		{"reminder", "zone", `"Europe/./Berlin"`, "bad-zone"},
		{"setting", "quietFrom", `"22:00"`, ""},
		{"setting", "quietFrom", `"24:00"`, "bad-time"},
		{"ofnextyear", "anything", `"goes"`, ""},
		{"ofnextyear", "userId", `"x"`, "server-owned"},
	} {
		d, _ := collection.Lookup(c.collection)
		err := d.Check(c.path, json.RawMessage(c.value))
		rule := ""
		if v, ok := errors.AsType[*collection.Violation](err); ok {
			rule = v.Rule
			if !strings.HasPrefix(v.Field, c.path) {
				t.Errorf("%s %.40s: the violation names the field %q", c.collection, c.path, v.Field)
			}
		}
		if rule != c.rule {
			t.Errorf("%s %.40s = %.60s: rule %q, want %q (%v)", c.collection, c.path, c.value, rule, c.rule, err)
		}
	}
}

func TestCheckTextHoldsTextToItsLimitAndKind(t *testing.T) {
	d, _ := collection.Lookup("note")
	for _, c := range []struct{ path, text, rule string }{
		{"body", "anything\r\n👋", ""},
		{"body", strings.Repeat("é", collection.MaxTextLength), ""},
		{"body", strings.Repeat("é", collection.MaxTextLength+1), "too-long"},
		{"body", "a\x00", "bad-character"},
		{"body", "a\xff", "bad-character"},
		{"pinned", "x", "wrong-kind"},
		{"ofNextYear", "x", ""},
		{"version", "x", "server-owned"},
	} {
		rule := ""
		if v, ok := errors.AsType[*collection.Violation](d.CheckText(c.path, c.text)); ok {
			rule = v.Rule
		}
		if rule != c.rule {
			t.Errorf("%s = %.20q: rule %q, want %q", c.path, c.text, rule, c.rule)
		}
	}
}

func TestCollectionNamesAreHeldToASafeForm(t *testing.T) {
	for name, ok := range map[string]bool{
		"contact": true, "ofNextYear": true, "": false, "Contact": false, "a b": false,
		"__proto__": false, strings.Repeat("a", 50): true, strings.Repeat("a", 51): false,
	} {
		if err := collection.CheckName(name); (err == nil) != ok {
			t.Errorf("CheckName(%.60q) = %v", name, err)
		}
	}
}

func BenchmarkCheckContact(b *testing.B) {
	d, _ := collection.Lookup("contact")
	fields := map[string]json.RawMessage{
		"fullName": json.RawMessage(`"Ana Example"`), "organization": json.RawMessage(`"Example and Sons"`),
		"emails/e1": json.RawMessage(`{"label":"work","value":"ana@example.org","pos":1}`),
		"tags/work": json.RawMessage(`true`), "pausedUntil": json.RawMessage(`"2026-11-21"`),
	}
	b.ReportAllocs()
	for b.Loop() {
		for path, value := range fields {
			if err := d.Check(path, value); err != nil {
				b.Fatal(err)
			}
		}
	}
}
