package sync_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tend/internal/fault"
	"tend/internal/record"
	"tend/internal/sync"
)

const (
	aSpace  = "0193a5b0-0000-7000-8000-00000000000a"
	aDevice = "0193a5b0-0000-7000-8000-00000000000b"
	anEpoch = "0193a5b0-0000-7000-8000-00000000000c"
)

// frame returns the body of a push, with a list of mutations as JSON.
func frame(mutations string) string {
	return fmt.Sprintf(`{"space":"%s","device":"%s","epoch":"%s","schema":1,"mutations":%s}`, aSpace, aDevice, anEpoch, mutations)
}

// sent returns a mutation as JSON. The members replace or join the usual ones.
func sent(seq int64, members string) string {
	return fmt.Sprintf(`{"seq":%d,"mid":"%s","collection":"note","id":"%s","stamp":"0193a5b000000000","base":0,"op":"put"%s}`,
		seq, newID(), newID(), members)
}

// B2.
func TestAFrameThatCannotBeAnsweredIsRefusedWithTheFieldAtFault(t *testing.T) {
	t.Parallel()
	whole := frame("[]")
	tests := []struct{ name, body, field, code string }{
		{"nothing", ``, "", "body-malformed"},
		{"no object", `[]`, "", "body-malformed"},
		{"cut off", whole[:len(whole)-1], "", "body-malformed"},
		{"more after it", whole + `{}`, "", "body-malformed"},
		{"no space", strings.Replace(whole, `"space"`, `"spaces"`, 1), "space", "member-missing"},
		{"a space in another case", strings.Replace(whole, `"space"`, `"Space"`, 1), "space", "member-missing"},
		{"two spaces", strings.Replace(whole, `{`, `{"space":"`+anEpoch+`",`, 1), "space", "member-malformed"},
		{"a space under an escaped name as well", strings.Replace(whole, `{`, `{"sp\u0061ce":"`+anEpoch+`",`, 1), "space", "member-malformed"},
		{"a space in upper case", strings.Replace(whole, aSpace, strings.ToUpper(aSpace), 1), "space", "member-malformed"},
		{"a device that is a number", strings.Replace(whole, `"`+aDevice+`"`, `7`, 1), "device", "member-malformed"},
		{"the zero device", strings.Replace(whole, aDevice, uuid.Nil.String(), 1), "device", "member-malformed"},
		{"no epoch", strings.Replace(whole, `"epoch"`, `"epoc"`, 1), "epoch", "member-missing"},
		{"schema 0", strings.Replace(whole, `"schema":1`, `"schema":0`, 1), "schema", "member-malformed"},
		{"a fractional schema", strings.Replace(whole, `"schema":1`, `"schema":1.5`, 1), "schema", "member-malformed"},
		{"a huge schema", strings.Replace(whole, `"schema":1`, `"schema":99999999999999999999`, 1), "schema", "member-malformed"},
		{"no list", frame(`{}`), "mutations", "member-malformed"},
		{"no mutation", frame(`[1]`), "", "body-malformed"},
		{"a hole in the list", frame(`[` + sent(1, "") + `,,]`), "", "body-malformed"},
		{"no seq", frame(`[` + strings.Replace(sent(1, ""), `"seq":1,`, "", 1) + `]`), "mutations[0].seq", "member-malformed"},
		{"seq 0", frame(`[` + sent(0, "") + `]`), "mutations[0].seq", "member-malformed"},
		{"a negative seq", frame(`[` + sent(-1, "") + `]`), "mutations[0].seq", "member-malformed"},
		{"no mid", frame(`[` + sent(1, "") + `,` + strings.Replace(sent(2, ""), `"mid"`, `"MID"`, 1) + `]`), "mutations[1].mid", "member-malformed"},
	}
	for _, tt := range tests {
		_, err := sync.DecodeBatch([]byte(tt.body))
		f, _ := errors.AsType[*fault.Error](err)
		if f == nil || f.Code != tt.code || f.Field != tt.field || f.Kind != fault.Invalid {
			t.Errorf("%s: %+v, want %s at %q", tt.name, f, tt.code, tt.field)
		}
	}
}

