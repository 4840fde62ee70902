package sync

import (
	"fmt"

	"tend/internal/record"
)

// Quota is what a space may hold, or does. Zero sets no bound.
type Quota struct {
	Records int64 // those in the trash among them
	Bytes   int64 // of what was ever written: a version is not forgotten
}

// CodeFull is why a mutation is parked whose space holds as much as it may.
// Deletes are always taken, and so are restores that bring no content along.
const CodeFull = "space-full"

// full says whether a mutation that writes is too much for the space.
func (r *run) full(isNew bool) (o record.Outcome, full bool) {
	o = record.Outcome{Status: record.Parked, Code: CodeFull}
	switch {
	case r.crowded():
		o.Detail = fmt.Sprintf("A space may hold %d MB here.", r.quota.Bytes>>20)
	case isNew && r.quota.Records > 0 && r.at.held.Records+r.added.Records >= r.quota.Records:
		o.Detail = fmt.Sprintf("A space may hold %d records here.", r.quota.Records)
	default:
		return record.Outcome{}, false
	}
	return o, true
}

// crowded reports whether the space has no room for a byte more. The batch
// itself does not count, which has a megabyte at most.
func (r *run) crowded() bool { return r.quota.Bytes > 0 && r.at.held.Bytes >= r.quota.Bytes }
