package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
)

var errGiveUp = errors.New("give up")

func TestGormAndPgxShareATransaction(t *testing.T) {
	t.Parallel()
	db := withMarks(t)
	err := db.InTx(t.Context(), func(tx *postgres.DB) error {
		var viaGorm, viaPgx int64
		if err := tx.ORM().Raw(`select txid_current()`).Scan(&viaGorm).Error; err != nil {
			return err
		}
		if err := tx.Conn().QueryRow(t.Context(), `select txid_current()`).Scan(&viaPgx); err != nil {
			return err
		}
		if viaGorm != viaPgx {
			t.Errorf("gorm is in transaction %d, pgx in %d", viaGorm, viaPgx)
		}
		if err := tx.ORM().Exec(`insert into mark values (1)`).Error; err != nil {
			return err
		}
		if n := count(t, tx); n != 1 {
			t.Errorf("pgx sees %d rows of those gorm wrote, want 1", n)
		}
		_, err := tx.Conn().CopyFrom(t.Context(), pgx.Identifier{"mark"}, []string{"n"}, pgx.CopyFromRows([][]any{{2}, {3}}))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, db); n != 3 {
		t.Errorf("%d rows after the commit, want 3", n)
	}
}

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	t.Parallel()
	db := withMarks(t)
	err := db.InTx(t.Context(), func(tx *postgres.DB) error {
		mark(t, tx)
		return fmt.Errorf("in the middle: %w", errGiveUp)
	})
	if !errors.Is(err, errGiveUp) {
		t.Errorf("InTx = %v, want the error of the function", err)
	}
	if n := count(t, db); n != 0 {
		t.Errorf("%d rows after the rollback, want 0", n)
	}
}

func TestAPanicRollsBackAndGoesOn(t *testing.T) {
	t.Parallel()
	db := withMarks(t)
	func() {
		defer func() {
			if got := recover(); got != errGiveUp { //nolint:errorlint // the very value is meant
				t.Errorf("recovered %v, want what was panicked with", got)
			}
		}()
		_ = db.InTx(t.Context(), func(tx *postgres.DB) error {
			mark(t, tx)
			panic(errGiveUp)
		})
	}()
	if n := count(t, db); n != 0 {
		t.Errorf("%d rows after the panic, want 0", n)
	}
	exhaust(t, db)
}

func TestATransactionWhoseContextEndsLeavesNothing(t *testing.T) {
	t.Parallel()
	db := withMarks(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.InTx(ctx, func(tx *postgres.DB) error {
		mark(t, tx)
		cancel()
		return tx.ORM().WithContext(ctx).Exec(`insert into mark values (2)`).Error
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("InTx = %v, want the end of the context", err)
	}
	if n := count(t, db); n != 0 {
		t.Errorf("%d rows after the rollback, want 0", n)
	}
	exhaust(t, db)
}

// A statement of gorm that is cut off makes database/sql give the connection
// away. Nothing of the transaction may touch it afterwards.
func TestATransactionThatLosesItsConnectionLeavesNothing(t *testing.T) {
	t.Parallel()
	db := withMarks(t)
	for _, swallow := range []bool{false, true} {
		err := db.InTx(t.Context(), func(tx *postgres.DB) error {
			mark(t, tx)
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			err := tx.ORM().WithContext(ctx).Exec(`select pg_sleep(10)`).Error
			if err == nil {
				t.Error("the statement was not cut off")
			}
			if swallow {
				return nil
			}
			return err
		})
		if err == nil {
			t.Error("InTx = nil for a transaction that was lost")
		}
		if n := count(t, db); n != 0 {
			t.Errorf("%d rows after the loss, want 0", n)
		}
	}
	exhaust(t, db)
}

func TestATransactionInATransactionIsASavepoint(t *testing.T) {
	t.Parallel()
	db := withMarks(t)
	err := db.InTx(t.Context(), func(tx *postgres.DB) error {
		mark(t, tx)
		inner := tx.InTx(t.Context(), func(tx *postgres.DB) error {
			mark(t, tx)
			return errGiveUp
		})
		if !errors.Is(inner, errGiveUp) {
			t.Errorf("inner InTx = %v", inner)
		}
		return tx.InTx(t.Context(), func(tx *postgres.DB) error { mark(t, tx); return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, db); n != 2 {
		t.Errorf("%d rows, want the outer one and the second inner one", n)
	}
}

// gorm begins transactions of its own in some calls. Inside ours that must be a
// savepoint: a commit of the whole would break what InTx promises.
func TestGormsOwnTransactionDoesNotEndOurs(t *testing.T) {
	t.Parallel()
	db := withMarks(t)
	err := db.InTx(t.Context(), func(tx *postgres.DB) error {
		if err := tx.ORM().Transaction(func(g *gorm.DB) error { return g.Exec(`insert into mark values (1)`).Error }); err != nil {
			return err
		}
		return errGiveUp
	})
	if !errors.Is(err, errGiveUp) {
		t.Fatalf("InTx = %v", err)
	}
	if n := count(t, db); n != 0 {
		t.Errorf("%d rows survived the rollback", n)
	}
}

func TestASnapshotSeesOneMomentAndWritesNothing(t *testing.T) {
	t.Parallel()
	db := withMarks(t)
	err := db.InSnapshot(t.Context(), func(tx *postgres.DB) error {
		before := count(t, tx)
		mark(t, db)
		if after := count(t, tx); after != before {
			t.Errorf("the snapshot saw %d rows and then %d", before, after)
		}
		_, err := tx.Conn().Exec(t.Context(), `insert into mark values (9)`)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("a write in a snapshot: %v", err)
	}
}

func TestSlowStatementsAreToldWithoutTheirValues(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	db, err := postgres.Open(t.Context(), pgtest.URL(t), slog.New(slog.NewTextHandler(&out, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the test is over
	if err := db.ORM().WithContext(t.Context()).Exec(`select pg_sleep(0.25), ?::text`, "Ada Lovelace").Error; err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "pg_sleep") || strings.Contains(got, "Ada") {
		t.Errorf("the log says %q", got)
	}
}

func TestOpenFailsSoonWithoutADatabase(t *testing.T) {
	t.Parallel()
	begin := time.Now()
	for _, url := range []string{"postgres://a@/b?host=/nowhere", "postgres://a:hush@127.0.0.1:1/b", "nonsense"} {
		db, err := postgres.Open(t.Context(), url, slog.New(slog.DiscardHandler))
		if err == nil {
			_ = db.Close()
			t.Fatalf("%s opened", url)
		}
		if strings.Contains(err.Error(), "hush") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
}

// withMarks returns a database with a table to write into.
func withMarks(t *testing.T) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), pgtest.EmptyURL(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Conn().Exec(t.Context(), `create table mark (n int)`); err != nil {
		t.Fatal(err)
	}
	return db
}

func mark(t *testing.T, db *postgres.DB) {
	t.Helper()
	if _, err := db.Conn().Exec(t.Context(), `insert into mark values (1)`); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, db *postgres.DB) (n int) {
	t.Helper()
	if err := db.Conn().QueryRow(t.Context(), `select count(*) from mark`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// exhaust uses more transactions, one after the other, than the pool has
// connections: one that was not given back would make it wait for ever.
func exhaust(t *testing.T, db *postgres.DB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for range 20 {
		if err := db.InTx(ctx, func(*postgres.DB) error { return nil }); err != nil {
			t.Fatalf("the pool is exhausted: %v", err)
		}
	}
}
