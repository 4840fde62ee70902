package sync_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"tend/internal/postgres/pgtest"
	"tend/internal/sync"
)

func TestPullReturnsWhatIsNewAndWhereItEnds(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, laptop := p.device(), p.device()
	ada, bob := newID(), newID()
	phone.push(t, phone.contact(ada, 0, "fullName", "Ada", "tags/maths", true), phone.contact(bob, 0, "fullName", "Bob"))

	all := laptop.pull(t, 0)
	if len(all.records) != 2 || *all.Next != 2 || all.More || all.Head != 2 || all.LastSeq != 0 || all.Epoch != p.epoch {
		t.Fatalf("first pull: %+v", all)
	}
	if diff := cmp.Diff(line{Collection: "contact", ID: ada, Version: 1, Fields: fields("fullName", "Ada", "tags/maths", true)},
		all.records[0]); diff != "" {
		t.Errorf("first record (-want +got):\n%s", diff)
	}
	phone.push(t, phone.contact(bob, 2, "fullName", "Bob", "nickname", "B"))
	got := laptop.pull(t, *all.Next)
	if len(got.records) != 1 || got.records[0].ID != bob || got.From != 2 || *got.Next != 3 {
		t.Fatalf("second pull: %+v", got)
	}
	if again := laptop.pull(t, *got.Next); again.Next != nil {
		t.Fatalf("third pull: %+v, want nothing", again)
	}
}

func TestADeviceLearnsHowFarItsOwnMutationsAreInWhatItPulled(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, laptop := p.device(), p.device()
	last := phone.note(newID(), 0, "x")
	phone.push(t, last)
	if got := phone.pull(t, 0); got.LastSeq != 1 || got.LastMID != last.MID {
		t.Errorf("lastSeq, lastMid = %d, %s, want 1, %s", got.LastSeq, got.LastMID, last.MID)
	}
	if got := laptop.pull(t, 0); got.LastSeq != 0 || got.LastMID != uuid.Nil {
		t.Errorf("another device was told lastSeq %d", got.LastSeq)
	}
}

func TestALongFeedComesInPagesThatMissAndRepeatNothing(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	const notes = 300
	for range notes / 100 {
		var batch []sync.Mutation
		for range 100 {
			batch = append(batch, phone.note(newID(), 0, strings.Repeat("word ", 100)))
		}
		phone.push(t, batch...)
	}
	phone.push(t, phone.contact(newID(), 0, "nickname", "gets parked")) // the head has no record
	for _, maxBytes := range []int{1, 10_000, 64 << 20} {
		var since int64
		var versions []int64
		pages := 0
		for more := true; more; pages++ {
			got := phone.pullAll(t, maxBytes, sync.Cursor{Space: p.space, Epoch: p.epoch, Since: since}).blocks[0]
			for _, r := range got.records {
				versions = append(versions, r.Version)
			}
			if got.More != (got.LastSeq == 0) {
				t.Fatalf("lastSeq %d on a page with more: %t; only the last page may settle the outbox", got.LastSeq, got.More)
			}
			since, more = *got.Next, got.More
		}
		if since != notes+1 || len(versions) != notes || versions[0] != 1 || versions[notes-1] != notes {
			t.Errorf("maxBytes %d: %d records in %d pages, up to %d", maxBytes, len(versions), pages, since)
		}
		if want := map[int]int{1: notes, 64 << 20: 1}[maxBytes]; want != 0 && pages != want {
			t.Errorf("maxBytes %d: %d pages, want %d", maxBytes, pages, want)
		}
	}
}

