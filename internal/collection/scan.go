package collection

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// scanner reads one JSON value and holds it to what the database can store and
// every client can read: UTF-8 without NUL or half surrogate pairs, numbers
// that are finite, and no deep nesting. encoding/json is content with less.
type scanner struct {
	path string // for violations
	data []byte
	pos  int
}

func (s *scanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// peek returns the first byte of the next token, 0 at the end.
func (s *scanner) peek() byte {
	s.space()
	if s.pos >= len(s.data) {
		return 0
	}
	return s.data[s.pos]
}

func (s *scanner) bad() *Violation {
	return violate(s.path, RuleJSON, "%s is not a JSON value.", s.path)
}

// end reports whether nothing follows the value.
func (s *scanner) end() *Violation {
	if s.peek() != 0 || s.pos < len(s.data) {
		return s.bad()
	}
	return nil
}

// value skips any value, depth levels of nesting at most.
func (s *scanner) value(depth int) *Violation {
	switch c := s.peek(); c {
	case '"':
		_, v := s.text()
		return v
	case '{', '[':
		if depth == 0 {
			return violate(s.path, RuleJSON, "%s is nested more than %d levels deep.", s.path, MaxDepth)
		}
		if c == '{' {
			return s.object(func(string) *Violation { return s.value(depth - 1) })
		}
		return s.array(depth - 1)
	case 't':
		return s.literal("true")
	case 'f':
		return s.literal("false")
	case 'n':
		return s.literal("null")
	default:
		_, v := s.number()
		return v
	}
}

func (s *scanner) literal(word string) *Violation {
	if !bytes.HasPrefix(s.data[s.pos:], []byte(word)) {
		return s.bad()
	}
	s.pos += len(word)
	return nil
}

func (s *scanner) array(depth int) *Violation {
	s.pos++
	if s.peek() == ']' {
		s.pos++
		return nil
	}
	for {
		if v := s.value(depth); v != nil {
			return v
		}
		switch s.peek() {
		case ',':
			s.pos++
		case ']':
			s.pos++
			return nil
		default:
			return s.bad()
		}
	}
}

// object reads an object and calls member at the value of each member.
func (s *scanner) object(member func(name string) *Violation) *Violation {
	s.pos++
	if s.peek() == '}' {
		s.pos++
		return nil
	}
	for {
		if s.peek() != '"' {
			return s.bad()
		}
		name, v := s.text()
		if v != nil {
			return v
		}
		if s.peek() != ':' {
			return s.bad()
		}
		s.pos++
		if v := member(string(name)); v != nil {
			return v
		}
		switch s.peek() {
		case ',':
			s.pos++
		case '}':
			s.pos++
			return nil
		default:
			return s.bad()
		}
	}
}

// text reads a string. Without escapes the result is a part of the input.
func (s *scanner) text() ([]byte, *Violation) {
	start := s.pos + 1
	for i := start; i < len(s.data); i++ {
		switch c := s.data[i]; {
		case c == '"':
			s.pos = i + 1
			raw := s.data[start:i]
			if !utf8.Valid(raw) {
				return nil, s.badCharacter()
			}
			return raw, nil
		case c == '\\':
			return s.escaped(start - 1)
		case c < 0x20:
			return nil, s.bad()
		}
	}
	return nil, s.bad()
}

// escaped reads a string that begins at start and has escapes.
func (s *scanner) escaped(start int) ([]byte, *Violation) {
	end := start + 1
	for end < len(s.data) && s.data[end] != '"' {
		if s.data[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(s.data) {
		return nil, s.bad()
	}
	s.pos = end + 1
	quoted := s.data[start:s.pos]
	var text string
	if err := json.Unmarshal(quoted, &text); err != nil {
		return nil, s.bad()
	}
	if !utf8.Valid(quoted) || !PairedSurrogates(quoted) || strings.IndexByte(text, 0) >= 0 {
		return nil, s.badCharacter()
	}
	return []byte(text), nil
}

func (s *scanner) badCharacter() *Violation {
	return violate(s.path, RuleCharacter, "%s holds a character that cannot be stored (NUL, or half of a pair).", s.path)
}

// PairedSurrogates reports whether all \u escapes of surrogates in a quoted JSON
// string come in pairs. Half a pair is no character; encoding/json would put
// U+FFFD in its place and say nothing.
func PairedSurrogates(quoted []byte) bool {
	for i := 0; i < len(quoted); i++ {
		if quoted[i] != '\\' {
			continue
		}
		switch r := hex4(quoted, i); {
		case r >= 0xDC00 && r <= 0xDFFF:
			return false
		case r >= 0xD800 && r <= 0xDBFF:
			if low := hex4(quoted, i+6); low < 0xDC00 || low > 0xDFFF {
				return false
			}
			i += 6
		}
		i++
	}
	return true
}

// hex4 returns the code unit of the \uXXXX at i, -1 if there is none.
func hex4(data []byte, i int) int {
	if i+6 > len(data) || data[i] != '\\' || data[i+1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(string(data[i+2:i+6]), 16, 16)
	if err != nil {
		return -1
	}
	return int(n)
}

// number reads a number and returns its text.
func (s *scanner) number() (string, *Violation) {
	start := s.pos
	for s.pos < len(s.data) && numeric(s.data[s.pos]) {
		s.pos++
	}
	text := string(s.data[start:s.pos])
	if !json.Valid([]byte(text)) {
		return "", s.bad()
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(n, 0) || plainLength(text) > maxDigits || vanished(n, text) {
		return "", violate(s.path, RuleRange, "%s holds a number that is too large or too exact.", s.path)
	}
	return text, nil
}

// maxDigits bounds a number as it is written without an exponent. That is how
// Postgres gives it back: the five characters 1e308 would be 309 in the database
// and on the way to every device. Amounts, places and positions need far fewer.
const maxDigits = 40

// plainLength returns about how long a JSON number is without its exponent.
func plainLength(text string) int {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	shift := 0
	if exponent != "" {
		var err error
		if shift, err = strconv.Atoi(exponent); err != nil || shift < -maxDigits || shift > maxDigits {
			return math.MaxInt
		}
	}
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	if shift >= 0 {
		return max(len(whole)+shift, len(mantissa))
	}
	return len(whole) + len(fraction) + max(-shift, 0)
}

func numeric(c byte) bool {
	return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
}

// vanished reports whether text is not zero, but too small for a float64.
func vanished(n float64, text string) bool {
	mantissa, _, _ := bytes.Cut(bytes.ToLower([]byte(text)), []byte("e"))
	return n == 0 && bytes.ContainsAny(mantissa, "123456789")
}
