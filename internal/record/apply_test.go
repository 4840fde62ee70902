package record_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/collection"
	"tend/internal/record"
)

func TestFieldsOfTwoDevicesMergeOneByOne(t *testing.T) {
	newSpace(t).
		apply(ana, record.Mutation{Stamp: at(0), Fields: fields("source", `"first"`, "pinned", `true`)}).wantStatus(record.OK).
		apply(ben, set(at(2), 1, "source", `"second"`)).wantStatus(record.OK).
		apply(ana, set(at(1), 1, "pinned", `false`)).wantStatus(record.OK).wantLost("", "").
		wantField("source", `"second"`).wantField("pinned", `false`)
}

func TestTheNewerOfTwoConcurrentValuesShowsAndTheOtherIsHandedOver(t *testing.T) {
	s := newSpace(t).apply(ana, set(at(0), 0, "source", `"base"`))
	s.apply(ana, set(at(5), 1, "source", `"newer"`))
	s.apply(ben, set(at(3), 1, "source", `"older"`)).wantStatus(record.Merged).
		wantField("source", `"newer"`).wantLost("source", `"older"`)

	s = newSpace(t).apply(ana, set(at(0), 0, "source", `"base"`))
	s.apply(ben, set(at(3), 1, "source", `"older"`))
	s.apply(ana, set(at(5), 1, "source", `"newer"`)).wantStatus(record.OK).
		wantField("source", `"newer"`).wantLost("source", `"older"`)
}

func TestEqualStampsAreBrokenByTheDevice(t *testing.T) {
	for _, first := range []uuid.UUID{ana, ben} {
		second := ben
		if first == ben {
			second = ana
		}
		newSpace(t).
			apply(eva, set(at(0), 0, "source", `"base"`)).
			apply(first, set(at(5), 1, "source", fmt.Sprintf("%q", first))).
			apply(second, set(at(5), 1, "source", fmt.Sprintf("%q", second))).
			wantField("source", fmt.Sprintf("%q", ben))
	}
}

func TestAnEditOfWhatWasSeenShowsWhateverTheClocksSay(t *testing.T) {
	newSpace(t).
		apply(ana, set(at(90_000), 0, "source", `"from a clock that is ahead"`)).
		apply(ben, set(at(-1_000_000), 1, "source", `"the answer"`)).wantStatus(record.OK).
		wantField("source", `"the answer"`).wantLost("", "").
		apply(eva, set(at(1), 0, "source", `"older than what was answered"`)).wantStatus(record.Merged).
		wantField("source", `"the answer"`)
}

func TestABaseFromALostHistorySaysNothing(t *testing.T) {
	s := newSpace(t).
		apply(ana, set(at(9), 0, "source", `"newer"`)).
		apply(ben, set(at(5), 9001, "source", `"older"`)).wantStatus(record.Merged).wantField("source", `"newer"`).
		apply(ana, write(at(10), 1, "One."))
	env := s.env(ben)
	env.Base = func(string, int64) (string, bool) { return "One.", true }
	if next, out := record.Apply(s.record, editOf(9001), env); next != nil || out.Status != record.NeedBase {
		t.Errorf("an edit of a text of another history is %s", out.Status)
	}
}

// editOf is an edit of the body of the record of these tests.
func editOf(base int64) record.Mutation {
	m := write(at(20), base, "Two.")
	m.ID, m.Collection, m.Op = theID, "note", record.Put
	return m
}

// B11, F8.
func TestLaterMutationsOfADeviceShowAlthoughItsClockWentBack(t *testing.T) {
	newSpace(t).
		apply(ana, set(at(1000), 0, "source", `"one"`)).
		apply(ana, set(at(10), 0, "source", `"two"`)).wantStatus(record.OK).
		wantField("source", `"two"`).wantLost("", "")
}

// B11, F8.
func TestAClockFarAheadCountsAsTwoMinutesAhead(t *testing.T) {
	s := newSpace(t).
		apply(eva, set(at(0), 0, "source", `"base"`)).
		apply(ana, set(at(0)+record.Stamp(10*365*24*time.Hour/time.Millisecond)<<16, 1, "source", `"future"`)).
		wantStatus(record.OK)
	if got, most := s.record.Marks["source"].Stamp, record.StampAt(noon.Add(record.MaxAhead)); got != most {
		t.Errorf("stamp %s, want %s", got, most)
	}
	s.apply(ben, set(at(121_000), 1, "source", `"as far"`)).wantStatus(record.OK).wantField("source", `"as far"`)
}

