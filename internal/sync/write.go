package sync

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"tend/internal/record"
)

// write stores the records and the history of a run, and moves the counters of
// the device and the space.
//
// Few rows go in as arrays, all in one round trip. Many go in by COPY, which
// takes half of the server's time and lets Postgres work while they arrive.
func (st store) write(ctx context.Context, userID uuid.UUID, r *run, changed []*held) error {
	batch := &pgx.Batch{}
	fresh, stored := split(changed)
	err := st.insert(ctx, batch, r, fresh)
	if err == nil {
		stored.queue(batch, r, updateRecords)
		err = queueParked(batch, r)
	}
	if err != nil {
		return err
	}
	batch.Queue(`
		insert into device (space_id, device_id, user_id, last_seq, last_mid, duplicates, schema, since, seen_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
		on conflict (space_id, device_id) do update set
			last_seq = excluded.last_seq, last_mid = excluded.last_mid, duplicates = excluded.duplicates,
			schema = greatest(device.schema, excluded.schema), seen_at = excluded.seen_at`,
		r.batch.Space, r.batch.Device, userID, r.lastSeq, r.lastMID, r.duplicates, r.batch.Schema, r.now)
	batch.Queue(`update space set head = $2, records = records + $3, bytes = bytes + $4 where space_id = $1`,
		r.batch.Space, r.head, r.added.Records, r.added.Bytes)
	return writeError(r, st.conn.SendBatch(ctx, batch).Close())
}

func writeError(r *run, err error) error {
	if midTaken(err) {
		return errMIDTaken
	}
	if err != nil {
		return fmt.Errorf("write %d mutations: %w", len(r.settled), err)
	}
	return nil
}

// split tells new rows from known ones. The database need not be asked: the lock
// is held since before they were read.
func split(changed []*held) (fresh []*record.Record, stored recordColumns) {
	for _, h := range changed {
		if h.stored {
			stored.add(h.record)
		} else {
			fresh = append(fresh, h.record)
		}
	}
	return fresh, stored
}

// insert adds the new records and the history of the run, now or with the batch.
func (st store) insert(ctx context.Context, batch *pgx.Batch, r *run, fresh []*record.Record) error {
	if conn := st.connection(); conn != nil && len(r.settled) >= copyThreshold {
		return writeError(r, copyRows(ctx, conn, r, fresh))
	}
	var records recordColumns
	for _, rec := range fresh {
		records.add(rec)
	}
	records.queue(batch, r, insertRecords)
	return queueHistory(batch, r)
}

// textColumn gathers texts in one buffer: a push writes three for each mutation.
type textColumn struct {
	buf  []byte
	ends []int
}

// end ends the text that was appended to buf. An empty one stands for null.
func (c *textColumn) end() { c.ends = append(c.ends, len(c.buf)) }

func (c *textColumn) texts() []string {
	all, start := string(c.buf), 0
	list := make([]string, len(c.ends))
	for i, end := range c.ends {
		list[i], start = all[start:end], end
	}
	return list
}

// recordColumns are the rows of some records, column by column.
type recordColumns struct {
	ids            uuidArray
	versions       []int64
	deleted        pgtype.FlatArray[pgtype.Timestamptz]
	collections    []string
	fields, stamps textColumn
}

func (c *recordColumns) add(rec *record.Record) {
	c.ids = append(c.ids, arrayUUID(rec.ID))
	c.versions = append(c.versions, rec.Version)
	var deleted pgtype.Timestamptz
	if rec.DeletedAt != nil {
		deleted = pgtype.Timestamptz{Time: *rec.DeletedAt, Valid: true}
	}
	c.deleted = append(c.deleted, deleted)
	c.collections = append(c.collections, rec.Collection)
	c.fields.buf = appendFields(c.fields.buf, rec.Fields)
	c.fields.end()
	c.stamps.buf = append(c.stamps.buf, record.MarshalMarks(rec.Marks)...)
	c.stamps.end()
}

