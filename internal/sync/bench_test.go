package sync_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"tend/internal/httpapi"
	"tend/internal/postgres"
	"tend/internal/postgres/embedded"
	"tend/internal/sync"
)

// The benchmarks put Tend beside Postgres itself: each round does the same work
// once through Tend and once by the plainest statement that there is, and the
// ratio of their medians is what counts. Times alone say more about the machine.
//
// Postgres runs here as it does for users, with every commit on the disk.

const (
	benchRecords = 10_000
	benchRounds  = 11 // in one iteration of a benchmark
)

// durable returns a database on a server of its own that syncs to the disk.
func durable(b *testing.B) *postgres.DB {
	b.Helper()
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "tend-bench-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	server, err := embedded.Start(ctx, embedded.Options{DataDir: dir})
	if err != nil {
		b.Fatalf("start Postgres: %v", err)
	}
	b.Cleanup(func() { _ = server.Stop(ctx) })
	owner, err := postgres.Open(ctx, server.OwnerURL(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	if err := owner.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	_ = owner.Close()
	db, err := postgres.Open(ctx, server.URL(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	return db
}

// pushBodies returns the bodies of pushes that create n notes of about 500
// bytes, as a phone would send them.
func pushBodies(d *device, n int) [][]byte {
	type edit struct {
		Base  int64  `json:"base"`
		Value string `json:"value"`
	}
	type mutation struct {
		Seq        int64           `json:"seq"`
		MID        uuid.UUID       `json:"mid"`
		Collection string          `json:"collection"`
		ID         uuid.UUID       `json:"id"`
		Stamp      string          `json:"stamp"`
		Base       int64           `json:"base"`
		Op         string          `json:"op"`
		Fields     map[string]any  `json:"fields"`
		Text       map[string]edit `json:"text"`
	}
	contact := newID()
	var bodies [][]byte
	for len(bodies)*sync.MaxMutations < n {
		list := make([]mutation, 0, sync.MaxMutations)
		for range sync.MaxMutations {
			d.seq++
			list = append(list, mutation{
				Seq: d.seq, MID: newID(), Collection: "note", ID: newID(), Stamp: d.clock.Next().String(), Op: "put",
				Fields: map[string]any{"at": "2026-11-21", "contacts/" + contact.String(): true},
				Text:   map[string]edit{"body": {Value: prose(380)}},
			})
		}
		body, err := json.Marshal(map[string]any{
			"space": d.space, "device": d.id, "epoch": d.epoch, "schema": 1, "mutations": list,
		})
		if err != nil {
			panic(err)
		}
		bodies = append(bodies, body)
	}
	return bodies
}

var proseWords = strings.Fields(`the and lunch with about her new project draft next week Porto pricing
	daughter school starts summary intro promised call letter meeting they want help risk team`)

// prose returns words of about n bytes in all.
func prose(n int) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(proseWords[rand.IntN(len(proseWords))])
		b.WriteByte(' ')
	}
	return b.String()
}

// medians collects times of several contenders and compares their medians.
type medians map[string][]time.Duration

func (m medians) time(name string, f func()) {
	start := time.Now()
	f()
	m[name] = append(m[name], time.Since(start))
}

func (m medians) of(name string) time.Duration {
	sorted := slices.Sorted(slices.Values(m[name]))
	return sorted[len(sorted)/2]
}

// report prints name beside the plain statement and their ratio.
func (m medians) report(b *testing.B, name, plain string) {
	b.Helper()
	ours, theirs := m.of(name), m.of(plain)
	b.Logf("%-34s %9.2f ms   %-28s %9.2f ms   ratio %.2f   (median of %d)",
		name, millis(ours), plain, millis(theirs), float64(ours)/float64(theirs), len(m[name]))
	b.ReportMetric(float64(ours)/float64(theirs), "ratio")
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func BenchmarkPushTenThousand(b *testing.B) {
	db := durable(b)
	service := sync.NewService(db, sync.Options{})
	m := medians{}
	for b.Loop() {
		for range benchRounds {
			p := newPlace(b, db, service)
			bodies := pushBodies(p.device(), benchRecords)
			settle(b, db)
			m.time("push 10,000 in batches of 500", func() { pushAll(b, p, bodies) })
			rows := readRows(b, p)
			settle(b, db)
			m.time("COPY in one transaction", func() { copyRows(b, db, rows) })
			mustExec(b, db, `delete from record`)
			mustExec(b, db, `delete from history`)
		}
	}
	m.report(b, "push 10,000 in batches of 500", "COPY in one transaction")
}

// settle lets no work of one round run into the next.
func settle(b *testing.B, db *postgres.DB) {
	b.Helper()
	mustExec(b, db, `select pg_sleep(0.05)`)
}

func pushAll(b *testing.B, p place, bodies [][]byte) {
	b.Helper()
	for _, body := range bodies {
		batch, err := sync.DecodeBatch(body)
		if err == nil {
			_, err = p.service.Push(b.Context(), p.user, batch)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

func readRows(b *testing.B, p place) [][]any {
	b.Helper()
	rows, err := p.db.Conn().Query(b.Context(),
		`select id, version, by_device, collection, fields::text, stamps::text from record where space_id = $1`, p.space)
	if err != nil {
		b.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) {
		var id, device pgtype.UUID // uuid.UUID takes pgx a detour, which would be unfair
		var version int64
		var collection, fields, stamps string
		err := row.Scan(&id, &version, &device, &collection, &fields, &stamps)
		return []any{id, version, device, collection, json.RawMessage(fields), json.RawMessage(stamps)}, err
	})
	if err != nil || len(all) != benchRecords {
		b.Fatalf("read %d rows: %v", len(all), err)
	}
	return all
}

func copyRows(b *testing.B, db *postgres.DB, rows [][]any) {
	b.Helper()
	space := pgtype.UUID{Bytes: uuid.New(), Valid: true}
	err := db.InTx(b.Context(), func(tx *postgres.DB) error {
		_, err := tx.Conn().CopyFrom(b.Context(), pgx.Identifier{"record"},
			[]string{"space_id", "id", "version", "by_device", "collection", "fields", "stamps"},
			pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) { return append([]any{space}, rows[i]...), nil }))
		return err
	})
	if err != nil {
		b.Fatal(fmt.Errorf("copy: %w", err))
	}
}

// client is what a device does over the wire, without what it stores.
type client struct {
	b      *testing.B
	edge   edge
	device *device
	accept string
}

// post sends a body, reads the whole answer and returns its size.
func (c client) post(path, body string) (status int, size int64) {
	req, err := http.NewRequestWithContext(c.b.Context(), http.MethodPost, c.edge.URL+httpapi.Prefix+path, strings.NewReader(body))
	if err != nil {
		c.b.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.device.user.String())
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept-Encoding", c.accept)
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		c.b.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it has been read
	if size, err = io.Copy(io.Discard, res.Body); err != nil {
		c.b.Fatal(err)
	}
	return res.StatusCode, size
}

// filled returns a space with ten thousand notes of about 500 bytes.
func filled(b *testing.B) (place, edge) {
	b.Helper()
	db := durable(b)
	p := newPlace(b, db, sync.NewService(db, sync.Options{}))
	pushAll(b, p, pushBodies(p.device(), benchRecords))
	return p, newEdge(b, p, sync.HubOptions{})
}

func BenchmarkPullTenThousand(b *testing.B) {
	p, e := filled(b)
	d := p.device()
	body := fmt.Sprintf(`{"device":"%s","schema":1,"cursors":[{"space":"%s","epoch":"%s","since":0}],"maxBytes":%d}`,
		d.id, p.space, p.epoch, 64<<20)
	m := medians{}
	sizes := map[string]int64{}
	for b.Loop() {
		for range benchRounds {
			m.time("SELECT of the same rows", func() { selectAll(b, p) })
			m.time("pull 10,000 into the void", func() {
				err := p.service.Pull(b.Context(), p.user, sync.PullRequest{
					Device: d.id, Schema: 1, Cursors: []sync.Cursor{{Space: p.space}}, MaxBytes: 64 << 20,
				}, io.Discard)
				if err != nil {
					b.Fatal(err)
				}
			})
			for _, accept := range []string{"identity", "gzip", "zstd"} {
				name := "pull 10,000, " + accept
				m.time(name, func() {
					status, size := client{b, e, d, accept}.post("/sync/pull", body)
					if status != http.StatusOK {
						b.Fatalf("status %d", status)
					}
					sizes[name] = size
				})
			}
		}
	}
	m.report(b, "pull 10,000 into the void", "SELECT of the same rows")
	for _, accept := range []string{"gzip", "zstd", "identity"} { // the last one is the figure
		name := "pull 10,000, " + accept
		b.Logf("%-34s %9d bytes", name, sizes[name])
		m.report(b, name, "SELECT of the same rows")
	}
}

// selectAll reads what a pull is made of, as plainly as pgx can.
func selectAll(b *testing.B, p place) {
	b.Helper()
	rows, err := p.db.Conn().Query(b.Context(), `
		select version, id, collection, deleted_at is not null, fields from record
		where space_id = $1 and version > $2 order by version`, p.space, 0)
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for rows.Next() {
		n += len(rows.RawValues()) / 5
	}
	if rows.Err() != nil || n != benchRecords {
		b.Fatalf("%d rows, %v", n, rows.Err())
	}
}

// BenchmarkSmall measures what a device does all day: it asks in vain, it gets
// one record, it sends one. The figures are the medians of single requests.
func BenchmarkSmall(b *testing.B) {
	p, e := filled(b)
	d := p.device()
	c := client{b, e, d, "gzip"}
	head := int64(benchRecords)
	m := medians{}
	for b.Loop() {
		for range 1000 {
			m.time("SELECT head", func() {
				var n int64
				if err := p.db.Conn().QueryRow(b.Context(), `select head from space where space_id = $1`, p.space).Scan(&n); err != nil {
					b.Fatal(err)
				}
			})
			m.time("pull of nothing new", func() {
				if status, _ := c.post("/sync/pull", d.pullBody(head)); status != http.StatusNoContent {
					b.Fatalf("status %d", status)
				}
			})
			m.time("push of one", func() {
				if status, _ := c.post("/sync/push", d.pushBody("Lunch with Ada")); status != http.StatusOK {
					b.Fatalf("status %d", status)
				}
			})
			m.time("pull of one", func() {
				if status, _ := c.post("/sync/pull", d.pullBody(head)); status != http.StatusOK {
					b.Fatalf("status %d", status)
				}
			})
			head++
		}
	}
	for _, name := range []string{"push of one", "pull of one", "pull of nothing new"} {
		m.report(b, name, "SELECT head")
	}
}
