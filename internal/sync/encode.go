package sync

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"tend/internal/record"
)

// appendFields appends a JSON object of fields.
func appendFields(b []byte, fields map[string]json.RawMessage) []byte {
	b = append(b, '{')
	first := true
	for name, value := range fields {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = appendQuoted(b, name)
		b = append(b, ':')
		if value == nil {
			value = json.RawMessage("null")
		}
		b = append(b, value...)
	}
	return append(b, '}')
}

// appendTexts appends a JSON object of edits, as they stand in a push.
func appendTexts(b []byte, edits map[string]record.TextEdit) []byte {
	b = append(b, '{')
	first := true
	for name, edit := range edits {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = appendQuoted(b, name)
		b = append(b, `:{"base":`...)
		b = strconv.AppendInt(b, edit.Base, 10)
		b = append(b, `,"value":`...)
		b = appendQuoted(b, edit.Value)
		if edit.BaseText != nil {
			b = append(b, `,"baseText":`...)
			b = appendQuoted(b, *edit.BaseText)
		}
		b = append(b, '}')
	}
	return append(b, '}')
}

// appendQuoted appends s as a JSON string.
func appendQuoted(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	if !utf8.ValidString(s) {
		quoted, _ := json.Marshal(s) // puts U+FFFD where s is no text; cannot fail
		return append(b, quoted...)
	}
	b = append(b, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}
