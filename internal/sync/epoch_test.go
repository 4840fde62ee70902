package sync_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tend/internal/record"
	"tend/internal/sync"
)

// B15. After a restore, numbers above the head of the backup name other versions
// than before. What was made before must not pass for knowing those.
func TestABaseOfALostEpochIsNoKnowledgeOfThisOne(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, tablet := p.device(), p.device()
	ada, tea, list := newID(), newID(), newID()
	phone.push(t, phone.contact(ada, 0, "fullName", "Ada"), phone.contact(tea, 0, "fullName", "Tea"), phone.note(list, 0, "milk"))
	nightly := p.backup(t)
	tablet.push(t, tablet.contact(ada, 1, "title", "lost"), tablet.contact(tea, 2, "title", "lost"), tablet.note(list, 3, "milk lost"))
	// Made in full knowledge of versions 4 to 6, and never sent.
	late := []sync.Mutation{
		phone.contact(ada, 6, "title", "Countess"),
		phone.delete("contact", tea, 6),
		phone.note(list, 6, "milk lost bread"),
	}
	p.lose(t, nightly)
	tablet = p.device().at(p.epochNow(t)) // with 4 to 6 of the new epoch
	tablet.push(t, tablet.contact(ada, 1, "title", "Baroness"), tablet.contact(tea, 2, "title", "kept"), tablet.note(list, 3, "milk honey"))

	phone.at(tablet.epoch)
	result := phone.push(t, p.madeBefore(late)...)
	want := []record.Status{record.Merged, record.Superseded, record.Merged}
	for i, ack := range result.Acks {
		if ack.Status != want[i] {
			t.Errorf("mutation %d: %+v, want %s", i, ack, want[i])
		}
	}
	if fields, _, _ := p.stored(t, ada); fields["title"] != "Baroness" { // the newer stamp
		t.Errorf("title = %v", fields["title"])
	}
	if fields, _, deleted := p.stored(t, tea); deleted || fields["title"] != "kept" {
		t.Errorf("deleted = %t with an edit that the delete did not know: %v", deleted, fields)
	}
	fields, _, _ := p.stored(t, list)
	for _, word := range []string{"milk", "honey", "bread"} {
		if body := fmt.Sprint(fields["body"]); !strings.Contains(body, word) {
			t.Errorf("body = %q lacks %s", body, word)
		}
	}
	p.intact(t)
}

// What both epochs share is still known, so nothing is doubted without need.
func TestABaseBelowTheRestoredHeadStaysWhatItWas(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, tablet, ada := p.device(), p.device(), newID()
	tablet.push(t, tablet.contact(ada, 0, "fullName", "Ada"))
	made := []sync.Mutation{phone.contact(ada, 1, "fullName", "Ada Lovelace"), phone.delete("contact", ada, 1)}
	p.lose(t, p.backup(t))
	phone.at(p.epochNow(t))
	tablet.at(phone.epoch).push(t, tablet.contact(newID(), 0, "fullName", "Tea"))
	for _, ack := range phone.push(t, p.madeBefore(made)...).Acks {
		if ack.Status != record.OK {
			t.Errorf("ack = %+v", ack)
		}
	}
	if _, _, deleted := p.stored(t, ada); !deleted {
		t.Error("a delete that knew everything had no effect")
	}
	p.intact(t)
}

// A second restore may reach back further than the first. An epoch that began
// after its backup was made has left no trace, and is taken to know nothing.
func TestASecondRestoreCountsFromItsOwnBackup(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, ada := p.device(), newID()
	writer := p.device()
	writer.push(t, writer.contact(ada, 0, "fullName", "Ada"))
	early := p.backup(t)
	writer.push(t, writer.contact(ada, 1, "title", "first"))
	p.lose(t, p.backup(t)) // nothing is lost: both epochs agree up to 2
	second := p.epochNow(t)
	p.lose(t, early)

	writer = p.device().at(p.epochNow(t))
	writer.push(t, writer.contact(ada, 1, "title", "another"))
	phone.at(writer.epoch)
	ofFirst, ofSecond := phone.contact(ada, 2, "title", "x"), phone.contact(ada, 2, "nickname", "y")
	ofThird := phone.delete("contact", ada, 4)
	ofFirst.Epoch, ofSecond.Epoch, ofThird.Epoch = p.epoch, second, uuid.New()
	result := phone.push(t, ofFirst, ofSecond, ofThird)
	var bases []int64
	for _, ack := range result.Acks {
		var base int64
		if err := p.db.Conn().QueryRow(t.Context(), `select base from history where space_id = $1 and version = $2`, p.space, ack.Version).Scan(&base); err != nil {
			t.Fatal(err)
		}
		bases = append(bases, base)
	}
	if !slices.Equal(bases, []int64{1, 0, 0}) {
		t.Errorf("bases are %v, want 1, 0 and 0", bases)
	}
	p.intact(t)
}

// lose restores the space from a backup, as an administrator would.
func (p place) lose(t *testing.T, b backup) {
	t.Helper()
	p.restore(t, b)
	if err := p.service.BeginEpoch(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (p place) epochNow(t *testing.T) (epoch uuid.UUID) {
	t.Helper()
	if err := p.db.Conn().QueryRow(t.Context(), `select epoch from space where space_id = $1`, p.space).Scan(&epoch); err != nil {
		t.Fatal(err)
	}
	return epoch
}

// madeBefore marks mutations as made in the first epoch of the place.
func (p place) madeBefore(mutations []sync.Mutation) []sync.Mutation {
	for i := range mutations {
		mutations[i].Epoch = p.epoch
	}
	return mutations
}

func (d *device) at(epoch uuid.UUID) *device {
	d.epoch = epoch
	return d
}
