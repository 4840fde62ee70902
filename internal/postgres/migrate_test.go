package postgres_test

import (
	"errors"
	"log/slog"
	"testing"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"

	"golang.org/x/sync/errgroup"
)

func TestServersThatStartTogetherMigrateOnce(t *testing.T) {
	t.Parallel()
	url := pgtest.EmptyURL(t)
	var g errgroup.Group
	for range 4 {
		g.Go(func() error {
			db, err := postgres.Open(t.Context(), url, slog.New(slog.DiscardHandler))
			if err != nil {
				return err
			}
			return errors.Join(db.Migrate(t.Context()), db.Ready(t.Context()), db.Close())
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseIsReadyOnceItIsMigrated(t *testing.T) {
	t.Parallel()
	db := open(t, pgtest.EmptyURL(t))
	if err := db.Ready(t.Context()); err == nil {
		t.Error("an empty database is ready")
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("a migrated database is not ready: %v", err)
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	db := open(t, pgtest.EmptyURL(t))
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Conn().Exec(t.Context(), `insert into schema_version (version_id, is_applied) values (99999, true)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); !errors.Is(err, postgres.ErrNewerSchema) {
		t.Errorf("Migrate = %v, want ErrNewerSchema", err)
	}
	// The old servers of a rolling replacement go on answering.
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("Ready = %v, want nil", err)
	}
}

func TestTestsLogInAsARoleThatOwnsNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("the database of a test is not migrated: %v", err)
	}
	var owned int
	if err := db.Conn().QueryRow(t.Context(), `select count(*) from pg_tables where tableowner = current_user`).Scan(&owned); err != nil || owned != 0 {
		t.Errorf("the role owns %d tables (%v), want none", owned, err)
	}
}

func open(t *testing.T, url string) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
