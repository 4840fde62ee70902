package chaos_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/postgres"
	"tend/internal/postgres/embedded"
	"tend/internal/record"
	"tend/internal/reminder"
	"tend/internal/sync"
)

// verify holds the database to what the devices know.
func (w *world) verify(t *testing.T, url string) {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // nothing is left to do with it
	findings, err := sync.Check(t.Context(), db, w.space)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Errorf("broken invariant %s", f)
	}
	w.verifyHistory(t, db)
	w.verifyProjection(t, db)
	t.Logf("%d mutations, %d acknowledged, %d words", len(w.ledger.seqs), len(w.ledger.acks), len(w.shared.words))
}

// verifyDataDir is verify for the private database of a server that has ended.
func (w *world) verifyDataDir(t *testing.T, dir string) {
	t.Helper()
	server, err := embedded.Start(t.Context(), embedded.Options{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := server.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	w.verify(t, server.URL())
}

// verifyHistory is I1: what was made is in history once, as it was made and as
// it was acknowledged, and nothing else is.
func (w *world) verifyHistory(t *testing.T, db *postgres.DB) {
	t.Helper()
	rows, err := db.Conn().Query(t.Context(),
		`select mid, device_id, seq, version, outcome from history where space_id = $1`, w.space)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[uuid.UUID]int)
	var mid, device uuid.UUID
	var a ack
	_, err = pgx.ForEachRow(rows, []any{&mid, &device, &a.Seq, &a.Version, (*string)(&a.Status)}, func() error {
		found[mid]++
		if w.ledger.devices[mid] != device || w.ledger.seqs[mid] != a.Seq {
			t.Errorf("history has mutation %s as %s/%d, it was made as %s/%d",
				mid, device, a.Seq, w.ledger.devices[mid], w.ledger.seqs[mid])
		}
		if told, ok := w.ledger.acks[mid]; ok && (told.Version != a.Version || told.Status != a.Status) {
			t.Errorf("history has mutation %s as %+v, it was acknowledged as %+v", mid, a, told)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for mid := range w.ledger.seqs {
		if found[mid] != 1 {
			t.Errorf("mutation %s (acknowledged as %+v) is in history %d times", mid, w.ledger.acks[mid], found[mid])
		}
	}
}

// verifyProjection is I10: what is due follows from the records alone.
func (w *world) verifyProjection(t *testing.T, db *postgres.DB) {
	t.Helper()
	undo := errors.New("undo")
	err := db.InTx(t.Context(), func(tx *postgres.DB) error {
		rows, err := tx.Conn().Query(t.Context(),
			`select id, collection, version, deleted_at, by_device, fields from record where space_id = $1`, w.space)
		if err != nil {
			return err
		}
		records, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r record.Record, err error) {
			var fields []byte
			if err := row.Scan(&r.ID, &r.Collection, &r.Version, &r.DeletedAt, &r.ByDevice, &fields); err != nil {
				return r, err
			}
			return r, json.Unmarshal(fields, &r.Fields)
		})
		if err != nil {
			return err
		}
		elsewhere := uuid.New()
		if err := reminder.NewProjection().Project(t.Context(), tx, elsewhere, records); err != nil {
			return err
		}
		have, want := dueRows(t, tx, w.space), dueRows(t, tx, elsewhere)
		if !slices.Equal(have, want) {
			t.Errorf("due is\n%q\nand follows to be\n%q", have, want)
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
}

func dueRows(t *testing.T, tx *postgres.DB, space uuid.UUID) []string {
	t.Helper()
	rows, err := tx.Conn().Query(t.Context(),
		`select (to_jsonb(d) - 'space_id')::text from reminder_due d where space_id = $1 order by id`, space)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}
