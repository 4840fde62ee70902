package embedded_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tend/internal/postgres/embedded"
)

func TestKillingTendEndsPostgresAndBlocksNoStart(t *testing.T) {
	t.Parallel()
	dir := made(t)
	h := runTend(t, dir, nil)
	write(t, h.said)
	pid := postmaster(t, dir)
	h.kill(t)
	eventually(t, "Postgres ends with its Tend", func() bool { return syscall.Kill(pid, 0) != nil })

	begin := time.Now()
	s := startIn(t, dir)
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("the start after kill -9 took %s", took)
	}
	remember(t, s.URL())
}

func TestKillingTendAndPostgresLosesNothing(t *testing.T) {
	t.Parallel()
	dir := made(t)
	h := runTend(t, dir, nil)
	write(t, h.said)
	if err := syscall.Kill(postmaster(t, dir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	h.kill(t)
	remember(t, startIn(t, dir).URL())
}

func TestAKilledPostgresIsStartedAgain(t *testing.T) {
	t.Parallel()
	dir := made(t)
	s := startIn(t, dir)
	write(t, s.OwnerURL())
	pid := postmaster(t, dir)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "another Postgres answers", func() bool {
		return connectsAgain(t, s.URL())() && postmaster(t, dir) != pid
	})
	remember(t, s.URL())
	select {
	case err := <-s.Done():
		t.Errorf("the server says that it is gone: %v", err)
	default:
	}
}

func TestAPostgresThatKeepsDyingIsGivenUp(t *testing.T) {
	t.Parallel()
	dir := made(t)
	s := startIn(t, dir)
	last := 0
	deadline := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-s.Done():
			if err == nil || !strings.Contains(err.Error(), "ended by itself") {
				t.Errorf("the end is reported as %v", err)
			}
			return
		case <-deadline:
			t.Fatal("it is started again for ever")
		case <-tick.C:
			if pid, ok := readPid(dir); ok && pid != last && connectsAgain(t, s.URL())() {
				last = pid
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
	}
}

func TestAStalePidFileBlocksNoStart(t *testing.T) {
	t.Parallel()
	dir := made(t)
	s := startIn(t, dir)
	write(t, s.OwnerURL())
	path := filepath.Join(dir, "postgres", "postmaster.pid")
	left, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	stop(t, s)
	// The number has gone to a program that lives: this one.
	_, rest, _ := strings.Cut(string(left), "\n")
	if err := os.WriteFile(path, fmt.Appendf(nil, "%d\n%s", os.Getpid(), rest), 0o600); err != nil {
		t.Fatal(err)
	}
	remember(t, startIn(t, dir).URL())
}

func TestAPostgresStartedByHandIsNotDisturbed(t *testing.T) {
	t.Parallel()
	dir := made(t)
	cluster := filepath.Join(dir, "postgres")
	if err := os.Chmod(dir, 0o711); err != nil { // for the user that Postgres runs as
		t.Fatal(err)
	}
	info, err := os.Stat(cluster)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary(t, "postgres"), "-D", cluster, "-c", "listen_addresses=", "-c", "unix_socket_directories="+filepath.Join(dir, "run"))
	if st, ok := info.Sys().(*syscall.Stat_t); ok && isRoot() {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: st.Uid, Gid: st.Gid}}
	}
	cmd.Dir = "/"
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGINT)
		_ = cmd.Wait()
	})
	url := "postgres://tend_app@/tend?host=" + filepath.Join(dir, "run")
	eventually(t, "the other Postgres answers", connectsAgain(t, url))

	_, err = embedded.Start(t.Context(), embedded.Options{DataDir: dir})
	if err == nil || !strings.Contains(err.Error(), "did not start") {
		t.Errorf("start: %v, want it to see the other Postgres", err)
	}
	if !connectsAgain(t, url)() {
		t.Error("the other Postgres was disturbed")
	}
}

func postmaster(t *testing.T, dir string) int {
	t.Helper()
	pid, ok := readPid(dir)
	if !ok {
		t.Fatal("no postmaster.pid")
	}
	return pid
}

func readPid(dir string) (int, bool) {
	b, err := os.ReadFile(filepath.Join(dir, "postgres", "postmaster.pid"))
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(first)
	return pid, err == nil
}

// binary finds a program of the newest Postgres, as Debian and $PATH have it.
func binary(t *testing.T, name string) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) > 0 {
		return found[len(found)-1]
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
