package chaos_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/fault"
	"tend/internal/postgres"
	"tend/internal/postgres/embedded"
	"tend/internal/postgres/pgtest"
	"tend/internal/record"
	"tend/internal/sync"
)

// place is a space with one member, without a server around it.
type place struct {
	db                 *postgres.DB
	service            *sync.Service
	user, space, epoch uuid.UUID
}

func newPlace(tb testing.TB, db *postgres.DB) place {
	tb.Helper()
	p := place{db: db, service: sync.NewService(db, sync.Options{}), user: uuid.New(), space: uuid.New(), epoch: uuid.New()}
	p.exec(tb, `insert into app_user (user_id, email, password_hash) values ($1, $2, '')`, p.user, p.user.String()+"@example.org")
	p.exec(tb, `insert into space (space_id, kind, name, epoch) values ($1, 'shared', 'Ours', $2)`, p.space, p.epoch)
	p.exec(tb, `insert into member (space_id, user_id, role) values ($1, $2, 'member')`, p.space, p.user)
	return p
}

func (p place) exec(tb testing.TB, sql string, args ...any) {
	tb.Helper()
	if _, err := p.db.Conn().Exec(context.Background(), sql, args...); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
}

// batch is a push of one mutation that makes a contact.
func (p place) batch(device uuid.UUID, seq int64) sync.Batch {
	return sync.Batch{Space: p.space, Device: device, Epoch: p.epoch, Schema: 1, Mutations: []sync.Mutation{{
		Mutation: record.Mutation{
			Seq: seq, MID: newID(), Collection: "contact", ID: newID(), Op: record.Put,
			Stamp: record.StampAt(time.Now()), Fields: map[string]json.RawMessage{"fullName": quote("Ada")},
		},
	}}}
}

func codeOf(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Code
	}
	return ""
}

// Who loses the right to push while the push waits for its turn is refused all
// the same: what was true before the lock was taken means nothing.
func TestAPushIsJudgedByWhatIsTrueWhenItsTurnComes(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	for name, tt := range map[string]struct{ meanwhile, code string }{
		"put out":  {`delete from member where space_id = $1`, "not-a-member"},
		"restored": {`update space set epoch = gen_random_uuid() where space_id = $1`, "epoch-changed"},
		"deleted":  {`delete from space where space_id = $1`, "not-a-member"},
	} {
		p := newPlace(t, db)
		answer := make(chan error, 1)
		err := db.InTx(t.Context(), func(tx *postgres.DB) error {
			var pid int
			if err := tx.Conn().QueryRow(t.Context(), `select pg_backend_pid() from space where space_id = $1 for update`, p.space).Scan(&pid); err != nil {
				return err
			}
			go func() {
				_, err := p.service.Push(context.WithoutCancel(t.Context()), p.user, p.batch(uuid.New(), 1))
				answer <- err
			}()
			awaitWaiter(t, db, pid)
			_, err := tx.Conn().Exec(t.Context(), tt.meanwhile, p.space)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := <-answer; codeOf(err) != tt.code {
			t.Errorf("%s meanwhile: Push: %v, want %s", name, err, tt.code)
		}
		var left int
		err = db.Conn().QueryRow(t.Context(),
			`select count(*) from history full join record using (space_id) where space_id = $1`, p.space).Scan(&left)
		if err != nil || left > 0 {
			t.Errorf("%s meanwhile: %d rows were left behind (%v)", name, left, err)
		}
	}
}

// awaitWaiter returns once another connection waits for a lock of pid's.
func awaitWaiter(t *testing.T, db *postgres.DB, pid int) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		var waits bool
		err := db.Conn().QueryRow(t.Context(),
			`select exists (select from pg_stat_activity where $1 = any(pg_blocking_pids(pid))) from pg_sleep(0.01)`, pid).Scan(&waits)
		if err != nil {
			t.Fatal(err)
		}
		if waits {
			return
		}
	}
	t.Fatal("the push does not wait")
}

// F2. What was acknowledged is on the disk, whatever the database's own setting is:
// here it would put off writing for as long as it may.
func TestWhatIsAcknowledgedOutlivesPostgres(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server, err := embedded.Start(t.Context(), embedded.Options{
		DataDir: dir, Settings: map[string]string{"synchronous_commit": "off", "wal_writer_delay": "10s"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop(context.Background()) })
	migrate(t, server.OwnerURL())
	db, err := postgres.Open(t.Context(), server.URL(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	p := newPlace(t, db)
	err = db.InTx(t.Context(), func(tx *postgres.DB) error { // brings what was before to the disk
		_, err := tx.Conn().Exec(t.Context(), `set local synchronous_commit = on; update space set name = name`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, sig := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGKILL} {
		device := uuid.New()
		var last sync.Result
		for seq := range int64(5) {
			if last, err = p.service.Push(t.Context(), p.user, p.batch(device, seq+1)); err != nil {
				t.Fatal(err)
			}
		}
		pid, err := postmaster(dir)
		if err == nil {
			err = syscall.Kill(pid, sig)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := headAfterRestart(t, db, p.space); got != last.Head {
			t.Errorf("after %s the head is %d; %d was acknowledged", sig, got, last.Head)
		}
	}
}

func migrate(tb testing.TB, url string) {
	tb.Helper()
	owner, err := postgres.Open(context.Background(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		tb.Fatal(err)
	}
	if err := errors.Join(owner.Migrate(context.Background()), owner.Close()); err != nil {
		tb.Fatal(err)
	}
}

// headAfterRestart asks until Postgres is there again.
func headAfterRestart(t *testing.T, db *postgres.DB, space uuid.UUID) (head int64) {
	t.Helper()
	var err error
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		// The sleep makes sure that it is asked of a connection made after the end.
		err = db.Conn().QueryRow(t.Context(), `select head from space, pg_sleep(0.2) where space_id = $1`, space).Scan(&head)
		if err == nil {
			return head
		}
		select {
		case <-t.Context().Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	t.Fatalf("Postgres does not come back: %v", err)
	return 0
}
