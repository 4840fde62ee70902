// Package embedded runs a private Postgres for one Tend: it finds the programs
// that the machine has, makes a cluster in the data folder, starts it on a unix
// socket only this Tend can reach, keeps it running, and stops it.
//
// What it promises: a data folder is made whole or not at all; no file that it
// did not make is ever deleted; two Tends never share a folder; a kill -9 of
// Tend takes Postgres down with it and leaves nothing in the way of the next
// start; whatever it refuses, it refuses with a line that says what to do.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Options say where the cluster lives and how it runs.
type Options struct {
	// DataDir is the folder that holds everything. It is made if it is missing.
	DataDir string
	// BinDir is the folder of initdb and postgres. Empty: look where packages put them.
	BinDir string
	// Log hears what Postgres says.
	Log *slog.Logger
	// Settings are added to Postgres' own, or replace them.
	Settings map[string]string
	// Disposable gives up safety against power cuts for speed. For tests only.
	Disposable bool
}

// Server is a running Postgres.
type Server struct {
	opts    Options
	bin     binaries
	run     *runAs
	cluster string   // the folder of Postgres itself, within the data folder
	socket  string   // the folder of the socket
	own     *os.File // locked as long as this Tend uses the data folder

	stop     chan struct{} // closed by Stop
	stopOnce sync.Once
	finished chan struct{} // closed when Postgres has ended for good
	done     chan error
	urgent   chan syscall.Signal // how a Stop that lost patience ends Postgres
}

// startTimeout bounds one start. Recovery after a power cut can take a while.
const startTimeout = 5 * time.Minute

// Start returns a running Postgres with Tend's roles and its empty or existing
// database. The caller must Stop it.
func Start(ctx context.Context, opts Options) (_ *Server, err error) {
	dir, err := filepath.Abs(opts.DataDir)
	if err != nil {
		return nil, fmt.Errorf("find the data folder %s: %w", opts.DataDir, err)
	}
	opts.DataDir = dir
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		opts:     opts,
		cluster:  filepath.Join(dir, clusterName),
		stop:     make(chan struct{}),
		finished: make(chan struct{}),
		done:     make(chan error, 1),
		urgent:   make(chan syscall.Signal, 2),
	}
	if err := s.prepare(ctx); err != nil {
		s.release()
		return nil, err
	}
	p, err := s.launch(ctx)
	if err != nil {
		s.release()
		return nil, err
	}
	go s.supervise(p)
	return s, nil
}

// prepare makes the folders, takes the lock and sees to it that there is a cluster.
func (s *Server) prepare(ctx context.Context) (err error) {
	if err := makeDataDir(s.opts.DataDir); err != nil {
		return err
	}
	if s.own, err = lockOwn(s.opts.DataDir); err != nil {
		return err
	}
	version, err := clusterVersion(s.cluster)
	if err != nil {
		return err
	}
	if s.bin, err = find(s.opts.BinDir, version); err != nil {
		return err
	}
	if s.run, err = chooseAccount(s.cluster); err != nil {
		return err
	}
	if version == 0 {
		if err := s.initialize(ctx); err != nil {
			return err
		}
	}
	s.socket, err = makeSocketDir(s.opts.DataDir, s.run)
	return err
}

// URL is the database as the server uses it: the role owns nothing.
func (s *Server) URL() string { return s.url(appRole, databaseName) }

// OwnerURL is the database as migrations use it: the role owns the tables.
func (s *Server) OwnerURL() string { return s.url(ownerRole, databaseName) }

// SuperuserURL is the maintenance database as its superuser: for setting up,
// for backups, and for tests that make databases of their own.
func (s *Server) SuperuserURL() string { return s.url(superuser, "postgres") }

func (s *Server) url(role, database string) string { return urlAt(s.socket, role, database) }

func urlAt(socket, role, database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.User(role), Path: "/" + database,
		RawQuery: url.Values{"host": {socket}, "port": {socketPort}}.Encode(),
	}
	return u.String()
}

// Running returns the URL of the database that another Tend runs in a data
// folder, as the role that owns the tables. It reports false if there is none.
func Running(ctx context.Context, dataDir string) (url string, ok bool) {
	dir, err := filepath.Abs(dataDir)
	if err != nil {
		return "", false
	}
	url = urlAt(socketDir(dir), ownerRole, databaseName)
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", false
	}
	_ = conn.Close(ctx) // the session ends either way
	return url, true
}

// Done yields an error if Postgres ended for good without being asked to. It is
// closed once Postgres has ended, for whatever reason.
func (s *Server) Done() <-chan error { return s.done }

// Stop ends Postgres and waits until it is gone. Connections are cut off and
// what was committed is on disk. If ctx ends first, Postgres is made to end at
// once; the next start then recovers from its journal, and nothing is lost.
func (s *Server) Stop(ctx context.Context) error {
	s.stopOnce.Do(func() { close(s.stop) })
	for _, sig := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGKILL} {
		select {
		case <-s.finished:
			return nil
		case <-ctx.Done():
			s.urgent <- sig
		}
		select {
		case <-s.finished:
			return nil
		case <-time.After(2 * time.Second):
		}
	}
	return errors.New("stop Postgres: it does not end")
}

// release gives the folder free for the next one.
func (s *Server) release() {
	if s.own != nil {
		_ = s.own.Close() // nothing was written to it
	}
}
