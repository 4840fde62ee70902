package sync_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/sync"
)

// B9. While eight devices write, readers pull all the time. A version that becomes
// visible after a later one would be skipped by them for good: with a sequence
// or a clock instead of the locked counter every fourth is.
func TestReadersMissNothingWhileEightDevicesWrite(t *testing.T) {
	t.Parallel()
	p := setup(t)
	const writers, readers, pushes = 8, 3, 25
	finished := make(chan struct{})
	var writing, reading errgroup.Group
	for range writers {
		d := p.device()
		writing.Go(func() error {
			for range pushes {
				ctx := context.Background()
				batch := d.batch(d.note(newID(), 0, "one"), d.contact(newID(), 0, "fullName", "Two"))
				if _, err := d.service.Push(ctx, d.user, batch); err != nil {
					return err
				}
			}
			return nil
		})
	}
	found := make([]map[uuid.UUID]bool, readers)
	for i := range readers {
		d := p.device()
		found[i] = make(map[uuid.UUID]bool)
		reading.Go(func() error { return follow(d, found[i], finished) })
	}
	if err := writing.Wait(); err != nil {
		t.Fatalf("Push: %v", err)
	}
	close(finished)
	if err := reading.Wait(); err != nil {
		t.Fatalf("Pull: %v", err)
	}
	for i, seen := range found {
		if want := writers * pushes * 2; len(seen) != want {
			t.Errorf("reader %d found %d records of %d", i, len(seen), want)
		}
	}
	p.intact(t)
}

// follow pulls until the writers have finished and nothing is left.
func follow(d *device, seen map[uuid.UUID]bool, finished <-chan struct{}) error {
	var since int64
	for {
		last := false
		select {
		case <-finished:
			last = true
		default:
		}
		var body bytes.Buffer
		err := d.service.Pull(context.Background(), d.user, sync.PullRequest{
			Device: d.id, Schema: 1, MaxBytes: 2000,
			Cursors: []sync.Cursor{{Space: d.space, Epoch: d.epoch, Since: since}},
		}, &body)
		if err != nil {
			return err
		}
		page, err := readPage(&body)
		if err != nil {
			return err
		}
		if len(page.blocks) == 0 {
			if last {
				return nil
			}
			continue
		}
		for _, r := range page.blocks[0].records {
			seen[r.ID] = true
		}
		since = *page.blocks[0].Next
	}
}

