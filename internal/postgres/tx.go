package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// rollbackTimeout bounds giving up a transaction whose context has ended.
const rollbackTimeout = 5 * time.Second

// InTx runs fn in a transaction, which commits if fn returns nil and is rolled
// back if fn fails or panics. The handle that fn gets is the transaction: a
// store built on it takes part, whether it uses gorm or pgx. On a handle that
// is a transaction already, fn runs in a savepoint of it.
//
// The handle belongs to fn's goroutine and must not outlive it.
func (db *DB) InTx(ctx context.Context, fn func(tx *DB) error) error {
	return db.inTx(ctx, pgx.TxOptions{}, fn)
}

// InSnapshot runs fn in a read-only transaction that sees the database as it
// was at one moment. It waits for no writer and makes none wait.
func (db *DB) InSnapshot(ctx context.Context, fn func(tx *DB) error) error {
	return db.inTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, fn)
}

func (db *DB) inTx(ctx context.Context, opts pgx.TxOptions, fn func(tx *DB) error) error {
	if db.tx != nil {
		savepoint, err := db.tx.Begin(ctx)
		if err != nil {
			return fmt.Errorf("begin a savepoint: %w", err)
		}
		inner := *db
		inner.tx, inner.conn = savepoint, savepoint
		return inner.finish(ctx, fn)
	}
	conn, err := db.sql.Conn(ctx)
	if err != nil {
		return fmt.Errorf("get a connection: %w", err)
	}
	// Closing hands the connection back; pgxpool destroys one that is not idle.
	defer conn.Close() //nolint:errcheck // there is nothing to lose after commit or rollback
	tx, err := begin(ctx, conn, opts)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	orm := db.orm.Session(&gorm.Session{NewDB: true, Context: ctx})
	orm.Statement.ConnPool = txConn{conn}
	handle := &DB{orm: orm, conn: tx, pool: db.pool, sql: db.sql, tx: tx, held: conn}
	return handle.finish(ctx, fn)
}

// begin starts the transaction on the pgx connection beneath conn. It does not
// use conn.BeginTx, because a sql.Tx rolls back from a goroutine of its own when
// ctx ends, at the same time as fn may be using the pgx connection.
func begin(ctx context.Context, conn *sql.Conn, opts pgx.TxOptions) (tx pgx.Tx, err error) {
	err = conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("the driver is %T and not pgx", driverConn)
		}
		tx, err = c.Conn().BeginTx(ctx, opts)
		return err
	})
	return tx, err
}

// finish runs fn in the transaction db and ends it according to how fn ended.
func (db *DB) finish(ctx context.Context, fn func(tx *DB) error) error {
	committed := false
	defer func() {
		if committed {
			return
		}
		// fn failed or panicked. Its context may have ended; the rollback must not
		// care. Where the rollback fails too, the connection is broken: the database
		// rolls back by itself, and the pool throws the connection away.
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
		defer cancel()
		_ = db.whileHeld(func() error { return db.tx.Rollback(grace) })
	}()
	if err := fn(db); err != nil {
		if ended := ctx.Err(); ended != nil && !errors.Is(err, ended) {
			// database/sql tells of a context that ended as of a bad connection.
			return fmt.Errorf("%w: %w", ended, err)
		}
		return err
	}
	if err := db.whileHeld(func() error { return db.tx.Commit(ctx) }); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	committed = true
	return nil
}

// whileHeld calls do unless the connection is lost: database/sql gives one that
// it takes for broken back to the pool at once, which closes it, and nobody may
// touch it any more.
func (db *DB) whileHeld(do func() error) (err error) {
	lost := db.held.Raw(func(any) error {
		err = do()
		return nil
	})
	if lost != nil {
		return lost
	}
	return err
}

// txConn is what gorm sees of a transaction. It hides BeginTx, so that gorm's
// own Transaction makes a savepoint and never begins, or ends, a transaction
// behind the back of pgx.
type txConn struct{ conn *sql.Conn }

var (
	_ gorm.ConnPool    = txConn{}
	_ gorm.TxCommitter = txConn{}
)

// errInTx is the answer to gorm code that tries to end the transaction itself.
var errInTx = errors.New("the transaction is ended by InTx alone")

// PrepareContext and the methods below do not begin what is too late: after an
// attempt database/sql would give up the connection, and with it the transaction.
func (c txConn) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.conn.PrepareContext(ctx, query)
}

// ExecContext implements gorm.ConnPool.
func (c txConn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.conn.ExecContext(ctx, query, args...)
}

// QueryContext implements gorm.ConnPool.
func (c txConn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.conn.QueryContext(ctx, query, args...)
}

// QueryRowContext implements gorm.ConnPool. A row carries its error by itself.
func (c txConn) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return c.conn.QueryRowContext(ctx, query, args...)
}

// Commit implements gorm.TxCommitter, by which gorm knows a transaction.
func (c txConn) Commit() error { return errInTx }

// Rollback implements gorm.TxCommitter.
func (c txConn) Rollback() error { return errInTx }
