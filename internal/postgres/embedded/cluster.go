package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// Names within the data folder.
const (
	clusterName = "postgres"     // the cluster
	newName     = "postgres.new" // a cluster that initdb has not finished
	socketName  = "run"          // the folder of the socket
)

// makeDataDir makes the data folder and refuses one that is not for Tend.
func makeDataDir(dir string) error {
	if _, err := os.Lstat(filepath.Join(dir, "PG_VERSION")); err == nil {
		return fmt.Errorf("the data folder %s is itself the data of a Postgres server; choose an empty or new folder with TEND_DATA_DIR", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("cannot make the data folder %s: %w; choose a folder you may write to with TEND_DATA_DIR", dir, plain(err))
	}
	return nil
}

// clusterVersion is the release of the cluster in dir, 0 if there is none yet.
// What is there and cannot be understood is refused, and never touched.
func clusterVersion(dir string) (int, error) {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	b, err := os.ReadFile(filepath.Join(dir, "PG_VERSION")) //nolint:gosec // within the data folder
	if errors.Is(err, fs.ErrPermission) {
		return 0, fmt.Errorf("the database in %s belongs to another user; start Tend as the user who started it first: %w", dir, plain(err))
	}
	if err != nil {
		return 0, fmt.Errorf("%s is there but is not a database Tend can use (%w); nothing was changed: move it away, or restore a backup", dir, plain(err))
	}
	version, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || version <= 0 {
		return 0, fmt.Errorf("%s names the Postgres release %.20q, which Tend does not understand; nothing was changed: move the folder away, or restore a backup",
			filepath.Join(dir, "PG_VERSION"), string(b))
	}
	return version, nil
}

// initialize makes the cluster under another name and renames it when it is
// whole: a start that was interrupted leaves nothing that looks like one.
func (s *Server) initialize(ctx context.Context) error {
	s.opts.Log.InfoContext(ctx, "making a new database", slog.String("folder", s.opts.DataDir))
	dir := filepath.Join(s.opts.DataDir, newName)
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove the unfinished database %s: %w", dir, plain(err))
	}
	if err := s.run.mkdir(dir); err != nil {
		return fmt.Errorf("cannot make %s: %w; choose a folder you may write to with TEND_DATA_DIR", dir, plain(err))
	}
	lock, err := lockCluster(ctx, s.opts.DataDir, s.cluster)
	if err != nil {
		return err
	}
	defer lock.Close() //nolint:errcheck // nothing was written to it
	c, err := s.command("initdb", lock, dir)
	if err != nil {
		return err
	}
	defer c.release()
	c.cmd.Args = append(c.cmd.Args, initArgs(c.seen[0], s.opts.Disposable)...)
	p, err := start(c.cmd, s.opts.Log)
	if err != nil {
		return fmt.Errorf("start initdb: %w", s.run.explain(err))
	}
	if err := p.wait(ctx); err != nil {
		return fmt.Errorf("make the database in %s: %w: %s", s.opts.DataDir, err, p.out.tail())
	}
	if err := os.Rename(dir, s.cluster); err != nil {
		return fmt.Errorf("finish making the database: %w", plain(err))
	}
	return syncDir(s.opts.DataDir)
}

func initArgs(dir string, disposable bool) []string {
	// Bytes order text, so that no upgrade of the machine's C library can turn an
	// index wrong; C.UTF-8 still knows upper and lower case.
	locale := "C"
	if runtime.GOOS == "linux" {
		locale = "C.UTF-8"
	}
	args := []string{
		"--pgdata=" + dir, "--username=" + superuser, "--encoding=UTF8", "--locale=" + locale,
		"--data-checksums", "--auth-local=trust", "--auth-host=reject",
	}
	if disposable {
		args = append(args, "--no-sync")
	}
	return args
}

// syncDir makes a rename within dir survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the data folder
	if err != nil {
		return fmt.Errorf("open %s: %w", dir, plain(err))
	}
	defer d.Close() //nolint:errcheck // opened for reading
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", dir, plain(err))
	}
	return nil
}

// plain takes the system call and the path off an error of package os: the
// messages here say what was being done, and where, in words.
func plain(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return err
}
