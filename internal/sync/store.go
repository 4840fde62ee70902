package sync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"tend/internal/postgres"
	"tend/internal/record"
)

// store reads and writes what a push needs. It uses pgx and not gorm: one push
// is two round trips, with up to 500 records in each.
type store struct{ conn postgres.Conn }

// standing is what the database says of a space, and of a device in it.
type standing struct {
	member bool
	epoch  uuid.UUID
	head   int64
	safe   int64
	floor  int64 // history up to here may be gone
	held   Quota // what the space holds; known under the lock only
	device deviceRow
}

type deviceRow struct {
	userID     uuid.UUID // zero if nobody has used the device's name yet
	lastSeq    int64
	lastMID    uuid.UUID
	duplicates int64
	seenAt     time.Time // as of the last note that was made of it
}

func (d deviceRow) registered() bool { return d.userID != uuid.Nil }

// standing reads without a lock. Membership comes first: who is no member
// learns nothing else, not even whether there is such a space.
func (st store) standing(ctx context.Context, userID, spaceID, deviceID uuid.UUID) (standing, error) {
	at := standing{member: true}
	var d nullableDevice
	err := st.conn.QueryRow(ctx, `
		select s.epoch, s.head, s.safe, s.gc_floor, d.user_id, d.last_seq, d.last_mid, d.duplicates
		from member m
		join space s on s.space_id = m.space_id
		left join device d on d.space_id = m.space_id and d.device_id = $3
		where m.space_id = $1 and m.user_id = $2`,
		spaceID, userID, deviceID).
		Scan(&at.epoch, &at.head, &at.safe, &at.floor, &d.userID, &d.lastSeq, &d.lastMID, &d.duplicates)
	if errors.Is(err, pgx.ErrNoRows) {
		return standing{}, nil
	}
	if err != nil {
		return standing{}, fmt.Errorf("read space: %w", err)
	}
	at.device = d.row()
	return at, nil
}

// nullableDevice is a device as a left join returns it.
type nullableDevice struct {
	userID, lastMID     *uuid.UUID
	lastSeq, duplicates *int64
	seenAt              *time.Time
}

func (d nullableDevice) row() (row deviceRow) {
	row.userID, row.lastMID = orZero(d.userID), orZero(d.lastMID)
	row.lastSeq, row.duplicates = orZero(d.lastSeq), orZero(d.duplicates)
	row.seenAt = orZero(d.seenAt)
	return row
}

func orZero[T any](p *T) (zero T) {
	if p == nil {
		return zero
	}
	return *p
}

// lock makes other writers of the space wait until the transaction ends, and
// reads what the batch is about. Each statement sees what was committed before
// it began, so those after the lock see everything that came before it.
//
// Rows are looked up one by one, with a range of one id and an order. That looks
// clumsy and leaves Postgres a single plan. On an empty table every index costs
// the same; a plan made then may go through all records of the space, and a
// connection keeps it until the table is first analyzed, a minute or 20,000
// records later.
func (st store) lock(ctx context.Context, userID uuid.UUID, b Batch, lookUpMIDs bool) (standing, []record.Record, map[uuid.UUID]int64, error) {
	var at standing
	var d nullableDevice
	var records []record.Record
	var known map[uuid.UUID]int64
	batch := &pgx.Batch{}
	// The answer promises durability, whatever the database's default is.
	batch.Queue(`set local synchronous_commit = on`)
	batch.Queue(`select epoch, head, safe, gc_floor, records, bytes from space where space_id = $1 for no key update`, b.Space).
		QueryRow(func(row pgx.Row) error {
			return absentIsFine(row.Scan(&at.epoch, &at.head, &at.safe, &at.floor, &at.held.Records, &at.held.Bytes))
		})
	batch.Queue(`select exists (select from member where space_id = $1 and user_id = $2)`, b.Space, userID).
		QueryRow(func(row pgx.Row) error { return row.Scan(&at.member) })
	batch.Queue(`select user_id, last_seq, last_mid, duplicates from device where space_id = $1 and device_id = $2`, b.Space, b.Device).
		QueryRow(func(row pgx.Row) error {
			return absentIsFine(row.Scan(&d.userID, &d.lastSeq, &d.lastMID, &d.duplicates))
		})
	batch.Queue(`
		select r.* from unnest($2::uuid[]) as named (id) cross join lateral (
			select id, collection, version, deleted_at, by_device, fields, stamps
			from record where space_id = $1 and id between named.id and named.id order by id limit 1
		) r`, b.Space, b.recordIDs()).
		Query(func(rows pgx.Rows) (err error) {
			records, err = pgx.CollectRows(rows, scanRecord)
			return err
		})
	if lookUpMIDs {
		batch.Queue(midsSQL, b.Space, b.mids()).
			Query(func(rows pgx.Rows) (err error) {
				known, err = collectVersions(rows)
				return err
			})
	}
	if err := st.conn.SendBatch(ctx, batch).Close(); err != nil {
		return standing{}, nil, nil, fmt.Errorf("lock space: %w", err)
	}
	at.device = d.row()
	return at, records, known, nil
}

func absentIsFine(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	return err
}

// uuidArray is a parameter of the type uuid[]. pgx would write a []uuid.UUID by
// way of its text, element by element, at a third of the cost of a whole push.
type uuidArray = pgtype.FlatArray[pgtype.UUID]

func arrayUUID(id uuid.UUID) pgtype.UUID { return pgtype.UUID{Bytes: id, Valid: true} }

func (b Batch) recordIDs() uuidArray {
	ids := make(uuidArray, len(b.Mutations))
	for i := range b.Mutations {
		ids[i] = arrayUUID(b.Mutations[i].ID)
	}
	return ids
}

func (b Batch) mids() uuidArray {
	mids := make(uuidArray, len(b.Mutations))
	for i := range b.Mutations {
		mids[i] = arrayUUID(b.Mutations[i].MID)
	}
	return mids
}

func scanRecord(row pgx.CollectableRow) (r record.Record, err error) {
	var fields, stamps []byte
	if err = row.Scan(&r.ID, &r.Collection, &r.Version, &r.DeletedAt, &r.ByDevice, &fields, &stamps); err != nil {
		return r, err
	}
	if r.DeletedAt != nil {
		*r.DeletedAt = r.DeletedAt.UTC()
	}
	r.Fields = make(map[string]json.RawMessage, 8)
	err = record.ReadObject(fields, func(name string, value json.RawMessage) error {
		r.Fields[name] = value
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("read the fields of record %s: %w", r.ID, err)
	}
	if r.Marks, err = record.UnmarshalMarks(stamps); err != nil {
		return r, fmt.Errorf("read the stamps of record %s: %w", r.ID, err)
	}
	return r, nil
}

func collectVersions(rows pgx.Rows) (map[uuid.UUID]int64, error) {
	versions := make(map[uuid.UUID]int64)
	var mid uuid.UUID
	var version int64
	_, err := pgx.ForEachRow(rows, []any{&mid, &version}, func() error {
		versions[mid] = version
		return nil
	})
	return versions, err
}

// errMIDTaken says that a mutation of the push is in history under another
// device or seq: the profile was copied, or the device started to count anew.
var errMIDTaken = errors.New("a mutation was settled before, under another seq")

const uniqueViolation = "23505"

func midTaken(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pgErr.Code == uniqueViolation && pgErr.ConstraintName == "history_space_id_mid_key"
}
