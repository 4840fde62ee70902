package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"tend/internal/backup"
	"tend/internal/config"
	"tend/internal/postgres"
	"tend/internal/postgres/embedded"
	"tend/internal/sync"
)

// restoreArgs are what follows "tend restore".
type restoreArgs struct {
	file            string
	verify, replace bool
}

func readRestoreArgs(args []string) (r restoreArgs, err error) {
	for _, arg := range args {
		switch {
		case arg == "--verify":
			r.verify = true
		case arg == "--replace":
			r.replace = true
		case r.file == "" && arg != "" && arg[0] != '-':
			r.file = arg
		default:
			return r, fmt.Errorf("%w: tend restore does not know %q", errUsage, arg)
		}
	}
	if r.file == "" || r.verify && r.replace {
		return r, fmt.Errorf("%w: say which backup, as in tend restore tend.zip, or tend restore --verify tend.zip to try it only", errUsage)
	}
	return r, nil
}

// restore is the command of that name.
func restore(ctx context.Context, cfg config.Config, args []string, stdout io.Writer, log *slog.Logger) (err error) {
	asked, err := readRestoreArgs(args)
	if err != nil {
		return err
	}
	file, err := backup.Open(asked.file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	_, err = fmt.Fprintf(stdout, "%s shows everything as of %s: %s.\n", asked.file, file.At.Format(time.RFC3339), holds(file.Manifest))
	if err != nil {
		return err
	}
	if asked.verify {
		return verify(ctx, cfg, file, stdout, log)
	}
	place, leave, err := placeIn(ctx, cfg, string(cfg.DataDir), stdout, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	// Devices learn by the epoch that the server has gone back, and bring what it lacks.
	kept, err := place.Restore(ctx, file, asked.replace, func(ctx context.Context, db *postgres.DB) error {
		return sync.NewService(db, sync.Options{}).BeginEpoch(ctx)
	})
	if errors.Is(err, backup.ErrHoldsUsers) {
		return fmt.Errorf("%w; nothing was changed: `tend restore --replace %s` puts the backup in their place, and keeps what is there now beside it",
			err, asked.file)
	}
	if err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	_, err = fmt.Fprint(stdout, "The database is restored. Start Tend; every device brings what it had sent since, the next time that it syncs.\n")
	if err == nil && kept != "" {
		_, err = fmt.Fprintf(stdout, "What was there before is kept in the schema %s. When nobody misses it: drop schema %s cascade\n", kept, kept)
	}
	return err
}

// verify restores the backup where nobody is disturbed, looks for damage, and
// leaves nothing behind.
func verify(ctx context.Context, cfg config.Config, file *backup.Archive, stdout io.Writer, log *slog.Logger) (err error) {
	dir, err := os.MkdirTemp("", "tend-verify-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	place, leave, err := placeIn(ctx, cfg, dir, stdout, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	return place.Try(ctx, file, func(ctx context.Context, db *postgres.DB) error { return inspect(ctx, db, stdout) })
}

// placeIn returns where to restore to: the database of somebody else, if one is
// named, or a private Postgres in a data folder, which leave ends.
func placeIn(ctx context.Context, cfg config.Config, dataDir string, stdout io.Writer, log *slog.Logger) (p backup.Place, leave func() error, err error) {
	p = backup.Place{
		URL:      cfg.DatabaseURL.Reveal(),
		Open:     func(ctx context.Context, url string) (*postgres.DB, error) { return postgres.Open(ctx, url, log) },
		Progress: told(stdout),
	}
	if p.URL != "" {
		return p, func() error { return nil }, nil
	}
	server, err := embedded.Start(ctx, embedded.Options{DataDir: dataDir, BinDir: cfg.PGBin, Log: log})
	if err != nil {
		return p, nil, err
	}
	p.URL = server.OwnerURL()
	p.Grant = func(ctx context.Context, db *postgres.DB, schema string) error {
		return embedded.GrantInSchema(ctx, db.Conn(), schema)
	}
	return p, func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		return server.Stop(ctx)
	}, nil
}

// beginEpoch is the command "epoch", for who restored the database as a whole,
// from a dump or a snapshot of the disk.
func beginEpoch(ctx context.Context, cfg config.Config, stdout io.Writer, log *slog.Logger) (err error) {
	db, err := openDatabase(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	if err := sync.NewService(db.DB, sync.Options{}).BeginEpoch(ctx); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "A new epoch has begun in every space. Devices bring what is missing the next time that they sync.")
	return err
}
