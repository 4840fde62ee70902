package scale_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"tend/internal/postgres"
	"tend/internal/postgres/embedded"
	"tend/internal/record"
	"tend/internal/sync"
)

// house is a Postgres of its own, with tables beside Tend's for plain statements.
type house struct {
	db    *postgres.DB
	url   string
	close func(b *testing.B)
}

func newHouse(b *testing.B) *house {
	b.Helper()
	ctx := context.Background()
	server, err := embedded.Start(ctx, embedded.Options{DataDir: b.TempDir()})
	if err != nil {
		b.Fatalf("start Postgres: %v", err)
	}
	quiet := slog.New(slog.DiscardHandler)
	owner, err := postgres.Open(ctx, server.OwnerURL(), quiet)
	if err != nil {
		b.Fatal(err)
	}
	if err := owner.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	_, beside := owner.Conn().Exec(ctx, `create table plain (like record including all); create table plain_one (like record including all); create table plain_by (like record including all)`)
	db, err := postgres.Open(ctx, server.URL(), quiet)
	if err = errors.Join(err, beside, owner.Close()); err != nil {
		b.Fatal(err)
	}
	h := &house{db: db, url: server.URL()}
	closed := false
	h.close = func(b *testing.B) {
		b.Helper()
		if closed {
			return
		}
		closed = true
		if err := errors.Join(db.Close(), server.Stop(ctx)); err != nil {
			b.Error(err)
		}
	}
	b.Cleanup(func() { h.close(b) })
	return h
}

func (h *house) exec(b *testing.B, sql string, args ...any) {
	b.Helper()
	if _, err := h.db.Conn().Exec(context.Background(), sql, args...); err != nil {
		b.Fatalf("%s: %v", sql, err)
	}
}

// place is a space with one member.
type place struct {
	*house
	service            *sync.Service
	user, space, epoch uuid.UUID
}

func (h *house) newPlace(b *testing.B) *place {
	b.Helper()
	p := &place{house: h, service: sync.NewService(h.db, sync.Options{}), user: uuid.New(), space: uuid.New(), epoch: uuid.New()}
	h.exec(b, `insert into app_user (user_id, email, password_hash) values ($1, $2, '')`, p.user, p.user.String()+"@example.org")
	h.exec(b, `insert into space (space_id, kind, name, epoch) values ($1, 'shared', 'Ours', $2)`, p.space, p.epoch)
	h.exec(b, `insert into member (space_id, user_id, role) values ($1, $2, 'member')`, p.space, p.user)
	return p
}

// device makes pushes of notes of about 500 bytes.
type device struct {
	place   *place
	id      uuid.UUID
	seq     int64
	clock   *record.Clock
	contact string
}

func newDevice(p *place) *device {
	return &device{place: p, id: uuid.New(), clock: record.NewClock(time.Now, 0), contact: newID().String()}
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// body is a push of n new notes.
func (d *device) body(n int) []byte {
	list := make([]record.Mutation, n)
	for i := range list {
		d.seq++
		list[i] = record.Mutation{
			Seq: d.seq, MID: newID(), Collection: "note", ID: newID(), Stamp: d.clock.Next(), Op: record.Put,
			Fields: map[string]json.RawMessage{"at": json.RawMessage(`"2026-11-21"`), "contacts/" + d.contact: json.RawMessage(`true`)},
			Text:   map[string]record.TextEdit{"body": {Value: prose(380)}},
		}
	}
	body, err := json.Marshal(map[string]any{
		"space": d.place.space, "device": d.id, "epoch": d.place.epoch, "schema": 1, "mutations": list,
	})
	if err != nil {
		panic(err)
	}
	return body
}

var words = strings.Fields(`the and lunch with about her new project draft next week Porto pricing
	daughter school starts summary intro promised call letter meeting they want help risk team`)

// prose returns words of about n bytes in all.
func prose(n int) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(words[rand.IntN(len(words))])
		b.WriteByte(' ')
	}
	return b.String()
}

var columns = []string{"space_id", "id", "version", "by_device", "collection", "fields", "stamps"}

// read returns up to limit rows of the space above a version, in the order of
// versions, for plain statements to write.
func (p *place) read(b *testing.B, after int64, limit int) [][]any {
	b.Helper()
	rows, err := p.db.Conn().Query(context.Background(), `
		select id, version, by_device, collection, fields::text, stamps::text from record
		where space_id = $1 and version > $2 order by version limit $3`, p.space, after, limit)
	if err != nil {
		b.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) {
		var id, device pgtype.UUID // uuid.UUID takes pgx a detour, which would be unfair
		var version int64
		var collection, fields, stamps string
		err := row.Scan(&id, &version, &device, &collection, &fields, &stamps)
		return []any{pgtype.UUID{Bytes: p.space, Valid: true}, id, version, device, collection, json.RawMessage(fields), json.RawMessage(stamps)}, err
	})
	if err != nil {
		b.Fatal(err)
	}
	return all
}

// copyTo writes rows by COPY, in one transaction.
func (h *house) copyTo(b *testing.B, table string, rows [][]any) {
	b.Helper()
	if _, err := h.db.Conn().CopyFrom(context.Background(), pgx.Identifier{table}, columns, pgx.CopyFromRows(rows)); err != nil {
		b.Fatal(err)
	}
}

// insert writes rows by one INSERT each, sent together, in one transaction.
func (h *house) insert(b *testing.B, rows ...[]any) {
	b.Helper()
	batch := &pgx.Batch{}
	for _, row := range rows {
		batch.Queue(`insert into plain_one (space_id, id, version, by_device, collection, fields, stamps)
			values ($1, $2, $3, $4, $5, $6, $7)`, row...)
	}
	if err := h.db.Conn().SendBatch(context.Background(), batch).Close(); err != nil {
		b.Error(err)
	}
}

// selectAll reads what a pull is made of, as plainly as pgx can.
func (p *place) selectAll(b *testing.B, want int) {
	b.Helper()
	rows, err := p.db.Conn().Query(context.Background(), `
		select version, id, collection, deleted_at is not null, fields from record
		where space_id = $1 and version > $2 order by version`, p.space, 0)
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for rows.Next() {
		n += len(rows.RawValues()) / 5
	}
	if rows.Err() != nil || n != want {
		b.Fatalf("%d rows, %v", n, rows.Err())
	}
}

func (p *place) head(b *testing.B) (n int64) {
	b.Helper()
	if err := p.db.Conn().QueryRow(context.Background(), `select head from space where space_id = $1`, p.space).Scan(&n); err != nil {
		b.Error(err)
	}
	return n
}

func took(f func()) time.Duration {
	begin := time.Now()
	f()
	return time.Since(begin)
}

func median(times []time.Duration) time.Duration { return percentile(times, 50) }

func percentile(times []time.Duration, percent int) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)*percent/100]
}

func ratio(ours, plain time.Duration) float64 { return float64(ours) / float64(plain) }

func perSecond(n int, d time.Duration) int { return int(float64(n) / d.Seconds()) }
