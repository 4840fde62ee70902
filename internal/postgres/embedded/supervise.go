package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Postgres that keeps ending is not helped by starting it once more.
const (
	maxRestarts   = 3
	restartWindow = 10 * time.Minute
)

// slowStart is when somebody who waits deserves a word.
const slowStart = 5 * time.Second

// launch starts Postgres and returns when it answers and has Tend's roles.
func (s *Server) launch(ctx context.Context) (*process, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	lock, err := lockCluster(ctx, s.opts.DataDir, s.cluster)
	if err != nil {
		return nil, err
	}
	// Postgres alone keeps it, so that it tells when the last of them is gone.
	defer lock.Close() //nolint:errcheck // nothing was written to it
	if err := clearStale(s.cluster, s.socket); err != nil {
		return nil, err
	}
	c, err := s.command("postgres", lock, s.cluster, s.socket)
	if err != nil {
		return nil, err
	}
	defer c.release()
	c.cmd.Args = append(c.cmd.Args, s.serverArgs(c.seen[0], c.seen[1])...)
	p, err := start(c.cmd, s.opts.Log)
	if err != nil {
		return nil, fmt.Errorf("start Postgres: %w", s.run.explain(err))
	}
	if err := s.awaitReady(ctx, p); err != nil {
		p.kill()
		return nil, err
	}
	p.out.setLoud(true)
	return p, nil
}

// awaitReady returns when Postgres accepts connections and is set up.
func (s *Server) awaitReady(ctx context.Context, p *process) error {
	slow := time.AfterFunc(slowStart, func() {
		s.opts.Log.InfoContext(ctx, "the database is still starting; after a power cut it repairs itself first")
	})
	defer slow.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.SuperuserURL())
		if err == nil {
			err = s.setUp(ctx, conn)
			_ = conn.Close(ctx) // the session ends either way
			return err
		}
		select {
		case <-p.exited:
			return fmt.Errorf("postgres does not start: %w: %s", p.err, p.out.tail())
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w: %s", ctx.Err(), p.out.tail())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// supervise waits for the end of Postgres, starts it again if nobody wanted
// that end, and owns the process until it is gone for good.
func (s *Server) supervise(p *process) {
	defer close(s.finished)
	defer close(s.done)
	defer s.release()
	var restarts []time.Time
	for {
		select {
		case <-s.stop:
			s.end(p)
			return
		case <-p.exited:
		}
		cause := fmt.Errorf("postgres ended by itself: %w: %s", p.err, p.out.tail())
		if p.err == nil {
			cause = errors.New("postgres was stopped by somebody else")
		}
		now := time.Now()
		restarts = slices.DeleteFunc(restarts, func(t time.Time) bool { return now.Sub(t) > restartWindow })
		if len(restarts) >= maxRestarts {
			s.done <- fmt.Errorf("%w (and it was started %d times before within %s)", cause, maxRestarts, restartWindow)
			return
		}
		restarts = append(restarts, now)
		s.opts.Log.Warn("the database ended and is started again", slog.Any("error", cause))
		var err error
		if p, err = s.relaunch(); err != nil {
			if !errors.Is(err, context.Canceled) {
				s.done <- fmt.Errorf("%w; starting it again: %w", cause, err)
			}
			return
		}
	}
}

// relaunch is launch, given up when Stop is called.
func (s *Server) relaunch() (*process, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-s.stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	return s.launch(ctx)
}

// end asks Postgres to shut down, harder each time Stop loses patience.
func (s *Server) end(p *process) {
	p.out.setLoud(false)
	_ = p.cmd.Process.Signal(syscall.SIGINT) // fails if it has ended, which is what is wanted
	for {
		select {
		case <-p.exited:
			return
		case sig := <-s.urgent:
			_ = p.cmd.Process.Signal(sig) // as above
		}
	}
}

// serverArgs are the arguments of postgres: a small database that idles well
// beside other things, and is as durable as any.
func (s *Server) serverArgs(dataDir, socketDir string) []string {
	settings := map[string]string{
		"listen_addresses":        "", // the socket is the only way in
		"unix_socket_directories": socketDir,
		"unix_socket_permissions": "0700",
		"port":                    socketPort,

		"max_connections":                 "40",
		"shared_buffers":                  "48MB",
		"work_mem":                        "8MB",
		"maintenance_work_mem":            "64MB",
		"effective_cache_size":            "512MB",
		"random_page_cost":                "1.1", // flash, nearly everywhere
		"jit":                             "off", // costs more than our short queries take
		"max_worker_processes":            "4",
		"max_parallel_workers_per_gather": "0",
		"max_logical_replication_workers": "0", // one idle process less
		"max_wal_size":                    "256MB",
		"wal_compression":                 "on",
		"timezone":                        "UTC",
		"log_timezone":                    "UTC",

		"idle_in_transaction_session_timeout": "60s",

		// An ERROR's text, detail and statement may hold what people wrote. The
		// server reports errors itself, without it; here only LOG and graver is kept.
		"log_min_messages":        "log",
		"log_min_error_statement": "panic",
		"log_error_verbosity":     "terse",
		"log_line_prefix":         "",
		"log_checkpoints":         "off",
		"logging_collector":       "off",
	}
	if s.opts.Disposable {
		maps.Copy(settings, map[string]string{"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
	}
	maps.Copy(settings, s.opts.Settings)
	args := []string{"-D", dataDir}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return args
}
