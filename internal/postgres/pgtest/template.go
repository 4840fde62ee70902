package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"

	"tend/internal/postgres"
	"tend/internal/postgres/embedded"
	"tend/migrations"

	"github.com/jackc/pgx/v5"
)

// templateLock is the advisory lock that guards making the template.
const templateLock = 0x74656e64 // "tend"

// ensureTemplate returns the name of a database that holds the current schema
// and nothing else. Test processes run at the same time, so it works under a
// lock, and the rename makes a half-built template invisible to the others.
func ensureTemplate(ctx context.Context, s *server) (string, error) {
	name := "tend_template_" + schemaHash()
	conn, err := s.admin.Acquire(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `select pg_advisory_lock($1)`, templateLock); err != nil {
		return "", err
	}
	defer conn.Exec(ctx, `select pg_advisory_unlock($1)`, templateLock) //nolint:errcheck // the end of the process unlocks as well

	var exists bool
	if err := conn.QueryRow(ctx, `select exists (select from pg_database where datname = $1)`, name).Scan(&exists); err != nil || exists {
		return name, err
	}
	building := name + "_building"
	if _, err := conn.Exec(ctx, fmt.Sprintf(`drop database if exists %s with (force)`, building)); err != nil {
		return "", err
	}
	if _, err := conn.Exec(ctx, fmt.Sprintf(`create database %s%s`, building, ownedBy(s.owner))); err != nil {
		return "", err
	}
	if err := s.migrate(ctx, withDatabase(s.url, building)); err != nil {
		return "", err
	}
	_, err = conn.Exec(ctx, fmt.Sprintf(`alter database %s rename to %s`, building, name))
	return name, err
}

// migrate gives a new database the rights and the schema of a real one.
func (s *server) migrate(ctx context.Context, url string) error {
	if s.owner != "" {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // the session ends either way
		if err := embedded.Grant(ctx, conn); err != nil {
			return err
		}
		if err := conn.Close(ctx); err != nil {
			return err
		}
	}
	db, err := postgres.Open(ctx, withRole(url, s.owner), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if err := db.Migrate(ctx); err != nil {
		_ = db.Close() // the first error says more
		return err
	}
	return db.Close()
}

// schemaHash identifies the schema by the names and contents of its migrations.
func schemaHash() string {
	h := sha256.New()
	err := fs.WalkDir(migrations.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(migrations.FS, path)
		_, _ = fmt.Fprintf(h, "%s %d\n%s", path, len(b), b)
		return err
	})
	if err != nil {
		panic(err) // an embedded file system cannot fail to be read
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}
