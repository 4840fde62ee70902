package sync_test

import (
	"log/slog"
	"testing"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/record"
	"tend/internal/sync"
)

// F12. Whichever statement of a push is the last that reaches the database, or
// the last whose answer comes back, the push has happened as a whole or not at
// all; sent again, it takes effect once.
func TestWhicheverStatementFailsAPushIsWholeOrNot(t *testing.T) {
	t.Parallel()
	for _, cut := range []struct {
		name      string
		delivered bool // whether the database gets the last statement
	}{{"before it arrives", false}, {"before its answer", true}} {
		t.Run(cut.name, func(t *testing.T) {
			t.Parallel()
			url := pgtest.URL(t)
			direct := open(t, url)
			p := newPlace(t, direct, sync.NewService(direct, sync.Options{}))
			failed, through := 0, false
			for n := int64(1); !through; n++ {
				if n > 100 {
					t.Fatal("a push of three mutations has more than 100 statements")
				}
				phone := p.device()
				kept := newID()
				phone.push(t, phone.note(kept, 0, "one"))
				batch := phone.batch(phone.note(kept, 1, "one two"), phone.note(newID(), 0, "x"), phone.contact(newID(), 0, "nickname", "parked"))
				wired, wire := pgtest.NewWire(t, url)
				db := open(t, wired)
				wire.CutAt(n, cut.delivered)
				first, err := sync.NewService(db, sync.Options{}).Push(t.Context(), p.user, batch)
				through = !wire.HasCut()
				if err == nil != through && !cut.delivered {
					t.Fatalf("statement %d: cut %t, but %v", n, !through, err)
				}
				if err != nil {
					failed++
				}
				again, err2 := p.service.Push(t.Context(), p.user, batch)
				if err2 != nil || again.LastSeq != 4 || len(again.Acks) != 3 || again.Acks[2].Status != record.Parked {
					t.Fatalf("statement %d: sent again: %+v, %v", n, again, err2)
				}
				if err == nil && first.Acks[0] != again.Acks[0] {
					t.Errorf("statement %d: %+v, and then %+v", n, first.Acks, again.Acks)
				}
				if fields, _, _ := p.stored(t, kept); fields["body"] != "one two" {
					t.Errorf("statement %d: body = %v", n, fields["body"])
				}
			}
			if failed < 5 {
				t.Errorf("only %d statements could fail", failed)
			}
			p.intact(t)
		})
	}
}

// open opens a database for as long as the test runs.
func open(t *testing.T, url string) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
