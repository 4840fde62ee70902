package account

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"tend/internal/fault"
)

func TestALimiterGivesABurstAndThenOnePerInterval(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	l := newLimiter(3, 10*time.Second, func() time.Time { return now })
	for i := range 3 {
		if err := l.Take("a"); err != nil {
			t.Fatalf("turn %d: %v", i, err)
		}
	}
	var f *fault.Error
	if err := l.Take("a"); !errors.As(err, &f) || f.RetryAfter != 10*time.Second {
		t.Fatalf("error = %v", err)
	}
	if err := l.Take("b"); err != nil {
		t.Errorf("another key: %v", err)
	}
	now = now.Add(f.RetryAfter)
	if err := l.Take("a"); err != nil {
		t.Errorf("after waiting as told: %v", err)
	}
	if err := l.Take("a"); err == nil {
		t.Error("waiting once gives two turns")
	}
	l.Return("a")
	if err := l.Take("a"); err != nil {
		t.Errorf("a returned turn: %v", err)
	}
}

func TestALimiterForgetsRatherThanGrows(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	l := newLimiter(1, time.Hour, func() time.Time { return now })
	for i := range 3 * maxKeys {
		if err := l.Take(fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
		if len(l.next) > maxKeys {
			t.Fatalf("%d keys", len(l.next))
		}
	}
}

func TestAnAddressKeyIsAHousehold(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"192.0.2.7":            "192.0.2.7",
		"::ffff:192.0.2.7":     "192.0.2.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"fe80::1%eth0":         "fe80::/64",
		"":                     "",
	} {
		if got := addressKey(ip); got != want {
			t.Errorf("%s: %s, want %s", ip, got, want)
		}
	}
}
