package reminder

import (
	"testing"
	"time"
)

func TestWordsSaySinceWhen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 21, 0, 30, 0, 0, time.FixedZone("", 3600))
	tests := []struct {
		locale, occurrence, want string
	}{
		{"en", "2026-11-21", "Due today"},
		{"en", "2026-11-21T00:15", "Due at 00:15"},
		{"en", "2026-11-20", "Was due on 20 Nov"},
		{"en-GB", "2026-11-20T23:30", "Was due on 20 Nov at 23:30"},
		{"", "2025-03-01", "Was due on 1 Mar"},
		{"fr", "2026-11-21", "Due today"},
		{"de", "2026-11-21", "Heute fällig"},
		{"de-AT", "2026-03-01T08:00", "War fällig am 1. März um 08:00"},
		{"DE", "2026-11-21T00:15", "Fällig um 00:15"},
	}
	for _, tt := range tests {
		if got := wordsFor(tt.locale).since(tt.occurrence, now, false); got != tt.want {
			t.Errorf("%s in %q: %q, want %q", tt.occurrence, tt.locale, got, tt.want)
		}
	}
	for locale, want := range map[string]string{"en": "Was due at 00:15", "de": "War um 00:15 fällig"} {
		if got := wordsFor(locale).since("2026-11-21T00:15", now, true); got != want {
			t.Errorf("late in %q: %q, want %q", locale, got, want)
		}
	}
}
