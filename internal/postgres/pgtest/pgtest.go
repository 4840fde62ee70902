// Package pgtest gives each test a database of its own.
//
// Nothing has to be installed or started first: the first test that asks starts
// a private Postgres, all test processes of the user share it, and it stops by
// itself soon after the last of them has ended (see keeper.go). One template
// database, named after a hash of the migrations, is migrated once; every test
// gets a copy of it, which Postgres makes in some tens of milliseconds.
//
// Tests log in as the server does, as a role that owns nothing.
package pgtest

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"tend/internal/postgres"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// EnvURL names the variable with the URL of a server to use instead of a
// private one. Its role must be allowed to create databases; tests then log in
// as that role, and the database of a failed test is kept.
const EnvURL = "TEND_TEST_DATABASE_URL"

// New returns a fully migrated, empty database that lives as long as the test.
func New(tb testing.TB) *postgres.DB {
	tb.Helper()
	return NewWith(tb, nil)
}

// NewWith is New with settings of the connection, such as pool_max_conns.
func NewWith(tb testing.TB, settings map[string]string) *postgres.DB {
	tb.Helper()
	at := change(URL(tb), func(u *url.URL) {
		q := u.Query()
		for name, value := range settings {
			q.Set(name, value)
		}
		u.RawQuery = q.Encode()
	})
	db, err := postgres.Open(context.Background(), at, slog.New(slog.DiscardHandler))
	if err != nil {
		tb.Fatalf("open the test database: %v", err)
	}
	tb.Cleanup(func() { _ = db.Close() }) // before URL's clean-up drops it
	return db
}

// URL returns the URL of a fully migrated, empty database that lives as long as
// the test, for programs that open it themselves.
func URL(tb testing.TB) string {
	tb.Helper()
	s, err := shared()
	if err != nil {
		tb.Fatalf("get a Postgres to test on: %v", err)
	}
	template, err := s.template()
	if err != nil {
		tb.Fatalf("make the template database: %v", err)
	}
	return s.create(tb, pgx.Identifier{template}.Sanitize())
}

// OwnerURL is URL as the role that may make tables, for programs that migrate or
// restore the database.
func OwnerURL(tb testing.TB) string {
	tb.Helper()
	u := URL(tb)
	s, err := shared()
	if err != nil {
		tb.Fatalf("get a Postgres to test on: %v", err)
	}
	return withRole(u, s.owner)
}

// EmptyURL returns the URL of a database without any table, as the role that
// may make them, for tests of the migrations themselves.
func EmptyURL(tb testing.TB) string {
	tb.Helper()
	s, err := shared()
	if err != nil {
		tb.Fatalf("get a Postgres to test on: %v", err)
	}
	return withRole(s.create(tb, "template1"), s.owner)
}

// server is the Postgres that this process tests on.
type server struct {
	admin *pgxpool.Pool // as the role that makes databases
	url   string        // of that role
	owner string        // the role that migrates; empty: that of url
	app   string        // the role that tests log in as; empty: that of url
	user  *os.File      // open, and so locked, until the process ends

	template func() (string, error)
}

// shared connects this process to its server, once.
var shared = sync.OnceValues(func() (*server, error) {
	ctx := context.Background()
	s := &server{url: os.Getenv(EnvURL)}
	if s.url == "" {
		var err error
		if s.url, s.user, err = join(ctx); err != nil {
			return nil, err
		}
		s.owner, s.app = "tend_owner", "tend_app"
	}
	pool, err := pgxpool.New(ctx, s.url)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	s.admin = pool
	s.template = sync.OnceValues(func() (string, error) { return ensureTemplate(ctx, s) })
	return s, nil
})

// create makes a database from a template, for as long as the test runs.
func (s *server) create(tb testing.TB, template string) string {
	tb.Helper()
	ctx := context.Background()
	name := "tend_test_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if _, err := s.admin.Exec(ctx, fmt.Sprintf(`create database %s template %s%s`, name, template, ownedBy(s.owner))); err != nil {
		tb.Fatalf("create the test database: %v", err)
	}
	u := withDatabase(s.url, name)
	tb.Cleanup(func() {
		if tb.Failed() && s.owner == "" {
			tb.Logf("database kept: psql %s", u)
			return
		}
		if _, err := s.admin.Exec(ctx, fmt.Sprintf(`drop database %s with (force)`, name)); err != nil {
			tb.Errorf("drop the test database: %v", err)
		}
	})
	return withRole(u, s.app)
}

func ownedBy(role string) string {
	if role == "" {
		return ""
	}
	return " owner " + role
}

func withDatabase(server, name string) string {
	return change(server, func(u *url.URL) { u.Path = "/" + name })
}

func withRole(server, role string) string {
	if role == "" {
		return server
	}
	return change(server, func(u *url.URL) { u.User = url.User(role) })
}

func change(server string, f func(*url.URL)) string {
	u, err := url.Parse(server)
	if err != nil {
		panic(err) // pgx has connected to it
	}
	f(u)
	return u.String()
}
