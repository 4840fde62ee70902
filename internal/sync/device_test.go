package sync_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/fault"
	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/record"
	"tend/internal/sync"
)

// place is a space with one member.
type place struct {
	db      *postgres.DB
	service *sync.Service
	space   uuid.UUID
	epoch   uuid.UUID
	user    uuid.UUID
}

func newPlace(t testing.TB, db *postgres.DB, service *sync.Service) place {
	t.Helper()
	p := place{db: db, service: service, space: uuid.New(), epoch: uuid.New(), user: newUser(t, db)}
	mustExec(t, db, `insert into space (space_id, kind, name, epoch) values ($1, 'shared', 'Ours', $2)`, p.space, p.epoch)
	p.join(t, p.user)
	return p
}

func (p place) join(t testing.TB, user uuid.UUID) {
	t.Helper()
	mustExec(t, p.db, `insert into member (space_id, user_id, role) values ($1, $2, 'member')`, p.space, user)
}

func newUser(t testing.TB, db *postgres.DB) uuid.UUID {
	t.Helper()
	id := uuid.New()
	mustExec(t, db, `insert into app_user (user_id, email, password_hash) values ($1, $2, '')`, id, id.String()+"@example.org")
	return id
}

func mustExec(t testing.TB, db *postgres.DB, sql string, args ...any) {
	t.Helper()
	if _, err := db.Conn().Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// device is the least that a client must do to push.
type device struct {
	place
	id    uuid.UUID
	seq   int64
	clock *record.Clock
}

func (p place) device() *device {
	return &device{place: p, id: uuid.New(), clock: record.NewClock(time.Now, 0)}
}

// mutate seals a mutation: from then on it is not changed, however often it is sent.
func (d *device) mutate(m record.Mutation) sync.Mutation {
	d.seq++
	m.Seq, m.MID, m.Stamp = d.seq, uuid.Must(uuid.NewV7()), d.clock.Next()
	if m.Op == "" {
		m.Op = record.Put
	}
	return sync.Mutation{Mutation: m}
}

// contact returns the mutation that sets fields of a contact, given as pairs of
// a name and a value.
func (d *device) contact(id uuid.UUID, base int64, pairs ...any) sync.Mutation {
	return d.mutate(record.Mutation{Collection: "contact", ID: id, Base: base, Fields: fields(pairs...)})
}

// note returns the mutation that sets the body of a note.
func (d *device) note(id uuid.UUID, base int64, body string) sync.Mutation {
	return d.mutate(record.Mutation{
		Collection: "note", ID: id, Base: base,
		Text: map[string]record.TextEdit{"body": {Base: base, Value: body}},
	})
}

func (d *device) delete(collection string, id uuid.UUID, base int64) sync.Mutation {
	return d.mutate(record.Mutation{Collection: collection, ID: id, Base: base, Op: record.Delete})
}

func (d *device) batch(mutations ...sync.Mutation) sync.Batch {
	return sync.Batch{Space: d.space, Device: d.id, Epoch: d.epoch, Schema: 1, Mutations: mutations}
}

func (d *device) push(t testing.TB, mutations ...sync.Mutation) sync.Result {
	t.Helper()
	result, err := d.service.Push(t.Context(), d.user, d.batch(mutations...))
	if err != nil {
		t.Fatalf("Push: %v", err)
	}
	return result
}

func fields(pairs ...any) map[string]json.RawMessage {
	m := make(map[string]json.RawMessage, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		value, err := json.Marshal(pairs[i+1])
		if err != nil {
			panic(err)
		}
		m[pairs[i].(string)] = value //nolint:errcheck // a mistake in a test may panic
	}
	return m
}

// newID returns the id of a record to be.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// stored returns a record as the database holds it, without the order of
// members and the spaces that Postgres chose.
func (p place) stored(t testing.TB, id uuid.UUID) (fields map[string]any, version int64, deleted bool) {
	t.Helper()
	err := p.db.Conn().QueryRow(t.Context(),
		`select fields, version, deleted_at is not null from record where space_id = $1 and id = $2`, p.space, id).
		Scan(&fields, &version, &deleted)
	if err != nil {
		t.Fatalf("read record: %v", err)
	}
	return fields, version, deleted
}

func (p place) count(t testing.TB, table string) (n int) {
	t.Helper()
	if err := p.db.Conn().QueryRow(t.Context(), `select count(*) from `+table+` where space_id = $1`, p.space).Scan(&n); err != nil {
		t.Fatalf("count %s: %v", table, err)
	}
	return n
}

// tester is what tests and properties have in common.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// intact fails the test if the space breaks an invariant.
func (p place) intact(t tester) {
	t.Helper()
	findings, err := sync.Check(context.Background(), p.db, p.space)
	if err != nil {
		t.Fatalf("Check: %v", err)
	}
	for _, f := range findings {
		t.Errorf("broken invariant %s", f)
	}
}

// setup returns a space in a database of its own.
func setup(t testing.TB) place {
	t.Helper()
	db := pgtest.New(t)
	return newPlace(t, db, sync.NewService(db, sync.Options{}))
}

// codeOf returns the code of the fault in err.
func codeOf(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Code
	}
	return fmt.Sprint(err)
}
