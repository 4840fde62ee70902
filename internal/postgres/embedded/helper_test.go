package embedded_test

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
	"testing"
	"time"

	"tend/internal/postgres/embedded"

	"github.com/jackc/pgx/v5"
)

// envHelper makes the test program a small Tend: it starts a Postgres in the
// folder that the variable names, says its URL, and stops when its input ends.
const envHelper = "TEND_EMBEDDED_HELPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(envHelper); dir != "" {
		os.Exit(help(dir))
	}
	os.Exit(runTests(m))
}

// program is a copy of this test program that every user may run. It is made
// before any test starts a process: a file that a half-started child still holds
// open for writing cannot be run.
var program string

// pristine is a data folder with a database that was made and stopped again.
// Tests of anything but the making work on copies of it.
var pristine string

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("/tmp", "tend-embedded-")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a leftover in /tmp harms nobody
	program = filepath.Join(dir, "helper")
	pristine = filepath.Join(dir, "pristine")
	if err := errors.Join(copyProgram(program), makePristine(pristine)); err != nil {
		fmt.Println(err)
		return 1
	}
	return m.Run()
}

func makePristine(dir string) error {
	ctx := context.Background()
	s, err := embedded.Start(ctx, embedded.Options{DataDir: dir})
	if err != nil {
		return err
	}
	return s.Stop(ctx)
}

// made is a data folder whose database has been made before.
func made(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(openDir(t), "data")
	if out, err := exec.Command("cp", "-pR", pristine, dir).CombinedOutput(); err != nil {
		t.Fatalf("copy the pristine database: %v: %s", err, out)
	}
	return dir
}

func copyProgram(to string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	b, err := os.ReadFile(self)
	if err != nil {
		return err
	}
	if err := os.Chmod(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o755)
}

func help(dir string) int {
	ctx := context.Background()
	s, err := embedded.Start(ctx, embedded.Options{DataDir: dir})
	if err != nil {
		fmt.Println("refused:", err)
		return 1
	}
	fmt.Println(s.OwnerURL())
	_, _ = io.Copy(io.Discard, os.Stdin) // ends when the test closes it, or is gone
	if err := s.Stop(ctx); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// tend is a small Tend in a process of its own.
type tend struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	said  string // its first line: the URL, or why it refused
}

// runTend starts one, as another user if cred is given.
func runTend(t *testing.T, dir string, cred *syscall.Credential) *tend {
	t.Helper()
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), envHelper+"="+dir)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: cred}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the helper said %q: %v", line, err)
	}
	h := &tend{cmd: cmd, stdin: stdin, said: strings.TrimSpace(line)}
	t.Cleanup(func() { h.stop() })
	return h
}

// stop lets it shut down in order and waits for that. It may be called twice.
func (h *tend) stop() {
	_ = h.stdin.Close()
	_ = h.cmd.Wait() // fails if it was killed, which the test knows
}

// kill is what no program can prepare for.
func (h *tend) kill(t *testing.T) {
	t.Helper()
	if err := h.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = h.cmd.Wait() // "signal: killed"
}

// openDir is a temporary folder that every user may pass through, which those
// of t.TempDir are not.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "tend-embedded-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// startIn starts a Postgres in dir for as long as the test runs.
func startIn(t *testing.T, dir string) *embedded.Server {
	t.Helper()
	s, err := embedded.Start(t.Context(), embedded.Options{DataDir: dir, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s *embedded.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// connect opens a session that ends with the test.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatalf("connect to %s: %v", url, err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func exec1(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// write leaves a mark in the database that remember looks for.
func write(t *testing.T, ownerURL string) {
	t.Helper()
	conn := connect(t, ownerURL)
	exec1(t, conn, `create table mark (n int)`)
	exec1(t, conn, `insert into mark values (42)`)
}

func remember(t *testing.T, appURL string) {
	t.Helper()
	var n int
	if err := connect(t, appURL).QueryRow(t.Context(), `select n from mark`).Scan(&n); err != nil || n != 42 {
		t.Errorf("read what was committed: %d, %v", n, err)
	}
}

// eventually asks until ok says yes.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(30 * time.Second)
	for !ok() {
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func isRoot() bool { return os.Geteuid() == 0 }

// nobody is an ordinary user to become.
func nobody() *syscall.Credential { return &syscall.Credential{Uid: 65534, Gid: 65534} }
