package sync

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/record"
)

// write stores the records and the history of a run, and moves the counters of
// the device and the space, in one round trip.
//
// Rows go in as arrays. Measured against COPY that is as fast for 500 rows and
// faster for one, because it needs no round trip of its own.
func (st store) write(ctx context.Context, userID uuid.UUID, r *run, changed []*held) error {
	batch := &pgx.Batch{}
	if err := queueRecords(batch, r, changed); err != nil {
		return err
	}
	if err := queueHistory(batch, r); err != nil {
		return err
	}
	batch.Queue(`
		insert into device (space_id, device_id, user_id, last_seq, last_mid, duplicates, schema, since, seen_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
		on conflict (space_id, device_id) do update set
			last_seq = excluded.last_seq, last_mid = excluded.last_mid, duplicates = excluded.duplicates,
			schema = greatest(device.schema, excluded.schema), seen_at = excluded.seen_at`,
		r.batch.Space, r.batch.Device, userID, r.lastSeq, r.lastMID, r.duplicates, r.batch.Schema, r.now)
	batch.Queue(`update space set head = $2 where space_id = $1`, r.batch.Space, r.head)
	err := st.conn.SendBatch(ctx, batch).Close()
	if midTaken(err) {
		return errMIDTaken
	}
	if err != nil {
		return fmt.Errorf("write %d mutations: %w", len(r.settled), err)
	}
	return nil
}

// recordColumns are the rows of some records, column by column.
type recordColumns struct {
	ids            uuidArray
	versions       []int64
	deleted        []*time.Time
	collections    []string
	fields, stamps []string
}

func (c *recordColumns) add(rec *record.Record) {
	c.ids = append(c.ids, arrayUUID(rec.ID))
	c.versions = append(c.versions, rec.Version)
	c.deleted = append(c.deleted, rec.DeletedAt)
	c.collections = append(c.collections, rec.Collection)
	size := 2
	for name, value := range rec.Fields {
		size += len(name) + len(value) + len(`"":,`)
	}
	c.fields = append(c.fields, string(appendFields(make([]byte, 0, size), rec.Fields)))
	c.stamps = append(c.stamps, string(record.MarshalMarks(rec.Marks)))
}

// queueRecords tells new rows from known ones itself: the lock is held since
// before they were read.
func queueRecords(batch *pgx.Batch, r *run, changed []*held) error {
	var fresh, stored recordColumns
	for _, h := range changed {
		if h.stored {
			stored.add(h.record)
		} else {
			fresh.add(h.record)
		}
	}
	const unnest = `unnest($3::uuid[], $4::bigint[], $5::timestamptz[], $6::text[], $7::text[], $8::text[])
			as r (id, version, deleted_at, collection, fields, stamps)`
	if len(fresh.ids) > 0 {
		batch.Queue(`
			insert into record (space_id, by_device, id, version, deleted_at, collection, fields, stamps)
			select $1, $2, id, version, deleted_at, collection, fields::jsonb, stamps::jsonb from `+unnest,
			r.batch.Space, r.batch.Device, fresh.ids, fresh.versions, fresh.deleted, fresh.collections, fresh.fields, fresh.stamps)
	}
	if len(stored.ids) > 0 {
		batch.Queue(`
			update record set by_device = $2, version = r.version, deleted_at = r.deleted_at,
				fields = r.fields::jsonb, stamps = r.stamps::jsonb
			from `+unnest+`
			where record.space_id = $1 and record.id = r.id`,
			r.batch.Space, r.batch.Device, stored.ids, stored.versions, stored.deleted, stored.collections, stored.fields, stored.stamps)
	}
	return nil
}

func queueHistory(batch *pgx.Batch, r *run) error {
	n := len(r.settled)
	if n == 0 {
		return nil
	}
	versions, seqs, stamps, bases := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	ids, mids := make(uuidArray, n), make(uuidArray, n)
	names, ops, outcomes := make([]string, n), make([]string, n), make([]string, n)
	patches, details := make([]*string, n), make([]*string, n)
	for i, d := range r.settled {
		m := d.mutation
		versions[i], seqs[i], bases[i] = d.version, m.Seq, m.Base
		stamps[i] = int64(m.Stamp.Clamp(r.now))
		ids[i], mids[i] = arrayUUID(m.ID), arrayUUID(m.MID)
		names[i], ops[i] = d.name()
		outcomes[i], patches[i] = string(d.outcome.Status), d.patch()
		var err error
		if details[i], err = d.detail(); err != nil {
			return fmt.Errorf("write the outcome of mutation %s: %w", m.MID, err)
		}
		if d.outcome.Status == record.Parked {
			if err := queueParked(batch, r, d); err != nil {
				return err
			}
		}
	}
	batch.Queue(`
		insert into history (space_id, device_id, at, version, id, seq, mid, stamp, base, collection, op, outcome, patch, detail)
		select $1, $2, $3, version, id, seq, mid, stamp, base, collection, op, outcome, patch::json, detail::json
		from unnest($4::bigint[], $5::uuid[], $6::bigint[], $7::uuid[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
			as h (version, id, seq, mid, stamp, base, collection, op, outcome, patch, detail)`,
		r.batch.Space, r.batch.Device, r.now,
		versions, ids, seqs, mids, stamps, bases, names, ops, outcomes, patches, details)
	return nil
}

func queueParked(batch *pgx.Batch, r *run, d settled) error {
	body, err := d.mutation.body()
	if err != nil {
		return fmt.Errorf("write parked mutation %s: %w", d.mutation.MID, err)
	}
	batch.Queue(`
		insert into parked (space_id, device_id, seq, mid, code, body, at)
		values ($1, $2, $3, $4, $5, $6, $7)`,
		r.batch.Space, r.batch.Device, d.mutation.Seq, d.mutation.MID, d.outcome.Code, body, r.now)
	return nil
}
