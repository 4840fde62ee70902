package record

import (
	"encoding/json"
	"errors"
	"unicode/utf8"

	"tend/internal/collection"
)

// errJSON is the error for input that is no JSON.
var errJSON = errors.New("this is not valid JSON")

// reader takes JSON apart without copying it. Names are compared exactly, where
// encoding/json would take "FIELDS" for "fields", and a name that comes twice is
// an error rather than a second value.
type reader struct {
	data []byte
	pos  int
}

// str is a string and how it came.
type str struct {
	text      string
	raw       json.RawMessage
	malformed bool // not UTF-8, or with half a surrogate pair
}

func (r *reader) peek() byte {
	for r.pos < len(r.data) {
		switch c := r.data[r.pos]; c {
		case ' ', '\t', '\n', '\r':
			r.pos++
		default:
			return c
		}
	}
	return 0
}

func (r *reader) atEnd() bool { return r.peek() == 0 && r.pos == len(r.data) }

// object calls member with the name of each member; member must read the value.
// The name is only lent to it.
func (r *reader) object(member func(name []byte) error) error {
	return r.sequence('{', '}', func() error {
		name, err := r.name()
		if err != nil {
			return err
		}
		if r.peek() != ':' {
			return errJSON
		}
		r.pos++
		return member(name)
	})
}

// name reads a member's name. It copies it only if it was written with escapes.
func (r *reader) name() ([]byte, error) {
	if r.peek() != '"' {
		return nil, errJSON
	}
	start := r.pos
	plain, err := r.skipString()
	if err != nil {
		return nil, err
	}
	if plain {
		return r.data[start+1 : r.pos-1], nil
	}
	r.pos = start
	s, err := r.str()
	return []byte(s.text), err
}

// array calls element at each element; element must read it.
func (r *reader) array(element func() error) error { return r.sequence('[', ']', element) }

func (r *reader) sequence(open, end byte, element func() error) error {
	if r.peek() != open {
		return errJSON
	}
	r.pos++
	if r.peek() == end {
		r.pos++
		return nil
	}
	for {
		if err := element(); err != nil {
			return err
		}
		switch r.peek() {
		case ',':
			r.pos++
		case end:
			r.pos++
			return nil
		default:
			return errJSON
		}
	}
}

// str reads a string.
func (r *reader) str() (str, error) {
	if r.peek() != '"' {
		return str{}, errJSON
	}
	start := r.pos
	plain, err := r.skipString()
	if err != nil {
		return str{}, err
	}
	raw := r.data[start:r.pos]
	if plain {
		return str{text: string(raw[1 : len(raw)-1]), raw: raw, malformed: !utf8.Valid(raw)}, nil
	}
	s := str{raw: raw, malformed: !utf8.Valid(raw) || !collection.PairedSurrogates(raw)}
	if err := json.Unmarshal(raw, &s.text); err != nil {
		return str{}, errJSON
	}
	return s, nil
}

// skipString moves past the string at pos and reports whether it is plain, that
// is, without escapes.
func (r *reader) skipString() (plain bool, err error) {
	plain = true
	for i := r.pos + 1; i < len(r.data); i++ {
		switch c := r.data[i]; {
		case c == '"':
			r.pos = i + 1
			return plain, nil
		case c == '\\':
			plain = false
			i++
		case c < 0x20:
			return false, errJSON
		}
	}
	return false, errJSON
}

// raw returns the value at pos and moves past it. It finds where the value ends;
// whether it is valid inside is for whoever uses it to check.
func (r *reader) raw() (json.RawMessage, error) {
	c := r.peek()
	start := r.pos
	var err error
	switch c {
	case 0:
		return nil, errJSON
	case '"':
		_, err = r.skipString()
	case '{', '[':
		err = r.skipNested()
	default:
		r.skipScalar()
		if r.pos == start {
			err = errJSON
		}
	}
	if err != nil {
		return nil, err
	}
	return r.data[start:r.pos:r.pos], nil
}

func (r *reader) skipScalar() {
	for r.pos < len(r.data) {
		switch r.data[r.pos] {
		case ',', '}', ']', ':', '"', '{', '[', ' ', '\t', '\n', '\r':
			return
		}
		r.pos++
	}
}

func (r *reader) skipNested() error {
	for depth := 0; r.pos < len(r.data); {
		switch r.data[r.pos] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
			if depth == 0 {
				r.pos++
				return nil
			}
		case '"':
			if _, err := r.skipString(); err != nil {
				return err
			}
			continue
		}
		r.pos++
	}
	return errJSON
}

// appendString appends s as a JSON string. It escapes only what must be, unlike
// json.Marshal, which also makes six bytes of each "<".
func appendString(b []byte, s string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		}
	}
	b = append(b, s[from:]...)
	return append(b, '"')
}
