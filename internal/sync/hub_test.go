package sync_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	stdsync "sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/sync"
)

// listener reads a stream of a hub frame by frame, at its own pace.
type listener struct {
	frames chan string
	ended  chan error
	cancel context.CancelFunc
}

// listen opens a stream and waits until it is there.
func listen(t *testing.T, hub *sync.Hub, user, session uuid.UUID) *listener {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	l := &listener{frames: make(chan string), ended: make(chan error, 1), cancel: cancel}
	go func() {
		err := hub.Stream(ctx, user, session, l)
		close(l.frames)
		l.ended <- err
	}()
	t.Cleanup(cancel)
	if got := <-l.frames; got != ": listening\n\n" {
		t.Fatalf("first frame = %q, %v", got, <-l.ended)
	}
	return l
}

// Write implements io.Writer.
func (l *listener) Write(p []byte) (int, error) {
	l.frames <- string(p)
	return len(p), nil
}

// await returns the next frame that is no heartbeat, "" at the end.
func (l *listener) await() string {
	for frame := range l.frames {
		if !strings.HasPrefix(frame, ":") {
			return frame
		}
	}
	return ""
}

func pokeOf(space uuid.UUID, head int64) string {
	return fmt.Sprintf("event: poke\ndata: {\"space\":\"%s\",\"head\":%d}\n\n", space, head)
}

func TestASlowDeviceGetsTheNewestHeadOnly(t *testing.T) {
	t.Parallel()
	p := setup(t)
	hub := sync.NewHub(p.db, sync.HubOptions{})
	l := listen(t, hub, p.user, uuid.New())
	hub.Poke(p.space, 1) // taken at once, and stuck in the device's pipe
	for head := range int64(10_000) {
		hub.Poke(p.space, head)
	}
	hub.Poke(uuid.New(), 7) // of a foreign space
	last := pokeOf(p.space, 9_999)
	for n := 1; ; n++ {
		frame := l.await()
		if frame == last {
			break
		}
		if frame == "" || n > 2 {
			t.Fatalf("frame %d = %q", n, frame)
		}
	}
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	t.Parallel()
	p := setup(t)
	hub := sync.NewHub(p.db, sync.HubOptions{})
	mine, other := uuid.New(), uuid.New()
	first, second := listen(t, hub, p.user, mine), listen(t, hub, p.user, other)
	hub.EndSessions(mine)
	if frame := first.await(); frame != "" {
		t.Errorf("frame = %q, want the end", frame)
	}
	hub.Poke(p.space, 1)
	if frame := second.await(); frame != pokeOf(p.space, 1) {
		t.Errorf("the other session got %q", frame)
	}
}

func TestAHeartbeatEndsStreamsOfSessionsThatAreOver(t *testing.T) {
	t.Parallel()
	p := setup(t)
	var mu stdsync.Mutex
	revoked := make(map[uuid.UUID]bool)
	hub := sync.NewHub(p.db, sync.HubOptions{
		Heartbeat: 20 * time.Millisecond,
		Alive: func(_ context.Context, session uuid.UUID) (bool, error) {
			mu.Lock()
			defer mu.Unlock()
			return !revoked[session], nil
		},
	})
	session := uuid.New()
	l := listen(t, hub, p.user, session)
	if frame := <-l.frames; frame != ": beat\n\n" {
		t.Fatalf("frame = %q, want a heartbeat", frame)
	}
	mu.Lock()
	revoked[session] = true
	mu.Unlock()
	head := int64(0)
	for range l.frames { // pokes without a pause do not put the end off
		head++
		hub.Poke(p.space, head)
	}
	if err := <-l.ended; err != nil {
		t.Errorf("Stream: %v", err)
	}
}

func TestAHeartbeatFindsWhatNoPokeTold(t *testing.T) {
	t.Parallel()
	p := setup(t)
	hub := sync.NewHub(p.db, sync.HubOptions{Heartbeat: 20 * time.Millisecond})
	l := listen(t, hub, p.user, uuid.New())
	phone := p.device() // on another server
	phone.push(t, phone.note(newID(), 0, "x"))
	if frame := l.await(); frame != pokeOf(p.space, 1) {
		t.Errorf("frame = %q", frame)
	}

	joined := newPlace(t, p.db, p.service)
	tablet := joined.device()
	tablet.push(t, tablet.note(newID(), 0, "x"))
	joined.join(t, p.user)
	if frame := l.await(); frame != pokeOf(joined.space, 1) {
		t.Errorf("of a space joined meanwhile: %q", frame)
	}
	mustExec(t, p.db, `delete from member where space_id = $1 and user_id = $2`, joined.space, p.user)
	for beats := 0; beats < 2; { // the first may have begun before
		if frame := <-l.frames; strings.HasPrefix(frame, ":") {
			beats++
		}
	}
	hub.Poke(joined.space, 2)
	hub.Poke(p.space, 2)
	if frame := l.await(); frame != pokeOf(p.space, 2) {
		t.Errorf("after leaving the space: %q", frame)
	}
}

func TestAHubThatIsClosedEndsItsStreamsAndTakesNoMore(t *testing.T) {
	t.Parallel()
	p := setup(t)
	hub := sync.NewHub(p.db, sync.HubOptions{})
	l := listen(t, hub, p.user, uuid.New())
	hub.Close()
	if frame := l.await(); frame != "" {
		t.Errorf("frame = %q, want the end", frame)
	}
	if err := hub.Stream(t.Context(), p.user, uuid.New(), io.Discard); codeOf(err) != "unavailable" {
		t.Errorf("a new stream: %v", err)
	}
}

func TestOneUserMayNotHoldAllStreams(t *testing.T) {
	t.Parallel()
	p := setup(t)
	hub := sync.NewHub(p.db, sync.HubOptions{})
	var open []*listener
	for range 32 {
		open = append(open, listen(t, hub, p.user, uuid.New()))
	}
	if err := hub.Stream(t.Context(), p.user, uuid.New(), io.Discard); codeOf(err) != "too-many-streams" {
		t.Errorf("one more stream: %v", err)
	}
	listen(t, hub, newUser(t, p.db), uuid.New()) // another user is not affected
	open[0].cancel()
	if err := <-open[0].ended; err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("the stream that was closed: %v", err)
	}
	listen(t, hub, p.user, uuid.New())
}

func TestServersOnOneDatabaseTellEachOther(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	db, err := postgres.Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	ctx, stop := context.WithCancel(t.Context())
	var running stdsync.WaitGroup
	t.Cleanup(func() { stop(); running.Wait() })
	newHub := func() (hub *sync.Hub, listening <-chan struct{}) {
		ready := make(chan struct{})
		hub = sync.NewHub(db, sync.HubOptions{Connect: func(ctx context.Context) (*pgx.Conn, error) {
			defer close(ready)
			return pgx.Connect(ctx, url)
		}})
		running.Go(func() {
			if err := hub.Run(ctx); err != nil {
				t.Errorf("Run: %v", err)
			}
		})
		return hub, ready
	}
	here, _ := newHub()
	there, listening := newHub()
	<-listening
	p := newPlace(t, db, sync.NewService(db, sync.Options{Poke: here.Poke}))
	l := listen(t, there, p.user, uuid.New())
	heard := make(chan string, 1)
	go func() { heard <- l.await() }()
	phone := p.device()
	for { // until the other server listens
		phone.push(t, phone.note(newID(), 0, "x"))
		select {
		case frame := <-heard:
			if !strings.HasPrefix(frame, "event: poke\ndata: {\"space\":\""+p.space.String()) {
				t.Errorf("frame = %q", frame)
			}
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}
