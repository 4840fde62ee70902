package postgres

import (
	"context"
	"errors"
	"fmt"

	"tend/migrations"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// VersionTable remembers which migrations a database has run.
const VersionTable = "schema_version"

// ErrNewerSchema says that the database was migrated by a newer program.
var ErrNewerSchema = errors.New("the database was migrated by a newer Tend")

// errNotMigrated says that migrations are missing.
var errNotMigrated = errors.New("the database is not migrated")

// Migrate applies the migrations that the database lacks. Several servers may
// start at once: an advisory lock lets one work while the others wait. It
// refuses a schema newer than it knows, with [ErrNewerSchema].
func (db *DB) Migrate(ctx context.Context) error {
	p, err := db.migrations()
	if err != nil {
		return err
	}
	if err := db.refuseNewer(ctx, newest(p)); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	// Another server may have gone further while this one waited for the lock.
	return db.refuseNewer(ctx, newest(p))
}

// MigrateTo applies the migrations up to one of them, to make a schema as it was
// when a backup was made. It refuses one that this program does not know, with
// [ErrNewerSchema].
func (db *DB) MigrateTo(ctx context.Context, version int64) error {
	p, err := db.migrations()
	if err != nil {
		return err
	}
	if known := newest(p); version > known {
		return fmt.Errorf("%w: version %d of the schema is asked for, this program knows %d", ErrNewerSchema, version, known)
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrate to version %d: %w", version, err)
	}
	return nil
}

// migrations returns what applies them, one program at a time.
func (db *DB) migrations() (*goose.Provider, error) {
	// Ask once a second for up to five minutes; the default asks every five.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db.sql, migrations.FS,
		goose.WithSessionLocker(locker), goose.WithTableName(VersionTable))
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	return p, nil
}

// Ready reports whether the database answers and has run every migration that
// this program knows.
func (db *DB) Ready(ctx context.Context) error {
	p, err := goose.NewProvider(goose.DialectPostgres, db.sql, migrations.FS, goose.WithTableName(VersionTable))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	at, err := db.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	// A newer schema is fine here: during a rolling replacement the old server
	// keeps answering on it (migrations expand before they contract).
	if known := newest(p); at < known {
		return fmt.Errorf("%w: it is at version %d of %d", errNotMigrated, at, known)
	}
	return nil
}

func (db *DB) refuseNewer(ctx context.Context, known int64) error {
	at, err := db.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	if at > known {
		return fmt.Errorf("%w: its schema is at version %d, this program knows %d; install the newer program again, or restore a backup made before the upgrade",
			ErrNewerSchema, at, known)
	}
	return nil
}

// SchemaVersion is the last migration that the database has run, 0 if none.
func (db *DB) SchemaVersion(ctx context.Context) (int64, error) {
	var v int64
	err := db.conn.QueryRow(ctx, `select coalesce(max(version_id), 0) from `+pgx.Identifier{VersionTable}.Sanitize()+` where is_applied`).Scan(&v)
	const undefinedTable = "42P01"
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok && pgErr.Code == undefinedTable {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the schema version: %w", err)
	}
	return v, nil
}

func newest(p *goose.Provider) int64 {
	var v int64
	for _, s := range p.ListSources() {
		v = max(v, s.Version)
	}
	return v
}
