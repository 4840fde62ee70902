package sync

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	stdsync "sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/postgres"
)

const (
	// heartbeat is the longest that a stream stays silent. Proxies and phones
	// give up silent connections after 30 seconds and more.
	heartbeat = 24 * time.Second

	// maxStreams bounds the open streams of one user in this process. A browser
	// needs one, however many tabs it has.
	maxStreams = 32
)

// HubOptions are what a [Hub] can do without.
type HubOptions struct {
	// Alive reports whether a session may go on. It is asked at each heartbeat;
	// nil means that sessions end only by [Hub.EndSessions].
	Alive func(ctx context.Context, sessionID uuid.UUID) (bool, error)

	// Connect opens a connection on which the hub listens for pokes of other
	// processes. Without it they arrive with the next heartbeat.
	Connect func(ctx context.Context) (*pgx.Conn, error)

	// Heartbeat replaces the 24 seconds, for tests.
	Heartbeat time.Duration

	Log *slog.Logger // nil: nothing is logged
}

// Hub hands pokes to the devices that listen.
//
// A poke is a hint that a space has a new head. Pokes to one stream that come
// faster than it takes them become one, so a slow device costs a few bytes for
// each of its spaces and never holds up a push. A lost poke costs a delay of at
// most a heartbeat, at which every stream compares the heads that it announced
// with those in the database; that also covers other processes whose broadcast
// did not arrive.
type Hub struct {
	db   *postgres.DB
	opts HubOptions

	mu       stdsync.Mutex
	closed   bool
	streams  map[*stream]struct{}
	bySpace  map[uuid.UUID]map[*stream]struct{}
	outgoing map[uuid.UUID]int64 // pokes that other processes are to hear
	send     chan struct{}       // holds a token while outgoing is not empty
}

// NewHub returns a hub over db. Its Run tells other processes of pokes; without
// it the hub serves this process alone.
func NewHub(db *postgres.DB, opts HubOptions) *Hub {
	if opts.Heartbeat == 0 {
		opts.Heartbeat = heartbeat
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	return &Hub{
		db: db, opts: opts,
		streams:  make(map[*stream]struct{}),
		bySpace:  make(map[uuid.UUID]map[*stream]struct{}),
		outgoing: make(map[uuid.UUID]int64),
		send:     make(chan struct{}, 1),
	}
}

// Poke tells the devices of a space that it has a new head. It never blocks, and
// is what Options.Poke of a [Service] wants.
func (h *Hub) Poke(spaceID uuid.UUID, head int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.deliver(spaceID, head)
	if h.opts.Connect != nil {
		h.outgoing[spaceID] = max(h.outgoing[spaceID], head)
		raise(h.send)
	}
}

// deliver hands a poke to the streams of this process. h.mu is held.
func (h *Hub) deliver(spaceID uuid.UUID, head int64) {
	for s := range h.bySpace[spaceID] {
		s.poke(spaceID, head)
	}
}

// EndSessions ends the streams of sessions that are over, at once.
func (h *Hub) EndSessions(sessionIDs ...uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.streams {
		if slices.Contains(sessionIDs, s.sessionID) {
			raise(s.over)
		}
	}
}

// Close ends all streams and refuses new ones. A server calls it before it waits
// for its requests to finish: these never would.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for s := range h.streams {
		raise(s.over)
	}
}

// raise puts a token into a channel of capacity one.
func raise(flag chan struct{}) {
	select {
	case flag <- struct{}{}:
	default:
	}
}

func (h *Hub) add(s *stream) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return errClosing
	}
	open := 0
	for other := range h.streams {
		if other.userID == s.userID {
			open++
		}
	}
	if open >= maxStreams {
		return errTooManyStreams
	}
	h.streams[s] = struct{}{}
	return nil
}

func (h *Hub) remove(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.streams, s)
	for spaceID := range s.told {
		h.leave(s, spaceID)
	}
}

// leave takes the stream out of a space. h.mu is held.
func (h *Hub) leave(s *stream, spaceID uuid.UUID) {
	delete(h.bySpace[spaceID], s)
	if len(h.bySpace[spaceID]) == 0 {
		delete(h.bySpace, spaceID)
	}
}

// refresh reads the user's spaces and their heads: a device is to hear of a
// space from the moment that its user becomes a member, and no longer than that.
// With announce, heads that are news to the stream are poked.
func (h *Hub) refresh(ctx context.Context, s *stream, announce bool) error {
	heads, err := headsOf(ctx, h.db, s.userID)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for spaceID := range s.told {
		if _, member := heads[spaceID]; !member {
			delete(s.told, spaceID)
			delete(s.pending, spaceID)
			h.leave(s, spaceID)
		}
	}
	for spaceID, head := range heads {
		if _, known := s.told[spaceID]; !known {
			s.told[spaceID] = 0
			h.join(s, spaceID)
		}
		if announce {
			s.poke(spaceID, head)
		}
	}
	return nil
}

// join puts the stream into a space. h.mu is held.
func (h *Hub) join(s *stream, spaceID uuid.UUID) {
	if h.bySpace[spaceID] == nil {
		h.bySpace[spaceID] = make(map[*stream]struct{})
	}
	h.bySpace[spaceID][s] = struct{}{}
}

func headsOf(ctx context.Context, db *postgres.DB, userID uuid.UUID) (map[uuid.UUID]int64, error) {
	rows, err := db.Conn().Query(ctx, `
		select m.space_id, s.head from member m join space s on s.space_id = m.space_id where m.user_id = $1`, userID)
	if err != nil {
		return nil, fmt.Errorf("read heads: %w", err)
	}
	heads, err := collectVersions(rows)
	if err != nil {
		return nil, fmt.Errorf("read heads: %w", err)
	}
	return heads, nil
}
