package reminder_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/collection"
	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/record"
	"tend/internal/reminder"
)

// house is a database with one user and their space.
type house struct {
	t          testing.TB
	db         *postgres.DB
	projection *reminder.Projection
	userID     uuid.UUID
	spaceID    uuid.UUID
}

func newHouse(tb testing.TB) *house {
	tb.Helper()
	h := &house{t: tb, db: pgtest.New(tb), projection: reminder.NewProjection(), userID: uuid.New(), spaceID: uuid.New()}
	h.exec(`insert into app_user (user_id, email, password_hash) values ($1, $2, '')`, h.userID, h.userID.String()+"@example.org")
	h.exec(`insert into space (space_id, kind, name, personal_of, epoch) values ($1, 'personal', '', $2, gen_random_uuid())`, h.spaceID, h.userID)
	h.exec(`insert into member (space_id, user_id, role) values ($1, $2, 'owner')`, h.spaceID, h.userID)
	return h
}

func (h *house) exec(sql string, args ...any) {
	h.t.Helper()
	if _, err := h.db.Conn().Exec(context.Background(), sql, args...); err != nil {
		h.t.Fatal(err)
	}
}

// fields are those of a record, as Go values.
type fields map[string]any

// put projects records as a push does, in one transaction.
func (h *house) put(records ...record.Record) {
	h.t.Helper()
	err := h.db.InTx(context.Background(), func(tx *postgres.DB) error {
		return h.projection.Project(context.Background(), tx, h.spaceID, records)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func rec(tb testing.TB, collection string, id uuid.UUID, f fields) record.Record {
	tb.Helper()
	raw := map[string]json.RawMessage{}
	for name, value := range f {
		b, err := json.Marshal(value)
		if err != nil {
			tb.Fatal(err)
		}
		raw[name] = b
	}
	return record.Record{ID: id, Collection: collection, Fields: raw}
}

// remind puts a reminder and returns its id.
func (h *house) remind(f fields) uuid.UUID {
	h.t.Helper()
	id := uuid.New()
	h.change(id, f)
	return id
}

func (h *house) change(id uuid.UUID, f fields) {
	h.t.Helper()
	h.put(rec(h.t, "reminder", id, f))
}

func (h *house) set(f fields) {
	h.t.Helper()
	h.put(rec(h.t, "setting", uuid.MustParse(collection.SettingID), f))
}

func (h *house) remove(id uuid.UUID) {
	h.t.Helper()
	r := rec(h.t, "reminder", id, nil)
	r.DeletedAt = new(time.Now())
	h.put(r)
}

// now is the database's time.
func (h *house) now() time.Time {
	h.t.Helper()
	var now time.Time
	if err := h.db.Conn().QueryRow(context.Background(), `select now()`).Scan(&now); err != nil {
		h.t.Fatal(err)
	}
	return now.UTC()
}

// ago is the wall time in UTC so long ago.
func (h *house) ago(d time.Duration) string {
	h.t.Helper()
	return h.now().Add(-d).Format("2006-01-02T15:04")
}

// row is what the scheduler sees of a reminder.
type row struct {
	State      string
	Occurrence *string
	DueAt      *time.Time
	Zone       string
	Open       bool
	FiredAt    *time.Time
}

func (h *house) row(id uuid.UUID) (r row, ok bool) {
	h.t.Helper()
	rows, err := h.db.Conn().Query(context.Background(), `
		select state, occurrence, due_at, zone, open, fired_at from reminder_due where space_id = $1 and id = $2`, h.spaceID, id)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	if !rows.Next() {
		return r, false
	}
	if err := rows.Scan(&r.State, &r.Occurrence, &r.DueAt, &r.Zone, &r.Open, &r.FiredAt); err != nil {
		h.t.Fatal(err)
	}
	return r, true
}

// step lets a scheduler work once and returns what it handed on.
func (h *house) step() []reminder.Notification {
	h.t.Helper()
	told := &listener{}
	s := reminder.NewScheduler(h.db, told, reminder.SchedulerOptions{})
	if _, err := s.Step(context.Background()); err != nil {
		h.t.Fatal(err)
	}
	return told.all()
}

// listener is a notifier that remembers.
type listener struct {
	mu       sync.Mutex
	told     []reminder.Notification
	broken   bool
	received chan reminder.Notification // if not nil, gets each
}

var errBroken = errors.New("the outbox is broken")

func (l *listener) Notify(_ context.Context, _ *postgres.DB, ns []reminder.Notification) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken {
		return errBroken
	}
	l.told = append(l.told, ns...)
	for _, n := range ns {
		if l.received != nil {
			l.received <- n
		}
	}
	return nil
}

func (l *listener) all() []reminder.Notification {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.told)
}

// with returns f with some fields changed.
func (f fields) with(more fields) fields {
	all := maps.Clone(f)
	maps.Copy(all, more)
	return all
}
