package sync_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	stdsync "sync"
	"testing"
	"time"

	"tend/internal/sync"
)

// deadlines listens for connections and remembers the write deadline of each.
type deadlines struct {
	net.Listener
	mu   stdsync.Mutex
	last map[net.Conn]time.Time
}

func (d *deadlines) Accept() (net.Conn, error) {
	c, err := d.Listener.Accept()
	return &timedConn{Conn: c, seen: d}, err
}

type timedConn struct {
	net.Conn
	seen *deadlines
}

func (c *timedConn) SetWriteDeadline(at time.Time) error {
	c.seen.mu.Lock()
	defer c.seen.mu.Unlock()
	c.seen.last[c] = at
	return c.Conn.SetWriteDeadline(at)
}

// check waits until no connection has a deadline: the server takes it off after
// the end of an answer, which the client may have read by then.
func (d *deadlines) check(t *testing.T, after string) {
	t.Helper()
	for tries := 0; ; tries++ {
		set, left := d.count()
		if set == 0 {
			t.Fatal("no deadline was set: a device that stops reading would hold its answer for ever")
		}
		if left == 0 {
			return
		}
		if tries == 500 {
			t.Fatalf("%d deadlines are left after %s", left, after)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// count returns on how many connections a deadline was ever set, and on how
// many one stands.
func (d *deadlines) count() (set, left int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, at := range d.last {
		if !at.IsZero() {
			left++
		}
	}
	return len(d.last), left
}

// A connection goes on to serve other requests after a long page or a stream. A
// deadline that is left on it would cut those off half a minute later.
func TestNoDeadlineIsLeftOnAConnection(t *testing.T) {
	t.Parallel()
	phone := setup(t).device()
	var seen *deadlines
	e := newEdge(t, phone.place, sync.HubOptions{}, func(s *httptest.Server) {
		seen = &deadlines{Listener: s.Listener, last: make(map[net.Conn]time.Time)}
		s.Listener = seen
	})
	var batch []sync.Mutation
	for range 400 {
		batch = append(batch, phone.note(newID(), 0, strings.Repeat("a longer note ", 50)))
	}
	phone.push(t, batch...)
	for _, accept := range []string{"identity", "gzip"} {
		read(t, e.call(t, phone.user, http.MethodPost, "/sync/pull", strings.NewReader(phone.pullBody(0)), "Accept-Encoding", accept).Body)
	}
	seen.check(t, "a long page")
	stream := e.listen(t, phone.user)
	e.hub.Close()
	for stream.next() != "" { // to its end
	}
	seen.check(t, "a stream")
}
