package account

import (
	"testing"

	"github.com/google/uuid"
)

// A token has one spelling, and reading whatever a cookie holds never panics.
func FuzzParseRefreshToken(f *testing.F) {
	key, seed := newSeed(), newSeed()
	genuine := makeRefreshToken(key, uuid.New(), 7, seed)
	f.Add(genuine.String())
	f.Add(genuine.String() + "=")
	f.Add("..")
	f.Add("7e0b1c1e-6a3f-4c55-9b1f-0d6f6b0d8f10.-0.AA")
	f.Add("{7e0b1c1e-6a3f-4c55-9b1f-0d6f6b0d8f10}.+1.")
	f.Fuzz(func(t *testing.T, s string) {
		token, err := parseRefreshToken(s)
		if err != nil {
			return
		}
		if token.String() != s {
			t.Errorf("%q is read as %q", s, token)
		}
		if s != genuine.String() && token.Matches(key, seed) {
			t.Errorf("%q passes for genuine", s)
		}
	})
}
