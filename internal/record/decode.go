package record

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"tend/internal/collection"
)

// ReadObject takes a JSON object apart and calls member with the name and the
// value of each of its members, which share memory with data. A value is not
// checked inside. A name that comes twice is an error.
func ReadObject(data []byte, member func(name string, value json.RawMessage) error) error {
	r := reader{data: data}
	seen := names{few: make([]string, 0, 16)}
	err := r.object(func(lent []byte) error {
		name := string(lent)
		if !seen.add(name) {
			return twice(name)
		}
		value, err := r.raw()
		if err != nil {
			return err
		}
		return member(name, value)
	})
	if err == nil && !r.atEnd() {
		err = errJSON
	}
	return err
}

// names is a set of names. Most objects have few, which are sooner compared
// than hashed.
type names struct {
	few  []string
	many map[string]bool
}

// add reports whether name is new.
func (n *names) add(name string) bool {
	if n.many == nil && len(n.few) < cap(n.few) {
		if slices.Contains(n.few, name) {
			return false
		}
		n.few = append(n.few, name)
		return true
	}
	if n.many == nil {
		n.many = make(map[string]bool, 4*len(n.few))
		for _, one := range n.few {
			n.many[one] = true
		}
	}
	if n.many[name] {
		return false
	}
	n.many[name] = true
	return true
}

// UnmarshalJSON implements json.Unmarshaler. The mutation's values share memory
// with data. It fails only if data is no object, or does not say which mutation it
// is by seq and mid; whatever else is wrong is noted in Malformed, so that one bad
// mutation never holds up the others.
func (m *Mutation) UnmarshalJSON(data []byte) error {
	*m = Mutation{}
	r := reader{data: data}
	if err := m.read(&r); err != nil {
		return err
	}
	if !r.atEnd() {
		return errJSON
	}
	return nil
}

func twice(name string) *collection.Violation {
	return &collection.Violation{Field: name, Rule: collection.RuleJSON, Detail: "A name comes twice in one object."}
}

// blame notes what is wrong with m, unless something was before.
func (m *Mutation) blame(field, rule, detail string) {
	if m.Malformed == nil {
		m.Malformed = &collection.Violation{Field: field, Rule: rule, Detail: detail}
	}
}

// members are the names of a mutation's members, in the order of the bits that
// remember which were seen.
var members = [...]string{"seq", "mid", "collection", "id", "stamp", "base", "op", "fields", "text", "epoch"}

func (m *Mutation) read(r *reader) error {
	var seen uint
	err := r.object(func(name []byte) error {
		bit := memberBit(name)
		if bit < 0 {
			return m.readUnknown(r, string(name))
		}
		if seen&(1<<bit) != 0 {
			m.blame(members[bit], collection.RuleJSON, members[bit]+" comes twice.")
			_, err := r.raw()
			return err
		}
		seen |= 1 << bit
		return m.readMember(r, members[bit])
	})
	if err != nil {
		return err
	}
	if m.Seq < 1 {
		return &collection.Violation{Field: "seq", Rule: collection.RuleType, Detail: "seq must be a whole number from 1."}
	}
	if m.MID == uuid.Nil {
		return &collection.Violation{Field: "mid", Rule: collection.RuleRef, Detail: "mid must be a UUID in lower case."}
	}
	for i, name := range members[2:7] {
		if seen&(1<<(i+2)) == 0 && name != "base" {
			m.blame(name, collection.RuleRequired, name+" is missing.")
		}
	}
	m.completeText()
	return nil
}

func memberBit(name []byte) int {
	for i, known := range members {
		if string(name) == known {
			return i
		}
	}
	return -1
}

func (m *Mutation) readMember(r *reader, name string) error {
	switch name {
	case "fields":
		return m.readFields(r)
	case "text":
		return m.readText(r)
	}
	value, err := r.raw()
	if err != nil {
		return err
	}
	switch name {
	case "seq":
		m.Seq, _ = wholeNumber(value)
	case "mid":
		m.MID, _ = lowerUUID(value)
	case "id":
		id, ok := lowerUUID(value)
		if !ok {
			m.blame(name, collection.RuleRef, "id must be a UUID in lower case.")
		}
		m.ID = id
	case "base":
		base, ok := wholeNumber(value)
		if !ok {
			m.blame(name, collection.RuleType, "base must be a version, a whole number from 0.")
		}
		m.Base = base
	case "epoch":
		epoch, ok := lowerUUID(value)
		if !ok {
			m.blame(name, collection.RuleRef, "epoch must be a UUID in lower case.")
		}
		m.Epoch = epoch
	case "stamp":
		if err := m.Stamp.UnmarshalText(inner(value)); err != nil {
			m.blame(name, collection.RuleType, "stamp must be 16 hexadecimal digits in lower case.")
		}
	case "collection":
		m.Collection = m.readName(name, value)
	case "op":
		m.Op = Op(m.readName(name, value))
	}
	return nil
}