// D4.
func TestABatchThatIsTooLargeIsToBeSplit(t *testing.T) {
	t.Parallel()
	list := make([]string, sync.MaxMutations+1)
	for i := range list {
		list[i] = sent(int64(i+1), "")
	}
	for name, body := range map[string]string{
		"too many":  frame("[" + strings.Join(list, ",") + "]"),
		"too large": frame("[" + sent(1, `,"text":{"body":{"value":"`+strings.Repeat("x", sync.MaxBatchBytes)+`"}}`) + "]"),
	} {
		_, err := sync.DecodeBatch([]byte(body))
		if f, _ := errors.AsType[*fault.Error](err); f == nil || f.Kind != fault.TooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
	full, err := sync.DecodeBatch([]byte(frame("[" + strings.Join(list[1:], ",") + "]")))
	if err != nil || len(full.Mutations) != sync.MaxMutations {
		t.Errorf("a full batch: %d mutations, %v", len(full.Mutations), err)
	}
}

// B3, B13. Whatever is within a mutation, the mutation gets settled: nothing that a
// device may have stored can hold up its queue.
func TestAMutationThatCannotBeAppliedIsParkedAndTheOthersAreApplied(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 9000) + strings.Repeat("]", 9000)
	replace := func(old, new string) string { return strings.Replace(sent(2, ""), old, new, 1) }
	tests := []struct{ name, mutation string }{
		{"two seqs", sent(2, `,"seq":7`)},
		{"no collection", replace(`"collection":"note",`, "")},
		{"a collection of any shape", replace(`"note"`, `{"a":[]}`)},
		{"a collection with NUL", replace(`"note"`, `"no\u0000te"`)},
		{"an endless collection", replace(`"note"`, `"`+strings.Repeat("n", 100_000)+`"`)},
		{"an id in upper case", replace(`"id":"0`, `"id":"A`)},
		{"no id", replace(`"id":"`, `"idd":"`)},
		{"a stamp in upper case", replace(`"0193a5b000000000"`, `"0193A5B000000000"`)},
		{"a base of -1", replace(`"base":0`, `"base":-1`)},
		{"an unknown op", replace(`"put"`, `"destroy"`)},
		{"an op that is a list", replace(`"put"`, `["put"]`)},
		{"fields that are a list", sent(2, `,"fields":["a"]`)},
		{"NUL in a field", sent(2, `,"fields":{"source":"a\u0000b"}`)},
		{"NUL in the name of a field", sent(2, `,"fields":{"a\u0000b":1}`)},
		{"NUL in a text", sent(2, `,"text":{"body":{"value":"a\u0000b"}}`)},
		{"half a character", sent(2, `,"fields":{"source":"\ud83d"}`)},
		{"half a character in a text", sent(2, `,"text":{"body":{"value":"\ude00 x"}}`)},
		{"bytes that are no text", sent(2, `,"fields":{"source":"`+"\xff\xfe"+`"}`)},
		{"a number beyond all bounds", sent(2, `,"fields":{"new":1e999999}`)},
		{"a deep value", sent(2, `,"fields":{"new":`+deep+`}`)},
		{"a deep value in a text", sent(2, `,"text":{"body":{"value":"x","more":`+deep+`},"x":`+deep+`}`)},
		{"a text without a value", sent(2, `,"text":{"body":{"base":0}}`)},
		{"a name that only the server writes", sent(2, `,"fields":{"version":7}`)},
		{"that name in another spelling", sent(2, `,"fields":{"Space_Id":"`+aSpace+`"}`)},
		{"a field twice", sent(2, `,"fields":{"at":"2026-11-21","at":"2026-11-22"}`)},
		{"a value out of form", sent(2, `,"fields":{"at":"yesterday"}`)},
	}
	p := setup(t)
	for _, tt := range tests {
		phone := p.device()
		body := frame("[" + sent(1, `,"fields":{"at":"2026-11-21"}`) + "," + tt.mutation + "," + sent(3, "") + "]")
		batch, err := sync.DecodeBatch([]byte(body))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		batch.Space, batch.Device, batch.Epoch = p.space, phone.id, p.epoch
		result, err := p.service.Push(t.Context(), p.user, batch)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		statuses := [3]record.Status{result.Acks[0].Status, result.Acks[1].Status, result.Acks[2].Status}
		if statuses != [3]record.Status{record.OK, record.Parked, record.OK} {
			t.Errorf("%s: %v", tt.name, statuses)
		}
		if ack := result.Acks[1]; ack.Code == "" || ack.Detail == "" {
			t.Errorf("%s: parked without a reason: %+v", tt.name, ack)
		}
		if again, err := p.service.Push(t.Context(), p.user, batch); err != nil || again.Acks[1] != result.Acks[1] {
			t.Errorf("%s: the second answer is %+v, %v; the first was %+v", tt.name, again.Acks, err, result.Acks[1])
		}
	}
	if got := p.count(t, "parked"); got != len(tests) {
		t.Errorf("%d mutations are kept as parked, want %d", got, len(tests))
	}
	p.intact(t)
}

