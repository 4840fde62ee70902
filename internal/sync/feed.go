package sync

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	stdsync "sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const (
	// firstRows is how many records the first statement of a block may return.
	// Nearly all pulls are smaller, and it needs no care for the records' sizes.
	firstRows = 32

	// chunkRows and chunkBytes bound the statements after it, in records and in
	// stored bytes. A page is read in chunks so that neither memory nor a
	// connection depends on how fast the device takes it. What chunkBytes is for
	// one page is divided once many are under way, down to minChunkBytes: more
	// statements then, but the memory of 200 devices stays that of 32.
	chunkRows     = 1024
	chunkBytes    = 256 << 10
	minChunkBytes = 32 << 10
	allChunkBytes = 32 * chunkBytes

	// trashTime is how long a deleted record still comes with its fields, so
	// that a device that never saw it can show it in the trash and restore it.
	trashTime = 30 * 24 * time.Hour

	// seenPrecision is how exactly the database knows when a device was here.
	seenPrecision = 10 * time.Minute
)

// feedFormats are the wire formats of the columns: 1 is binary, 0 is text.
var feedFormats = pgx.QueryResultFormats{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0}

// Columns of feedSQL that are read as they come.
const (
	versionColumn = 8 + iota
	idColumn
	collectionColumn
	deletedColumn
	fieldsColumn
)

// chunk appends the records that come next to the buffer, and notes where the space
// stands. It reports whether there may be more of them.
func (p *puller) chunk(ctx context.Context, b *block) (full bool, err error) {
	sql, args, limit := p.statement(b)
	rows, err := p.store.conn.Query(ctx, sql, args...)
	if err != nil {
		return false, fmt.Errorf("read feed: %w", err)
	}
	defer rows.Close()
	b.member = false
	n := 0
	for rows.Next() {
		if !b.member {
			if err := b.read(rows); err != nil {
				return false, fmt.Errorf("read feed: %w", err)
			}
			if !p.begin(b) {
				return false, nil
			}
		}
		row := rows.RawValues()
		if row[versionColumn] == nil {
			break
		}
		if p.left <= 0 && p.lines > 0 {
			b.more = true
			break
		}
		if err := p.add(b, row); err != nil {
			return false, err
		}
		n++
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return false, fmt.Errorf("read feed: %w", err)
	}
	if !b.member {
		p.begin(b)
		return false, nil
	}
	return n > 0 && (limit != firstRows || n == firstRows), nil
}

func (p *puller) statement(b *block) (sql string, args []any, limit int) {
	args = []any{feedFormats, b.Space, p.userID, p.req.Device, b.position(), p.now.Add(-trashTime)}
	if !b.begun {
		return chunkSQL[b.Phase].first, append(args, firstRows), firstRows
	}
	limit = chunkRows
	if p.left <= 0 {
		limit = 1 // all that is left to learn is whether there are more
	}
	return chunkSQL[b.Phase].next, append(args, limit, min(p.piece, max(p.left, 1))), limit
}

// begin judges the cursor and writes the header, once. It reports whether
// records may follow.
func (p *puller) begin(b *block) bool {
	reset := b.judge()
	if b.begun {
		// The user was put out of the space, or it was restored, amid the page.
		// What was written is true; the next pull learns of the change.
		b.more = b.more || reset != ""
		return reset == ""
	}
	b.begun, b.reset = true, reset
	if reset != "" {
		return false
	}
	p.appendHeader(b)
	return true
}

// read takes over where the space and the device stand.
func (b *block) read(rows pgx.Rows) error {
	var d nullableDevice
	err := rows.Scan(&b.epoch, &b.head, &b.safe, &b.floor, &d.userID, &d.lastSeq, &d.lastMID, &d.seenAt, nil, nil, nil, nil, nil)
	b.member = true
	b.device = d.row()
	return err
}

var errDisorder = errors.New("the feed is not in order")

// add appends the line of one record.
func (p *puller) add(b *block, row [][]byte) error {
	start := len(p.buf)
	version := int64(binary.BigEndian.Uint64(row[versionColumn])) //nolint:gosec // versions are far below 1<<63
	if !b.pass(version, uuid.UUID(row[idColumn])) {
		return errDisorder // a cursor past a record that comes later would lose it
	}
	p.buf = append(p.buf, `{"collection":"`...) // a name without anything to escape
	p.buf = append(p.buf, row[collectionColumn]...)
	p.buf = append(p.buf, `","id":"`...)
	p.buf = appendUUID(p.buf, uuid.UUID(row[idColumn]))
	p.buf = append(p.buf, '"')
	p.buf = appendMember(p.buf, "version", version)
	if row[deletedColumn][0] != 0 {
		p.buf = append(p.buf, `,"deleted":true`...)
	}
	if fields := row[fieldsColumn]; fields != nil {
		p.buf = append(p.buf, `,"fields":`...)
		p.buf = append(p.buf, fields...)
	}
	p.buf = append(p.buf, "}\n"...)
	p.left -= len(p.buf) - start
	p.lines++
	b.count++
	return nil
}

// meet registers the device, and notes now and then that it was here. A name
// that another user's device has in this space is no name for this one: both
// would take the other's mutations for their own.
func (st store) meet(ctx context.Context, userID uuid.UUID, req PullRequest, b *block, now time.Time) error {
	d := b.device
	switch {
	case req.Device == uuid.Nil:
		return nil
	case d.registered() && d.userID != userID:
		return errForked
	case d.registered() && now.Sub(d.seenAt) < seenPrecision:
		return nil
	}
	tag, err := st.conn.Exec(ctx, `
		insert into device (space_id, device_id, user_id, pulled, schema, since, seen_at)
		values ($1, $2, $3, $4, $5, $6, $6)
		on conflict (space_id, device_id) do update set
			pulled = excluded.pulled, schema = greatest(device.schema, excluded.schema), seen_at = excluded.seen_at
		where device.user_id = excluded.user_id`,
		b.Space, req.Device, userID, b.Since, req.Schema, now)
	if err != nil {
		return fmt.Errorf("register device: %w", err)
	}
	if tag.RowsAffected() == 0 { // somebody else was faster
		return errForked
	}
	return nil
}

// appendMember appends a further member of an object.
func appendMember(b []byte, name string, n int64) []byte {
	b = append(b, `,"`...)
	b = append(b, name...)
	b = append(b, `":`...)
	return strconv.AppendInt(b, n, 10)
}

func appendUUID(b []byte, id uuid.UUID) []byte {
	b = hex.AppendEncode(b, id[:4])
	for _, part := range [][]byte{id[4:6], id[6:8], id[8:10], id[10:]} {
		b = append(b, '-')
		b = hex.AppendEncode(b, part)
	}
	return b
}

var buffers = stdsync.Pool{New: func() any { b := make([]byte, 0, 4<<10); return &b }}

func takeBuffer() []byte {
	return (*buffers.Get().(*[]byte))[:0] //nolint:errcheck // nothing else is kept there
}

// returnBuffer keeps b for another page, unless a huge record has blown it up.
func returnBuffer(b []byte) {
	if cap(b) <= 2*chunkBytes {
		buffers.Put(&b)
	}
}
