package reminder

import (
	"fmt"
	"path"
	"sync"
	"time"

	// The rules of the zones come with the program: a machine without them must
	// not make every reminder fall back to UTC.
	_ "time/tzdata"
)

// reach is farther than any zone is from UTC, so that an offset which may apply
// to a wall time is in force within reach of it.
const reach = 16 * time.Hour

// Zones keeps the zones that were asked for, because reading one costs more
// than computing with it. The zero value is ready, also for several goroutines.
type Zones struct{ known sync.Map }

// Load returns the zone of an IANA name. It refuses "", "Local" and second
// spellings of a path, which package time understands and no other machine would
// understand the same way.
func (z *Zones) Load(name string) (*time.Location, error) {
	if kept, ok := z.known.Load(name); ok {
		return kept.(*time.Location), nil //nolint:errcheck // nothing else is stored
	}
	if name == "" || name == "Local" || path.Clean(name) != name {
		return nil, fmt.Errorf("%w: %q", ErrZone, name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %q", ErrZone, name)
	}
	z.known.Store(name, zone)
	return zone, nil
}

// instantOf returns the instant at which clocks in zone first show the wall time
// that wall has in UTC, or would have: a time that the clocks skip moves to the
// moment of the jump, of two equal ones the first counts. [time.Date] does not
// promise which one it picks.
func instantOf(wall time.Time, zone *time.Location) time.Time {
	before, after := offsetAt(wall.Add(-reach), zone), offsetAt(wall.Add(reach), zone)
	early, late := wall.Add(-max(before, after)), wall.Add(-min(before, after))
	if offsetAt(early, zone) == wall.Sub(early) {
		return early
	}
	if offsetAt(late, zone) == wall.Sub(late) {
		return late
	}
	_, jump := early.In(zone).ZoneBounds()
	return jump.UTC()
}

// offsetAt says how far clocks in zone are ahead of UTC at t.
func offsetAt(t time.Time, zone *time.Location) time.Duration {
	_, seconds := t.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
