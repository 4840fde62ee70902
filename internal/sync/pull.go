package sync

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/google/uuid"

	"tend/internal/fault"
)

// Bounds of one pull.
const (
	maxCursors       = 64
	defaultPageBytes = 1 << 20
	maxPageBytes     = 64 << 20
)

// PullRequest asks for what changed in some spaces.
type PullRequest struct {
	Device   uuid.UUID // who asks; zero for an observer, who has no mutations of its own
	Schema   int       // edition of the collections that the device knows
	Cursors  []Cursor
	MaxBytes int // about how much to answer, before compression; 1 MiB if 0
}

// Cursor says how far a device has pulled a space.
type Cursor struct {
	Space uuid.UUID
	Epoch uuid.UUID // may be zero with Since 0: who begins knows none
	Since int64     // the newest version that the device has; 0 to begin

	// Phase and After are for a first sync. After is the one in the terminator
	// of the page before; zero to begin the phase. Since is then 0.
	Phase Phase
	After uuid.UUID

	// Floor is the one in the header of the page at which the device began from
	// 0. It lets a long first sync go on while its cursor is below the floor.
	Floor int64
}

// DecodePull reads the body of a pull.
func DecodePull(body []byte) (PullRequest, error) {
	var req PullRequest
	f := readFrame(body)
	req.Device = f.uuid("device")
	req.Schema = int(f.number("schema", 1, maxSchema))
	req.MaxBytes = int(f.optionalNumber("maxBytes", 0, maxVersion, f.member("maxBytes", true)))
	tooMany := fault.New(fault.Invalid, "too-many-cursors", "A pull names at most %d spaces.", maxCursors).At("cursors")
	for i, raw := range f.array("cursors", maxCursors, tooMany) {
		if f.err != nil {
			break
		}
		c := readFrame(raw)
		c.path = fmt.Sprintf("cursors[%d]", i)
		req.Cursors = append(req.Cursors, c.cursor())
		f.err = c.err
	}
	return req, f.err
}

// begins reports whether the device has nothing of the space yet.
func (c Cursor) begins() bool { return c.Since == 0 && c.After == uuid.Nil }

func (f *frame) cursor() Cursor {
	c := Cursor{
		Space: f.uuid("space"),
		Since: f.number("since", 0, maxVersion),
		Floor: f.optionalNumber("floor", 0, maxVersion, f.member("floor", true)),
		Phase: f.phase(),
		After: f.optionalUUID("after"),
	}
	if c.Phase != Feed && c.Since > 0 {
		f.refuse("since", "%s must be 0 in a phase of a first sync.", f.at("since"))
	}
	if c.Epoch = f.optionalUUID("epoch"); c.Epoch == uuid.Nil && !c.begins() {
		f.refuse("epoch", "%s is missing: only who begins can do without.", f.at("epoch"))
	}
	return c
}

// Pull writes what changed after the cursors to w, as lines of JSON: for each
// cursor a header, a line for each record as it is now, and a terminator. It
// writes nothing at all if nothing is new for any of them.
//
// A page is whole only with its terminator, which says how many lines it has and
// where the next one begins. If Pull fails after it began to write, the lines up
// to there are true, but the page is not whole.
func (s *Service) Pull(ctx context.Context, userID uuid.UUID, req PullRequest, w io.Writer) error {
	if req.Schema < s.minSchema {
		return errOutdated
	}
	if req.MaxBytes <= 0 {
		req.MaxBytes = defaultPageBytes
	}
	defer s.pages.Add(-1)
	p := puller{
		piece: int(min(max(allChunkBytes/s.pages.Add(1), minChunkBytes), chunkBytes)),
		store: store{s.db.Conn()}, turns: &s.turns, userID: userID, req: req, w: w,
		now: s.clock(), left: min(req.MaxBytes, maxPageBytes), buf: takeBuffer(),
	}
	defer func() { returnBuffer(p.buf) }()
	for _, c := range req.Cursors {
		if err := p.block(ctx, c); err != nil {
			return fmt.Errorf("pull: %w", err)
		}
	}
	if !p.news {
		return nil
	}
	return p.write()
}

// puller writes one page.
type puller struct {
	store  store
	turns  *gate
	userID uuid.UUID
	req    PullRequest
	w      io.Writer
	now    time.Time

	buf   []byte // lines not yet written
	piece int    // bytes to read at a time
	left  int    // bytes that records may still take
	lines int    // of records, in all blocks
	news  bool   // whether there is anything to write at all
}

