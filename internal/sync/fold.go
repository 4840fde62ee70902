package sync

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/record"
)

// foldPage is how many records are folded at a time.
const foldPage = 500

// fold applies the history of each record again and compares.
func (c *checker) fold(ctx context.Context) error {
	after := uuid.Nil
	for {
		ids, err := c.idsAfter(ctx, after)
		if err != nil || len(ids) == 0 {
			return err
		}
		after = ids[len(ids)-1]
		if err := c.foldFrom(ctx, ids[0], after); err != nil {
			return err
		}
	}
}

func (c *checker) idsAfter(ctx context.Context, after uuid.UUID) ([]uuid.UUID, error) {
	rows, err := c.conn.Query(ctx, `
		select distinct id from history
		where space_id = $1 and id > $2 and outcome <> 'parked' order by id limit $3`, c.space, after, foldPage)
	if err != nil {
		return nil, fmt.Errorf("list the records of history: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return nil, fmt.Errorf("list the records of history: %w", err)
	}
	return ids, nil
}

func (c *checker) foldFrom(ctx context.Context, first, last uuid.UUID) error {
	rows, err := c.conn.Query(ctx, `
		select id, collection, version, deleted_at, by_device, fields, stamps
		from record where space_id = $1 and id between $2 and $3`, c.space, first, last)
	if err != nil {
		return fmt.Errorf("read records: %w", err)
	}
	records, err := pgx.CollectRows(rows, scanRecord)
	if err != nil {
		return fmt.Errorf("read records: %w", err)
	}
	stored := make(map[uuid.UUID]*record.Record, len(records))
	for i := range records {
		stored[records[i].ID] = &records[i]
	}
	rows, err = c.conn.Query(ctx, `
		select id, version, device_id, seq, mid, stamp, base, at, collection, op, outcome, patch, detail
		from history where space_id = $1 and id between $2 and $3 and outcome <> 'parked'
		order by id, version`, c.space, first, last)
	if err != nil {
		return fmt.Errorf("read history: %w", err)
	}
	steps, err := pgx.CollectRows(rows, scanStep)
	if err != nil {
		return fmt.Errorf("read history: %w", err)
	}
	for len(steps) > 0 {
		id := steps[0].mutation.ID
		n := slices.IndexFunc(steps, func(s step) bool { return s.mutation.ID != id })
		if n < 0 {
			n = len(steps)
		}
		c.foldRecord(stored[id], steps[:n])
		steps = steps[n:]
	}
	return nil
}

// step is a row of history.
type step struct {
	mutation record.Mutation
	device   uuid.UUID
	version  int64
	at       time.Time
	outcome  record.Status
	detail   detail
}

func scanStep(row pgx.CollectableRow) (s step, err error) {
	var stamp int64
	var patch, detail []byte
	m := &s.mutation
	err = row.Scan(&m.ID, &s.version, &s.device, &m.Seq, &m.MID, &stamp, &m.Base, &s.at,
		&m.Collection, (*string)(&m.Op), (*string)(&s.outcome), &patch, &detail)
	if err != nil {
		return s, err
	}
	m.Stamp, s.at = record.Stamp(stamp), s.at.UTC() //nolint:gosec // the store writes the same bits as a signed number
	var content struct {
		Fields map[string]json.RawMessage
		Text   map[string]record.TextEdit
	}
	for _, part := range []struct {
		data []byte
		into any
	}{{patch, &content}, {detail, &s.detail}} {
		if part.data == nil {
			continue
		}
		if err := json.Unmarshal(part.data, part.into); err != nil {
			return s, fmt.Errorf("history at version %d: %w", s.version, err)
		}
	}
	m.Fields, m.Text = content.Fields, content.Text
	return s, nil
}
