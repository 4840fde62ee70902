package sync

import (
	"context"
	"encoding/binary"
	"encoding/hex"
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
	// connection depends on how fast the device takes it.
	chunkRows  = 1024
	chunkBytes = 256 << 10

	// writeSize is how much is collected before it is handed over.
	writeSize = 128 << 10

	// trashTime is how long a deleted record still comes with its fields, so
	// that a device that never saw it can show it in the trash and restore it.
	trashTime = 30 * 24 * time.Hour

	// seenPrecision is how exactly the database knows when a device was here.
	seenPrecision = 10 * time.Minute
)

// feedSQL reads where the space and the device stand, and records after a
// version, in one statement and so in one snapshot: if no more records are there
// then the device has everything up to that very head.
const feedSQL = `
	select s.epoch, s.head, s.safe, s.gc_floor, d.user_id, d.last_seq, d.last_mid, d.seen_at,
		r.version, r.id, r.collection, r.deleted_at is not null,
		case when r.deleted_at is null or r.deleted_at > $5 then r.fields end
	from member m
	join space s on s.space_id = m.space_id
	left join device d on d.space_id = m.space_id and d.device_id = $3
	left join lateral (%s) r on true
	where m.space_id = $1 and m.user_id = $2`

var (
	firstChunkSQL = fmt.Sprintf(feedSQL, `
		select version, id, collection, deleted_at, fields from record
		where space_id = $1 and version > $4 order by version limit $6`)

	// The sum over stored sizes keeps one statement from reading a thousand
	// records of a megabyte each, of which the page has room for one.
	nextChunkSQL = fmt.Sprintf(feedSQL, `
		select * from (
			select *, sum(size) over (order by version rows unbounded preceding) - size as before
			from (
				select version, id, collection, deleted_at, fields, pg_column_size(fields) as size from record
				where space_id = $1 and version > $4 order by version limit $6
			) few
		) sized
		where before < $7`)

	// The wire formats of the columns: 1 is binary, 0 is text.
	feedFormats = pgx.QueryResultFormats{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0}
)

// Columns of feedSQL that are read as they come.
const (
	versionColumn = 8 + iota
	idColumn
	collectionColumn
	deletedColumn
	fieldsColumn
)

// chunk appends records after b.next to the buffer, and notes where the space
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
		p.add(b, row)
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
	args = []any{feedFormats, b.Space, p.userID, p.req.Device, b.next, p.now.Add(-trashTime)}
	if !b.begun {
		return firstChunkSQL, append(args, firstRows), firstRows
	}
	limit = chunkRows
	if p.left <= 0 {
		limit = 1 // all that is left to learn is whether there are more
	}
	return nextChunkSQL, append(args, limit, min(chunkBytes, max(p.left, 1))), limit
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

// add appends the line of one record.
func (p *puller) add(b *block, row [][]byte) {
	start := len(p.buf)
	b.next = int64(binary.BigEndian.Uint64(row[versionColumn]))
	p.buf = append(p.buf, `{"collection":"`...) // a name without anything to escape
	p.buf = append(p.buf, row[collectionColumn]...)
	p.buf = append(p.buf, `","id":"`...)
	p.buf = appendUUID(p.buf, uuid.UUID(row[idColumn]))
	p.buf = append(p.buf, '"')
	p.buf = appendMember(p.buf, "version", b.next)
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

func takeBuffer() []byte { return (*buffers.Get().(*[]byte))[:0] }

// returnBuffer keeps b for another page, unless a huge record has blown it up.
func returnBuffer(b []byte) {
	if cap(b) <= 4*writeSize {
		buffers.Put(&b)
	}
}