// block writes what one cursor asks for.
func (p *puller) block(ctx context.Context, c Cursor) error {
	b := block{Cursor: c, next: c.Since, after: c.After}
	for full := true; full && !b.more; {
		first := !b.begun
		var err error
		if full, err = p.read(ctx, &b); err != nil {
			return err
		}
		if b.reset != "" {
			p.news = true
			p.appendReset(&b)
			return nil
		}
		if !first && len(p.buf) >= p.piece/2 {
			err = p.write()
		}
		if err != nil {
			return err
		}
	}
	p.news = p.news || b.head > c.Since || c.Phase != Feed
	p.appendTerminator(&b)
	return nil
}

// read asks the database for the next records, when it is the user's turn. While
// a slow device takes them, others have theirs.
func (p *puller) read(ctx context.Context, b *block) (full bool, err error) {
	leave, err := p.turns.enter(ctx, p.userID)
	if err != nil {
		return false, err
	}
	defer leave()
	first := !b.begun
	if full, err = p.chunk(ctx, b); err != nil || b.reset != "" || !first {
		return full, err
	}
	return full, p.store.meet(ctx, p.userID, p.req, b, p.now)
}

// write hands over what is buffered. No connection is held while a slow reader
// takes it.
func (p *puller) write() error {
	_, err := p.w.Write(p.buf)
	p.buf = p.buf[:0]
	if err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// block is the part of a page that belongs to one space.
type block struct {
	Cursor
	standing

	begun bool      // whether the header is there
	reset string    // why the cursor is no good, "" if it is
	next  int64     // how far the feed went
	after uuid.UUID // how far a phase went
	count int
	more  bool // whether the page was full before the space was through
}

// judge says whether the cursor can go on from where it is.
func (b *block) judge() (reset string) {
	switch {
	case !b.member:
		return "left"
	case b.Epoch != b.epoch && (b.Epoch != uuid.Nil || !b.begins()):
		return "epoch"
	case b.Since > b.head:
		// Such a version was never given away. The database has lost its newest
		// part without anybody saying so, or the cursor is made up.
		return "epoch"
	case b.Since > 0 && b.Since < b.floor && b.Floor < b.floor:
		return "gc"
	}
	return ""
}

func (p *puller) appendReset(b *block) {
	p.buf = append(p.buf, `{"space":"`...)
	p.buf = appendUUID(p.buf, b.Space)
	p.buf = append(p.buf, `","reset":"`...)
	p.buf = append(p.buf, b.reset...)
	if b.member {
		p.buf = append(p.buf, `","epoch":"`...)
		p.buf = appendUUID(p.buf, b.epoch)
	}
	p.buf = append(p.buf, "\"}\n"...)
}

func (p *puller) appendHeader(b *block) {
	p.buf = append(p.buf, `{"space":"`...)
	p.buf = appendUUID(p.buf, b.Space)
	p.buf = append(p.buf, `","epoch":"`...)
	p.buf = appendUUID(p.buf, b.epoch)
	p.buf = append(p.buf, `"`...)
	p.buf = appendMember(p.buf, "from", b.Since)
	p.buf = appendMember(p.buf, "head", b.head)
	if b.Phase != Feed {
		p.buf = append(p.buf, `,"phase":"`+string(b.Phase)+`"`...)
	}
	floor := b.Floor
	if b.Since == 0 {
		floor = b.floor
	}
	if floor > 0 {
		p.buf = appendMember(p.buf, "floor", floor)
	}
	p.buf = append(p.buf, "}\n"...)
}

// appendTerminator ends the block.
//
// Only the last page of a space names the device's lastSeq. A device stops
// showing its own changes on top of the pulled ones once it reads that here;
// with pages to come, the records that it changed may be among those.
func (p *puller) appendTerminator(b *block) {
	var lastSeq int64
	if !b.more && b.Phase == Feed {
		b.next = max(b.next, b.head)
		lastSeq = b.device.lastSeq
	}
	p.buf = append(p.buf, `{"space":"`...)
	p.buf = appendUUID(p.buf, b.Space)
	p.buf = append(p.buf, `"`...)
	p.buf = appendMember(p.buf, "next", b.next)
	if b.Phase != Feed {
		p.buf = append(p.buf, `,"after":"`...)
		p.buf = appendUUID(p.buf, b.after)
		p.buf = append(p.buf, '"')
	}
	p.buf = append(p.buf, `,"more":`...)
	p.buf = strconv.AppendBool(p.buf, b.more)
	p.buf = appendMember(p.buf, "count", int64(b.count))
	p.buf = appendMember(p.buf, "lastSeq", lastSeq)
	if lastSeq > 0 && b.device.lastMID != uuid.Nil {
		p.buf = append(p.buf, `,"lastMid":"`...)
		p.buf = appendUUID(p.buf, b.device.lastMID)
		p.buf = append(p.buf, '"')
	}
	p.buf = appendMember(p.buf, "safe", b.safe)
	p.buf = append(p.buf, "}\n"...)
}