// B6.
func TestACursorThatIsNoGoodIsReset(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	phone.push(t, phone.note(newID(), 0, "1"), phone.note(newID(), 0, "2"), phone.note(newID(), 0, "3"))
	mustExec(t, p.db, `update space set gc_floor = 2 where space_id = $1`, p.space)
	foreign := newPlace(t, p.db, p.service) // of another user

	tests := []struct {
		name   string
		cursor sync.Cursor
		want   string
	}{
		{"of another epoch", sync.Cursor{Space: p.space, Epoch: uuid.New(), Since: 3}, "epoch"},
		{"of another epoch, at the beginning", sync.Cursor{Space: p.space, Epoch: uuid.New()}, "epoch"},
		{"of no epoch", sync.Cursor{Space: p.space, Since: 3}, "epoch"},
		{"from the future", sync.Cursor{Space: p.space, Epoch: p.epoch, Since: 4}, "epoch"},
		{"huge", sync.Cursor{Space: p.space, Epoch: p.epoch, Since: 1<<53 - 1}, "epoch"},
		{"below the floor", sync.Cursor{Space: p.space, Epoch: p.epoch, Since: 1}, "gc"},
		{"below the floor, with a floor of before", sync.Cursor{Space: p.space, Epoch: p.epoch, Since: 1, Floor: 1}, "gc"},
		{"below the floor that it began at", sync.Cursor{Space: p.space, Epoch: p.epoch, Since: 1, Floor: 2}, ""},
		{"at the floor", sync.Cursor{Space: p.space, Epoch: p.epoch, Since: 2}, ""},
		{"at the beginning", sync.Cursor{Space: p.space}, ""},
		{"of a foreign space", sync.Cursor{Space: foreign.space, Epoch: foreign.epoch}, "left"},
		{"of no space", sync.Cursor{Space: uuid.New(), Epoch: p.epoch}, "left"},
	}
	for _, tt := range tests {
		got := phone.pullAll(t, 0, tt.cursor).blocks[0]
		if got.Reset != tt.want || got.Space != tt.cursor.Space {
			t.Errorf("a cursor %s: reset %q, want %q", tt.name, got.Reset, tt.want)
		}
		if want := (map[bool]uuid.UUID{true: p.epoch})[tt.want != "left"]; got.Epoch != want {
			t.Errorf("a cursor %s: epoch %s, want %s", tt.name, got.Epoch, want)
		}
		if tt.want != "" && (len(got.records) > 0 || got.Head != 0) {
			t.Errorf("a cursor %s: got %+v", tt.name, got)
		}
	}
	if first := phone.pull(t, 0); first.Floor != 2 {
		t.Errorf("floor of a first page = %d, want 2", first.Floor)
	}
}

func TestOnePullAnswersForSeveralSpaces(t *testing.T) {
	t.Parallel()
	mine := setup(t)
	ours := newPlace(t, mine.db, mine.service)
	ours.join(t, mine.user)
	phone, other := mine.device(), ours.device()
	cursors := []sync.Cursor{{Space: mine.space, Epoch: mine.epoch}, {Space: ours.space, Epoch: ours.epoch}}

	if got := phone.pullAll(t, 0, cursors...); len(got.blocks) != 0 {
		t.Errorf("a pull without news has %d blocks", len(got.blocks))
	}
	other.push(t, other.note(newID(), 0, "news"))
	got := phone.pullAll(t, 0, cursors...)
	if len(got.blocks) != 2 || *got.blocks[0].Next != 0 || *got.blocks[1].Next != 1 || got.blocks[1].Count != 1 {
		t.Fatalf("blocks = %+v", got.blocks)
	}
	phone.push(t, phone.note(newID(), 0, "more"))
	if got = phone.pullAll(t, 1, cursors...); got.blocks[0].More || !got.blocks[1].More || *got.blocks[1].Next != 0 {
		t.Errorf("a page that is full after the first space: %+v", got.blocks)
	}
}

func TestDeletedRecordsComeWithTheirFieldsWhileTheyAreInTheTrash(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	now := time.Now()
	p := newPlace(t, db, sync.NewService(db, sync.Options{Now: func() time.Time { return now }}))
	phone := p.device()
	ada := newID()
	phone.push(t, phone.contact(ada, 0, "fullName", "Ada"), phone.delete("contact", ada, 1))
	got := p.device().pull(t, 0).records[0]
	if !got.Deleted || string(got.Fields["fullName"]) != `"Ada"` {
		t.Errorf("in the trash: %+v", got)
	}
	now = now.Add(31 * 24 * time.Hour)
	if got = p.device().pull(t, 0).records[0]; !got.Deleted || got.Fields != nil {
		t.Errorf("a month later: %+v", got)
	}
}

