package collection

import (
	"slices"
	"strings"
	"sync"
)

// schemaVersion grows by one when a collection or a field is added. Clients
// send theirs, so that the server knows what they cannot know yet.
const schemaVersion = 2

// SchemaVersion returns the number of this edition of the collections.
func SchemaVersion() int { return schemaVersion }

// Kind says how two devices' changes of one field become one value.
type Kind string

// The kinds of field.
const (
	LWW  Kind = "lww"  // the newest stamp shows, the other value is kept in history
	Text Kind = "text" // prose, merged word by word with the common base
	Map  Kind = "map"  // each member is a field of its own, merged as LWW
	Max  Kind = "max"  // the greatest value stays, whatever the stamps say
)

// Type says what values a field, or a member of a map, may hold.
type Type string

// The types of value. All but the first four are strings of a certain form.
const (
	String      Type = "string"
	Integer     Type = "integer"
	Number      Type = "number"
	Boolean     Type = "boolean"
	TypeDate    Type = "date"
	TypePartial Type = "partial-date"
	TypeWall    Type = "wall-time"
	TypeMoment  Type = "date-or-time"
	TypeTime    Type = "time-of-day"
	TypeZone    Type = "zone"
	TypeRef     Type = "ref"
	Object      Type = "object"
)

// KeyForm says what the keys of a map are.
type KeyForm string

// The forms of key.
const (
	NameKey       KeyForm = "name"       // any name without a slash, at most 100 characters
	IDKey         KeyForm = "id"         // the id of a record
	OccurrenceKey KeyForm = "occurrence" // a date or a wall time
)

// Field is one field of a collection. For a map, Type and the limits are those
// of its members.
type Field struct {
	Name       string
	Kind       Kind
	Type       Type
	Required   bool // a record cannot be created without it, nor can it be cleared
	MinLength  int  // in code points
	MaxLength  int  // in code points, 0 where the type itself bounds it
	Minimum    float64
	Maximum    float64
	Bounded    bool     // whether Minimum and Maximum hold
	Enum       []string // the allowed values, nil for any
	Key        KeyForm  // for a map
	OrTrue     bool     // a member may be plain true instead of an object
	ObjectName string   // the Go and TypeScript name of an object's type
	Members    []Field  // the members of an object
	Doc        string
}

// Definition is one collection. The zero Definition is that of a collection
// which this edition does not know: every field of it is unknown, and passes
// within the limits.
type Definition struct {
	Name   string
	Doc    string
	Fields []Field // in the order of the struct

	typeName string
	index    map[string]*Field
	zones    *zoneCache
}

// collections lists what syncs. To add one, write its struct in a file of its
// own and name it here.
func collections(zones *zoneCache) []Definition {
	return []Definition{
		describe[Contact](zones, "contact", "Somebody the user knows."),
		describe[Note](zones, "note", "Something the user wrote down, about any number of contacts."),
		describe[Interaction](zones, "interaction", "A time the user and others met, spoke or wrote to each other."),
		describe[Fact](zones, "fact", "Something known of a contact."),
		describe[Need](zones, "need", "Something a contact needs."),
		describe[Offer](zones, "offer", "Something the user, or a contact, has to give."),
		describe[Match](zones, "match", "What the user decided about a need and an offer that fit."),
		describe[Introduction](zones, "introduction", "Brings two contacts together once both have agreed."),
		describe[Promise](zones, "promise", "Something one side said it would do for the other."),
		describe[Exchange](zones, "exchange", "Something given or received."),
		describe[Question](zones, "question", "Something to ask a contact, not before a certain day."),
		describe[Idea](zones, "idea", "An idea for a contact."),
		describe[Motivator](zones, "motivator", "A hypothesis on what drives a contact."),
		describe[Circle](zones, "circle", "A group of contacts who share a cadence."),
		describe[Reminder](zones, "reminder", "Tells the user of something at a time, once or again and again."),
		describe[Letter](zones, "letter", "A piece of snail mail, from the idea to its arrival."),
		describe[Document](zones, "document", "A page that the user and a contact work on together."),
		describe[Goal](zones, "goal", "Something that the user shares with contacts."),
		describe[Feedback](zones, "feedback", "Something a contact told the user about the user."),
		describe[Assumption](zones, "assumption", "Something the user takes to be true of a contact."),
		describe[Risk](zones, "risk", "A risk taken with a contact."),
		describe[Ending](zones, "ending", "How a relationship is brought to a good end."),
		describe[Review](zones, "review", "One weekly or quarterly look at everybody."),
		describe[Prompt](zones, "prompt", "What the user answered when Today spoke of a contact."),
		describe[Role](zones, "role", "What a contact did before what they do now."),
		describe[Setting](zones, "setting", "What holds for the user on all devices; one record a space, with a fixed id."),
	}
}

// table is the list of definitions and their index, built once.
type table struct {
	all    []Definition
	byName map[string]*Definition
}

var theTable = sync.OnceValue(func() *table {
	t := &table{all: collections(&zoneCache{})}
	t.byName = make(map[string]*Definition, len(t.all))
	for i := range t.all {
		t.byName[t.all[i].Name] = &t.all[i]
	}
	return t
})

// All returns every collection, in the order of their introduction.
func All() []Definition { return slices.Clone(theTable().all) }

// Lookup returns the collection of that name. A collection of a newer client is
// not there; the zero Definition returned with false serves it all the same.
func Lookup(name string) (Definition, bool) {
	d, ok := theTable().byName[name]
	if !ok {
		return Definition{}, false
	}
	return *d, true
}

// Kind returns how the field that path names is merged. A member of a map is
// LWW by itself, and so is a field that this edition does not know.
func (d Definition) Kind(path string) Kind {
	if strings.IndexByte(path, '/') >= 0 {
		return LWW
	}
	if f, ok := d.index[path]; ok {
		return f.Kind
	}
	return LWW
}

// Required returns the names of the fields that a new record must have.
func (d Definition) Required() []string {
	var names []string
	for i := range d.Fields {
		if d.Fields[i].Required {
			names = append(names, d.Fields[i].Name)
		}
	}
	return names
}