func (c *recordColumns) queue(batch *pgx.Batch, r *run, sql string) {
	if len(c.ids) > 0 {
		batch.Queue(sql, r.batch.Space, r.batch.Device,
			c.ids, c.versions, c.deleted, c.collections, c.fields.texts(), c.stamps.texts())
	}
}

const (
	recordRows = `unnest($3::uuid[], $4::bigint[], $5::timestamptz[], $6::text[], $7::text[], $8::text[])
		as r (id, version, deleted_at, collection, fields, stamps)`
	insertRecords = `
		insert into record (space_id, by_device, id, version, deleted_at, collection, fields, stamps)
		select $1, $2, id, version, deleted_at, collection, fields::jsonb, stamps::jsonb from ` + recordRows
	// Rows are found as in lock, and no one else moves them while that is held.
	updateRecords = `
		update record set by_device = $2, version = r.version, deleted_at = r.deleted_at,
			fields = r.fields::jsonb, stamps = r.stamps::jsonb
		from ` + recordRows + ` cross join lateral (
			select ctid as place from record where space_id = $1 and id between r.id and r.id order by id limit 1
		) known
		where record.ctid = known.place`
)

// historyColumns are rows of history, column by column.
type historyColumns struct {
	versions, seqs, stamps, bases []int64
	ids, mids                     uuidArray
	names, ops, outcomes          []string
	patches, details              textColumn
}

func (c *historyColumns) add(r *run, d settled) error {
	m := d.mutation
	c.versions, c.seqs, c.bases = append(c.versions, d.version), append(c.seqs, m.Seq), append(c.bases, m.Base)
	c.stamps = append(c.stamps, int64(m.Stamp.Clamp(r.now))) //nolint:gosec // clamped, it is far below 1<<63
	c.ids, c.mids = append(c.ids, arrayUUID(m.ID)), append(c.mids, arrayUUID(m.MID))
	name, op := d.name()
	c.names, c.ops, c.outcomes = append(c.names, name), append(c.ops, op), append(c.outcomes, string(d.outcome.Status))
	start := len(c.patches.buf)
	c.patches.buf = d.appendPatch(c.patches.buf)
	r.added.Bytes += int64(len(c.patches.buf) - start)
	c.patches.end()
	var err error
	c.details.buf, err = d.appendDetail(c.details.buf)
	c.details.end()
	return err
}

const insertHistory = `
	insert into history (space_id, device_id, at, version, id, seq, mid, stamp, base, collection, op, outcome, patch, detail)
	select $1, $2, $3, version, id, seq, mid, stamp, base, collection, op, outcome,
		nullif(patch, '')::json, nullif(detail, '')::json
	from unnest($4::bigint[], $5::uuid[], $6::bigint[], $7::uuid[], $8::bigint[], $9::bigint[],
			$10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
		as h (version, id, seq, mid, stamp, base, collection, op, outcome, patch, detail)`

func queueHistory(batch *pgx.Batch, r *run) error {
	var c historyColumns
	for _, d := range r.settled {
		if err := c.add(r, d); err != nil {
			return fmt.Errorf("write the outcome of mutation %s: %w", d.mutation.MID, err)
		}
	}
	if len(r.settled) > 0 {
		batch.Queue(insertHistory, r.batch.Space, r.batch.Device, r.now,
			c.versions, c.ids, c.seqs, c.mids, c.stamps, c.bases, c.names, c.ops, c.outcomes,
			c.patches.texts(), c.details.texts())
	}
	return nil
}

func queueParked(batch *pgx.Batch, r *run) error {
	for _, d := range r.settled {
		if d.outcome.Status != record.Parked {
			continue
		}
		m := d.mutation
		body, err := m.body()
		if err != nil {
			return fmt.Errorf("write parked mutation %s: %w", m.MID, err)
		}
		if r.crowded() {
			body = "" // its device has it, and a full space must not grow by what it refuses
		}
		r.added.Bytes += int64(len(body))
		batch.Queue(`
			insert into parked (space_id, device_id, seq, mid, code, body, at)
			values ($1, $2, $3, $4, $5, $6, $7)`,
			r.batch.Space, r.batch.Device, m.Seq, m.MID, d.outcome.Code, body, r.now)
	}
	return nil
}
