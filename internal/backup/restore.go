package backup

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"tend/internal/postgres"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// workshop is the schema in which a backup is put together. What is in use
// changes only once the new one is complete, all at once.
const workshop = "tend_restore"

// restoreLock is the advisory lock of whoever restores.
const restoreLock = 0x74656e6472 // "tendr"

// ErrHoldsUsers says that the database is somebody's home.
var ErrHoldsUsers = errors.New("the database holds users already")

// Place is where a backup is restored to.
type Place struct {
	// URL is the database as the role that owns the tables.
	URL string

	// Open opens the database of an URL.
	Open func(ctx context.Context, url string) (*postgres.DB, error)

	// Grant gives the role of the server its rights on tables to come in a schema;
	// nil if the server owns the tables itself.
	Grant func(ctx context.Context, db *postgres.DB, schema string) error

	// Progress hears of each table that is done.
	Progress Progress
}

// Try puts the backup together in a corner of the database, lets look see it, and
// takes it away again. Nothing else in the database changes.
func (p Place) Try(ctx context.Context, a *Archive, look func(ctx context.Context, db *postgres.DB) error) error {
	return p.prepared(ctx, a, func(_, scratch *postgres.DB) error { return look(ctx, scratch) })
}

// Restore makes the database what the backup is, brought up to the newest schema
// and with finish done to it, in one step at the very end. It fails with
// [ErrHoldsUsers] if there are users, unless they may be replaced. What is
// replaced is kept in a schema of its own, whose name is returned; empty if there
// was nobody.
func (p Place) Restore(ctx context.Context, a *Archive, replace bool, finish func(ctx context.Context, db *postgres.DB) error) (kept string, err error) {
	err = p.prepared(ctx, a, func(home, scratch *postgres.DB) error {
		if err := finish(ctx, scratch); err != nil {
			return err
		}
		kept, err = swap(ctx, home)
		return err
	}, func(ctx context.Context, home *postgres.DB) error { return p.mayReplace(ctx, home, replace) })
	return kept, err
}

// prepared makes the backup in the workshop and calls then with it, unless a
// check of the home fails before.
func (p Place) prepared(ctx context.Context, a *Archive, then func(home, scratch *postgres.DB) error, checks ...func(context.Context, *postgres.DB) error) (err error) {
	home, err := p.Open(ctx, with(p.URL, ""))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, home.Close()) }()
	return home.InTx(ctx, func(guard *postgres.DB) error { // holds the lock, and does nothing else
		var free bool
		if err := guard.Conn().QueryRow(ctx, `select pg_try_advisory_xact_lock($1)`, restoreLock).Scan(&free); err != nil {
			return err
		}
		if !free {
			return errors.New("another restore works on this database; wait for it")
		}
		if _, err := guard.Conn().Exec(ctx, `set local idle_in_transaction_session_timeout = 0`); err != nil {
			return err
		}
		for _, check := range checks {
			if err := check(ctx, home); err != nil {
				return err
			}
		}
		return p.build(ctx, a, home, then)
	})
}

func (p Place) build(ctx context.Context, a *Archive, home *postgres.DB, then func(home, scratch *postgres.DB) error) (err error) {
	if _, err := home.Conn().Exec(ctx, `drop schema if exists `+workshop+` cascade`); err != nil {
		return fmt.Errorf("clear what an earlier restore left: %w", err)
	}
	if _, err := home.Conn().Exec(ctx, `create schema `+workshop); err != nil {
		const insufficientPrivilege = "42501"
		if said, ok := errors.AsType[*pgconn.PgError](err); ok && said.Code == insufficientPrivilege {
			return errors.New("the role of the database may not make a schema to restore into; let the owner of the database grant it: grant create on database … to …")
		}
		return fmt.Errorf("make a schema to restore into: %w", err)
	}
	defer func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		_, dropped := home.Conn().Exec(grace, `drop schema if exists `+workshop+` cascade`)
		err = errors.Join(err, dropped)
	}()
	if p.Grant != nil {
		if err := p.Grant(ctx, home, workshop); err != nil {
			return err
		}
	}
	scratch, err := p.Open(ctx, with(p.URL, workshop))
	if err != nil {
		return err
	}
	err = p.load(ctx, a, scratch)
	if err == nil {
		err = then(home, scratch)
	}
	return errors.Join(err, scratch.Close())
}