func TestNullClearsAFieldAndWinsLikeAValue(t *testing.T) {
	newSpace(t).
		apply(ana, set(at(0), 0, "source", `"base"`)).
		apply(ana, set(at(9), 1, "source", `null`)).wantField("source", "").
		apply(ben, set(at(5), 1, "source", `"older"`)).wantStatus(record.Merged).
		wantField("source", "").wantLost("source", `"older"`).
		apply(ben, set(at(10), 1, "source", `"newer"`)).wantField("source", `"newer"`).wantLost("source", "null")
}

func TestTheSameValueTwiceIsNotLost(t *testing.T) {
	newSpace(t).
		apply(eva, set(at(0), 0, "contacts/"+theID.String(), `true`)).
		apply(ana, set(at(9), 1, "learned", `{"a":1,"b":[2]}`)).
		apply(ben, set(at(5), 1, "learned", `{ "b": [2], "a": 1 }`)).wantStatus(record.OK).wantLost("", "")
}

func TestMembersOfAMapAreFieldsOfTheirOwn(t *testing.T) {
	contact := func(m record.Mutation) record.Mutation { m.Collection = "contact"; return m }
	newSpace(t).
		apply(ana, contact(set(at(0), 0, "fullName", `"Ana"`))).
		apply(ana, contact(set(at(9), 1, "tags/work", `true`))).
		apply(ben, contact(set(at(5), 1, "tags/porto", `true`))).wantStatus(record.OK).
		wantField("tags/work", `true`).wantField("tags/porto", `true`)
}

func TestTheGreatestValueOfAMaxFieldStays(t *testing.T) {
	reminder := func(m record.Mutation) record.Mutation { m.Collection = "reminder"; return m }
	newSpace(t).
		apply(ana, reminder(set(at(0), 0, "doneThrough", `"2026-11-20"`))).
		apply(ben, reminder(set(at(-9), 0, "doneThrough", `"2026-11-21"`))).wantStatus(record.OK).
		wantField("doneThrough", `"2026-11-21"`).
		apply(ana, reminder(set(at(99), 2, "doneThrough", `"2026-11-19"`))).wantStatus(record.Merged).
		wantField("doneThrough", `"2026-11-21"`).wantLost("doneThrough", `"2026-11-19"`).
		apply(ana, reminder(set(at(99), 3, "doneThrough", `null`))).wantField("doneThrough", `"2026-11-21"`)
}

func TestTextsOfTwoDevicesAreMergedOverTheirBase(t *testing.T) {
	s := newSpace(t).
		apply(ana, write(at(0), 0, "Met Ana.")).wantStatus(record.OK).
		apply(ana, write(at(1), 1, "Met Ana for lunch.")).wantStatus(record.OK).
		apply(ben, write(at(2), 1, "Met Ana. Call her.")).wantStatus(record.Merged).
		wantField("body", `"Met Ana for lunch. Call her."`).wantLost("", "")
	if got := s.outcome.Text["body"]; got != "Met Ana for lunch. Call her." {
		t.Errorf("the outcome has the text %q", got)
	}
	if len(newSpace(t).apply(ana, write(at(0), 0, "Met Ana.")).outcome.Text) != 0 {
		t.Error("the outcome repeats a text that was not merged")
	}
}

func TestATextIsReplacedWhereItIsStillTheOneThatWasEdited(t *testing.T) {
	newSpace(t).
		apply(ana, write(at(0), 0, "One.")).
		apply(ben, set(at(1), 1, "pinned", `true`)).
		apply(ben, write(at(-5), 1, "Two.")).wantStatus(record.OK).wantField("body", `"Two."`)
}

func TestADeviceThatTypesOnBeforeItHearsBackDoesNotRepeatItself(t *testing.T) {
	newSpace(t).
		apply(ana, write(at(0), 0, "Met")).
		apply(ana, write(at(1), 0, "Met Ana")).wantStatus(record.OK).
		apply(ana, write(at(2), 0, "Met Ana for lunch")).wantStatus(record.OK).wantField("body", `"Met Ana for lunch"`)
}

