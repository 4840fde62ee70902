package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"tend/internal/config"
	"tend/internal/postgres"
	"tend/internal/postgres/embedded"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// database is the open database and, if Tend runs it, its Postgres.
type database struct {
	*postgres.DB
	url     string
	private *embedded.Server // nil with TEND_DATABASE_URL
}

const (
	// reachTimeout is how long a database that somebody else runs may take to
	// come up: services of one machine start in no order.
	reachTimeout = 30 * time.Second
	// closeTimeout bounds waiting for the pool's connections at the end.
	closeTimeout = time.Second
	// stopTimeout bounds the orderly shutdown of the private Postgres.
	stopTimeout = 2500 * time.Millisecond
)

// openDatabase starts Postgres if that is Tend's to do, brings the schema up to
// date and returns the database as the server's own role sees it.
func openDatabase(ctx context.Context, cfg config.Config, log *slog.Logger) (_ *database, err error) {
	d := &database{url: cfg.DatabaseURL.Reveal()}
	ownerURL := d.url
	if d.url == "" {
		d.private, err = embedded.Start(ctx, embedded.Options{DataDir: string(cfg.DataDir), BinDir: cfg.PGBin, Log: log})
		if err != nil {
			return nil, err
		}
		d.url, ownerURL = d.private.URL(), d.private.OwnerURL()
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	if err := migrateAs(ctx, ownerURL, log); err != nil {
		return nil, err
	}
	d.DB, err = postgres.Open(ctx, d.url, log)
	return d, err
}

// openBeside opens the database as the role that owns the tables, without
// touching its schema, and beside a server that runs on it.
func openBeside(ctx context.Context, cfg config.Config, log *slog.Logger) (_ *database, err error) {
	d := &database{url: cfg.DatabaseURL.Reveal()}
	if d.url == "" {
		running, ok := embedded.Running(ctx, string(cfg.DataDir))
		if d.url = running; !ok {
			d.private, err = embedded.Start(ctx, embedded.Options{DataDir: string(cfg.DataDir), BinDir: cfg.PGBin, Log: log})
			if err != nil {
				return nil, err
			}
			d.url = d.private.OwnerURL()
		}
	}
	if d.DB, err = postgres.Open(ctx, d.url, log); err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

// migrateAs migrates as the role that owns the tables.
func migrateAs(ctx context.Context, url string, log *slog.Logger) error {
	owner, err := reach(ctx, url, log)
	if err != nil {
		return err
	}
	return errors.Join(owner.Migrate(ctx), owner.Close())
}

// reach opens a database that may still be starting.
func reach(ctx context.Context, url string, log *slog.Logger) (*postgres.DB, error) {
	deadline := time.Now().Add(reachTimeout)
	for {
		db, err := postgres.Open(ctx, url, log)
		if err == nil || !worthWaiting(err) || time.Now().After(deadline) {
			return db, err
		}
		log.WarnContext(ctx, "the database does not answer yet", slog.Any("error", err))
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// worthWaiting tells a database that is not there yet from one that says no.
func worthWaiting(err error) bool {
	const cannotConnectNow = "57P03"
	if said, ok := errors.AsType[*pgconn.PgError](err); ok {
		return said.Code == cannotConnectNow
	}
	_, ok := errors.AsType[*pgconn.ConnectError](err)
	return ok
}

// connector opens connections of their own, for listening to other servers on
// the same database; nil if there cannot be any.
func (d *database) connector() func(context.Context) (*pgx.Conn, error) {
	if d.private != nil {
		return nil
	}
	return func(ctx context.Context) (*pgx.Conn, error) { return pgx.Connect(ctx, d.url) }
}

// gone yields an error if the private Postgres ends for good.
func (d *database) gone() <-chan error {
	if d.private == nil {
		return nil
	}
	return d.private.Done()
}

// close closes the pool and then stops the private Postgres. A connection that
// is still in use is not waited for: everybody who may use one has ended, or had
// their time.
func (d *database) close() error {
	if d.DB != nil {
		closed := make(chan struct{})
		go func() {
			_ = d.Close() // nothing more is asked of it
			close(closed)
		}()
		select {
		case <-closed:
		case <-time.After(closeTimeout):
		}
	}
	if d.private == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	return d.private.Stop(ctx)
}

// migrate is the command of that name.
func migrate(ctx context.Context, cfg config.Config, stdout io.Writer, log *slog.Logger) error {
	d, err := openDatabase(ctx, cfg, log)
	if err != nil {
		return err
	}
	if err := d.close(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "The database is up to date.")
	return err
}
