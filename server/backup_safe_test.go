package main

import (
	"testing"
	"time"

	"tend/internal/backup"
	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/sync"

	"github.com/google/uuid"
)

// B15, I22. After a restore, backups of the time that it undid are still in the
// folder. What devices send from then on gets the versions of that time again, and
// is in none of those: devices keep it until the last of them is gone.
func TestWhatABackupOfAnUndoneTimeLacksIsNotSafe(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	folder := backup.Folder{Dir: t.TempDir(), Keep: 2}
	at := func(head int64) {
		t.Helper()
		if _, err := db.Conn().Exec(t.Context(), `update space set head = $1`, head); err != nil {
			t.Fatal(err)
		}
	}
	night := time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC)
	passes := func(wantSafe int64) {
		t.Helper()
		if _, _, err := add(t.Context(), db, folder, night, func(backup.Table) {}); err != nil {
			t.Fatal(err)
		}
		night = night.AddDate(0, 0, 1)
		if got := safeOf(t, db); got != wantSafe {
			t.Errorf("safe = %d, want %d", got, wantSafe)
		}
	}
	if _, err := db.Conn().Exec(t.Context(), `insert into space (space_id, kind, name, epoch) values ($1, 'shared', 'Ours', $2)`,
		uuid.New(), uuid.New()); err != nil {
		t.Fatal(err)
	}
	at(3)
	passes(3)
	at(9)
	passes(3) // the oldest has no more
	at(5)     // restored from some other file
	if err := sync.NewService(db, sync.Options{}).BeginEpoch(t.Context()); err != nil {
		t.Fatal(err)
	}
	at(11)
	passes(3) // the oldest has nine versions, and not those
	passes(11)
}

func safeOf(t *testing.T, db *postgres.DB) (safe int64) {
	t.Helper()
	if err := db.Conn().QueryRow(t.Context(), `select safe from space`).Scan(&safe); err != nil {
		t.Fatal(err)
	}
	return safe
}
