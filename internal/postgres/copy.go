package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// errNoTx says that a stream of rows needs the one connection of a transaction.
var errNoTx = errors.New("rows are streamed in a transaction only")

// CopyOut writes what a COPY … TO STDOUT yields, as it comes, and returns the
// number of rows. The handle must be a transaction.
func (db *DB) CopyOut(ctx context.Context, w io.Writer, sql string) (rows int64, err error) {
	if db.tx == nil {
		return 0, errNoTx
	}
	tag, err := db.tx.Conn().PgConn().CopyTo(ctx, w, sql)
	if err != nil {
		return 0, fmt.Errorf("copy out: %w", err)
	}
	return tag.RowsAffected(), nil
}

// CopyIn feeds a COPY … FROM STDIN, and returns the number of rows. The handle
// must be a transaction.
func (db *DB) CopyIn(ctx context.Context, r io.Reader, sql string) (rows int64, err error) {
	if db.tx == nil {
		return 0, errNoTx
	}
	tag, err := db.tx.Conn().PgConn().CopyFrom(ctx, r, sql)
	if err != nil {
		return 0, fmt.Errorf("copy in: %w", err)
	}
	return tag.RowsAffected(), nil
}