func TestADeviceThatTypesOnAfterItsTextWasMergedIsAskedForItsBase(t *testing.T) {
	s := newSpace(t).
		apply(ana, write(at(0), 0, "Met Ana.")).
		apply(ben, write(at(1), 1, "Met Ana. Call her.")).
		apply(ana, write(at(2), 1, "Met Ana for")).wantStatus(record.Merged)
	before := s.record
	on := write(at(3), 1, "Met Ana for lunch.")
	s.apply(ana, on).wantStatus(record.NeedBase)
	if s.outcome.Field != "body" || s.record != before {
		t.Errorf("it needs the base of %q, and the record changed: %t", s.outcome.Field, s.record != before)
	}
	base := "Met Ana for"
	on.Text["body"] = record.TextEdit{Base: 1, Value: "Met Ana for lunch.", BaseText: &base}
	s.apply(ana, on).wantStatus(record.Merged)
	if text := s.text("body"); strings.Count(text, "for") != 1 || !strings.Contains(text, "lunch") || !strings.Contains(text, "Call her.") {
		t.Errorf("merged to %q", text)
	}

	// The same with another device's text in between.
	newSpace(t).
		apply(ana, write(at(0), 0, "Met Ana.")).
		apply(ana, write(at(1), 1, "Met Ana for")).
		apply(ben, write(at(2), 1, "Met Ana. Call her.")).
		apply(ana, write(at(3), 1, "Met Ana for lunch.")).wantStatus(record.NeedBase)
}

func TestTheBaseTextThatWasSentGoesBeforeTheVersion(t *testing.T) {
	base := "One."
	m := write(at(2), 2, "One. Three.")
	m.Text["body"] = record.TextEdit{Base: 2, Value: "One. Three.", BaseText: &base}
	newSpace(t).
		apply(ana, write(at(0), 0, "One.")).
		apply(ana, write(at(1), 1, "One. Two.")).
		apply(ben, m).wantStatus(record.Merged).wantField("body", `"One. Two. Three."`)
}

func TestTextsThatTwoDevicesBeganAreBothKept(t *testing.T) {
	newSpace(t).
		apply(ana, write(at(0), 0, "One.")).
		apply(ben, write(at(1), 0, "Two.")).wantStatus(record.Merged).wantField("body", `"One. Two."`)
}

func TestTheSameTextNeedsNoBase(t *testing.T) {
	s := newSpace(t).
		apply(ana, write(at(0), 0, "One.")).
		apply(ana, write(at(1), 1, "Two."))
	clear(s.texts)
	s.apply(ben, write(at(2), 1, "Two.")).wantStatus(record.OK).wantField("body", `"Two."`)
}

func TestATextWithoutAKnownBaseNeedsIt(t *testing.T) {
	s := newSpace(t).
		apply(ana, write(at(0), 0, "One.")).
		apply(ana, write(at(1), 1, "One. Two."))
	clear(s.texts)
	s.apply(ben, write(at(2), 1, "One. Three.")).wantStatus(record.NeedBase)
	// Base 9 is of a history that was lost with a restored backup.
	s.apply(ben, write(at(2), 9, "One. Three.")).wantStatus(record.NeedBase)
	base := "One."
	m := write(at(2), 9, "One. Three.")
	m.Text["body"] = record.TextEdit{Base: 9, Value: "One. Three.", BaseText: &base}
	s.apply(ben, m).wantStatus(record.Merged).wantField("body", `"One. Two. Three."`)
}

func TestATextAmongTheFieldsIsMergedAllTheSame(t *testing.T) {
	newSpace(t).
		apply(ana, set(at(0), 0, "body", `"Met \"Ana\"."`)).wantField("body", `"Met \"Ana\"."`).
		apply(ana, write(at(1), 1, `Met "Ana" today.`)).
		apply(ben, set(at(2), 1, "body", `"Met \"Ana\". Call her."`)).wantStatus(record.Merged).
		wantField("body", `"Met \"Ana\" today. Call her."`).
		apply(ben, set(at(3), 3, "body", `null`)).wantStatus(record.OK).wantField("body", `""`)
}

func TestTextsTooLongToMergeAreBothKept(t *testing.T) {
	long := strings.Repeat("x ", collection.MaxTextLength/2-1)
	s := newSpace(t).
		apply(ana, write(at(0), 0, long)).
		apply(ana, write(at(1), 1, "a "+long)).
		apply(ben, write(at(2), 1, long+"b ")).wantStatus(record.Merged)
	if s.text("body") != "a "+long+"b " || s.outcome.Code != "" {
		t.Fatalf("texts within the limit were not merged: %s", s.outcome.Code)
	}
	s.apply(eva, write(at(3), 1, "c")).wantStatus(record.Merged)
	if s.text("body") != "a "+long+"b \n\n* * *\n\nc" || s.outcome.Code != record.CodeTextsKept || s.outcome.Field != "body" {
		t.Errorf("outcome %s of %s", s.outcome.Code, s.outcome.Field)
	}
}

func TestATextThatGrewTooLongByMergingCanBeMadeShorter(t *testing.T) {
	long := strings.Repeat("x ", collection.MaxTextLength/2-1)
	s := newSpace(t).
		apply(ana, write(at(0), 0, long)).
		apply(ana, write(at(1), 1, "a "+long)).
		apply(ben, write(at(2), 1, long+"b "))
	merged := s.text("body")
	s.apply(ana, write(at(3), 3, merged+"more")).wantParked("too-long", "body")
	s.apply(ana, write(at(4), 3, merged[1:])).wantStatus(record.OK)
}

func TestADeleteLosesToAnEditOfAnotherDevice(t *testing.T) {
	del := func(stamp record.Stamp, base int64) record.Mutation {
		return record.Mutation{Stamp: stamp, Base: base, Op: record.Delete}
	}
	newSpace(t).
		apply(ana, write(at(0), 0, "One.")).
		apply(ben, set(at(1), 1, "pinned", `true`)).
		apply(ana, del(at(9), 1)).wantStatus(record.Superseded).wantDeleted(false).
		apply(ana, del(at(9), 2)).wantStatus(record.OK).wantDeleted(true).wantField("body", `"One."`)
	// Its own edits it knows.
	newSpace(t).
		apply(ana, write(at(0), 0, "One.")).
		apply(ana, set(at(1), 0, "pinned", `true`)).
		apply(ana, del(at(2), 0)).wantStatus(record.OK).wantDeleted(true)
	// But not the words of others that were merged into its text.
	newSpace(t).
		apply(ana, write(at(0), 0, "One.")).
		apply(ben, write(at(1), 1, "One. Two.")).
		apply(ana, write(at(2), 1, "Zero. One.")).
		apply(ana, del(at(3), 1)).wantStatus(record.Superseded)
	// A delete of what the space has never seen is kept in mind.
	newSpace(t).apply(ana, del(at(3), 0)).wantStatus(record.OK).wantDeleted(true)
}

func TestDeletingTwiceKeepsTheFirstDate(t *testing.T) {
	s := newSpace(t).apply(ana, write(at(0), 0, "One."))
	s.apply(ana, record.Mutation{Stamp: at(1), Base: 1, Op: record.Delete})
	first := *s.record.DeletedAt
	next, out := record.Apply(s.record, record.Mutation{ID: theID, Collection: "note", Stamp: at(2), Base: 1, Op: record.Delete},
		record.Env{Device: ben, Version: 3, Now: noon.Add(time.Hour)})
	if out.Status != record.OK || !next.DeletedAt.Equal(first) {
		t.Errorf("%s, deleted at %s, want %s", out.Status, next.DeletedAt, first)
	}
}

func TestAnEditThatDidNotKnowOfTheDeleteRevivesTheRecord(t *testing.T) {
	deleted := func() *space {
		return newSpace(t).
			apply(ana, write(at(0), 0, "One.")).
			apply(ana, record.Mutation{Stamp: at(5), Base: 1, Op: record.Delete}).wantDeleted(true)
	}
	deleted().apply(ben, set(at(1), 1, "pinned", `true`)).wantStatus(record.OK).wantDeleted(false).
		wantField("body", `"One."`).wantField("pinned", `true`)
	deleted().apply(ben, set(at(9), 2, "pinned", `true`)).wantStatus(record.OK).wantDeleted(true).wantField("pinned", `true`)
	deleted().apply(ben, record.Mutation{Stamp: at(9), Base: 2, Op: record.Restore}).wantStatus(record.OK).wantDeleted(false).
		apply(ana, record.Mutation{Stamp: at(10), Base: 1, Op: record.Delete}).wantStatus(record.Superseded)
	newSpace(t).apply(ben, record.Mutation{Stamp: at(9), Op: record.Restore}).wantParked(record.CodeUnknown, "")
}

