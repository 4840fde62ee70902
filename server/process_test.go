package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The program itself, with a database of its own, through what no program can
// prepare for.

func TestKillingTheProgramLosesNothing(t *testing.T) {
	t.Parallel()
	program := build(t)
	data := filepath.Join(t.TempDir(), "data")

	first := launch(t, program, data)
	first.signUp(t)
	var want []string
	for _, name := range []string{"Ada", "Grace", "Barbara"} {
		first.push(t, name)
		want = append(want, name)
	}
	first.kill(t)

	begin := time.Now()
	second := launch(t, program, data)
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("the start after kill -9 took %s", took)
	}
	second.signIn(t)
	if got := second.names(t); !slices.Equal(got, want) {
		t.Errorf("after kill -9 there are %q, want %q", got, want)
	}
	second.push(t, "Hedy")
	second.interrupt(t)

	third := launch(t, program, data)
	third.signIn(t)
	if got := third.names(t); len(got) != len(want)+1 {
		t.Errorf("after Ctrl-C there are %q", got)
	}
	// A second one on the same folder is told so, and disturbs nobody.
	out, err := command(program, data).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "another Tend is running on it") {
		t.Errorf("a second program says %s (%v)", out, err)
	}
	third.want(t, http.StatusOK, http.MethodGet, "/readyz", nil)
}

// process is a Tend in a process of its own.
type process struct {
	house
	cmd *exec.Cmd
}

func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "tend")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

func command(program, data string) *exec.Cmd {
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "TEND_ADDR=127.0.0.1:0", "TEND_DATA_DIR="+data, "TEND_DATABASE_URL=", "TEND_LOG_LEVEL=error")
	return cmd
}

func launch(t *testing.T, program, data string) *process {
	t.Helper()
	cmd := command(program, data)
	cmd.Stderr = t.Output()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // fails if it has ended, which is what is wanted
		_ = cmd.Wait()
	})
	p.url = readyURL(t, stdout)
	return p
}

func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // "signal: killed"
}

// interrupt is Ctrl-C.
func (p *process) interrupt(t *testing.T) {
	t.Helper()
	begin := time.Now()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("after Ctrl-C the program ends with %v", err)
	}
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("stopping took %s", took)
	}
}
