package sync

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"tend/internal/collection"
	"tend/internal/fault"
	"tend/internal/record"
)

// DecodeBatch reads the body of a push.
//
// What is wrong with the frame (who sends, which mutation comes when) is a
// fault, for nothing could be acknowledged. What is wrong within a mutation is
// kept with it: it gets parked, and the ones around it are applied.
//
// The batch refers to body, which must not change while the batch is in use.
func DecodeBatch(body []byte) (Batch, error) {
	if len(body) > MaxBatchBytes {
		return Batch{}, errTooMany
	}
	var b Batch
	f := readFrame(body)
	b.Space = f.uuid("space")
	b.Device = f.uuid("device")
	b.Epoch = f.uuid("epoch")
	b.Schema = int(f.number("schema", 1, maxSchema))
	b.Mutations = f.mutations("mutations")
	if f.err != nil {
		return Batch{}, f.err
	}
	return b, nil
}

const (
	maxSchema  = 1<<31 - 1 // its column is an integer
	maxVersion = 1<<53 - 1 // what JavaScript counts exactly
)

// frame is a JSON object of a request. Reading from it keeps the first fault.
//
// Names count as they are written: encoding/json would take "Space" for
// "space". A name that stands twice is a fault, because two readers might
// disagree about which one counts. Unknown names belong to a newer protocol.
type frame struct {
	path    string // of the object, "" for the body
	members map[string]json.RawMessage
	err     error
}

var errMalformed = fault.New(fault.Invalid, "body-malformed", "The request's body is not valid JSON.")

func readFrame(body []byte) *frame {
	f := &frame{members: make(map[string]json.RawMessage, 8)}
	err := record.ReadObject(body, func(name string, value json.RawMessage) error {
		f.members[name] = value
		return nil
	})
	if v, ok := errors.AsType[*collection.Violation](err); ok {
		f.refuse(v.Field, "%s stands there twice.", v.Field)
	} else if err != nil {
		f.err = errMalformed
	}
	return f
}

func (f *frame) at(name string) string {
	if f.path == "" {
		return name
	}
	return f.path + "." + name
}

func (f *frame) refuse(name, format string, args ...any) {
	if f.err == nil {
		f.err = fault.New(fault.Invalid, "member-malformed", format, args...).At(f.at(name))
	}
}

// member returns the text of a member. It is nil if the member is missing, which
// is a fault unless the member is optional.
func (f *frame) member(name string, optional bool) json.RawMessage {
	value, ok := f.members[name]
	if !ok && !optional && f.err == nil {
		f.err = fault.New(fault.Invalid, "member-missing", "%s is missing.", f.at(name)).At(f.at(name))
	}
	return value
}

func (f *frame) uuid(name string) uuid.UUID {
	value := f.member(name, false)
	id, ok := parseUUID(value)
	if !ok && value != nil {
		f.refuse(name, "%s must be a UUID in lower case.", f.at(name))
	}
	return id
}

// optionalUUID is the zero UUID if the member is missing or empty.
func (f *frame) optionalUUID(name string) uuid.UUID {
	if value := f.member(name, true); value == nil || string(value) == `""` || string(value) == "null" {
		return uuid.Nil
	}
	return f.uuid(name)
}

// number reads a whole number from low to high.
func (f *frame) number(name string, low, high int64) int64 {
	return f.optionalNumber(name, low, high, f.member(name, false))
}

func (f *frame) optionalNumber(name string, low, high int64, value json.RawMessage) int64 {
	if value == nil {
		return low
	}
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil || n < low || n > high || value[0] == '+' {
		f.refuse(name, "%s must be a whole number from %d to %d.", f.at(name), low, high)
		return low
	}
	return n
}

// array returns the elements of an array, each as it stands there.
func (f *frame) array(name string, most int, tooMany error) []json.RawMessage {
	value := f.member(name, false)
	if len(value) == 0 {
		return nil
	}
	if value[0] != '[' {
		f.refuse(name, "%s must be an array.", f.at(name))
		return nil
	}
	list := elements(value, most+1)
	if len(list) > most && f.err == nil {
		f.err = tooMany
	}
	return list
}

func (f *frame) mutations(name string) []Mutation {
	list := f.array(name, MaxMutations, errTooMany)
	if f.err != nil {
		return nil
	}
	mutations := make([]Mutation, len(list))
	for i, raw := range list {
		m := &mutations[i]
		m.raw = raw
		err := m.UnmarshalJSON(raw)
		if v, ok := errors.AsType[*collection.Violation](err); ok {
			at := fmt.Sprintf("%s[%d].%s", name, i, v.Field)
			f.err = fault.New(fault.Invalid, "member-malformed", "%s: %s", at, v.Detail).At(at)
		} else if err != nil {
			f.err = errMalformed
		}
		if f.err != nil {
			return nil
		}
		m.cleanBases()
	}
	return mutations
}

// cleanBases makes base texts something that Postgres can look into. They are
// not checked like content, because they never become any: they only show what
// the device changed.
func (m *Mutation) cleanBases() {
	const unknown = "\uFFFD"
	for field, edit := range m.Text {
		if edit.BaseText == nil || (utf8.ValidString(*edit.BaseText) && !strings.Contains(*edit.BaseText, "\x00")) {
			continue
		}
		clean := strings.ReplaceAll(strings.ToValidUTF8(*edit.BaseText, unknown), "\x00", unknown)
		edit.BaseText = &clean
		m.Text[field] = edit
	}
}

// elements splits a JSON array at its own commas, up to limit elements. It does
// not look into them: whoever decodes an element sees whether it is one.
func elements(array json.RawMessage, limit int) []json.RawMessage {
	inner := bytes.TrimSpace(array[1 : len(array)-1])
	if len(inner) == 0 {
		return nil
	}
	list := make([]json.RawMessage, 0, min(limit, 64))
	start, depth := 0, 0
	for i := 0; i < len(inner) && len(list) < limit; i++ {
		switch inner[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			i = closingQuote(inner, i)
		case ',':
			if depth == 0 {
				list = append(list, inner[start:i:i])
				start = i + 1
			}
		}
	}
	return append(list, inner[start:])
}

// closingQuote returns where the string that opens at i ends.
func closingQuote(text []byte, i int) int {
	for i++; i < len(text) && text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i
}

// parseUUID reads a JSON string that is a UUID in its one canonical form: lower
// case, with hyphens. Any second spelling would be a second name of a thing.
func parseUUID(value json.RawMessage) (uuid.UUID, bool) {
	const length = len(`""`) + 36
	if len(value) != length || bytes.ContainsAny(value, "ABCDEF") {
		return uuid.Nil, false
	}
	id, err := uuid.ParseBytes(value[1 : length-1])
	return id, err == nil && id != uuid.Nil
}
