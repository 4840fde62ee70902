package sync

import (
	"context"
	"fmt"

	"github.com/google/uuid"
)

// Heads returns the head of every space.
func (s *Service) Heads(ctx context.Context) (map[uuid.UUID]int64, error) {
	rows, err := s.db.Conn().Query(ctx, `select space_id, head from space`)
	if err != nil {
		return nil, fmt.Errorf("read heads: %w", err)
	}
	heads, err := collectVersions(rows)
	if err != nil {
		return nil, fmt.Errorf("read heads: %w", err)
	}
	return heads, nil
}

// Position is a place in the order of a space: a version means something within
// its epoch only.
type Position struct {
	Epoch uuid.UUID
	Head  int64
}

// AdvanceSafe notes that a complete backup holds each space up to a position.
// Devices then forget their own copies of what they had sent up to there. It
// never goes back, and never beyond a space's head. A backup of another epoch
// makes nothing safe: it may hold other changes under the same versions.
//
// A space without backups has the safe version 0, and that is the truth: nothing
// but the devices could bring its changes back.
func (s *Service) AdvanceSafe(ctx context.Context, backedUp map[uuid.UUID]Position) error {
	var ids, epochs uuidArray
	var versions []int64
	for id, at := range backedUp {
		ids, epochs, versions = append(ids, arrayUUID(id)), append(epochs, arrayUUID(at.Epoch)), append(versions, at.Head)
	}
	_, err := s.db.Conn().Exec(ctx, `
		update space set safe = least(backup.head, space.head)
		from unnest($1::uuid[], $2::uuid[], $3::bigint[]) backup (space_id, epoch, head)
		where space.space_id = backup.space_id and space.epoch = backup.epoch and space.safe < least(backup.head, space.head)`,
		ids, epochs, versions)
	if err != nil {
		return fmt.Errorf("advance safe versions: %w", err)
	}
	return nil
}

// BeginEpoch gives every space a new epoch. It belongs to restoring a backup:
// the spaces have gone back in time, cursors of before may point beyond their
// heads, and devices that see the new epoch send again what got lost.
//
// What they send was made to versions of the epoch that ends. So each space
// remembers the head up to which those are still the same.
func (s *Service) BeginEpoch(ctx context.Context) error {
	_, err := s.db.Conn().Exec(ctx, `
		with ended as (
			insert into past_epoch (space_id, epoch, head) select space_id, epoch, head from space
		)
		update space set epoch = gen_random_uuid()`)
	if err != nil {
		return fmt.Errorf("begin epochs: %w", err)
	}
	return nil
}
