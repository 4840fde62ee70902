package backup_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tend/internal/backup"
	"tend/internal/postgres"

	"github.com/google/uuid"
)

func TestTwoBackupsOfOneDatabaseDoNotRunAtOnce(t *testing.T) {
	t.Parallel()
	h := inhabited(t)
	h.with(t, func(db *postgres.DB) {
		_, err := backup.Write(t.Context(), db, writer(func() {
			if _, err := backup.Write(t.Context(), db, writer(func() {}), "test", quiet); !errors.Is(err, backup.ErrBusy) {
				t.Errorf("a second backup: %v", err)
			}
		}), "test", quiet)
		if err != nil {
			t.Error(err)
		}
	})
}

// Two that are asked for the same file, and a file that somebody left there, do
// not get in each other's way.
func TestAFileThatIsBeingWrittenIsNobodyElses(t *testing.T) {
	t.Parallel()
	h := inhabited(t)
	path := filepath.Join(t.TempDir(), "tend.zip")
	if err := os.WriteFile(path+".part", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	h.with(t, func(db *postgres.DB) {
		_, err := backup.WriteFile(t.Context(), db, path, "test", func(backup.Table) {
			if _, err := backup.WriteFile(t.Context(), db, path, "test", quiet); !errors.Is(err, backup.ErrBusy) {
				t.Errorf("a second backup: %v", err)
			}
		})
		if err != nil {
			t.Errorf("the first backup: %v", err)
		}
	})
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// writer does something when it is written to.
type writer func()

func (w writer) Write(p []byte) (int, error) {
	w()
	return len(p), nil
}

func TestAFolderKeepsTheLastNights(t *testing.T) {
	t.Parallel()
	h := inhabited(t)
	f := backup.Folder{Dir: filepath.Join(t.TempDir(), "backups"), Keep: 3}
	zone := time.FixedZone("", 2*3600)
	night := time.Date(2026, 12, 1, 3, 0, 0, 0, zone)
	if due, err := f.Due(night); err != nil || !due {
		t.Errorf("without any backup, due = %t, %v", due, err)
	}
	h.with(t, func(db *postgres.DB) {
		for day := range 5 {
			if _, err := db.Conn().Exec(t.Context(), `update space set head = $1`, 10+day); err != nil {
				t.Fatal(err)
			}
			if _, _, err := f.Add(t.Context(), db, "test", night.AddDate(0, 0, day), quiet); err != nil {
				t.Fatal(err)
			}
			foreign := []string{"notes.zip", "tend-x.zip", "tend-2026-12-09T030000Z.zip.42.part"}
			if err := os.WriteFile(filepath.Join(f.Dir, foreign[day%3]), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	})
	oldest, ok, err := f.Oldest()
	space := uuid.MustParse("019aa000-0000-7000-8000-00000000000b")
	if err != nil || !ok || oldest.Spaces[space].Head != 12 || oldest.Spaces[space].Epoch == uuid.Nil {
		t.Errorf("the oldest has %v, %v", oldest.Spaces, err)
	}
	files, err := os.ReadDir(f.Dir)
	if err != nil || len(files) != 5 { // what somebody else put there stays, what was left unfinished goes
		t.Errorf("%v are there, %v", files, err)
	}
	last := night.AddDate(0, 0, 4)
	for at, want := range map[time.Time]bool{last: false, last.Add(23 * time.Hour): false, last.Add(24*time.Hour - time.Second): false, last.Add(24 * time.Hour): true} {
		if due, err := f.Due(at); err != nil || due != want {
			t.Errorf("at %s due = %t, %v", at, due, err)
		}
	}
}

func TestABackupThatFailsLeavesTheOldOnes(t *testing.T) {
	t.Parallel()
	h := inhabited(t)
	f := backup.Folder{Dir: t.TempDir(), Keep: 1}
	h.with(t, func(db *postgres.DB) {
		path, _, err := f.Add(t.Context(), db, "test", time.Unix(0, 0), quiet)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		_, _, err = f.Add(ctx, db, "test", time.Now(), func(backup.Table) { cancel() })
		if err == nil {
			t.Fatal("it did not fail")
		}
		files, err := os.ReadDir(f.Dir)
		if err != nil || len(files) != 1 || filepath.Join(f.Dir, files[0].Name()) != path {
			t.Errorf("%v are there, %v", files, err)
		}
	})
}
