package sync

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"tend/internal/fault"
)

// stream is one device that listens.
type stream struct {
	userID    uuid.UUID
	sessionID uuid.UUID
	over      chan struct{} // holds a token when the stream is to end
	news      chan struct{} // holds a token while pending is not empty

	// Guarded by the hub's mu.
	told    map[uuid.UUID]int64 // the newest head that each space was announced with
	pending map[uuid.UUID]int64 // heads still to be announced
}

func (s *stream) poke(spaceID uuid.UUID, head int64) {
	if head <= s.told[spaceID] {
		return // heard before, by another way
	}
	s.told[spaceID] = head
	s.pending[spaceID] = head
	raise(s.news)
}

var (
	errTooManyStreams = fault.New(fault.RateLimited, "too-many-streams",
		"Too many open connections ask for live updates.").After(time.Minute)
	errClosing = fault.New(fault.Unavailable, "unavailable", "The server is about to stop.").After(2 * time.Second)
)

// Stream writes the pokes of all spaces of a user to w, as server-sent events,
// until ctx ends, the session does, or w fails. It begins with the heads of all
// of them, so that a device learns what it missed while it was not listening. It
// reports an error only if it has written nothing yet.
func (h *Hub) Stream(ctx context.Context, userID, sessionID uuid.UUID, w io.Writer) error {
	s := &stream{
		userID: userID, sessionID: sessionID,
		over: make(chan struct{}, 1), news: make(chan struct{}, 1),
		told: make(map[uuid.UUID]int64), pending: make(map[uuid.UUID]int64),
	}
	if err := h.add(s); err != nil {
		return err
	}
	defer h.remove(s)
	// The first look joins the spaces, the second announces their heads: a push
	// that comes in between is seen by the one or poked to the other.
	for _, announce := range []bool{false, true} {
		if err := h.refresh(ctx, s, announce); err != nil {
			return fmt.Errorf("open stream: %w", err)
		}
	}
	if _, err := io.WriteString(w, ": listening\n\n"); err != nil {
		return nil // the device is gone
	}
	// Not all at the same time: a restart makes all devices connect at once.
	beat := time.NewTicker(h.opts.Heartbeat - rand.N(h.opts.Heartbeat/6))
	defer beat.Stop()
	for h.next(ctx, s, beat.C, w) {
	}
	return nil
}

// next waits for something to write and writes it. It reports whether the stream
// goes on. Heartbeats come whether or not there was something else to write: they
// are when the session is checked.
func (h *Hub) next(ctx context.Context, s *stream, beat <-chan time.Time, w io.Writer) bool {
	var frame []byte
	select {
	case <-ctx.Done():
		return false
	case <-s.over:
		return false
	case <-s.news:
		frame = h.frames(s)
	case <-beat:
		if !h.alive(ctx, s) {
			return false
		}
		if err := h.refresh(ctx, s, true); err != nil {
			h.opts.Log.WarnContext(ctx, "heads not read", slog.Any("error", err))
		}
		frame = []byte(": beat\n\n")
	}
	_, err := w.Write(frame)
	return err == nil
}

// frames takes what is pending and writes it as events.
func (h *Hub) frames(s *stream) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	var b []byte
	for spaceID, head := range s.pending {
		b = append(b, "event: poke\ndata: {\"space\":\""...)
		b = appendUUID(b, spaceID)
		b = append(b, '"')
		b = appendMember(b, "head", head)
		b = append(b, "}\n\n"...)
	}
	clear(s.pending)
	return b
}

// alive asks whether the session may go on. While nobody knows, it may: whoever
// ends a session tells the hub of it, too.
func (h *Hub) alive(ctx context.Context, s *stream) bool {
	if h.opts.Alive == nil {
		return true
	}
	alive, err := h.opts.Alive(ctx, s.sessionID)
	if err != nil {
		h.opts.Log.WarnContext(ctx, "session not checked", slog.Any("error", err))
		return true
	}
	return alive
}
