package collection

// Limits of every record, whether its collection is known or not.
const (
	MaxFields      = 2000    // fields of a record, members of maps included
	MaxMembers     = 1000    // members of one map
	MaxRecordBytes = 1 << 20 // names and values of a record, as JSON
	MaxNameLength  = 100     // code points of a field's name, and of a member's key
	MaxTextLength  = 262144  // code points of a text field that this edition does not know
	MaxDepth       = 16      // objects and arrays inside each other in one value
)
