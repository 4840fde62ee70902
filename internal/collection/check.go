package collection

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// CheckName returns what is wrong with the name of a collection, if anything.
func CheckName(name string) error {
	if _, known := theTable().byName[name]; known {
		return nil
	}
	ok := name != "" && len(name) <= 50
	for i := range len(name) {
		c := name[i]
		ok = ok && (c >= 'a' && c <= 'z' || i > 0 && (c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-'))
	}
	if !ok {
		return violate("collection", RuleName, "A collection's name has at most 50 letters and digits, and begins with a small letter.")
	}
	return nil
}

// Check returns the *Violation of value in the field that path names, or nil.
// Null clears a field. A field that this edition does not know passes within
// the limits, so that nothing of a newer client is lost.
func (d Definition) Check(path string, value json.RawMessage) error {
	f, v := d.place(path)
	if v == nil {
		v = d.checkValue(f, path, value)
	}
	if v != nil {
		return v
	}
	return nil
}

// CheckText returns the *Violation of text in the text field path, or nil.
func (d Definition) CheckText(path, text string) error {
	f, v := d.place(path)
	switch {
	case v != nil:
		return v
	case f != nil && f.Kind != Text:
		return violate(path, RuleKind, "%s is not a text: send it under fields.", path)
	case !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0:
		return (&scanner{path: path}).badCharacter()
	}
	limit := MaxTextLength
	if f != nil {
		limit = f.MaxLength
	}
	if len(text) > limit && utf8.RuneCountInString(text) > limit {
		return tooLong(path, limit)
	}
	return nil
}

// place finds the field of path, nil if it is unknown, and checks the path.
func (d Definition) place(path string) (*Field, *Violation) {
	if f, ok := d.index[path]; ok {
		if f.Kind == Map {
			return nil, violate(path, RuleKind, "%s is a map: write its members, as %s/<key>.", path, path)
		}
		return f, nil
	}
	name, key, isMember := strings.Cut(path, "/")
	if v := checkFieldName(path, name); v != nil {
		return nil, v
	}
	f := d.index[name]
	if isMember {
		return f, checkKey(f, path, key)
	}
	return f, nil
}

func checkFieldName(path, name string) *Violation {
	if !plainName(name) {
		return violate(path, RuleName, "A field's name has 1 to %d characters.", MaxNameLength)
	}
	if reserved(name) {
		return violate(path, RuleReserved, "%s is written by the server alone.", name)
	}
	return nil
}

func checkKey(f *Field, path, key string) *Violation {
	if f != nil && f.Kind != Map {
		return violate(path, RuleKind, "%s is not a map and has no members.", f.Name)
	}
	if !plainName(key) || strings.IndexByte(key, '/') >= 0 {
		return violate(path, RuleName, "A member's key has 1 to %d characters, and no slash.", MaxNameLength)
	}
	if f == nil {
		return nil
	}
	if f.Key == IDKey && !isID(key) {
		return violate(path, RuleRef, "The members of %s are named by an id.", f.Name)
	}
	if f.Key == OccurrenceKey && !isDateOrTime(key) {
		return violate(path, RuleDate, "The members of %s are named by a date or a wall time.", f.Name)
	}
	return nil
}

func plainName(s string) bool {
	return s != "" && len(s) <= 4*MaxNameLength && utf8.ValidString(s) &&
		utf8.RuneCountInString(s) <= MaxNameLength && strings.IndexByte(s, 0) < 0
}

// reserved reports whether name is, in any spelling, one that only the server
// writes. JSON libraries that ignore case or underscores must not be led astray.
func reserved(name string) bool {
	switch strings.ToLower(strings.ReplaceAll(name, "_", "")) {
	case "id", "spaceid", "userid", "accountid", "deviceid", "bydevice", "collection", "version",
		"deleted", "deletedat", "stamp", "stamps", "marks", "epoch", "head", "seq", "mid":
		return true
	}
	return false
}

// checkValue checks value against f, which is nil for an unknown field.
func (d Definition) checkValue(f *Field, path string, value json.RawMessage) *Violation {
	s := &scanner{path: path, data: value}
	var v *Violation
	switch {
	case f == nil:
		v = s.value(MaxDepth)
	case s.peek() != 'n':
		v = d.typed(s, f)
	case f.Required:
		v = violate(path, RuleRequired, "%s is required and cannot be cleared.", path)
	default:
		v = s.literal("null")
	}
	if v == nil {
		v = s.end()
	}
	return v
}

// typed reads a value of the type of f.
func (d Definition) typed(s *scanner, f *Field) *Violation {
	c := s.peek()
	switch f.Type {
	case Object:
		if c == 't' && f.OrTrue {
			return s.literal("true")
		}
		if c != '{' {
			return violate(s.path, RuleType, "%s must be an object.", s.path)
		}
		return d.members(s, f)
	case Boolean:
		switch c {
		case 't':
			return s.literal("true")
		case 'f':
			return s.literal("false")
		}
		return violate(s.path, RuleType, "%s must be true or false.", s.path)
	case Integer, Number:
		if c != '-' && (c < '0' || c > '9') {
			return violate(s.path, RuleType, "%s must be a number.", s.path)
		}
		return s.checkNumber(f)
	default:
		if c != '"' {
			return violate(s.path, RuleType, "%s must be a string.", s.path)
		}
		text, v := s.text()
		if v != nil {
			return v
		}
		return d.checkString(s.path, f, string(text))
	}
}

// members reads an object; a member that this edition does not know passes.
func (d Definition) members(s *scanner, f *Field) *Violation {
	path := s.path
	var seen uint64
	v := s.object(func(name string) *Violation {
		i := slices.IndexFunc(f.Members, func(m Field) bool { return m.Name == name })
		if i < 0 || (s.peek() == 'n' && !f.Members[i].Required) {
			return s.value(MaxDepth - 1)
		}
		seen |= 1 << i
		s.path = path + "." + name
		defer func() { s.path = path }()
		return d.typed(s, &f.Members[i])
	})
	for i := range f.Members {
		if v == nil && f.Members[i].Required && seen&(1<<i) == 0 {
			v = violate(path, RuleRequired, "%s needs %s.", path, f.Members[i].Name)
		}
	}
	return v
}

func (s *scanner) checkNumber(f *Field) *Violation {
	text, v := s.number()
	if v != nil {
		return v
	}
	if f.Type == Integer && (strings.ContainsAny(text, ".eE") || len(text) > 15) {
		return violate(s.path, RuleType, "%s must be a whole number.", s.path)
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return s.bad()
	}
	if f.Bounded && (n < f.Minimum || n > f.Maximum) {
		return violate(s.path, RuleRange, "%s must be from %s to %s.", s.path, decimal(f.Minimum), decimal(f.Maximum))
	}
	return nil
}

// checkString checks a string against the limits and the form of f.
func (d Definition) checkString(path string, f *Field, text string) *Violation {
	if f.Enum != nil && !slices.Contains(f.Enum, text) {
		return violate(path, RuleEnum, "%s must be one of: %s.", path, strings.Join(f.Enum, ", "))
	}
	if f.MaxLength > 0 && len(text) > f.MaxLength && utf8.RuneCountInString(text) > f.MaxLength {
		return tooLong(path, f.MaxLength)
	}
	if len(text) < f.MinLength {
		return violate(path, RuleTooShort, "%s must not be empty.", path)
	}
	return d.checkForm(path, f.Type, text)
}

func tooLong(path string, limit int) *Violation {
	return violate(path, RuleTooLong, "%s may have at most %d characters.", path, limit)
}

func (d Definition) checkForm(path string, t Type, text string) *Violation {
	switch {
	case t == TypeDate && !isDate(text):
		return violate(path, RuleDate, "%s must be a day that exists, as YYYY-MM-DD.", path)
	case t == TypePartial && !isPartialDate(text):
		return violate(path, RuleDate, "%s must be a date that exists, as YYYY, YYYY-MM, --MM-DD or YYYY-MM-DD.", path)
	case t == TypeMoment && !isDateOrTime(text):
		return violate(path, RuleDate, "%s must be a day that exists, as YYYY-MM-DD, or a wall time, as YYYY-MM-DDTHH:MM.", path)
	case t == TypeWall && !isWallTime(text):
		return violate(path, RuleTime, "%s must be a wall time, as YYYY-MM-DDTHH:MM.", path)
	case t == TypeTime && !isTimeOfDay(text):
		return violate(path, RuleTime, "%s must be a time of day, as HH:MM.", path)
	case t == TypeZone && !d.zones.Has(text):
		return violate(path, RuleZone, "%s must be the name of a time zone, such as Europe/Berlin.", path)
	case t == TypeRef && !isID(text):
		return violate(path, RuleRef, "%s must be the id of a record, a UUID in lower case.", path)
	}
	return nil
}
