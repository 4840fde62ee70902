package sync

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tend/internal/record"
)

// copyThreshold is the number of mutations from which rows go in by COPY. Fewer
// are faster as arrays, in the one round trip that is needed anyway.
const copyThreshold = 64

// connection returns the connection beneath the transaction, nil if there is
// none to be seen. The CopyFrom of pgx takes values one by one, and spends more
// on them than all the rest of the push does; this one takes bytes.
func (st store) connection() *pgconn.PgConn {
	tx, ok := st.conn.(interface{ Conn() *pgx.Conn })
	if !ok {
		return nil
	}
	return tx.Conn().PgConn()
}

const (
	copyRecords = `copy record (space_id, by_device, id, version, deleted_at, collection, fields, stamps)
		from stdin (format binary)`
	copyHistory = `copy history (space_id, device_id, at, version, id, seq, mid, stamp, base, collection, op, outcome, patch, detail)
		from stdin (format binary)`
)

// copyRows adds the new records and the history of the run.
func copyRows(ctx context.Context, conn *pgconn.PgConn, r *run, fresh []*record.Record) error {
	records := newCopyBuffer(len(fresh) * 800)
	for _, rec := range fresh {
		records.record(r, rec)
	}
	if _, err := conn.CopyFrom(ctx, records.reader(), copyRecords); err != nil {
		return err
	}
	history := newCopyBuffer(len(r.settled) * 1000)
	for _, d := range r.settled {
		if err := history.settled(r, d); err != nil {
			return fmt.Errorf("encode the outcome of mutation %s: %w", d.mutation.MID, err)
		}
	}
	_, err := conn.CopyFrom(ctx, history.reader(), copyHistory)
	return err
}

// copyBuffer holds rows in the binary format of COPY, for which see
// https://www.postgresql.org/docs/15/sql-copy.html
type copyBuffer struct{ b []byte }

func newCopyBuffer(size int) *copyBuffer {
	return &copyBuffer{b: append(make([]byte, 0, size), "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)}
}

// reader ends the rows and returns them.
func (c *copyBuffer) reader() *bytes.Reader { return bytes.NewReader(append(c.b, 0xff, 0xff)) }

func (c *copyBuffer) record(r *run, rec *record.Record) {
	c.row(8)
	c.uuid(r.batch.Space)
	c.uuid(r.batch.Device)
	c.uuid(rec.ID)
	c.int(rec.Version)
	if rec.DeletedAt == nil {
		c.null()
	} else {
		c.time(*rec.DeletedAt)
	}
	c.text(rec.Collection)
	c.value(func(b []byte) []byte { return appendFields(append(b, jsonbFormat), rec.Fields) })
	c.value(func(b []byte) []byte { return append(append(b, jsonbFormat), record.MarshalMarks(rec.Marks)...) })
}

func (c *copyBuffer) settled(r *run, d settled) (err error) {
	m := d.mutation
	name, op := d.name()
	c.row(14)
	c.uuid(r.batch.Space)
	c.uuid(r.batch.Device)
	c.time(r.now)
	c.int(d.version)
	c.uuid(m.ID)
	c.int(m.Seq)
	c.uuid(m.MID)
	c.int(int64(m.Stamp.Clamp(r.now))) //nolint:gosec // clamped, it is far below 1<<63
	c.int(m.Base)
	c.text(name)
	c.text(op)
	c.text(string(d.outcome.Status))
	start := len(c.b)
	c.value(d.appendPatch)
	r.added.Bytes += int64(len(c.b) - start - 4)
	c.value(func(b []byte) []byte {
		b, err = d.appendDetail(b)
		return b
	})
	return err
}

// jsonbFormat is the byte before a jsonb: the version of its binary format.
const jsonbFormat = 1

func (c *copyBuffer) row(columns uint16) { c.b = binary.BigEndian.AppendUint16(c.b, columns) }

func (c *copyBuffer) null() { c.b = append(c.b, 0xff, 0xff, 0xff, 0xff) }

func (c *copyBuffer) size(n int) {
	c.b = binary.BigEndian.AppendUint32(c.b, uint32(n)) //nolint:gosec // a part of a batch, which has a megabyte
}

func (c *copyBuffer) uuid(id uuid.UUID) {
	c.size(len(id))
	c.b = append(c.b, id[:]...)
}

func (c *copyBuffer) int(n int64) {
	c.size(8)
	c.b = binary.BigEndian.AppendUint64(c.b, uint64(n)) //nolint:gosec // two's complement is what the format wants
}

func (c *copyBuffer) text(s string) {
	c.size(len(s))
	c.b = append(c.b, s...)
}

// postgresEpoch is where Postgres begins to count time.
var postgresEpoch = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

func (c *copyBuffer) time(t time.Time) { c.int(t.Sub(postgresEpoch).Microseconds()) }

// value adds what write appends, or null if that is nothing.
func (c *copyBuffer) value(write func([]byte) []byte) {
	start := len(c.b)
	c.size(0)
	c.b = write(c.b)
	n := len(c.b) - start - 4
	if n == 0 {
		c.b = c.b[:start]
		c.null()
		return
	}
	binary.BigEndian.PutUint32(c.b[start:], uint32(n)) //nolint:gosec // as in size
}
