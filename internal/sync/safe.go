package sync

import (
	"context"
	"fmt"

	"github.com/google/uuid"
)

// Heads returns the head of every space. Who makes a backup asks for them before
// it begins: the backup then holds at least that much, and once it is complete
// [Service.AdvanceSafe] says so.
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

// AdvanceSafe notes that a complete backup holds every change up to heads.
// Devices then forget their own copies of what they had sent up to there. It
// never goes back, and never beyond a space's head.
//
// A space without backups has the safe version 0, and that is the truth: nothing
// but the devices could bring its changes back.
func (s *Service) AdvanceSafe(ctx context.Context, heads map[uuid.UUID]int64) error {
	ids := make(uuidArray, 0, len(heads))
	versions := make([]int64, 0, len(heads))
	for id, head := range heads {
		ids, versions = append(ids, arrayUUID(id)), append(versions, head)
	}
	_, err := s.db.Conn().Exec(ctx, `
		update space set safe = least(backup.head, space.head)
		from unnest($1::uuid[], $2::bigint[]) backup (space_id, head)
		where space.space_id = backup.space_id and space.safe < least(backup.head, space.head)`, ids, versions)
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
