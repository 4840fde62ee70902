package sync

import (
	"context"
	stdsync "sync"
	"time"

	"github.com/google/uuid"

	"tend/internal/fault"
)

// gate lets so many at a time in for each id. There are two of them.
//
// One lets one push at a time into each space. The lock of the space's row would
// do that too, but whoever waits for that one holds a connection: a space with
// many pushes under way would keep all others from the database.
//
// The other gives each user half of the connections at most, so that whoever asks
// a thousand times at once, for all their spaces, waits for themselves.
type gate struct {
	width  int // how many may be inside, of each id
	most   int // how many may be inside or waiting
	mu     stdsync.Mutex
	queues map[uuid.UUID]*queue
}

// maxWaiting is how many requests of one user may be under way: far more than a
// household of devices has.
const maxWaiting = 256

var errTooManyAtOnce = fault.New(fault.RateLimited, "too-many-at-once",
	"Too many requests of this user are under way.").After(2 * time.Second)

func newGate(width, most int) gate {
	return gate{width: width, most: most, queues: make(map[uuid.UUID]*queue)}
}

type queue struct {
	turn  chan struct{} // holds a token for each who is inside
	users int           // inside or waiting
}

// enter waits for its turn. The returned function must be called to leave.
func (g *gate) enter(ctx context.Context, id uuid.UUID) (leave func(), err error) {
	g.mu.Lock()
	q := g.queues[id]
	if q == nil {
		q = &queue{turn: make(chan struct{}, g.width)}
		g.queues[id] = q
	}
	if q.users >= g.most {
		g.mu.Unlock()
		return nil, errTooManyAtOnce
	}
	q.users++
	g.mu.Unlock()

	select {
	case q.turn <- struct{}{}:
		return func() { <-q.turn; g.forget(id, q) }, nil
	case <-ctx.Done():
		g.forget(id, q)
		return nil, ctx.Err()
	}
}

func (g *gate) forget(id uuid.UUID, q *queue) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if q.users--; q.users == 0 {
		delete(g.queues, id)
	}
}
