package collection

import (
	"path"
	"sync"
	"time"
	_ "time/tzdata" // the binary must know the zones of machines that have none
)

// zoneCache remembers which zones could be loaded. Only names that exist are
// kept, so nobody can make it grow beyond the tz database.
type zoneCache struct{ known sync.Map }

// Has reports whether name is a zone of the tz database. "Local" is not one:
// it means something else on each machine. Neither is a second spelling of a
// path, which finds the same file on some machines.
func (c *zoneCache) Has(name string) bool {
	if _, ok := c.known.Load(name); ok {
		return true
	}
	if name == "" || name == "Local" || len(name) > 64 || path.Clean(name) != name {
		return false
	}
	if _, err := time.LoadLocation(name); err != nil {
		return false
	}
	c.known.Store(name, true)
	return true
}
