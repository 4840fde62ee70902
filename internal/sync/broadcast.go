package sync

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

const (
	// channel is the name under which the processes of one database talk.
	channel = "tend_poke"

	// gather is how long pokes are collected before other processes hear of
	// them. Each broadcast is a commit that locks the whole database's queue.
	gather = 50 * time.Millisecond

	// maxPayload is below the 8000 bytes that Postgres lets a notification have.
	maxPayload = 7000

	maxRetry = 30 * time.Second
)

// Run exchanges pokes with other processes on the same database until ctx ends.
// It bears with a database that is away. Pokes go out on a connection of the
// pool, after the push has committed: inside its transaction they would make all
// commits of the database wait for each other.
func (h *Hub) Run(ctx context.Context) error {
	if h.opts.Connect == nil {
		<-ctx.Done()
		return nil
	}
	me := uuid.NewString()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return persist(ctx, h.opts.Log, func() error { return h.listen(ctx, me) }) })
	g.Go(func() error { return persist(ctx, h.opts.Log, func() error { return h.announce(ctx, me) }) })
	return g.Wait()
}

// persist repeats work, which ends only with an error, until ctx does. It waits
// longer each time, and never two processes for the same time.
func persist(ctx context.Context, log *slog.Logger, work func() error) error {
	for pause := time.Second; ; pause = min(2*pause, maxRetry) {
		began := time.Now()
		err := work()
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the end was asked for
		}
		log.WarnContext(ctx, "pokes between processes interrupted", slog.Any("error", err))
		if time.Since(began) > maxRetry {
			pause = time.Second
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause/2 + rand.N(pause/2)):
		}
	}
}

// listen delivers the pokes of other processes.
func (h *Hub) listen(ctx context.Context, me string) error {
	conn, err := h.opts.Connect(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing was promised on it
	if _, err := conn.Exec(ctx, `listen `+pgx.Identifier{channel}.Sanitize()); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return fmt.Errorf("wait for pokes: %w", err)
		}
		if err := h.receive(me, n.Payload); err != nil {
			h.opts.Log.WarnContext(ctx, "broadcast not understood", slog.Any("error", err))
		}
	}
}

var errPayload = errors.New("a broadcast is not of the form: sender, then space and head")

// receive delivers a broadcast, unless it is our own.
func (h *Hub) receive(me, payload string) error {
	words := strings.Fields(payload)
	if len(words)%2 != 1 {
		return errPayload
	}
	if words[0] == me {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for pair := words[1:]; len(pair) > 0; pair = pair[2:] {
		spaceID, err := uuid.Parse(pair[0])
		if err != nil {
			return errPayload
		}
		head, err := strconv.ParseInt(pair[1], 10, 64)
		if err != nil {
			return errPayload
		}
		h.deliver(spaceID, head)
	}
	return nil
}

// announce tells other processes of our pokes.
func (h *Hub) announce(ctx context.Context, me string) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-h.send:
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(gather):
		}
		for _, payload := range h.payloads(me) {
			if _, err := h.db.Conn().Exec(ctx, `select pg_notify($1, $2)`, channel, payload); err != nil {
				return fmt.Errorf("announce pokes: %w", err)
			}
		}
	}
}

// payloads takes what is outgoing, in as few broadcasts as will hold it.
func (h *Hub) payloads(me string) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []string
	var b []byte
	for spaceID, head := range h.outgoing {
		if len(b) == 0 {
			b = append(b, me...)
		}
		b = append(b, ' ')
		b = appendUUID(b, spaceID)
		b = append(b, ' ')
		b = strconv.AppendInt(b, head, 10)
		if len(b) > maxPayload {
			list, b = append(list, string(b)), nil
		}
	}
	if len(b) > 0 {
		list = append(list, string(b))
	}
	clear(h.outgoing)
	return list
}
