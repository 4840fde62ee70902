package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Two locks guard a data folder. Tend holds the first as long as it runs, so a
// second Tend is refused at once. Postgres and all its children inherit the
// second and nobody else keeps it, so when it is free, nothing of an earlier
// Postgres is left, whatever postmaster.pid says.
const (
	ownLock     = "tend.lock"
	clusterLock = "postgres.lock"
)

// ErrInUse says that another Tend runs on the same data folder.
var ErrInUse = errors.New("another Tend is running on it")

// orphanTimeout is how long a Postgres that lost its Tend may take to end.
const orphanTimeout = 60 * time.Second

func openLock(dir, name string) (*os.File, error) {
	path := filepath.Join(dir, name)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|syscall.O_CLOEXEC, 0o600) //nolint:gosec // within the data folder
	if err != nil {
		return nil, fmt.Errorf("cannot write to the data folder %s: %w; start Tend as the user who owns it, or choose another folder with TEND_DATA_DIR", dir, plain(err))
	}
	return f, nil
}

// lockOwn takes the data folder for this Tend.
func lockOwn(dir string) (*os.File, error) {
	f, err := openLock(dir, ownLock)
	if err != nil {
		return nil, err
	}
	if err := tryLock(f); err != nil {
		_ = f.Close() // nothing was written to it
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("the data folder %s is taken: %w; stop that one first, or choose another folder with TEND_DATA_DIR", dir, ErrInUse)
		}
		return nil, fmt.Errorf("lock the data folder %s: %w", dir, err)
	}
	return f, nil
}

// lockCluster waits until nothing of an earlier Postgres is left and returns
// the lock to hand to the next. A Postgres whose Tend was killed is shutting
// down already; on systems where it did not notice, it is asked to.
func lockCluster(ctx context.Context, dir, cluster string) (*os.File, error) {
	f, err := openLock(dir, clusterLock)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, orphanTimeout)
	defer cancel()
	asked := false
	for {
		err := tryLock(f)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			_ = f.Close() // nothing was written to it
			return nil, fmt.Errorf("lock the database in %s: %w", cluster, err)
		}
		if !asked {
			asked = askToEnd(cluster)
		}
		select {
		case <-ctx.Done():
			_ = f.Close() // nothing was written to it
			return nil, fmt.Errorf("an earlier Postgres still works in %s and does not end: %w", cluster, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func tryLock(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}

// askToEnd asks the postmaster of the cluster to shut down, and reports whether
// there was one to ask.
func askToEnd(cluster string) bool {
	pid, ok := postmaster(cluster)
	return ok && worksIn(pid, cluster) && syscall.Kill(pid, syscall.SIGINT) == nil
}

// clearStale removes the files by which a Postgres that is gone says that it
// runs. Left alone, they would keep Postgres from starting whenever the machine
// has given its number to another program, which after a restart of a container
// is the rule. The caller holds the cluster lock; a Postgres that somebody
// started by hand does not, so it is looked for.
func clearStale(cluster, socketDir string) error {
	if pid, ok := postmaster(cluster); ok && syscall.Kill(pid, 0) == nil && worksIn(pid, cluster) {
		return fmt.Errorf("a Postgres that Tend did not start (process %d) works in %s; stop it first", pid, cluster)
	}
	socket := filepath.Join(socketDir, ".s.PGSQL."+socketPort)
	for _, path := range []string{filepath.Join(cluster, "postmaster.pid"), socket, socket + ".lock"} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the stale %s: %w", path, plain(err))
		}
	}
	return nil
}

// postmaster reads the process number that a Postgres left in its cluster.
func postmaster(cluster string) (pid int, ok bool) {
	b, err := os.ReadFile(filepath.Join(cluster, "postmaster.pid")) //nolint:gosec // within the data folder
	if err != nil {
		return 0, false
	}
	first, _, _ := bytes.Cut(b, []byte("\n"))
	pid, err = strconv.Atoi(string(bytes.TrimSpace(first)))
	return pid, err == nil && pid > 1
}