func TestAPullRegistersTheDeviceAndNotesNowAndThenThatItWasHere(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	now := time.Now().UTC().Truncate(time.Millisecond)
	p := newPlace(t, db, sync.NewService(db, sync.Options{Now: func() time.Time { return now }}))
	phone := p.device()
	began := now
	seenAt := func() (seen time.Time) {
		if err := db.Conn().QueryRow(t.Context(), `select seen_at from device where space_id = $1 and device_id = $2`,
			p.space, phone.id).Scan(&seen); err != nil {
			t.Fatal(err)
		}
		return seen.UTC()
	}
	phone.pull(t, 0)
	now = now.Add(9 * time.Minute)
	phone.pull(t, 0)
	if got := seenAt(); !got.Equal(began) {
		t.Errorf("seen at %s, want %s: not every pull may write", got, began)
	}
	now = now.Add(2 * time.Minute)
	phone.pull(t, 0)
	if got := seenAt(); !got.Equal(now) {
		t.Errorf("seen at %s, want %s", got, now)
	}
}

func TestAPullUnderAnotherUsersDeviceNameIsRefused(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	phone.push(t, phone.note(newID(), 0, "x"))
	other := newUser(t, p.db)
	p.join(t, other)
	err := p.service.Pull(t.Context(), other, sync.PullRequest{
		Device: phone.id, Schema: 1, Cursors: []sync.Cursor{{Space: p.space}},
	}, io.Discard)
	if codeOf(err) != "device-forked" {
		t.Errorf("Pull: %v: it would take the first user's lastSeq for its own", err)
	}
}

func TestAnOldEditionPushesButDoesNotPull(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	phone := newPlace(t, db, sync.NewService(db, sync.Options{MinSchema: 2})).device()
	phone.push(t, phone.note(newID(), 0, "written long ago"))
	err := phone.service.Pull(t.Context(), phone.user, sync.PullRequest{Device: phone.id, Schema: 1}, io.Discard)
	if codeOf(err) != "client-outdated" {
		t.Errorf("Pull: %v, want client-outdated", err)
	}
}

func TestAPullReadsNoMoreThanThePageHasRoomFor(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	for range 40 { // more than the first chunk of a page
		phone.push(t, phone.note(newID(), 0, strings.Repeat("a long story ", 10_000)))
	}
	var since int64
	for range 3 {
		var body bytes.Buffer
		err := p.service.Pull(t.Context(), p.user, sync.PullRequest{
			Device: phone.id, Schema: 1, MaxBytes: 500_000,
			Cursors: []sync.Cursor{{Space: p.space, Epoch: p.epoch, Since: since}},
		}, &body)
		if err != nil || body.Len() > 700_000 {
			t.Fatalf("a page of %d bytes, error %v", body.Len(), err)
		}
		page, err := readPage(&body)
		if err != nil || len(page.blocks[0].records) != 4 {
			t.Fatalf("a page with %d records, error %v", len(page.blocks[0].records), err)
		}
		since = *page.blocks[0].Next
	}
}

// brokenPipe fails after some bytes.
type brokenPipe struct{ left int }

var errPipe = errors.New("broken pipe")

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errPipe
	}
	return len(p), nil
}

// F13.
func TestAPullGivesItsConnectionBackWhenTheDeviceIsGone(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	var batch []sync.Mutation
	for range 500 {
		batch = append(batch, phone.note(newID(), 0, strings.Repeat("word ", 200)))
	}
	phone.push(t, batch...)
	for range 20 { // more than the pool has connections
		err := p.service.Pull(t.Context(), p.user, sync.PullRequest{
			Device: phone.id, Schema: 1, Cursors: []sync.Cursor{{Space: p.space}},
		}, &brokenPipe{left: 200_000})
		if !errors.Is(err, errPipe) {
			t.Fatalf("Pull: %v", err)
		}
	}
}