// readUnknown lets members of later editions pass, but none that a careless
// sender meant to be one of ours: its content would be lost without a word.
func (m *Mutation) readUnknown(r *reader, name string) error {
	value, err := r.raw()
	if err != nil {
		return err
	}
	for _, known := range members {
		if strings.EqualFold(name, known) {
			m.blame(known, collection.RuleName, known+" must be written in small letters.")
		}
	}
	if !json.Valid(value) {
		m.blame("", collection.RuleJSON, "The mutation is not valid JSON.")
	}
	return nil
}

func (m *Mutation) readName(field string, value json.RawMessage) string {
	r := reader{data: value}
	s, err := r.str()
	if err != nil || s.malformed {
		m.blame(field, collection.RuleType, field+" must be a string.")
	}
	return s.text
}

func (m *Mutation) readFields(r *reader) error {
	if r.peek() != '{' {
		m.blame("fields", collection.RuleType, "fields must be an object.")
		_, err := r.raw()
		return err
	}
	m.Fields = make(map[string]json.RawMessage, 8)
	return r.object(func(member []byte) error {
		value, err := r.raw()
		if err != nil {
			return err
		}
		name := string(member)
		if _, again := m.Fields[name]; again {
			m.blame(name, collection.RuleJSON, "The field comes twice.")
		}
		m.Fields[name] = value
		return nil
	})
}

func (m *Mutation) readText(r *reader) error {
	if r.peek() != '{' {
		m.blame("text", collection.RuleType, "text must be an object.")
		_, err := r.raw()
		return err
	}
	m.Text = make(map[string]TextEdit, 1)
	return r.object(func(member []byte) error {
		name := string(member)
		if _, again := m.Text[name]; again {
			m.blame(name, collection.RuleJSON, "The field comes twice.")
		}
		edit, ok, err := readEdit(r)
		if err == nil && !ok {
			m.blame(name, collection.RuleType,
				"A text is an object with a base, which is a version, and a value, which is a string.")
		}
		m.Text[name] = edit
		return err
	})
}

// baseAbsent marks an edit that named no base, until the mutation's is known.
const baseAbsent = -1

// readEdit reads a text edit; ok is false if it is none.
func readEdit(r *reader) (edit TextEdit, ok bool, err error) {
	edit.Base = baseAbsent
	if r.peek() != '{' {
		_, err := r.raw()
		return edit, false, err
	}
	var bases, values, baseTexts, wrong int
	err = r.object(func(name []byte) error {
		switch string(name) {
		case "base":
			bases++
			value, err := r.raw()
			base, isVersion := wholeNumber(value)
			if !isVersion {
				wrong++
			}
			edit.Base = base
			return err
		case "value":
			values++
			s, isString, err := r.strOrSkip()
			if !isString {
				wrong++
			}
			edit.Value, edit.raw, edit.malformed = s.text, s.raw, s.malformed
			return err
		case "baseText":
			baseTexts++
			isNull := r.peek() == 'n'
			s, isString, err := r.strOrSkip()
			if isString {
				edit.BaseText = &s.text
			} else if !isNull {
				wrong++
			}
			return err
		}
		_, err := r.raw()
		return err
	})
	return edit, wrong == 0 && bases <= 1 && values == 1 && baseTexts <= 1, err
}

// completeText gives the edits that named no base the mutation's.
func (m *Mutation) completeText() {
	for name, edit := range m.Text {
		if edit.Base == baseAbsent {
			edit.Base = m.Base
			m.Text[name] = edit
		}
	}
}

// inner returns what is between the quotes, nil if there are none.
func inner(value json.RawMessage) []byte {
	if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' {
		return value[1 : n-1]
	}
	return nil
}

// wholeNumber reads a number from 0 that JavaScript can hold exactly.
func wholeNumber(value json.RawMessage) (int64, bool) {
	if len(value) == 0 || len(value) > 16 || (value[0] == '0' && len(value) > 1) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(value), 10, 53)
	return int64(n), err == nil
}

// lowerUUID reads a UUID in the one spelling that is allowed.
func lowerUUID(value json.RawMessage) (uuid.UUID, bool) {
	text := inner(value)
	if len(text) != 36 {
		return uuid.Nil, false
	}
	for _, c := range text {
		if c >= 'A' && c <= 'F' {
			return uuid.Nil, false
		}
	}
	id, err := uuid.ParseBytes(text)
	return id, err == nil && id != uuid.Nil
}
