package collection

import "fmt"

// Violation says which rule a value breaks. Its sentence never repeats the
// value, so that it may be logged.
type Violation struct {
	Field  string // path of the field on the wire; empty if it is about the record
	Rule   string // stable code, one of the constants below
	Detail string // one sentence for the user
}

// The rules.
const (
	RuleJSON      = "bad-json"        // not a JSON value, or too deep
	RuleName      = "bad-name"        // a name or key that is empty, too long or holds what it must not
	RuleReserved  = "server-owned"    // a name that only the server writes
	RuleRequired  = "required"        // a required field is missing, or was cleared
	RuleKind      = "wrong-kind"      // a member of what is no map, a map as a whole, text of what is no text
	RuleType      = "wrong-type"      // another JSON type than the field's
	RuleCharacter = "bad-character"   // NUL, half of a surrogate pair, or bytes that are not UTF-8
	RuleTooShort  = "too-short"       //
	RuleTooLong   = "too-long"        //
	RuleRange     = "out-of-range"    //
	RuleEnum      = "not-allowed"     // not one of the allowed values
	RuleDate      = "bad-date"        // not a day that exists, or not so written
	RuleTime      = "bad-time"        // not a time, or not so written
	RuleZone      = "bad-zone"        // not a zone of the tz database
	RuleRef       = "bad-id"          // not a lower-case UUID
	RuleFields    = "too-many-fields" // of a record
	RuleMembers   = "too-many-members"
	RuleSize      = "record-too-large"
)

// Error implements error.
func (v *Violation) Error() string { return v.Rule + ": " + v.Detail }

func violate(field, rule, format string, args ...any) *Violation {
	return &Violation{Field: field, Rule: rule, Detail: fmt.Sprintf(format, args...)}
}
