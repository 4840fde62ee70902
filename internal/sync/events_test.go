package sync_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/sync"
)

// events reads the stream of pokes line by line.
type events struct {
	lines *bufio.Scanner
	body  io.Closer
}

func (e edge) listen(t *testing.T, user uuid.UUID) events {
	t.Helper()
	res := e.call(t, user, http.MethodGet, "/sync/events", nil)
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("events: %d %s", res.StatusCode, read(t, res.Body))
	}
	s := events{bufio.NewScanner(res.Body), res.Body}
	if got := s.next(); got != ": listening" {
		t.Fatalf("first line = %q", got)
	}
	return s
}

// next returns the next line that is not empty, "" at the end of the stream.
func (s events) next() string {
	for s.lines.Scan() {
		if line := s.lines.Text(); line != "" {
			return line
		}
	}
	return ""
}

// poke skips to the next poke and returns what it says.
func (s events) poke(t *testing.T) (space uuid.UUID, head int64) {
	t.Helper()
	for line := s.next(); line != ""; line = s.next() {
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			var p struct {
				Space uuid.UUID
				Head  int64
			}
			if err := json.Unmarshal([]byte(data), &p); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			return p.Space, p.Head
		}
	}
	t.Fatal("the stream ended without a poke")
	return space, head
}

func TestAPushPokesTheDevicesThatListen(t *testing.T) {
	t.Parallel()
	p := setup(t)
	var hub *sync.Hub
	p.service = sync.NewService(p.db, sync.Options{Poke: func(space uuid.UUID, head int64) { hub.Poke(space, head) }})
	e := newEdge(t, p, sync.HubOptions{})
	hub = e.hub
	phone := p.device()
	phone.push(t, phone.note(newID(), 0, "missed"))

	stream := e.listen(t, p.user)
	if space, head := stream.poke(t); space != p.space || head != 1 {
		t.Errorf("on opening: %s %d, want what was missed", space, head)
	}
	other := newPlace(t, p.db, p.service).device() // of somebody else
	other.push(t, other.note(newID(), 0, "not for us"))
	for want := int64(2); want <= 4; want++ {
		phone.push(t, phone.note(newID(), 0, "x"))
		if space, head := stream.poke(t); space != p.space || head != want {
			t.Errorf("poke = %s %d, want %s %d", space, head, p.space, want)
		}
	}
}

// The server bounds the time in which a request must arrive. A stream goes on
// after that.
func TestAStreamOutlivesTheTimeForReadingRequests(t *testing.T) {
	t.Parallel()
	p := setup(t)
	const bound = 60 * time.Millisecond
	e := newEdge(t, p, sync.HubOptions{Heartbeat: bound / 3}, func(s *httptest.Server) { s.Config.ReadTimeout = bound })
	stream := e.listen(t, p.user)
	for began := time.Now(); time.Since(began) < 4*bound; {
		if line := stream.next(); line == "" {
			t.Fatalf("the stream ended after %s", time.Since(began))
		}
	}
}