func TestWhatCannotBeAppliedIsParkedWithItsReason(t *testing.T) {
	s := newSpace(t).apply(ana, write(at(0), 0, "One."))
	before := s.record
	many := fields()
	for i := range collection.MaxMembers + 1 {
		many[fmt.Sprintf("ofNextYear/%d", i)] = []byte(`true`)
	}
	tooMany := fields()
	for i := range collection.MaxFields + 1 {
		tooMany[fmt.Sprintf("field%d", i)] = []byte(`true`)
	}
	big := `"` + strings.Repeat("x", collection.MaxRecordBytes) + `"`
	for _, c := range []struct {
		m           record.Mutation
		code, field string
	}{
		{set(at(1), 1, "pinned", `"yes"`), "wrong-type", "pinned"},
		{set(at(1), 1, "version", `7`), "server-owned", "version"},
		{set(at(1), 1, "at", `"2026-02-30"`), "bad-date", "at"},
		{record.Mutation{Fields: fields("z", `[`, "y", `[`, "x", `[`, "w", `[`, "v", `[`, "at", `1`, "aa", `{`)}, "bad-json", "aa"},
		{record.Mutation{Fields: fields("pinned", `true`), Text: map[string]record.TextEdit{"pinned": {}}}, "wrong-kind", "pinned"},
		{record.Mutation{Fields: fields("body", `"x"`), Text: map[string]record.TextEdit{"body": {}}}, "wrong-kind", "body"},
		{record.Mutation{Op: "patch"}, "bad-op", "op"},
		{record.Mutation{Op: record.Delete, Fields: fields("pinned", `true`)}, "bad-op", "op"},
		{record.Mutation{Collection: "contact", Fields: fields("fullName", `"x"`)}, "wrong-collection", "collection"},
		{record.Mutation{Fields: many}, "too-many-members", "ofNextYear"},
		{record.Mutation{Fields: tooMany}, "too-many-fields", ""},
		{set(at(1), 1, "ofNextYear", big), "record-too-large", ""},
		{record.Mutation{Malformed: &collection.Violation{Field: "id", Rule: "bad-id", Detail: "No id."}}, "bad-id", "id"},
	} {
		s.apply(ana, c.m).wantParked(c.code, c.field)
	}
	if s.record != before {
		t.Error("a parked mutation changed the record")
	}
	newSpace(t).apply(ana, record.Mutation{Collection: "No such"}).wantParked("bad-name", "collection")
}

func TestAContactNeedsItsNameFromTheBeginning(t *testing.T) {
	contact := func(m record.Mutation) record.Mutation { m.Collection = "contact"; return m }
	newSpace(t).apply(ana, contact(set(at(0), 0, "nickname", `"An"`))).wantParked("required", "fullName")
	newSpace(t).
		apply(ana, contact(set(at(0), 0, "fullName", `"Ana"`))).
		apply(ben, contact(set(at(1), 1, "nickname", `"An"`))).wantStatus(record.OK).
		apply(ben, contact(set(at(2), 1, "fullName", `null`))).wantParked("required", "fullName")
}

func TestRecordsAndFieldsOfNewerClientsAreKeptAsTheyCame(t *testing.T) {
	newSpace(t).apply(ana, record.Mutation{
		Collection: "ofnextyear",
		Fields:     fields("name", `"x"`, "list/1", `{"a": [1, 2]}`),
		Text:       map[string]record.TextEdit{"prose": {Value: "Some words."}},
	}).wantStatus(record.OK).wantField("list/1", `{"a": [1, 2]}`).wantField("prose", `"Some words."`)
}

func TestMarksOfFieldsLongClearedAreForgottenOldestFirst(t *testing.T) {
	s := newSpace(t).apply(ana, write(at(0), 0, "One."))
	for i := range 9 {
		cleared := fields()
		for j := range 500 {
			cleared[fmt.Sprintf("contacts/0193a5b0-7c00-7000-8000-%06d%06d", i, j)] = []byte(`null`)
		}
		s.apply(ana, record.Mutation{Stamp: at(i), Base: s.head, Fields: cleared}).wantStatus(record.OK)
	}
	if n := len(s.record.Marks); n > 2*collection.MaxFields {
		t.Errorf("the record has %d marks", n)
	}
	if _, ok := s.record.Marks["body"]; !ok {
		t.Error("the mark of a field that has a value was forgotten")
	}
	if _, ok := s.record.Marks["contacts/0193a5b0-7c00-7000-8000-000008000000"]; !ok {
		t.Error("the newest mark was forgotten")
	}
}
