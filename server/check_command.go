package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"

	"tend/internal/config"
	"tend/internal/postgres"
	"tend/internal/reminder"
	"tend/internal/sync"

	"github.com/google/uuid"
)

// errBroken says that the check found something. What it is has been printed.
var errBroken = errors.New("the database is not as it should be")

// broken says in plain words what it means that an invariant does not hold.
// internal/sync has the invariants themselves.
var broken = map[string]string{
	"I2":     "a change is in history twice",
	"I3":     "the order of changes has a hole, a repetition or a wrong end",
	"I4":     "a device's changes are not all there, or not in its order",
	"I6":     "a record is not what its changes make of it",
	"I7":     "a field is not credited to the newest change of it",
	"I8":     "a record has a value that nobody gave it",
	"I9":     "words that somebody wrote are missing from a text",
	"I10":    "what is due was not computed from the records as they are",
	"parked": "a change that could not be applied was not kept whole",
}

// check is the command of that name. It looks at every space, each as it was at
// one moment, and changes nothing in them; the server may run meanwhile if the
// database is not its private one.
func check(ctx context.Context, cfg config.Config, stdout io.Writer, log *slog.Logger) (err error) {
	db, err := openDatabase(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	return inspect(ctx, db.DB, stdout)
}

// inspect looks at every space of a database and prints what it finds.
func inspect(ctx context.Context, db *postgres.DB, stdout io.Writer) error {
	heads, err := sync.NewService(db, sync.Options{}).Heads(ctx)
	if err != nil {
		return err
	}
	spaces := slices.SortedFunc(maps.Keys(heads), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	unsound := 0
	for _, space := range spaces {
		findings, err := sync.Check(ctx, db, space)
		if err != nil {
			return err
		}
		due, err := reminder.Check(ctx, db, space)
		if err != nil {
			return err
		}
		for _, detail := range due {
			findings = append(findings, sync.Finding{Invariant: "I10", Detail: detail})
		}
		if len(findings) == 0 {
			continue
		}
		unsound++
		if err := printFindings(stdout, space, findings); err != nil {
			return err
		}
	}
	if unsound > 0 {
		return fmt.Errorf("%w: %d of %d spaces are damaged; keep what is there, and restore the last good backup elsewhere to compare",
			errBroken, unsound, len(spaces))
	}
	_, err = fmt.Fprintf(stdout, "All is well in %d spaces: nothing is lost, doubled or out of order.\n", len(spaces))
	return err
}

// printFindings prints what was found in one space, a sentence and the places
// that it is true of.
func printFindings(w io.Writer, space uuid.UUID, findings []sync.Finding) error {
	_, err := fmt.Fprintf(w, "In space %s\n", space)
	said := ""
	for _, f := range findings {
		if err == nil && f.Invariant != said {
			said = f.Invariant
			_, err = fmt.Fprintf(w, "  %s (%s)\n", cmp.Or(broken[f.Invariant], "something is as it must never be"), f.Invariant)
		}
		if err == nil {
			_, err = fmt.Fprintf(w, "    %s\n", f.Detail)
		}
	}
	return err
}
