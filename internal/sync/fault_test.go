package sync_test

import (
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"net/url"
	stdsync "sync"
	"sync/atomic"
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
			at, direct := openBoth(t)
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
				db, wire := at.open(t)
				wire.cutAt(n, cut.delivered)
				first, err := sync.NewService(db, sync.Options{}).Push(t.Context(), p.user, batch)
				through = !wire.hasCut()
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

// database is one that can be reached directly and over a wire that breaks.
type database struct {
	url *url.URL
	to  string // network and address of the server
	net string
}

func openBoth(t *testing.T) (database, *postgres.DB) {
	t.Helper()
	at, err := url.Parse(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	direct, err := postgres.Open(t.Context(), at.String(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = direct.Close() })
	d := database{url: at, net: "tcp", to: at.Host}
	if dir := at.Query().Get("host"); dir != "" {
		port := at.Query().Get("port")
		if port == "" {
			port = "5432"
		}
		d.net, d.to = "unix", dir+"/.s.PGSQL."+port
	}
	return d, direct
}

// open opens the database over a wire of its own.
func (d database) open(t *testing.T) (*postgres.DB, *wire) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{}
	w.limit.Store(1 << 40)
	var running stdsync.WaitGroup
	running.Go(func() { w.serve(ln, d) })
	u := *d.url
	q := u.Query()
	q.Del("host")
	q.Del("port")
	q.Set("sslmode", "disable")
	q.Set("pool_max_conns", "1")
	u.RawQuery, u.Host = q.Encode(), ln.Addr().String()
	db, err := postgres.Open(t.Context(), u.String(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = ln.Close()
		_ = db.Close()
		running.Wait()
	})
	return db, w
}

// wire hands on what a client says to Postgres, message by message, up to a
// certain one.
type wire struct {
	seen, limit atomic.Int64
	delivered   atomic.Bool
	cut         atomic.Bool
}

func (w *wire) cutAt(n int64, delivered bool) {
	w.delivered.Store(delivered)
	w.seen.Store(0)
	w.limit.Store(n)
}

func (w *wire) hasCut() bool { return w.cut.Load() }

func (w *wire) serve(ln net.Listener, d database) {
	var running stdsync.WaitGroup
	defer running.Wait()
	for {
		client, err := ln.Accept()
		if err != nil {
			return // the test is over
		}
		server, err := net.Dial(d.net, d.to)
		if err != nil {
			_ = client.Close()
			return
		}
		running.Go(func() {
			_, _ = io.Copy(client, server) // ends with either of them
			_ = client.Close()
		})
		running.Go(func() {
			w.forward(client, server)
			_ = client.Close()
			_ = server.Close()
		})
	}
}

// forward hands messages on until the one at which the wire is cut. The first
// has no type: it is the one that begins a session.
func (w *wire) forward(client, server net.Conn) {
	for first := true; ; first = false {
		head := make([]byte, 5)
		if first {
			head = head[:4]
		}
		if _, err := io.ReadFull(client, head); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head[len(head)-4:])-4)
		if _, err := io.ReadFull(client, body); err != nil {
			return
		}
		// Execute, Sync and Query: wherever something begins or ends.
		last := !first && (head[0] == 'E' || head[0] == 'S' || head[0] == 'Q') && w.seen.Add(1) >= w.limit.Load()
		if last {
			w.cut.Store(true)
		}
		if !last || w.delivered.Load() {
			if _, err := server.Write(append(head, body...)); err != nil {
				return
			}
		}
		if last {
			return
		}
	}
}
