package pgtest

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
)

// Wire hands on what a client says to Postgres, message by message, and breaks
// at a certain one. It shows what becomes of work that is cut off at any point.
type Wire struct {
	network, address string // of the server

	seen, limit atomic.Int64
	delivered   atomic.Bool
	cut         atomic.Bool
}

// NewWire returns the URL of the database at databaseURL, over a wire that lives
// as long as the test. Whoever opens it gets one connection at a time.
func NewWire(tb testing.TB, databaseURL string) (wiredURL string, w *Wire) {
	tb.Helper()
	u, err := url.Parse(databaseURL)
	if err != nil {
		tb.Fatal(err)
	}
	w = &Wire{network: "tcp", address: u.Host}
	w.limit.Store(1 << 40)
	q := u.Query()
	if dir := q.Get("host"); dir != "" {
		port := q.Get("port")
		if port == "" {
			port = "5432"
		}
		w.network, w.address = "unix", dir+"/.s.PGSQL."+port
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() { w.serve(ln) })
	tb.Cleanup(func() {
		_ = ln.Close()
		running.Wait()
	})
	q.Del("host")
	q.Del("port")
	q.Set("sslmode", "disable")
	q.Set("pool_max_conns", "1")
	u.RawQuery, u.Host = q.Encode(), ln.Addr().String()
	return u.String(), w
}

// CutAt breaks the wire at the n-th message from now that begins or ends
// something. With delivered, that message arrives and its answer does not.
func (w *Wire) CutAt(n int64, delivered bool) {
	w.delivered.Store(delivered)
	w.cut.Store(false)
	w.seen.Store(0)
	w.limit.Store(n)
}

// HasCut reports whether the wire broke since CutAt.
func (w *Wire) HasCut() bool { return w.cut.Load() }

func (w *Wire) serve(ln net.Listener) {
	var running sync.WaitGroup
	defer running.Wait()
	for {
		client, err := ln.Accept()
		if err != nil {
			return // the test is over
		}
		server, err := net.Dial(w.network, w.address)
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
func (w *Wire) forward(client, server net.Conn) {
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
