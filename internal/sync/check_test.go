package sync_test

import (
	"errors"
	"log/slog"
	"slices"
	"testing"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/record"
	"tend/internal/sync"
)

// lived returns a space in which something of everything has happened, in a
// database that the test owns.
func lived(t *testing.T) place {
	t.Helper()
	db, err := postgres.Open(t.Context(), pgtest.EmptyURL(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := newPlace(t, db, sync.NewService(db, sync.Options{}))
	phone, laptop := p.device(), p.device()
	ada, note := newID(), newID()
	phone.push(t, phone.contact(ada, 0, "fullName", "Ada", "tags/maths", true), phone.note(note, 0, "tea"))
	laptop.push(t, laptop.note(note, 2, "tea and milk"), laptop.contact(newID(), 0, "nickname", "gets parked"))
	result := phone.push(t, phone.note(note, 2, "green tea"), phone.delete("note", note, 2), phone.delete("contact", newID(), 0))
	if result.Acks[0].Status != record.Merged || result.Acks[1].Status != record.Superseded || result.Head != 7 {
		t.Fatalf("acks = %+v", result.Acks)
	}
	return p
}

// Each invariant is broken once by hand: a checker that finds nothing proves
// nothing unless it is seen to find something.
func TestCheckFindsWhatIsBroken(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, invariant string
		damage          []string
	}{
		{"nothing", "", nil},
		{"a seq twice", "I2", []string{
			`drop index history_space_id_device_id_seq_key`,
			`update history set seq = 1 where space_id = $1 and version = 2`,
		}},
		{"a mid twice", "I2", []string{
			`drop index history_space_id_mid_key`,
			`update history h set mid = (select mid from history where space_id = $1 and version = 1) where space_id = $1 and version = 2`,
		}},
		{"a hole in history", "I3", []string{`delete from history where space_id = $1 and version = 6`}},
		{"a head that went back", "I3", []string{`update space set head = 3 where space_id = $1`}},
		{"a record from the future", "I3", []string{`update record set version = 999 where space_id = $1 and version = 1`}},
		{"a record that nobody changed", "I3", []string{`update record set by_device = gen_random_uuid() where space_id = $1 and version = 1`}},
		{"an order that is not the device's", "I4", []string{
			`update history set seq = 100 where space_id = $1 and version = 1`,
			`update history set seq = 1 where space_id = $1 and version = 2`,
			`update history set seq = 2 where space_id = $1 and version = 1`,
		}},
		{"a mutation lost from the end", "I4", []string{`update device set last_seq = last_seq + 1 where space_id = $1`}},
		{"another last mutation", "I4", []string{`update device set last_mid = gen_random_uuid() where space_id = $1`}},
		{"a device that nobody knows", "I4", []string{`delete from device where space_id = $1`}},
		{"a field that was changed by hand", "I6", []string{`update record set fields = fields || '{"fullName":"Eve"}' where space_id = $1 and version = 1`}},
		{"a field that is gone", "I6", []string{`update record set fields = fields - 'fullName' where space_id = $1 and version = 1`}},
		{"a record that is gone", "I6", []string{`delete from record where space_id = $1 and version = 1`}},
		{"a record that went by itself", "I6", []string{`update record set deleted_at = now() where space_id = $1 and version = 1`}},
		{"an outcome that was not", "I6", []string{`update history set outcome = 'merged' where space_id = $1 and version = 1`}},
		{"an older stamp", "I7", []string{
			`update record set stamps = regexp_replace(stamps::text, '[0-9a-f]{16} ', '0000000000000001 ')::jsonb where space_id = $1 and version = 1`,
		}},
		{"a value out of nowhere", "I8", []string{`update record set fields = fields || '{"title":"Queen"}' where space_id = $1 and version = 1`}},
		{"a word that did not survive", "I9", []string{
			`update history set detail = '{"text":{"body":"tea and milk"}}' where space_id = $1 and version = 5`,
		}},
		{"a parked mutation without its body", "parked", []string{`delete from parked where space_id = $1`}},
	}
	p := lived(t)
	undo := errors.New("undo")
	for _, tt := range tests {
		err := p.db.InTx(t.Context(), func(tx *postgres.DB) error {
			for _, damage := range tt.damage {
				args := []any{p.space}
				if damage[:4] == "drop" {
					args = nil
				}
				if _, err := tx.Conn().Exec(t.Context(), damage, args...); err != nil {
					return err
				}
			}
			findings, err := sync.Check(t.Context(), tx, p.space)
			if err != nil {
				return err
			}
			found := slices.ContainsFunc(findings, func(f sync.Finding) bool { return f.Invariant == tt.invariant })
			if found != (tt.invariant != "") || (tt.invariant == "" && len(findings) > 0) {
				t.Errorf("%s: %v, want %q", tt.name, findings, tt.invariant)
			}
			return undo
		})
		if !errors.Is(err, undo) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
