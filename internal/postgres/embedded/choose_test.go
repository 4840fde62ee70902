package embedded

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestTheRightReleaseIsChosen(t *testing.T) {
	t.Parallel()
	have := func(majors ...int) (found []binaries) {
		for _, m := range majors {
			found = append(found, binaries{dir: "/somewhere", major: m})
		}
		return found
	}
	tests := []struct {
		name   string
		found  []binaries
		wanted int
		major  int
		says   string
	}{
		{"the newest for a new database", have(15, 17, 16), 0, 17, ""},
		{"its own for an old one", have(15, 17, 16), 15, 15, ""},
		{"no other for an old one", have(16, 17), 15, 0, "the data is of Postgres 15 and the machine has Postgres 17, 16"},
		{"none that is too old", have(13), 0, 0, "has Postgres 13 and Tend needs 15"},
		{"none at all", nil, 0, 0, "apt-get install postgresql"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := choose(tt.found, tt.wanted, "")
			if tt.says == "" {
				if err != nil || got.major != tt.major {
					t.Errorf("choose = %d, %v; want %d", got.major, err, tt.major)
				}
				return
			}
			if !errors.Is(err, ErrNoPostgres) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("choose: %v, want ErrNoPostgres that says %q", err, tt.says)
			}
		})
	}
}

func TestOutputKeepsTheLastLinesWhole(t *testing.T) {
	t.Parallel()
	o := &output{log: discard()}
	for _, part := range []string{"LOG:  a\nFA", "TAL:  ", "b\n\n", "c"} {
		if _, err := o.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := o.tail(), "LOG:  a | FATAL:  b"; got != want {
		t.Errorf("tail = %q, want %q", got, want)
	}
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
