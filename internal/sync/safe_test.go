package sync_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/record"
	"tend/internal/sync"
)

func TestTheSafeVersionIsThatOfTheLastCompleteBackup(t *testing.T) {
	t.Parallel()
	phone := setup(t).device()
	service := phone.service
	if got := phone.push(t, phone.note(newID(), 0, "1")); got.Safe != 0 {
		t.Errorf("safe = %d without a backup", got.Safe)
	}
	at := func(head int64) map[uuid.UUID]sync.Position {
		return map[uuid.UUID]sync.Position{phone.space: {Epoch: phone.epoch, Head: head}}
	}
	phone.push(t, phone.note(newID(), 0, "while the backup runs"))
	elsewhere := map[uuid.UUID]sync.Position{uuid.New(): {Epoch: phone.epoch, Head: 9}}
	// It never goes back, and what another epoch called the second version is none of ours.
	another := map[uuid.UUID]sync.Position{phone.space: {Epoch: uuid.New(), Head: 2}}
	for _, backup := range []map[uuid.UUID]sync.Position{at(1), at(0), elsewhere, another} {
		if err := service.AdvanceSafe(t.Context(), backup); err != nil {
			t.Fatal(err)
		}
		if got := phone.pull(t, 0); got.Safe != 1 {
			t.Errorf("safe = %d, want 1", got.Safe)
		}
	}
	if err := service.AdvanceSafe(t.Context(), at(99)); err != nil {
		t.Fatal(err)
	}
	if got := phone.pull(t, 0); got.Safe != got.Head {
		t.Errorf("safe = %d, head = %d", got.Safe, got.Head)
	}
	phone.intact(t)
}

// B15. A restored server is behind its devices. They learn of it by the epoch, and
// have what it lost.
func TestARestoredSpaceGetsBackWhatItsDevicesStillHave(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone, laptop := p.device(), p.device()
	ada := newID()
	journal := []sync.Mutation{
		phone.contact(ada, 0, "fullName", "Ada"), phone.contact(ada, 1, "title", "Countess"), phone.note(newID(), 0, "tea"),
	}
	phone.push(t, journal[0])
	nightly := p.backup(t)
	phone.push(t, journal[1:]...)
	p.restore(t, nightly)
	if err := p.service.BeginEpoch(t.Context()); err != nil {
		t.Fatal(err)
	}

	if _, err := p.service.Push(t.Context(), p.user, phone.batch(phone.note(newID(), 0, "new"))); codeOf(err) != "epoch-changed" {
		t.Fatalf("Push: %v", err)
	}
	reset := phone.pull(t, 3)
	if reset.Reset != "epoch" || reset.Epoch == p.epoch {
		t.Fatalf("pull = %+v", reset)
	}
	phone.epoch, laptop.epoch = reset.Epoch, reset.Epoch
	// What was acknowledged above the new head is sent once more, under its own
	// seq and mid; what is still there is recognised.
	result := phone.push(t, journal...)
	for i, ack := range result.Acks {
		if ack.Status != record.OK || ack.Version != int64(i+1) {
			t.Errorf("ack = %+v", ack)
		}
	}
	if got := laptop.pull(t, 0); len(got.records) != 2 || *got.Next != 3 {
		t.Errorf("pull = %+v", got)
	}
	p.intact(t)
}

// backup is the rows of a space, by table.
type backup map[string][]string

var backedUp = []string{"record", "history", "parked", "device", "past_epoch", "space"}

func (p place) backup(t *testing.T) backup {
	t.Helper()
	b := make(backup)
	for _, table := range backedUp {
		rows, err := p.db.Conn().Query(t.Context(), `select to_jsonb(t)::text from `+table+` t where space_id = $1`, p.space)
		if err == nil {
			b[table], err = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (p place) restore(t *testing.T, b backup) {
	t.Helper()
	for _, table := range backedUp[:len(backedUp)-1] {
		mustExec(t, p.db, `delete from `+table+` where space_id = $1`, p.space)
		for _, row := range b[table] {
			mustExec(t, p.db, `insert into `+table+` select * from jsonb_populate_record(null::public.`+table+`, $1::text::jsonb)`, row)
		}
	}
	mustExec(t, p.db, `update space s set head = b.head, epoch = b.epoch from jsonb_populate_record(null::space, $1::text::jsonb) b
		where s.space_id = b.space_id`, b["space"][0])
}
