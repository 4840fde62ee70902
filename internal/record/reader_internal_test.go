package record

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"tend/internal/collection"
)

// TestStringsAreReadAsTheStandardLibraryReadsThem also holds the note of broken
// characters to the check of package collection.
func TestStringsAreReadAsTheStandardLibraryReadsThem(t *testing.T) {
	pieces := rapid.SampledFrom([]string{
		"a", "é", "👋", `\n`, `\"`, `\\`, `\/`, `\b`, `\f`, `\r`, `\t`, `\u00e9`, `\u2028`, `\ud83d\udc4b`, `\uD83D\uDC4B`,
		`\ud83d`, `\udc4b`, `\ufffd`, `\uFFFD`, "\uFFFD", "\xff", `\x`, `\u12`, `\u123g`, "\n", `"`, `\`, "",
	})
	rapid.Check(t, func(t *rapid.T) {
		raw := `"` + strings.Join(rapid.SliceOf(pieces).Draw(t, "pieces"), "") + `"`
		var want string
		err := json.Unmarshal([]byte(raw), &want)
		r := reader{data: []byte(raw)}
		got, gotErr := r.str()
		if valid := gotErr == nil && r.atEnd(); valid != (err == nil) {
			t.Fatalf("%q is valid: %t, want %v", raw, valid, err)
		}
		if err != nil {
			return
		}
		broken := !utf8.ValidString(raw) || !collection.PairedSurrogates([]byte(raw))
		if got.malformed != broken || (!broken && got.text != want) {
			t.Fatalf("%q is %q, malformed %t; want %q, %t", raw, got.text, got.malformed, want, broken)
		}
	})
}
