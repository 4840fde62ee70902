package sync

import (
	"bytes"
	"fmt"

	"github.com/google/uuid"
)

// Phase is a part of a first sync. A space of many years takes a while to come
// over; with phases the people and reminders are there first, then notes from
// the newest to the oldest, and the app is of use long before the end.
//
// A device that begins notes the head in the header of its first page, goes
// through both phases, and then pulls the feed from that head. It misses
// nothing: a phase goes by id, which never changes, so a record that stays as it
// is is met by exactly one of them; and one that changes meanwhile gets a
// version above the head and comes with the feed. The phases are the server's
// to cut, so that together they are everything, whatever a client knows of.
type Phase string

// The phases, in their order, and the ordinary feed.
const (
	Feed      Phase = ""      // what changed after a version
	EarlyOnes Phase = "early" // what the first screens need, by id
	TheRest   Phase = "rest"  // everything else, the newest first
)

// early are the collections of the first phase, as SQL.
const early = `'contact', 'reminder', 'circle', 'setting'`

// position is where the next records of the block begin.
func (b *block) position() any {
	switch {
	case b.Phase == Feed:
		return b.next
	case b.Phase == TheRest && b.after == uuid.Nil:
		return uuid.Max
	}
	return b.after
}

// pass moves on to a record. It reports false if that does not come after the
// one before.
func (b *block) pass(version int64, id uuid.UUID) bool {
	var inOrder bool
	switch b.Phase {
	case EarlyOnes:
		inOrder = bytes.Compare(id[:], b.after[:]) > 0
	case TheRest:
		inOrder = b.after == uuid.Nil || bytes.Compare(id[:], b.after[:]) < 0
	default:
		inOrder = version > b.next
		b.next = version
	}
	b.after = id
	return inOrder
}

// phase reads which part of a first sync a cursor is in.
func (f *frame) phase() Phase {
	value := f.member("phase", true)
	switch phase := Phase(bytes.Trim(value, `"`)); phase {
	case Feed, EarlyOnes, TheRest:
		return phase
	}
	f.refuse("phase", "%s must be early or rest.", f.at("phase"))
	return Feed
}

// feedSQL reads where the space and the device stand, and some records, in one
// statement and so in one snapshot: if no more records are there then the device
// has everything up to that very head.
const feedSQL = `
	select s.epoch, s.head, s.safe, s.gc_floor, d.user_id, d.last_seq, d.last_mid, d.seen_at,
		r.version, r.id, r.collection, r.deleted_at is not null,
		case when r.deleted_at is null or r.deleted_at > $5 then r.fields end
	from member m
	join space s on s.space_id = m.space_id
	left join device d on d.space_id = m.space_id and d.device_id = $3
	left join lateral (%s) r on true
	where m.space_id = $1 and m.user_id = $2`

// order is a way through the records of a space.
type order struct{ after, by string }

// The orders that a page can have. $4 is where it begins.
var (
	byVersion = order{after: `version > $4`, by: `version`}
	byID      = order{after: `id > $4 and collection in (` + early + `) and ` + notGone, by: `id`}
	fromNewID = order{after: `id < $4 and collection not in (` + early + `) and ` + notGone, by: `id desc`}
)

// notGone leaves out what has left the trash: nobody needs to be told that a
// record which it never had is gone.
const notGone = `(deleted_at is null or deleted_at > $5)`

// firstChunk returns the statement that begins a page: a few records, however
// large they are.
func (o order) firstChunk() string {
	return fmt.Sprintf(feedSQL, `
		select version, id, collection, deleted_at, fields from record
		where space_id = $1 and `+o.after+` order by `+o.by+` limit $6`)
}

// nextChunk returns the statement that goes on. The sum over stored sizes keeps
// it from reading a thousand records of a megabyte each, of which the page has
// room for one.
func (o order) nextChunk() string {
	return fmt.Sprintf(feedSQL, `
		select * from (
			select *, sum(size) over (order by `+o.by+` rows unbounded preceding) - size as before
			from (
				select version, id, collection, deleted_at, fields, pg_column_size(fields) as size from record
				where space_id = $1 and `+o.after+` order by `+o.by+` limit $6
			) few
		) sized
		where before < $7 order by `+o.by)
}

// chunkStatements are those of one phase.
type chunkStatements struct{ first, next string }

var chunkSQL = map[Phase]chunkStatements{
	Feed:      {byVersion.firstChunk(), byVersion.nextChunk()},
	EarlyOnes: {byID.firstChunk(), byID.nextChunk()},
	TheRest:   {fromNewID.firstChunk(), fromNewID.nextChunk()},
}
