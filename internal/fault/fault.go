// Package fault defines the errors that a caller is expected to tell apart.
//
// A fault says what went wrong in the words of the product, never in those of
// HTTP or SQL. Every other error is a bug or an outage: it is logged at the
// edge, and the caller learns only that something failed.
package fault

import (
	"fmt"
	"maps"
	"time"
)

// Kind says how a caller may react to a fault.
type Kind string

// The kinds of fault. Each maps to exactly one HTTP status, in package httpapi.
const (
	Invalid         Kind = "invalid"         // the input can never be accepted
	Unauthenticated Kind = "unauthenticated" // nobody is signed in
	Forbidden       Kind = "forbidden"       // signed in, but not allowed
	NotFound        Kind = "not-found"       // absent, or hidden from this user
	Conflict        Kind = "conflict"        // valid, but stale or already taken
	TooLarge        Kind = "too-large"       // more than one request may carry
	Outdated        Kind = "outdated"        // the client is too old for this call
	RateLimited     Kind = "rate-limited"    // this caller asks too often
	Unavailable     Kind = "unavailable"     // worth another attempt soon
	Internal        Kind = "internal"        // not a fault at all
)

// Error is a fault.
type Error struct {
	Kind       Kind
	Code       string         // stable and machine readable, such as "email-taken"
	Detail     string         // one sentence that may be shown to the user
	Field      string         // path of the offending input field, if there is one
	RetryAfter time.Duration  // when another attempt makes sense, 0 if the caller may choose
	Extra      map[string]any // further members of the problem document, such as "expected"
}

// New returns a fault of the given kind.
func New(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Detail: fmt.Sprintf(format, args...)}
}

// At returns a copy of e that points at one input field.
func (e *Error) At(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// After returns a copy of e that asks the caller to wait for d.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

// With returns a copy of e whose problem document carries one more member.
func (e *Error) With(name string, value any) *Error {
	c := *e
	c.Extra = make(map[string]any, len(e.Extra)+1)
	maps.Copy(c.Extra, e.Extra)
	c.Extra[name] = value
	return &c
}

// Error implements error.
func (e *Error) Error() string { return e.Code + ": " + e.Detail }

// Is reports whether target is a fault with the same code, so that copies made
// by At, After and With still match the value they came from.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}