// B12.
func TestDevicesOfSeveralServersSettleOnOneOrder(t *testing.T) {
	t.Parallel()
	p := setup(t)
	other := sync.NewService(p.db, sync.Options{}) // a second process on the same database
	shared := newID()
	var g errgroup.Group
	for i := range 4 {
		d := p.device()
		g.Go(func() error {
			for n := range 10 {
				if (n+i)%2 == 0 { // one device, alternating between the two
					d.service = other
				} else {
					d.service = p.service
				}
				batch := d.batch(d.contact(shared, 0, "fullName", "Ada", "title", n), d.note(newID(), 0, "x"))
				if _, err := d.service.Push(context.Background(), d.user, batch); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatalf("Push: %v", err)
	}
	if got := p.count(t, "history"); got != 80 {
		t.Errorf("%d mutations were settled, want 80", got)
	}
	p.intact(t)
}

// Between the look without a lock and the lock, the world may change.
func TestAPushThatWaitedIsJudgedByWhatItFindsThen(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, meanwhile, want string }{
		{"put out of the space", `delete from member where space_id = $1`, "not-a-member"},
		{"restored", `update space set epoch = gen_random_uuid() where space_id = $1`, "epoch-changed"},
		{"deleted", `delete from space where space_id = $1`, "not-a-member"},
	}
	db := pgtest.New(t)
	for _, tt := range tests {
		p := newPlace(t, db, sync.NewService(db, sync.Options{}))
		phone := p.device()
		pushed := make(chan error, 1)
		err := db.InTx(t.Context(), func(tx *postgres.DB) error {
			ctx := t.Context()
			if _, err := tx.Conn().Exec(ctx, `select from space where space_id = $1 for update`, p.space); err != nil {
				return err
			}
			go func() {
				_, err := p.service.Push(ctx, p.user, phone.batch(phone.note(newID(), 0, "x")))
				pushed <- err
			}()
			for waiting := false; !waiting; {
				err := db.Conn().QueryRow(ctx, `select exists (select from pg_stat_activity
					where datname = current_database() and wait_event_type = 'Lock')`).Scan(&waiting)
				if err != nil {
					return err
				}
			}
			_, err := tx.Conn().Exec(ctx, tt.meanwhile, p.space)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := <-pushed; codeOf(err) != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
		if n := p.count(t, "history"); n != 0 {
			t.Errorf("%s: %d mutations were settled", tt.name, n)
		}
	}
}

// F13. Nobody who holds a connection waits for another one: a pool that is used
// up makes requests slow, and never stuck.
func TestOneConnectionServesManyDevices(t *testing.T) {
	t.Parallel()
	db := pooled(t, pgtest.URL(t), 1)
	p := newPlace(t, db, sync.NewService(db, sync.Options{}))
	hub := sync.NewHub(db, sync.HubOptions{Heartbeat: 5 * time.Millisecond})
	listen(t, hub, p.user, uuid.New())
	var g errgroup.Group
	for range 8 {
		phone := p.device()
		g.Go(func() error {
			for range 10 {
				if _, err := p.service.Push(t.Context(), p.user, phone.batch(phone.note(newID(), 0, "x"))); err != nil {
					return err
				}
				err := p.service.Pull(t.Context(), p.user, sync.PullRequest{
					Device: phone.id, Schema: 1, Cursors: []sync.Cursor{{Space: p.space}},
				}, io.Discard)
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	p.intact(t)
}

// pooled opens a database with so many connections at most.
func pooled(t *testing.T, database string, connections int) *postgres.DB {
	t.Helper()
	at, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	settings := at.Query()
	settings.Set("pool_max_conns", strconv.Itoa(connections))
	at.RawQuery = settings.Encode()
	db, err := postgres.Open(t.Context(), at.String(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// D12. Whoever asks for everything at once, in all their spaces, waits for
// themselves: half of the connections stay for others.
func TestAUserWithManyRequestsKeepsNobodyElseWaiting(t *testing.T) {
	t.Parallel()
	database := pgtest.URL(t)
	db, beside := pooled(t, database, 4), pooled(t, database, 1)
	service := sync.NewService(db, sync.Options{})
	theirs := []place{newPlace(t, db, service)}
	for len(theirs) < 8 {
		p := newPlace(t, db, service)
		p.join(t, theirs[0].user)
		p.user = theirs[0].user
		theirs = append(theirs, p)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var pushes errgroup.Group
	err := beside.InTx(ctx, func(tx *postgres.DB) error { // none of their pushes gets on
		for _, p := range theirs {
			if _, err := tx.Conn().Exec(ctx, `select from space where space_id = $1 for update`, p.space); err != nil {
				return err
			}
			d := p.device()
			pushes.Go(func() error {
				_, err := service.Push(ctx, p.user, d.batch(d.note(newID(), 0, "x")))
				return err
			})
		}
		for waiting := 0; waiting < 2; { // both that they may
			err := db.Conn().QueryRow(ctx, `select count(*) from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock'`).Scan(&waiting)
			if err != nil {
				return fmt.Errorf("no connection is free: %w", err)
			}
		}
		honest := newPlace(t, db, service)
		phone := honest.device()
		for range 5 {
			if _, err := service.Push(ctx, honest.user, phone.batch(phone.note(newID(), 0, "x"))); err != nil {
				return fmt.Errorf("somebody else's push: %w", err)
			}
			err := service.Pull(ctx, honest.user, sync.PullRequest{
				Device: phone.id, Schema: 1, Cursors: []sync.Cursor{{Space: honest.space}},
			}, io.Discard)
			if err != nil {
				return fmt.Errorf("somebody else's pull: %w", err)
			}
		}
		return nil
	})
	if err := errors.Join(err, pushes.Wait()); err != nil {
		t.Fatal(err)
	}
}