// load fills an empty schema: made as it was, then the rows, then brought up to date.
func (p Place) load(ctx context.Context, a *Archive, scratch *postgres.DB) error {
	if err := scratch.MigrateTo(ctx, a.Schema); err != nil {
		return fmt.Errorf("the backup was made by Tend %s: %w", a.Program, err)
	}
	err := scratch.InTx(ctx, func(tx *postgres.DB) error {
		if _, err := tx.Conn().Exec(ctx, plainText+`; set local idle_in_transaction_session_timeout = 0`); err != nil {
			return err
		}
		order, err := a.order(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range order {
			if err := p.fill(ctx, a, tx, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := scratch.Migrate(ctx); err != nil {
		return err
	}
	// Nobody should have to wait for the statistics.
	_, err = scratch.Conn().Exec(ctx, `analyze `+strings.Join(a.names(), ", "))
	return err
}

func (p Place) fill(ctx context.Context, a *Archive, tx *postgres.DB, t Table) error {
	rows, err := a.rows(t)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // opened for reading
	n, err := tx.CopyIn(ctx, rows, `copy `+t.sql()+` from stdin`)
	if err != nil {
		return fmt.Errorf("restore table %s: %w", t.Name, err)
	}
	if n != t.Rows {
		return fmt.Errorf("%w: the table %s has %d rows and should have %d", ErrDamaged, t.Name, n, t.Rows)
	}
	p.Progress(t)
	return nil
}

func (a *Archive) names() (list []string) {
	for _, t := range a.Tables {
		list = append(list, pgx.Identifier{t.Name}.Sanitize())
	}
	return list
}

// order returns the tables so that each comes after those that it refers to. They
// must be those that the schema has.
func (a *Archive) order(ctx context.Context, tx *postgres.DB) (list []Table, err error) {
	expected, err := tables(ctx, tx)
	if err != nil {
		return nil, err
	}
	byName := func(x, y Table) bool { return x.Name == y.Name }
	if !slices.EqualFunc(expected, a.Tables, byName) {
		return nil, fmt.Errorf("%w: its tables are not those of version %d of the schema", ErrDamaged, a.Schema)
	}
	rows, err := tx.Conn().Query(ctx, `
		select f.relname, t.relname from pg_constraint c
		join pg_class f on f.oid = c.conrelid join pg_class t on t.oid = c.confrelid
		where c.contype = 'f' and c.connamespace = current_schema()::regnamespace and f.oid <> t.oid`)
	if err != nil {
		return nil, err
	}
	needs := make(map[string][]string)
	var from, to string
	_, err = pgx.ForEachRow(rows, []any{&from, &to}, func() error {
		needs[from] = append(needs[from], to)
		return nil
	})
	if err != nil {
		return nil, err
	}
	done := make(map[string]bool)
	for len(list) < len(a.Tables) {
		before := len(list)
		for _, t := range a.Tables {
			if !done[t.Name] && !slices.ContainsFunc(needs[t.Name], func(n string) bool { return !done[n] }) {
				done[t.Name], list = true, append(list, t)
			}
		}
		if len(list) == before {
			return nil, errors.New("the tables refer to each other in a circle")
		}
	}
	return list, nil
}

// mayReplace says whether the database may become another one: nobody uses it,
// and nobody lives there, or they may be replaced.
func (p Place) mayReplace(ctx context.Context, home *postgres.DB, replace bool) error {
	if err := alone(ctx, home); err != nil {
		return err
	}
	if replace {
		return nil
	}
	users, err := users(ctx, home)
	if err == nil && users > 0 {
		err = fmt.Errorf("%w (%d of them)", ErrHoldsUsers, users)
	}
	return err
}

// goodbye is how long connections that were just closed may still be seen.
const goodbye = 3 * time.Second

// alone fails if somebody else is connected: a server would go on with keys and
// sessions that are no longer those of the database.
func alone(ctx context.Context, home *postgres.DB) error {
	for deadline := time.Now().Add(goodbye); ; {
		var others int
		err := home.Conn().QueryRow(ctx, `
			select count(*) from pg_stat_activity
			where datname = current_database() and backend_type = 'client backend' and application_name <> $1`, applicationName).Scan(&others)
		if err != nil || others == 0 {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the database is in use by %d other connections; stop every Tend that runs on it, and whatever else is connected", others)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func users(ctx context.Context, db *postgres.DB) (n int, err error) {
	var there bool
	err = db.Conn().QueryRow(ctx, `select to_regclass('app_user') is not null`).Scan(&there)
	if err != nil || !there {
		return 0, err
	}
	err = db.Conn().QueryRow(ctx, `select count(*) from app_user`).Scan(&n)
	return n, err
}

// swap puts the tables of the workshop in the place of those in use, which are
// kept unless nobody lived there.
func swap(ctx context.Context, home *postgres.DB) (kept string, err error) {
	n, err := users(ctx, home)
	if err != nil {
		return "", err
	}
	before := "tend_before_" + time.Now().UTC().Format("20060102_150405")
	err = home.InTx(ctx, func(tx *postgres.DB) error {
		var place string
		if err := tx.Conn().QueryRow(ctx, `select current_schema()`).Scan(&place); err != nil {
			return err
		}
		if _, err := tx.Conn().Exec(ctx, `set local lock_timeout = '10s'; create schema `+before); err != nil {
			return err
		}
		if err := move(ctx, tx, workshop, place, before); err != nil {
			return err
		}
		if n > 0 {
			kept = before
			return nil
		}
		_, err := tx.Conn().Exec(ctx, `drop schema `+before+` cascade`)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("put the restored tables in place: %w", err)
	}
	return kept, nil
}

// move moves every table of a schema to a place, and those of the same names
// that are there out of its way.
func move(ctx context.Context, tx *postgres.DB, from, to, aside string) error {
	rows, err := tx.Conn().Query(ctx, `
		select n.relname, h.oid is not null
		from pg_class n left join pg_class h on h.relname = n.relname and h.relkind = 'r' and h.relnamespace = $2::text::regnamespace
		where n.relnamespace = $1::text::regnamespace and n.relkind = 'r' order by n.relname`, from, pgx.Identifier{to}.Sanitize())
	if err != nil {
		return err
	}
	var statements []string
	var name string
	var taken bool
	_, err = pgx.ForEachRow(rows, []any{&name, &taken}, func() error {
		if taken {
			statements = append(statements, `alter table `+pgx.Identifier{to, name}.Sanitize()+` set schema `+aside)
		}
		statements = append(statements, `alter table `+pgx.Identifier{from, name}.Sanitize()+` set schema `+pgx.Identifier{to}.Sanitize())
		return nil
	})
	if err != nil {
		return err
	}
	_, err = tx.Conn().Exec(ctx, strings.Join(statements, "; "))
	return err
}

// applicationName is how Postgres knows the connections of a restore.
const applicationName = "tend-restore"

// with returns the URL for connections of a restore, which work in a schema; in
// that of the role if it is empty.
func with(database, schema string) string {
	u, err := url.Parse(database)
	if err != nil {
		return database // opening it says what is wrong
	}
	q := u.Query()
	q.Set("application_name", applicationName)
	if schema != "" {
		q.Set("search_path", schema)
	}
	u.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20") // Postgres takes a plus for a plus
	return u.String()
}
