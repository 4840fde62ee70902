// Package backup writes the whole database into one file, and reads it back.
//
// The file is a zip archive: for each table its rows, as COPY writes them, and at
// the end a manifest that says what must be there. It needs no program of
// Postgres and does not depend on its release. Any tool can open it, and psql can
// load a table of it by hand.
//
// A backup shows the database as it was at one moment, however much is written
// meanwhile. Whoever has the file has everything: the notes in plain text, and the
// keys of the house.
package backup

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"tend/internal/postgres"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/klauspost/compress/flate"
)

const (
	// format is the edition of the file. A program reads those up to its own.
	format       = 1
	manifestName = "manifest.json"
	rowsSuffix   = ".copy"
)

// Manifest says what is in a backup. It is the last thing that is written.
type Manifest struct {
	Format  int       `json:"format"`
	Program string    `json:"program"` // the Tend that wrote it
	At      time.Time `json:"at"`      // the moment that it shows
	Schema  int64     `json:"schema"`  // the last migration that the database had run
	Tables  []Table   `json:"tables"`

	// Spaces are those that it holds, and up to where.
	Spaces map[uuid.UUID]Position `json:"spaces"`
}

// Position is a place in the order of a space: a version means something within
// its epoch only.
type Position struct {
	Epoch uuid.UUID `json:"epoch"`
	Head  int64     `json:"head"`
}

// Table is one table of a backup.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
}

// Rows returns how many rows of a table the backup holds.
func (m Manifest) Rows(table string) int64 {
	for _, t := range m.Tables {
		if t.Name == table {
			return t.Rows
		}
	}
	return 0
}

// Progress hears of each table that is done.
type Progress func(t Table)

var (
	// ErrBusy says that another backup of the same database is being made.
	ErrBusy = errors.New("another backup of this database is being made")

	// ErrNothing says that the database holds no tables of Tend.
	ErrNothing = errors.New("there is nothing of Tend in this database yet")
)

// writeLock is the advisory lock of whoever writes a backup.
const writeLock = 0x74656e6462 // "tendb"

// Write writes a backup of the database to w. It runs no migrations, so that a
// backup can be made before an upgrade, and makes no writer wait.
func Write(ctx context.Context, db *postgres.DB, w io.Writer, program string, progress Progress) (Manifest, error) {
	m := Manifest{Format: format, Program: program}
	err := db.InSnapshot(ctx, func(tx *postgres.DB) error {
		var free bool
		if err := tx.Conn().QueryRow(ctx, `select pg_try_advisory_xact_lock($1)`, writeLock).Scan(&free); err != nil {
			return err
		}
		if !free {
			return ErrBusy
		}
		return m.write(ctx, tx, w, progress)
	})
	if err != nil {
		return Manifest{}, fmt.Errorf("write a backup: %w", err)
	}
	return m, nil
}

func (m *Manifest) write(ctx context.Context, tx *postgres.DB, w io.Writer, progress Progress) error {
	if err := m.describe(ctx, tx); err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestSpeed) // a database is mostly waited for
	})
	for i := range m.Tables {
		t := &m.Tables[i]
		entry, err := archive.CreateHeader(&zip.FileHeader{Name: t.Name + rowsSuffix, Method: zip.Deflate, Modified: m.At})
		if err != nil {
			return err
		}
		if t.Rows, err = tx.CopyOut(ctx, entry, `copy `+t.sql()+` to stdout`); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
		progress(*t)
	}
	entry, err := archive.CreateHeader(&zip.FileHeader{Name: manifestName, Method: zip.Deflate, Modified: m.At})
	if err == nil {
		err = json.NewEncoder(entry).Encode(m)
	}
	if err != nil {
		return err
	}
	return archive.Close()
}

// describe reads which tables there are, and where the spaces stand.
func (m *Manifest) describe(ctx context.Context, tx *postgres.DB) (err error) {
	// How dates are written must not depend on the settings of the database.
	if _, err := tx.Conn().Exec(ctx, plainText); err != nil {
		return err
	}
	if m.Tables, err = tables(ctx, tx); err != nil {
		return err
	}
	if len(m.Tables) == 0 {
		return ErrNothing
	}
	if m.Schema, err = tx.SchemaVersion(ctx); err != nil {
		return err
	}
	if err := tx.Conn().QueryRow(ctx, `select now()`).Scan(&m.At); err != nil {
		return err
	}
	m.At = m.At.UTC()
	rows, err := tx.Conn().Query(ctx, `select space_id, epoch, head from space`)
	if err != nil {
		return err
	}
	m.Spaces = make(map[uuid.UUID]Position)
	var space uuid.UUID
	var at Position
	_, err = pgx.ForEachRow(rows, []any{&space, &at.Epoch, &at.Head}, func() error {
		m.Spaces[space] = at
		return nil
	})
	return err
}

const plainText = `set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local extra_float_digits = 1; set local timezone = 'UTC'`

// tables returns the tables of the schema that the connection works in.
func tables(ctx context.Context, tx *postgres.DB) ([]Table, error) {
	rows, err := tx.Conn().Query(ctx, `
		select c.relname, array_agg(a.attname order by a.attnum)
		from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
		where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> $1
		group by c.relname order by c.relname`, postgres.VersionTable)
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Table, err error) {
		err = row.Scan(&t.Name, &t.Columns)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	return list, nil
}

// sql names the table and its columns, for COPY.
func (t Table) sql() string {
	columns := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		columns[i] = pgx.Identifier{column}.Sanitize()
	}
	return pgx.Identifier{t.Name}.Sanitize() + ` (` + strings.Join(columns, ", ") + `)`
}
