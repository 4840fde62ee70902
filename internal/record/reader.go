package record

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
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
	s := str{raw: raw, malformed: !utf8.Valid(raw)}
	text, paired, ok := unescape(raw[1 : len(raw)-1])
	if !ok {
		return str{}, errJSON
	}
	s.text, s.malformed = string(text), s.malformed || !paired
	return s, nil
}

// strOrSkip reads a string, or moves past what is none.
func (r *reader) strOrSkip() (s str, isString bool, err error) {
	if r.peek() != '"' {
		_, err = r.raw()
		return str{}, false, err
	}
	s, err = r.str()
	return s, true, err
}

// unescape returns the text of the inside of a JSON string. Half a surrogate
// pair becomes U+FFFD, and paired is false.
func unescape(raw []byte) (text []byte, paired, ok bool) {
	text, paired = make([]byte, 0, len(raw)), true
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			text = append(text, raw[i])
			continue
		}
		i++
		if i == len(raw) {
			return nil, false, false
		}
		if raw[i] != 'u' {
			c := unescaped[raw[i]]
			if c == 0 {
				return nil, false, false
			}
			text = append(text, c)
			continue
		}
		r, size := hexRune(raw[i-1:])
		if size == 0 {
			return nil, false, false
		}
		paired = paired && (r != utf8.RuneError || size == escapeLength && isRuneError(raw[i+1:i+5]))
		text = utf8.AppendRune(text, r)
		i += size - 2
	}
	return text, paired, true
}

// unescaped has what stands for the character after a backslash, 0 for what may
// not stand there.
var unescaped = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

const escapeLength = len(`\u0000`)

// hexRune reads the character of the \uXXXX, or of the pair of them, that raw
// begins with, and returns how long it is; 0 if there is none.
func hexRune(raw []byte) (r rune, size int) {
	r = hex4(raw)
	switch {
	case r < 0:
		return 0, 0
	case !utf16.IsSurrogate(r):
		return r, escapeLength
	}
	if r = utf16.DecodeRune(r, hex4(raw[escapeLength:])); r != utf8.RuneError {
		return r, 2 * escapeLength
	}
	return utf8.RuneError, escapeLength
}

// isRuneError reports whether the digits are those of U+FFFD itself.
func isRuneError(digits []byte) bool { return strings.EqualFold(string(digits), "fffd") }

// hex4 returns the code unit of the \uXXXX that raw begins with, -1 if there is
// none.
func hex4(raw []byte) rune {
	if len(raw) < escapeLength || raw[0] != '\\' || raw[1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(string(raw[2:escapeLength]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
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
