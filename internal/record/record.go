// Package record decides what becomes of a change: it merges mutations into
// records, field by field.
//
// Nothing in here reads a clock, a database or a network. Apply is a pure
// function of a record, a mutation and what the caller tells it of the world,
// so that every interleaving of devices can be tried in a test, and so that
// folding it over the history of a space gives the same records again.
package record

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"tend/internal/collection"
)

// Op is what a mutation does to its record.
type Op string

// The operations.
const (
	Put     Op = "put"     // sets fields; creates the record if there is none
	Delete  Op = "delete"  // moves the record to the trash
	Restore Op = "restore" // takes it out again
)

// Existence is the key in a record's marks of the mark of its last delete or
// revival. No field has this name.
const Existence = ""

// Mark says who last set a field.
type Mark struct {
	Stamp   Stamp
	Device  uuid.UUID
	Version int64 // of the space, at which it was set
	// Merged says that the text at this mark is not the one that the device
	// sent: another device's words are in it.
	Merged bool
}

// Record is one synced thing. Its maps are shared between versions of it and
// are never changed once they are in use.
type Record struct {
	ID         uuid.UUID
	Collection string
	Version    int64 // of its last change
	DeletedAt  *time.Time
	Fields     map[string]json.RawMessage // flat; no value is null
	Marks      map[string]Mark            // one for each field ever set, those cleared since included
	ByDevice   uuid.UUID                  // the device of its last change
}

// TextEdit is a new value of a text field and what it was made from.
//
// Base claims that exactly the text of that version was edited. A device that
// edited something else, such as that text with words of its own laid over it
// that are still under way, must send BaseText: with a version alone, the words
// of others would look as if it had seen and deleted them.
type TextEdit struct {
	Base     int64   `json:"base"`               // the version that was edited, 0 if there was none
	Value    string  `json:"value"`              // the whole new text
	BaseText *string `json:"baseText,omitempty"` // the text that was edited; it goes before Base

	raw       json.RawMessage // Value as it came, nil if unknown
	malformed bool            // Value came with what is not a character
}

// Mutation is one change that a device made.
type Mutation struct {
	Seq        int64                      `json:"seq"` // its place among the device's mutations in this space, from 1
	MID        uuid.UUID                  `json:"mid"` // its identity
	Collection string                     `json:"collection"`
	ID         uuid.UUID                  `json:"id"`
	Stamp      Stamp                      `json:"stamp"`
	Base       int64                      `json:"base"` // the version of the record that was changed, 0 for a new one
	Op         Op                         `json:"op"`
	Fields     map[string]json.RawMessage `json:"fields,omitempty"`
	Text       map[string]TextEdit        `json:"text,omitempty"`

	// Epoch is the one that the bases above are versions of; zero for that of the
	// push. It is another one for what was made before a backup was restored.
	Epoch uuid.UUID `json:"epoch,omitzero"`

	// Malformed says what of the mutation could not be read. Such a mutation
	// has a place in the order all the same: Apply parks it.
	Malformed *collection.Violation `json:"-"`
}

// Env is what Apply needs to know besides the record and the mutation.
type Env struct {
	Device  uuid.UUID // the device that made the mutation
	Version int64     // the version that the mutation gets if it is accepted
	Now     time.Time // the server's clock
	// Base returns the text of a field as it was at a version, false if that is
	// no longer known.
	Base func(field string, version int64) (string, bool)
	// Own reports whether Device itself changed the text of a field at a version
	// above after. It then edited its own words rather than those that Base
	// knows, and is asked for them. Nil means that nobody knows.
	Own func(field string, after int64) bool
}

// Status is what became of a mutation.
type Status string

// The statuses. All but NeedBase are final.
const (
	OK         Status = "ok"
	Duplicate  Status = "duplicate"  // it was applied before; the sync service says so, Apply never
	Merged     Status = "merged"     // the record is not wholly as the device left it
	Superseded Status = "superseded" // a delete that lost to an edit
	Parked     Status = "parked"     // it cannot be applied, and is kept for the user
	NeedBase   Status = "needBase"   // the base text must be sent along
)

// Outcome is what Apply made of a mutation.
type Outcome struct {
	Status Status

	// Code, Field and Detail say why a mutation was parked, or which field
	// needs its base. A merged mutation has the code CodeTextsKept if a text was
	// too long, or too unlike, to be merged and both were kept, one after the other.
	Code   string
	Field  string
	Detail string

	// Lost holds values that do not show any more although the one who
	// overwrote them had not seen them: the record's, where the mutation's is
	// newer, or the mutation's own, where it is older. Null for a cleared field.
	Lost map[string]json.RawMessage

	// Text holds texts that differ from what was sent, as they are now.
	Text map[string]string
}

// Codes of outcomes besides the rules of package collection.
const (
	CodeOp         = "bad-op"           // no such operation, or one that carries what it may not
	CodeCollection = "wrong-collection" // the record is of another one
	CodeUnknown    = "record-unknown"   // nothing to restore
	CodeTextsKept  = "texts-kept"       // both texts were kept, unmerged
)
