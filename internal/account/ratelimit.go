package account

import (
	"net/netip"
	"sync"
	"time"

	"tend/internal/fault"
)

// limiter bounds how often something may happen per key: burst times at once,
// and then once per interval. It remembers one instant a key (the generic cell
// rate algorithm) and at most maxKeys of them.
type limiter struct {
	interval time.Duration
	burst    int
	now      func() time.Time

	mu   sync.Mutex
	next map[string]time.Time // when the key's bucket is full again
}

// maxKeys bounds the memory of a limiter: about 1 MiB.
const maxKeys = 10_000

func newLimiter(burst int, interval time.Duration, now func() time.Time) *limiter {
	return &limiter{interval: interval, burst: burst, now: now, next: map[string]time.Time{}}
}

// Take uses one of the key's turns. Without any left it returns a fault that
// says when there will be one.
func (l *limiter) Take(key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	next, known := l.next[key]
	if !known && len(l.next) >= maxKeys {
		l.makeRoom(now)
	}
	next = later(next, now).Add(l.interval)
	if wait := next.Sub(now) - time.Duration(l.burst)*l.interval; wait > 0 {
		return errTooMany.After(wait)
	}
	l.next[key] = next
	return nil
}

// Return gives a turn back that turned out not to count.
func (l *limiter) Return(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if next, ok := l.next[key]; ok {
		l.next[key] = next.Add(-l.interval)
	}
}

// makeRoom forgets the keys whose buckets are full again, or, if there are none,
// an arbitrary tenth: a flood of keys costs us memory of some, never more memory.
func (l *limiter) makeRoom(now time.Time) {
	for key, next := range l.next {
		if !next.After(now) {
			delete(l.next, key)
		}
	}
	for key := range l.next {
		if len(l.next) <= maxKeys*9/10 {
			return
		}
		delete(l.next, key)
	}
}

var errTooMany = fault.New(fault.RateLimited, "too-many-attempts", "Too many attempts; wait a little and try again.")

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// addressKey groups addresses that one household commands: an IPv6 network of 64
// bits counts as one.
func addressKey(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		prefix, err := addr.Prefix(64)
		if err == nil {
			return prefix.String()
		}
	}
	return addr.String()
}
