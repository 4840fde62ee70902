package chaos_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
)

// house is a place where the server runs, again and again.
type house struct {
	t       *testing.T
	program string
	environ []string
	dataDir string // empty: the database is somebody else's
	url     atomic.Value
	cmd     *exec.Cmd
	ended   chan struct{} // closed when cmd has ended
	starts  int
}

// newHouse returns a house in which the server runs with a database of its own,
// or, given a URL, on that one.
func newHouse(t *testing.T, databaseURL string) *house {
	t.Helper()
	if databaseURL == "" {
		return newHouseIn(t, filepath.Join(t.TempDir(), "data"))
	}
	return openHouse(t, "", "TEND_DATABASE_URL="+databaseURL)
}

// newHouseIn returns a house in which the server keeps its own database in a folder.
func newHouseIn(t *testing.T, dataDir string) *house {
	t.Helper()
	return openHouse(t, dataDir, "TEND_DATA_DIR="+dataDir, "TEND_DATABASE_URL=")
}

func openHouse(t *testing.T, dataDir string, environ ...string) *house {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, program: path, dataDir: dataDir, environ: append(environ, "TEND_ADDR=127.0.0.1:0", "TEND_LOG_LEVEL=error")}
	h.launch()
	t.Cleanup(h.stop)
	return h
}

func (h *house) address() string {
	return h.url.Load().(string) //nolint:errcheck // nothing else is stored
}

// launch starts the server and waits until it is ready.
func (h *house) launch() {
	h.t.Helper()
	h.starts++
	cmd := exec.Command(h.program)
	cmd.Env = append(os.Environ(), h.environ...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	said := new(strings.Builder)
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	_, after, found := strings.Cut(line, "http://")
	if !found {
		_ = cmd.Wait()
		h.t.Fatalf("the server says %q (%v) and\n%s", line, err, said)
	}
	host, _, _ := strings.Cut(after, " ")
	h.url.Store("http://" + host)
	ended := make(chan struct{})
	h.cmd, h.ended = cmd, ended
	go func() {
		_, _ = io.Copy(io.Discard, stdout)
		_ = cmd.Wait() // how it ended is for those to judge who made it end
		close(ended)
	}()
}

// kill is kill -9, and a new start.
func (h *house) kill() {
	_ = h.cmd.Process.Kill() // it may have ended by itself
	<-h.ended
	h.launch()
}

// command runs another command of the program to its end.
func (h *house) command(args ...string) {
	h.t.Helper()
	cmd := exec.Command(h.program, args...)
	cmd.Env = append(os.Environ(), h.environ...)
	if out, err := cmd.CombinedOutput(); err != nil {
		h.t.Fatalf("tend %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// stop ends the server, for good or until it is launched again.
func (h *house) stop() {
	_ = h.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	<-h.ended
}

// revive starts the server again if it has ended by itself.
func (h *house) revive() {
	select {
	case <-h.ended:
		h.launch()
	default:
	}
}

// postmaster returns the process of the private Postgres.
func (h *house) postmaster() (int, error) {
	return postmaster(h.dataDir)
}

func postmaster(dataDir string) (int, error) {
	b, err := os.ReadFile(filepath.Join(dataDir, "postgres", "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(b), "\n")
	return strconv.Atoi(first)
}

// backends returns the children of a process, where the system tells them.
func backends(ctx context.Context, pid int) []int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil || ctx.Err() != nil {
		return nil
	}
	var pids []int
	for word := range strings.FieldsSeq(string(b)) {
		if child, err := strconv.Atoi(word); err == nil {
			pids = append(pids, child)
		}
	}
	return pids
}
