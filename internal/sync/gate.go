package sync

import (
	"context"
	stdsync "sync"

	"github.com/google/uuid"
)

// gate lets one push at a time into each space. The lock of the space's row
// would do that too, but whoever waits for that one holds a connection: a space
// with many pushes under way would keep all others from the database.
type gate struct {
	mu     stdsync.Mutex
	queues map[uuid.UUID]*queue
}

type queue struct {
	turn  chan struct{} // holds one token while somebody is inside
	users int           // inside or waiting
}

// enter waits for its turn. The returned function must be called to leave.
func (g *gate) enter(ctx context.Context, space uuid.UUID) (leave func(), err error) {
	g.mu.Lock()
	q := g.queues[space]
	if q == nil {
		q = &queue{turn: make(chan struct{}, 1)}
		g.queues[space] = q
	}
	q.users++
	g.mu.Unlock()

	select {
	case q.turn <- struct{}{}:
		return func() { <-q.turn; g.forget(space, q) }, nil
	case <-ctx.Done():
		g.forget(space, q)
		return nil, ctx.Err()
	}
}

func (g *gate) forget(space uuid.UUID, q *queue) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if q.users--; q.users == 0 {
		delete(g.queues, space)
	}
}