// What a device may send and the database can hold is stored as it came.
func TestUnusualButSoundContentIsKept(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	body := frame("[" + sent(1, `,"fields":{"newer/\u00e9\"\\":{"deep":[1,{"x":null}]},"emoji":"\ud83d\ude00","bidi":"\u202eabc","__proto__":"x","exact":0.1,"":1}`) +
		"," + sent(2, `,"fields":{"newer/\u00e9\"\\":{"deep":[1,{"x":null}]},"emoji":"\ud83d\ude00","bidi":"\u202eabc","__proto__":"x","exact":0.1}`) +
		"," + sent(3, `,"text":{"body":{"value":"line\nline\ttab \"quoted\" \\ \u2028 \u0001 e\u0301"},"unknownText":{"value":"x"}},"later":{"a":1}`) + "]")
	batch, err := sync.DecodeBatch([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	batch.Space, batch.Device, batch.Epoch = p.space, phone.id, p.epoch
	result, err := p.service.Push(t.Context(), p.user, batch)
	if err != nil || result.Acks[1].Status != record.OK || result.Acks[2].Status != record.OK {
		t.Fatalf("Push: %+v, %v", result.Acks, err)
	}
	got, _, _ := p.stored(t, batch.Mutations[1].ID)
	if got[`newer/é"\`] == nil || got["emoji"] != "😀" || got["__proto__"] != "x" {
		t.Errorf("fields = %v", got)
	}
	got, _, _ = p.stored(t, batch.Mutations[2].ID)
	if want := "line\nline\ttab \"quoted\" \\ \u2028 \u0001 e\u0301"; got["body"] != want || got["unknownText"] != "x" {
		t.Errorf("texts = %v", got)
	}
	p.intact(t)
}

// A base text is looked into long after it came, when another device has edited
// the same text.
func TestABaseTextThatIsNoTextDoesNoHarmLater(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, laptop := p.device(), p.device()
	batch, err := sync.DecodeBatch([]byte(frame("[" + sent(1, `,"text":{"body":{"value":"tea","baseText":"\u0000`+"\xff"+`"}}`) + "]")))
	if err != nil {
		t.Fatal(err)
	}
	batch.Space, batch.Device, batch.Epoch = p.space, phone.id, p.epoch
	if _, err := p.service.Push(t.Context(), p.user, batch); err != nil {
		t.Fatal(err)
	}
	note := batch.Mutations[0].ID
	phone.seq = 1
	phone.push(t, phone.note(note, 1, "green tea"))
	if result := laptop.push(t, laptop.note(note, 1, "tea and cake")); result.Acks[0].Status != record.Merged {
		t.Errorf("ack = %+v", result.Acks[0])
	}
	if got, _, _ := p.stored(t, note); got["body"] != "green tea and cake" {
		t.Errorf("text = %q", got["body"])
	}
	p.intact(t)
}

// B6.
func TestACursorIsReadStrictly(t *testing.T) {
	t.Parallel()
	cursor := fmt.Sprintf(`{"space":"%s","epoch":"%s","since":7}`, aSpace, anEpoch)
	body := func(cursors string) string {
		return fmt.Sprintf(`{"device":"%s","schema":1,"cursors":[%s]}`, aDevice, cursors)
	}
	req, err := sync.DecodePull([]byte(body(cursor + "," + `{"space":"` + aSpace + `","since":0}`)))
	if err != nil || len(req.Cursors) != 2 || req.Cursors[0].Since != 7 || req.Cursors[1].Epoch != uuid.Nil {
		t.Fatalf("DecodePull = %+v, %v", req, err)
	}
	tests := []struct{ name, body, field string }{
		{"a negative cursor", body(strings.Replace(cursor, ":7}", ":-1}", 1)), "cursors[0].since"},
		{"a huge cursor", body(strings.Replace(cursor, ":7}", ":9007199254740992}", 1)), "cursors[0].since"},
		{"a cursor with a fraction", body(strings.Replace(cursor, ":7}", ":7.0}", 1)), "cursors[0].since"},
		{"a cursor that is text", body(strings.Replace(cursor, ":7}", `:"7"}`, 1)), "cursors[0].since"},
		{"a cursor that is cut off", body(strings.Replace(cursor, `,"since":7`, "", 1)), "cursors[0].since"},
		{"a cursor in another case", body(strings.Replace(cursor, `"since"`, `"Since"`, 1)), "cursors[0].since"},
		{"a cursor without its epoch", body(strings.Replace(cursor, `"epoch"`, `"e"`, 1)), "cursors[0].epoch"},
		{"a second bad cursor", body(cursor + `,{"space":1,"since":0}`), "cursors[1].space"},
		{"too many cursors", body(strings.Repeat(cursor+",", 64) + cursor), "cursors"},
		{"no cursors", fmt.Sprintf(`{"device":"%s","schema":1}`, aDevice), "cursors"},
		{"no device", `{"schema":1,"cursors":[]}`, "device"},
		{"a negative size", fmt.Sprintf(`{"device":"%s","schema":1,"cursors":[],"maxBytes":-1}`, aDevice), "maxBytes"},
	}
	for _, tt := range tests {
		_, err := sync.DecodePull([]byte(tt.body))
		if f, _ := errors.AsType[*fault.Error](err); f == nil || f.Field != tt.field {
			t.Errorf("%s: %v, want a fault at %s", tt.name, err, tt.field)
		}
	}
}

// Postgres writes numbers without exponents. What a few bytes stand for must not
// become megabytes that every device has to pull.
func TestNumbersDoNotSwellInTheDatabase(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	numbers := func(one string) json.RawMessage {
		return json.RawMessage("[" + strings.Repeat(one+",", 10_000) + one + "]")
	}
	ada := newID()
	phone.push(t, phone.contact(ada, 0, "fullName", "Ada", "positions", numbers(`1.25e-7`)))
	huge := phone.contact(ada, 1, "positions", numbers(`1e308`))
	ack := phone.push(t, huge).Acks[0]
	if ack.Status != record.Parked || ack.Code != "out-of-range" || ack.Field != "positions" || ack.Detail == "" {
		t.Errorf("ack = %+v", ack)
	}
	fields, _, _ := p.stored(t, ada)
	if list, ok := fields["positions"].([]any); !ok || len(list) != 10_001 || list[0] != 1.25e-7 {
		t.Error("numbers that are in range did not stay what they were")
	}
	for _, one := range []string{`1e39`, `1e-38`, `-9007199254740993`, `5e-324`, `1e400`, `0e99999`} {
		m := phone.contact(newID(), 0, "fullName", "x", "positions", numbers(one))
		if status := phone.push(t, m).Acks[0].Status; status == record.Parked {
			continue
		}
		var length int
		if err := p.db.Conn().QueryRow(t.Context(), `select length(fields::text) from record where space_id = $1 and id = $2`, p.space, m.ID).Scan(&length); err != nil {
			t.Fatal(err)
		}
		if length > 10*len(m.Fields["positions"]) {
			t.Errorf("%s: %d bytes became %d", one, len(m.Fields["positions"]), length)
		}
	}
	p.intact(t)
}

// D3, D4. Whatever shape a body of the allowed size has, it is read in time in
// proportion to its length, and parked or refused with a reason.
func TestHostileShapesAreReadAndParked(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	const room = sync.MaxBatchBytes - 1<<10
	deep := strings.Repeat(`[`, room/2) + strings.Repeat(`]`, room/2)
	var keys strings.Builder
	for i := 0; keys.Len() < room-20; i++ {
		fmt.Fprintf(&keys, `,"k%x":1`, i)
	}
	for name, fields := range map[string]string{
		"deep":                      `{"fullName":"x","deep":` + deep + `}`,
		"many members":              `{"fullName":"x"` + keys.String() + `}`,
		"many members of an object": `{"fullName":"x","o":{"a":1` + keys.String() + `}}`,
		"a long string":             `{"fullName":"` + strings.Repeat("x", room) + `"}`,
		"a long name":               `{"fullName":"x","` + strings.Repeat("x", room) + `":1}`,
		"escapes":                   `{"fullName":"` + strings.Repeat(`\u0041`, room/6) + `"}`,
	} {
		phone.seq++
		body := fmt.Sprintf(`{"space":"%s","device":"%s","epoch":"%s","schema":1,"mutations":[{"seq":%d,"mid":"%s",`+
			`"collection":"contact","id":"%s","stamp":"019aa00000000000","op":"put","fields":%s}]}`,
			p.space, phone.id, p.epoch, phone.seq, newID(), newID(), fields)
		if len(body) > sync.MaxBatchBytes {
			t.Fatalf("%s has %d bytes", name, len(body))
		}
		b, err := sync.DecodeBatch([]byte(body))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		result, err := p.service.Push(t.Context(), p.user, b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if ack := result.Acks[0]; name != "many members of an object" && (ack.Status != record.Parked || ack.Code == "" || len(ack.Detail) > 300) {
			t.Errorf("%s: %+v", name, ack)
		}
	}
	p.intact(t)
}
