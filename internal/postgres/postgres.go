// Package postgres connects to the database and runs transactions.
//
// It is the only package that opens a connection. Stores reach rows either
// through gorm ([DB.ORM]) or, where speed asks for it, through pgx ([DB.Conn]);
// both use the same pool, and inside [DB.InTx] the same transaction. Everything
// above a store sees only [DB].
package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	pgdriver "gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// connectTimeout bounds one attempt to connect, so that a database behind a
// silent firewall is an error and not a wait.
const connectTimeout = 5 * time.Second

// DB is a handle on the database: a pool, or one transaction of it. A store
// built on either behaves the same, so stores need no second constructor.
type DB struct {
	orm  *gorm.DB
	conn Conn
	pool *pgxpool.Pool // shared by all handles of one Open
	sql  *sql.DB       // the same pool, as database/sql sees it
	tx   pgx.Tx        // nil on a pool
	held *sql.Conn     // the transaction's connection; nil on a pool
}

// Conn is pgx access to the database. On a pool each call may use another
// connection; in a transaction all of them use that very transaction.
type Conn interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error)
}

// Open connects to url and checks that the database answers.
func Open(ctx context.Context, url string, log *slog.Logger) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The parser's error quotes the URL, minus the password; what is wrong stands at its end.
		return nil, fmt.Errorf("read the database URL: %w", err)
	}
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = connectTimeout
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	sqlDB := stdlib.OpenDBFromPool(pool)
	orm, err := openORM(sqlDB, log)
	if err != nil {
		pool.Close()
		return nil, err
	}
	return &DB{orm: orm, conn: pool, pool: pool, sql: sqlDB}, nil
}

// openORM puts gorm on an open pool.
func openORM(pool *sql.DB, log *slog.Logger) (*gorm.DB, error) {
	orm, err := gorm.Open(pgdriver.New(pgdriver.Config{Conn: pool}), &gorm.Config{
		// Let errors.Is(err, gorm.ErrDuplicatedKey) work.
		TranslateError: true,
		// InTx is where transactions start; single statements need none.
		SkipDefaultTransaction: true,
		// Open has pinged already.
		DisableAutomaticPing: true,
		// Postgres keeps microseconds: what is written is what is read back.
		NowFunc: func() time.Time { return time.Now().UTC().Truncate(time.Microsecond) },
		Logger:  slowLog{log: log},
	})
	if err != nil {
		return nil, fmt.Errorf("open the database for gorm: %w", err)
	}
	return orm, nil
}

// ORM returns the gorm session bound to this handle, for use by stores.
func (db *DB) ORM() *gorm.DB { return db.orm }

// Conn returns the pgx access bound to this handle, for use by stores.
func (db *DB) Conn() Conn { return db.conn }

// Connections is how many connections the pool may have at a time.
func (db *DB) Connections() int { return int(db.pool.Config().MaxConns) }

// Close closes every connection of the pool. It waits for those in use, so
// whoever uses them must have ended before.
func (db *DB) Close() error {
	err := db.sql.Close()
	db.pool.Close()
	return err
}
