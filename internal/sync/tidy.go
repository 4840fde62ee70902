package sync

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/postgres"
)

const (
	// tombstoneTime is how long a deleted record is remembered. A device that was
	// away for longer begins anew.
	tombstoneTime = 400 * 24 * time.Hour

	// tidyBatch is how many tombstones go in one transaction: pushes to the space
	// wait for it.
	tidyBatch = 500

	// spared is how many of its last mutations each device may send again: as many
	// as one push carries, for it goes on only after an answer.
	spared = MaxMutations
)

// noRecord is the id in rows of history whose record is forgotten.
var noRecord = uuid.Nil

// Tidy removes the tombstones that are older than 400 days, with their history,
// and raises the floor of their spaces. A device whose cursor is below the floor
// gets a reset: it would never hear of those deletions.
//
// History of what still exists stays for good, since every value that a user
// ever wrote is either shown or in history. What is removed lies at or below the
// floor; above it nothing is missing. Call it now and then, on any number of
// servers.
func (s *Service) Tidy(ctx context.Context) error {
	before := s.clock().Add(-tombstoneTime)
	rows, err := s.db.Conn().Query(ctx, `select distinct space_id from record where deleted_at < $1`, before)
	if err != nil {
		return fmt.Errorf("find old tombstones: %w", err)
	}
	spaces, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return fmt.Errorf("find old tombstones: %w", err)
	}
	for _, spaceID := range spaces {
		for more := true; more; {
			if more, err = s.tidySpace(ctx, spaceID, before); err != nil {
				return fmt.Errorf("tidy space %s: %w", spaceID, err)
			}
		}
	}
	return nil
}

// tidySpace removes some tombstones of a space and reports whether there may be
// more.
func (s *Service) tidySpace(ctx context.Context, spaceID uuid.UUID, before time.Time) (more bool, err error) {
	leave, err := s.gate.enter(ctx, spaceID)
	if err != nil {
		return false, err
	}
	defer leave()
	err = s.db.InTx(ctx, func(tx *postgres.DB) error {
		st := store{tx.Conn()}
		// As a push does: without the lock, one could revive a record meanwhile.
		if _, err := st.conn.Exec(ctx, `select from space where space_id = $1 for no key update`, spaceID); err != nil {
			return fmt.Errorf("lock space: %w", err)
		}
		ids, floor, err := st.oldTombstones(ctx, spaceID, before)
		if err != nil || len(ids) == 0 {
			return err
		}
		more = len(ids) == tidyBatch
		return st.forget(ctx, spaceID, ids, floor)
	})
	return more, err
}

// oldTombstones returns records whose last change, too, is older than before,
// in the order of their versions, and the newest of those.
func (st store) oldTombstones(ctx context.Context, spaceID uuid.UUID, before time.Time) (ids uuidArray, floor int64, err error) {
	rows, err := st.conn.Query(ctx, `
		select r.id, r.version from record r
		left join history h on h.space_id = r.space_id and h.version = r.version
		where r.space_id = $1 and r.deleted_at < $2 and coalesce(h.at, r.deleted_at) < $2
		order by r.version limit $3`, spaceID, before, tidyBatch)
	if err != nil {
		return nil, 0, fmt.Errorf("list tombstones: %w", err)
	}
	var id uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&id, &floor}, func() error {
		ids = append(ids, arrayUUID(id))
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list tombstones: %w", err)
	}
	return ids, floor, nil
}

// forget removes records and raises the floor to the version of the last of
// them. Their history goes up to there, except what may still be sent again:
// without its row a repeated mutation would pass for that of a copied profile.
// Such a row keeps what it is answered with, and belongs to no record any more.
// What was parked stays until its user has seen to it.
func (st store) forget(ctx context.Context, spaceID uuid.UUID, ids uuidArray, floor int64) error {
	batch := &pgx.Batch{}
	batch.Queue(`update space set gc_floor = greatest(gc_floor, $2) where space_id = $1`, spaceID, floor)
	const past = `
		h.space_id = $1 and h.id = any($2) and h.version <= $3 and h.outcome <> 'parked'
		and d.space_id = h.space_id and d.device_id = h.device_id and h.seq `
	batch.Queue(`
		update space set records = records - (select count(*) from record where space_id = $1 and id = any($2)),
			bytes = bytes - (select coalesce(sum(octet_length(h.patch::text)), 0) from history h, device d where`+past+`> 0)
		where space_id = $1`, spaceID, ids, floor)
	batch.Queue(`delete from record where space_id = $1 and id = any($2)`, spaceID, ids)
	batch.Queue(`delete from history h using device d where`+past+`<= d.last_seq - $4`, spaceID, ids, floor, int64(spared))
	batch.Queue(`
		update history h set id = $5, patch = null, detail = case when detail->'code' is not null then
			json_strip_nulls(json_build_object('code', detail->'code', 'field', detail->'field', 'detail', detail->'detail')) end
		from device d where`+past+`> d.last_seq - $4`, spaceID, ids, floor, int64(spared), noRecord)
	if err := st.conn.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("remove %d tombstones: %w", len(ids), err)
	}
	return nil
}
