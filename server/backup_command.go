package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"time"

	"tend/internal/backup"
	"tend/internal/config"
	"tend/internal/postgres"
	"tend/internal/sync"

	"github.com/google/uuid"
)

// backupEvery is how often the server looks whether a backup is due.
const backupEvery = 10 * time.Minute

// nightly returns the folder of the nightly backups. It reports false if there
// are to be none: for a database that is not Tend's own, whoever runs it backs it
// up, unless a folder is named.
func nightly(cfg config.Config) (f backup.Folder, ok bool) {
	f = backup.Folder{Dir: cfg.BackupDir, Keep: int(cfg.BackupKeep)}
	if f.Dir == "" && cfg.DatabaseURL == "" {
		f.Dir = filepath.Join(string(cfg.DataDir), "backups")
	}
	return f, f.Dir != "" && f.Keep > 0
}

// backUpNightly is the job that keeps the folder of backups filled.
func backUpNightly(cfg config.Config, db *postgres.DB, log *slog.Logger) job {
	folder, ok := nightly(cfg)
	if !ok {
		return func(context.Context) error { return nil }
	}
	return every(backupEvery, "back up", func(ctx context.Context) error {
		due, err := folder.Due(time.Now())
		if err != nil || !due {
			return err
		}
		heads, err := sync.NewService(db, sync.Options{}).Heads(ctx)
		if err != nil || len(heads) == 0 { // nobody lives here yet
			return err
		}
		path, m, err := add(ctx, db, folder, time.Now(), func(backup.Table) {})
		if errors.Is(err, backup.ErrBusy) {
			return nil // another server does it
		}
		if err == nil {
			log.InfoContext(ctx, "backed up", slog.String("file", path), slog.Int64("changes", m.Rows("history")))
		}
		return err
	}, log)
}

// add makes a backup in the folder. Devices then forget what every backup that is
// kept holds, and no more: so any of them may be the one that is restored.
func add(ctx context.Context, db *postgres.DB, folder backup.Folder, now time.Time, progress backup.Progress) (path string, m backup.Manifest, err error) {
	if path, m, err = folder.Add(ctx, db, version(), now, progress); err != nil {
		return path, m, err
	}
	oldest, ok, err := folder.Oldest()
	if err != nil || !ok {
		return path, m, err
	}
	held := make(map[uuid.UUID]sync.Position, len(oldest.Spaces))
	for id, at := range oldest.Spaces {
		held[id] = sync.Position(at)
	}
	return path, m, sync.NewService(db, sync.Options{}).AdvanceSafe(ctx, held)
}

// backUp is the command "backup".
func backUp(ctx context.Context, cfg config.Config, args []string, stdout io.Writer, log *slog.Logger) (err error) {
	folder, ok := nightly(cfg)
	switch {
	case len(args) > 1:
		return fmt.Errorf("%w: tend backup takes the name of one file", errUsage)
	case len(args) == 0 && !ok:
		return fmt.Errorf("%w: say which file to write, as in tend backup tend.zip, or name a folder in TEND_BACKUP_DIR", errUsage)
	}
	db, err := openBeside(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	switch {
	case len(args) == 0:
		path, m, err := add(ctx, db.DB, folder, time.Now(), told(stdout))
		return finished(stdout, path, m, err)
	case args[0] == "-":
		_, err := backup.Write(ctx, db.DB, stdout, version(), func(backup.Table) {})
		return err
	}
	m, err := backup.WriteFile(ctx, db.DB, args[0], version(), told(stdout))
	return finished(stdout, args[0], m, err)
}

// told prints each table that is done, if there is something in it.
func told(w io.Writer) backup.Progress {
	return func(t backup.Table) {
		if t.Rows > 0 {
			_, _ = fmt.Fprintf(w, "  %s: %d\n", t.Name, t.Rows) // what matters is the backup
		}
	}
}

func finished(w io.Writer, path string, m backup.Manifest, err error) error {
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Everything as of %s is in %s: %s. Keep it where nobody else can read it.\n", m.At.Format(time.RFC3339), path, holds(m))
	return err
}

// holds says in words what is in a backup.
func holds(m backup.Manifest) string {
	return fmt.Sprintf("%s, %s, %s, %s", count(m.Rows("app_user"), "user"), count(m.Rows("space"), "space"),
		count(m.Rows("record"), "record"), count(m.Rows("history"), "change"))
}

func count(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
