package pgtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"tend/internal/postgres/embedded"

	"github.com/jackc/pgx/v5"
)

// The tests of many packages run as many processes, which come and go. None of
// them can own the Postgres they share, so the first one starts a keeper: the
// same test program once more, told by a variable to keep the server instead of
// testing. Files that the kernel unlocks when their process ends, however it
// ends, say who is there:
//
//	door    held for a moment by whoever comes or, in the keeper's case, goes
//	users   held shared by every test process; free when nobody tests
//	keeper  held by the keeper
const (
	envKeeper = "TEND_PGTEST_KEEPER"
	idleTime  = 15 * time.Second // how long the keeper waits for the next user
	ready     = "ready "         // begins the keeper's only line, which ends with the URL
)

// A keeper never gets to the tests: it ends within this initialization. There
// is no other place, since test programs have a main function of their own.
var _ = keepIfAsked()

func keepIfAsked() bool {
	dir := os.Getenv(envKeeper)
	if dir == "" {
		return false
	}
	if err := keep(context.Background(), dir, os.Stdout); err != nil {
		fmt.Println("keep a Postgres for tests:", err)
		os.Exit(1)
	}
	os.Exit(0)
	return true
}

// join makes this process a user of the shared server. It returns the server's
// URL and the file that says so as long as it is open.
func join(ctx context.Context) (url string, user *os.File, err error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("tend-pgtest-%d", os.Getuid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, err
	}
	door, err := lock(dir, "door", syscall.LOCK_EX)
	if err != nil {
		return "", nil, err
	}
	defer door.Close() //nolint:errcheck // nothing is written to it
	if user, err = lock(dir, "users", syscall.LOCK_SH); err != nil {
		return "", nil, err
	}
	url, err = urlOfKeeper(ctx, dir)
	return url, user, err
}

// urlOfKeeper asks the keeper that runs, or starts one.
func urlOfKeeper(ctx context.Context, dir string) (string, error) {
	keeper, err := lock(dir, "keeper", syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		b, err := os.ReadFile(filepath.Join(dir, "url"))
		return string(b), err
	}
	if err != nil {
		return "", err
	}
	_ = keeper.Close() // it was free: leave it to the keeper
	return startKeeper(ctx, dir)
}

// startKeeper starts the keeper in a session of its own, so that Ctrl-C ends
// the tests and leaves it to shut down in order.
func startKeeper(ctx context.Context, dir string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), self)
	cmd.Env = append(os.Environ(), envKeeper+"="+dir)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if url, ok := strings.CutPrefix(strings.TrimSpace(line), ready); ok {
		return url, nil
	}
	_ = cmd.Wait() // what it said tells more
	if line == "" {
		return "", fmt.Errorf("the keeper said nothing: %w", err)
	}
	return "", errors.New(strings.TrimSpace(line))
}

// keep runs Postgres until nobody uses it any more.
func keep(ctx context.Context, dir string, out io.WriteCloser) error {
	keeper, err := lock(dir, "keeper", syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return err
	}
	defer keeper.Close() //nolint:errcheck // nothing is written to it
	s, err := startServer(ctx, filepath.Join(dir, "data"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "url"), []byte(s.SuperuserURL()), 0o600); err != nil {
		return errors.Join(err, s.Stop(ctx))
	}
	_, _ = fmt.Fprintf(out, "%s%s\n", ready, s.SuperuserURL())
	_ = out.Close() // the starter reads no further

	door, err := awaitIdle(dir, s)
	if err != nil {
		return errors.Join(err, s.Stop(ctx))
	}
	defer door.Close() //nolint:errcheck // newcomers wait behind it until the server is gone
	return s.Stop(ctx)
}

// startServer starts on what the last keeper left. A power cut can have spoilt
// that, as nothing in it is written safely; then it begins anew.
func startServer(ctx context.Context, data string) (*embedded.Server, error) {
	opts := embedded.Options{
		DataDir: data, BinDir: os.Getenv("TEND_PG_BIN"), Log: slog.New(slog.DiscardHandler), Disposable: true,
		Settings: map[string]string{
			"max_connections": "400", "shared_buffers": "128MB", "max_wal_size": "1GB",
			// Copying the template is most of the work, and needs no journal of every page.
			"wal_level": "minimal", "max_wal_senders": "0",
		},
	}
	s, err := embedded.Start(ctx, opts)
	if err != nil && !errors.Is(err, embedded.ErrInUse) && !errors.Is(err, embedded.ErrNoPostgres) {
		if err := os.RemoveAll(data); err != nil {
			return nil, err
		}
		s, err = embedded.Start(ctx, opts)
	}
	if err != nil {
		return nil, err
	}
	if err := sweep(ctx, s.SuperuserURL()); err != nil {
		return nil, errors.Join(err, s.Stop(ctx))
	}
	return s, nil
}

// sweep drops what tests that were killed left behind, and old templates.
func sweep(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx) //nolint:errcheck // the session ends either way
	rows, err := conn.Query(ctx, `select datname from pg_database where datname like 'tend\_test\_%' or datname like 'tend\_template\_%'`)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := conn.Exec(ctx, `drop database `+pgx.Identifier{name}.Sanitize()); err != nil {
			return err
		}
	}
	return nil
}

// awaitIdle returns when nobody has used the server for a while, with the door
// locked so that nobody comes any more.
func awaitIdle(dir string, s *embedded.Server) (*os.File, error) {
	idleSince := time.Now()
	for {
		select {
		case err := <-s.Done():
			return nil, fmt.Errorf("postgres is gone: %w", err)
		case <-time.After(time.Second):
		}
		door, err := lock(dir, "door", syscall.LOCK_EX)
		if err != nil {
			return nil, err
		}
		busy, err := inUse(dir)
		if err != nil {
			return nil, err
		}
		if busy {
			idleSince = time.Now()
		}
		if time.Since(idleSince) > idleTime {
			return door, nil
		}
		_ = door.Close() // nothing is written to it
	}
}

func inUse(dir string) (bool, error) {
	f, err := lock(dir, "users", syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, f.Close()
}

// lock opens a file and locks it. Closing it, or the end of the process, unlocks.
func lock(dir, name string, how int) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err := syscall.Flock(int(f.Fd()), how)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EINTR) {
			_ = f.Close() // nothing is written to it
			return nil, fmt.Errorf("lock %s: %w", f.Name(), err)
		}
	}
}
