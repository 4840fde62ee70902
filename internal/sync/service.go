// Package sync keeps the devices of a space in agreement.
//
// A device pushes mutations and pulls what the records of the space are now.
// The server decides the order: each mutation gets the next version of its
// space, under the lock of the space's row, and that lock is held until the
// commit. So versions become visible in their order, and a cursor that is a
// version can never pass one by (a sequence or a clock would: see
// internal/decisions).
//
// Everything that one push does, its duplicates included, is decided in Go by
// [record.Apply] and written in one transaction.
package sync

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"tend/internal/postgres"
	"tend/internal/record"
)

// Projection derives rows of its own from records, such as when a reminder is due.
type Projection interface {
	// Project brings the rows derived from changed up to date. It runs once per
	// push, inside its transaction, with each changed record as it is afterwards.
	// The records may be read but neither changed nor kept. An error undoes the
	// push and makes the client repeat it, so bad content is no reason for one.
	Project(ctx context.Context, tx *postgres.DB, spaceID uuid.UUID, changed []record.Record) error
}

// Options are what a [Service] can do without.
type Options struct {
	Projections []Projection

	// Poke is called after each commit with the space and its new head, so that
	// other devices hear of it. It must not block.
	Poke func(space uuid.UUID, head int64)

	// Quota is what a space may hold; its zero value sets no bounds.
	Quota Quota

	// Now is the server's clock; time.Now if nil.
	Now func() time.Time

	// MinSchema is the oldest edition of the collections that may still pull;
	// any edition may if it is 0. A push is taken from every edition.
	MinSchema int
}

// Service takes pushes and answers pulls.
type Service struct {
	db          *postgres.DB
	projections []Projection
	poke        func(space uuid.UUID, head int64)
	now         func() time.Time
	minSchema   int
	quota       Quota
	gate        gate         // of spaces: one push at a time
	turns       gate         // of users
	pages       atomic.Int64 // that are being written
}

// NewService returns a service over db.
func NewService(db *postgres.DB, opts Options) *Service {
	s := &Service{
		db:          db,
		projections: opts.Projections,
		poke:        opts.Poke,
		now:         opts.Now,
		minSchema:   opts.MinSchema,
		quota:       opts.Quota,
		gate:        newGate(1, maxVersion),
		turns:       newGate(max(1, db.Connections()/2), maxWaiting),
	}
	if s.poke == nil {
		s.poke = func(uuid.UUID, int64) {}
	}
	if s.now == nil {
		s.now = time.Now
	}
	return s
}

// clock returns the server's time at the precision that clients get to see and
// that the database keeps.
func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }
