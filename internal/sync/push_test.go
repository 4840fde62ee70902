package sync_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"tend/internal/fault"
	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/record"
	"tend/internal/sync"
)

func TestPushSettlesMutationsInTheOrderOfTheirSeq(t *testing.T) {
	t.Parallel()
	phone := setup(t).device()
	ada := newID()

	result := phone.push(t,
		phone.contact(ada, 0, "fullName", "Ada"),
		phone.contact(ada, 0, "fullName", "Ada Lovelace", "tags/maths", true),
		phone.delete("contact", newID(), 0),
	)
	want := []sync.Ack{
		{Seq: 1, Version: 1, Status: record.OK},
		{Seq: 2, Version: 2, Status: record.OK},
		{Seq: 3, Version: 3, Status: record.OK},
	}
	if diff := cmp.Diff(want, result.Acks); diff != "" {
		t.Errorf("acks (-want +got):\n%s", diff)
	}
	if result.Head != 3 || result.LastSeq != 3 || result.Epoch != phone.epoch {
		t.Errorf("head, lastSeq = %d, %d, want 3, 3", result.Head, result.LastSeq)
	}
	got, version, _ := phone.stored(t, ada)
	if diff := cmp.Diff(map[string]any{"fullName": "Ada Lovelace", "tags/maths": true}, got); diff != "" || version != 2 {
		t.Errorf("record at version %d (-want +got):\n%s", version, diff)
	}
	phone.intact(t)
}

// B7.
func TestAPushTakesEffectOnceHoweverManyCopiesOfItArriveAtOnce(t *testing.T) {
	t.Parallel()
	phone := setup(t).device()
	batch := phone.batch(
		phone.contact(newID(), 0, "fullName", "Ada"),
		phone.contact(newID(), 0, "givenName", "nameless"), // gets parked
		phone.note(newID(), 0, "Lunch"),
	)
	answers := make([]sync.Result, 100)
	var g errgroup.Group
	for i := range answers {
		g.Go(func() (err error) {
			answers[i], err = phone.service.Push(t.Context(), phone.user, batch)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatalf("Push: %v", err)
	}
	for i := range answers {
		if diff := cmp.Diff(answers[0].Acks, answers[i].Acks); diff != "" {
			t.Fatalf("answer %d differs (-first +this):\n%s", i, diff)
		}
	}
	if n := phone.count(t, "history"); n != 3 || answers[0].Head != 3 {
		t.Errorf("%d rows of history, head %d, want 3 and 3", n, answers[0].Head)
	}
	phone.intact(t)
}

// B7.
func TestAnAnswerThatWasLostIsGivenAgain(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, laptop := p.device(), p.device()
	lunch := newID()
	phone.push(t, phone.note(lunch, 0, "Lunch with Ada."))
	laptop.push(t, laptop.note(lunch, 1, "Lunch with Ada and Bob."))

	sent := []sync.Mutation{
		phone.note(lunch, 1, "Lunch with Ada at noon."), // merges with the laptop's
		phone.contact(newID(), 0, "nickname", "nobody"), // gets parked
		phone.contact(newID(), 0, "fullName", "Cleo"),
	}
	first := phone.push(t, sent...)
	laptop.push(t, laptop.note(lunch, first.Head, "Dinner."))
	again := phone.push(t, sent...)

	if diff := cmp.Diff(first.Acks, again.Acks); diff != "" {
		t.Errorf("acks (-first +again):\n%s", diff)
	}
	if first.Acks[0].Status != record.Merged || first.Acks[1].Status != record.Parked || first.Acks[1].Field != "fullName" {
		t.Errorf("acks = %+v", first.Acks)
	}
	if got, want := again.Head, first.Head+1; got != want {
		t.Errorf("head = %d, want %d: the repetition must not make a version", got, want)
	}
	p.intact(t)
}

func TestABatchThatRepeatsAndGoesOnIsSettledFromWhereItIsNew(t *testing.T) {
	t.Parallel()
	phone := setup(t).device()
	one, two, three := phone.note(newID(), 0, "1"), phone.note(newID(), 0, "2"), phone.note(newID(), 0, "3")
	phone.push(t, one, two)
	result := phone.push(t, one, two, three)
	if len(result.Acks) != 3 || result.Acks[2].Version != 3 || phone.count(t, "history") != 3 {
		t.Errorf("acks = %+v", result.Acks)
	}
	phone.intact(t)
}

// B8.
func TestBatchesOutOfOrderAreRefusedWithWhatIsExpected(t *testing.T) {
	t.Parallel()
	phone := setup(t).device()
	one, two, three := phone.note(newID(), 0, "1"), phone.note(newID(), 0, "2"), phone.note(newID(), 0, "3")

	for name, batch := range map[string]sync.Batch{
		"the second first": phone.batch(two, three),
		"a hole inside":    phone.batch(one, three),
		"backwards":        phone.batch(one, three, two),
	} {
		_, err := phone.service.Push(t.Context(), phone.user, batch)
		f, _ := errors.AsType[*fault.Error](err)
		if f == nil || f.Code != "seq-gap" || f.Kind != fault.Conflict {
			t.Fatalf("%s: %v", name, err)
		}
		if want := map[string]int64{"the second first": 1}[name]; want != 0 && f.Extra["expected"] != want {
			t.Errorf("%s: expected = %v, want %d", name, f.Extra["expected"], want)
		}
	}
	if n := phone.count(t, "history"); n != 0 {
		t.Fatalf("%d mutations were settled", n)
	}
	phone.push(t, one)
	phone.push(t, two, three)
	phone.intact(t)
}

func TestACopiedProfileIsToldApart(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	phone.push(t, phone.note(newID(), 0, "before"))
	clone := *phone
	phone.push(t, phone.note(newID(), 0, "mine"))

	theirs := clone.note(newID(), 0, "theirs")
	if _, err := p.service.Push(t.Context(), p.user, clone.batch(theirs)); codeOf(err) != "device-forked" {
		t.Fatalf("Push of the copy: %v", err)
	}
	// It takes a new name, and numbers what it has not seen acknowledged anew.
	clone.id, theirs.Seq = uuid.New(), 1
	clone.push(t, theirs)
	if n := p.count(t, "record"); n != 3 {
		t.Errorf("%d records, want 3", n)
	}
	p.intact(t)
}

func TestWhatACopyRepeatsUnderItsNewNameHasNoSecondEffect(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	ada := newID()
	sent := []sync.Mutation{phone.contact(ada, 0, "fullName", "Ada"), phone.contact(ada, 0, "nickname", "A")}
	first := phone.push(t, sent...)

	clone := p.device()
	for i := range sent {
		clone.seq++
		sent[i].Seq = clone.seq // the mid stays
	}
	again := append(sent, clone.contact(ada, 2, "title", "Countess"))
	for range 2 {
		result := clone.push(t, again...)
		want := []sync.Ack{
			{Seq: 1, Version: first.Acks[0].Version, Status: record.Duplicate},
			{Seq: 2, Version: first.Acks[1].Version, Status: record.Duplicate},
			{Seq: 3, Version: 3, Status: record.OK},
		}
		if diff := cmp.Diff(want, result.Acks); diff != "" {
			t.Fatalf("acks (-want +got):\n%s", diff)
		}
	}
	p.intact(t)
}

func TestADeviceNameBelongsToOneUser(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	phone.push(t, phone.note(newID(), 0, "mine"))

	other := *phone
	other.user = newUser(t, p.db)
	p.join(t, other.user)
	other.seq = 1
	_, err := p.service.Push(t.Context(), other.user, other.batch(other.note(newID(), 0, "theirs")))
	if codeOf(err) != "device-forked" {
		t.Errorf("Push: %v, want device-forked", err)
	}
	p.intact(t)
}

func TestAPushOfAnotherEpochIsRefusedWithTheEpoch(t *testing.T) {
	t.Parallel()
	phone := setup(t).device()
	batch := phone.batch(phone.note(newID(), 0, "late"))
	batch.Epoch = uuid.New()
	_, err := phone.service.Push(t.Context(), phone.user, batch)
	f, _ := errors.AsType[*fault.Error](err)
	if f == nil || f.Code != "epoch-changed" || f.Extra["epoch"] != phone.epoch {
		t.Errorf("Push: %v", err)
	}
}

func TestOnlyMembersPush(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	stranger := newUser(t, p.db)
	mutation := phone.note(newID(), 0, "hello")
	_, err := p.service.Push(t.Context(), stranger, phone.batch(mutation))
	if codeOf(err) != "not-a-member" {
		t.Errorf("Push of a stranger: %v", err)
	}
	nowhere := phone.batch(mutation)
	nowhere.Space = uuid.New()
	_, missing := p.service.Push(t.Context(), p.user, nowhere)
	if codeOf(missing) != "not-a-member" {
		t.Errorf("Push to a space that is not there: %v, want the same as to a foreign one", missing)
	}
	if n := p.count(t, "history") + p.count(t, "device"); n != 0 {
		t.Errorf("%d rows were left behind", n)
	}
}

// B4.
func TestARecordOfOneSpaceSaysNothingOfItsNamesakeInAnother(t *testing.T) {
	t.Parallel()
	here := setup(t)
	there := newPlace(t, here.db, here.service)
	shared := newID()
	mine, theirs := here.device(), there.device()
	theirs.push(t, theirs.contact(shared, 0, "fullName", "Grace"))
	result := mine.push(t, mine.contact(shared, 0, "fullName", "Ada"))

	if result.Acks[0].Status != record.OK || result.Acks[0].Version != 1 {
		t.Errorf("ack = %+v", result.Acks[0])
	}
	got, _, _ := here.stored(t, shared)
	if diff := cmp.Diff(map[string]any{"fullName": "Ada"}, got); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
	here.intact(t)
	there.intact(t)
}

// seen is a projection that remembers what it was told.
type seen struct {
	changed []record.Record
	fail    error
}

func (s *seen) Project(ctx context.Context, tx *postgres.DB, spaceID uuid.UUID, changed []record.Record) error {
	s.changed = append(s.changed, changed...)
	var n int
	err := tx.Conn().QueryRow(ctx, `select count(*) from record where space_id = $1`, spaceID).Scan(&n)
	return errors.Join(err, s.fail)
}

func TestProjectionsSeeEachChangedRecordOnceAsItIs(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	projection := &seen{}
	phone := newPlace(t, db, sync.NewService(db, sync.Options{Projections: []sync.Projection{projection}})).device()
	ada := newID()
	phone.push(t,
		phone.contact(ada, 0, "fullName", "Ada"),
		phone.contact(newID(), 0, "nickname", "parked"),
		phone.contact(ada, 0, "fullName", "Ada Lovelace"),
	)
	if len(projection.changed) != 1 || projection.changed[0].Version != 3 ||
		string(projection.changed[0].Fields["fullName"]) != `"Ada Lovelace"` {
		t.Errorf("changed = %+v", projection.changed)
	}
}

func TestAProjectionThatFailsUndoesThePush(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	projection := &seen{fail: errors.New("disk full")}
	phone := newPlace(t, db, sync.NewService(db, sync.Options{Projections: []sync.Projection{projection}})).device()
	sent := phone.note(newID(), 0, "x")
	if _, err := phone.service.Push(t.Context(), phone.user, phone.batch(sent)); !errors.Is(err, projection.fail) {
		t.Fatalf("Push: %v", err)
	}
	if n := phone.count(t, "history") + phone.count(t, "record") + phone.count(t, "device"); n != 0 {
		t.Errorf("%d rows were left behind", n)
	}
	projection.fail = nil
	if result := phone.push(t, sent); result.Head != 1 {
		t.Errorf("head after the second attempt = %d", result.Head)
	}
	phone.intact(t)
}

func TestOthersHearOfAPushOnceItIsDurable(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	var p place
	var heads []int64
	service := sync.NewService(db, sync.Options{Poke: func(space uuid.UUID, head int64) {
		heads = append(heads, head)
		if p.count(t, "history") != int(head) {
			t.Error("the poke came before the commit")
		}
	}})
	p = newPlace(t, db, service)
	phone := p.device()
	sent := phone.note(newID(), 0, "x")
	phone.push(t, sent, phone.note(newID(), 0, "y"))
	phone.push(t, sent) // nothing new, nothing to tell
	if diff := cmp.Diff([]int64{2}, heads); diff != "" {
		t.Errorf("pokes (-want +got):\n%s", diff)
	}
}

// B5. A relation may name any id: whether there is such a record, here or in a
// space of others, changes neither the answer nor what is pulled.
func TestARelationToARecordOfAnotherSpaceLeadsNowhere(t *testing.T) {
	t.Parallel()
	p := setup(t)
	others := newPlace(t, p.db, p.service)
	theirs, nobodys := newID(), newID()
	laptop := others.device()
	laptop.push(t, laptop.contact(theirs, 0, "fullName", "Grace Hopper"))
	phone := p.device()
	for _, id := range []uuid.UUID{theirs, nobodys} {
		fact := phone.mutate(record.Mutation{Collection: "fact", ID: newID(), Fields: fields("contact", id.String(), "text", "x")})
		note := phone.mutate(record.Mutation{Collection: "note", ID: newID(), Fields: fields("contacts/"+id.String(), true)})
		for i, ack := range phone.push(t, fact, note).Acks {
			if ack.Status != record.OK {
				t.Errorf("mutation %d: %+v", i, ack)
			}
		}
	}
	page := phone.pull(t, 0)
	for _, r := range page.records {
		if r.ID == theirs {
			t.Errorf("the pull has %+v", r)
		}
	}
	if len(page.records) != 4 {
		t.Errorf("pulled %d records, want 4", len(page.records))
	}
}
