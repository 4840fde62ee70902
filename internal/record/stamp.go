package record

import (
	"fmt"
	"time"
)

// MaxAhead is how far a device's clock may run ahead of the server's. A stamp
// further ahead counts as this far; the mutation is never refused for it.
const MaxAhead = 120 * time.Second

// Stamp is the value of a hybrid logical clock: 48 bits of Unix milliseconds,
// then a counter of 16 bits. It decides which of two concurrent values shows
// and nothing else.
type Stamp uint64

// StampAt returns the first stamp of the millisecond of t.
func StampAt(t time.Time) Stamp { return Stamp(max(t.UnixMilli(), 0)) << 16 }

// Time returns the wall clock part of s.
func (s Stamp) Time() time.Time { return time.UnixMilli(int64(s >> 16)) }

// Before reports whether s is older than t.
func (s Stamp) Before(t Stamp) bool { return s < t }

// Clamp returns s, or the latest stamp that a device may have at the server's
// time now.
func (s Stamp) Clamp(now time.Time) Stamp { return min(s, StampAt(now.Add(MaxAhead))) }

// String returns the form on the wire, 16 lower-case hexadecimal digits.
func (s Stamp) String() string { return string(s.appendHex(make([]byte, 0, 16))) }

func (s Stamp) appendHex(b []byte) []byte {
	const digits = "0123456789abcdef"
	for shift := 60; shift >= 0; shift -= 4 {
		b = append(b, digits[s>>shift&15])
	}
	return b
}

// MarshalText implements encoding.TextMarshaler.
func (s Stamp) MarshalText() ([]byte, error) { return s.appendHex(make([]byte, 0, 16)), nil }

// UnmarshalText implements encoding.TextUnmarshaler. It accepts exactly what
// MarshalText writes.
func (s *Stamp) UnmarshalText(text []byte) error {
	if len(text) != 16 {
		return fmt.Errorf("a stamp has 16 hexadecimal digits, not %d characters", len(text))
	}
	var n Stamp
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			n = n<<4 | Stamp(c-'0')
		case c >= 'a' && c <= 'f':
			n = n<<4 | Stamp(c-'a'+10)
		default:
			return fmt.Errorf("a stamp has only lower-case hexadecimal digits")
		}
	}
	*s = n
	return nil
}

// Clock makes the stamps of one device. The web app has its own, of the same
// behaviour; this one is for tests and tools. It is not safe for concurrent use.
type Clock struct {
	now  func() time.Time
	last Stamp
}

// NewClock returns a clock over now that goes on from last.
func NewClock(now func() time.Time, last Stamp) *Clock { return &Clock{now: now, last: last} }

// Next returns a stamp that is newer than all before.
func (c *Clock) Next() Stamp {
	c.last = max(c.last+1, StampAt(c.now()))
	return c.last
}

// Observe makes later stamps newer than s, a stamp of somebody else.
func (c *Clock) Observe(s Stamp) { c.last = max(c.last, s) }
