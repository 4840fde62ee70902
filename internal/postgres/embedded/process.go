package embedded

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// command is a Postgres program that is ready to start.
type command struct {
	cmd  *exec.Cmd
	seen []string // the folders by the names that the program must use for them
	open []*os.File
}

// release closes what only the child needs.
func (c *command) release() {
	for _, f := range c.open {
		_ = f.Close() // opened for reading
	}
}

// firstExtraFile is the number a child has for the first file it is handed.
const firstExtraFile = 3

// command prepares a program to run as the right account, with the lock and
// with folders that it needs to reach. Where the account may not walk to a
// folder (say, within /root) the child gets it open, and reaches it by that.
func (s *Server) command(program string, lock *os.File, folders ...string) (*command, error) {
	cmd := exec.Command(s.bin.path(program)) //nolint:gosec,noctx // found by find; ended by signals, in Stop
	cmd.Dir = "/"
	cmd.Env = environment
	cmd.ExtraFiles = []*os.File{lock}
	// Ctrl-C reaches the whole group of the terminal; Postgres is stopped by Tend, last.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithParent(cmd.SysProcAttr)
	if s.run != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: s.run.uid, Gid: s.run.gid}
	}
	c := &command{cmd: cmd}
	for _, folder := range folders {
		if s.run.reaches(folder) {
			c.seen = append(c.seen, folder)
			continue
		}
		if !canPassFolders {
			c.release()
			return nil, fmt.Errorf("postgres runs as another user, who may not enter %s; choose a folder that all may pass with TEND_DATA_DIR, or start Tend as an ordinary user", folder)
		}
		f, err := os.Open(folder) //nolint:gosec // within the data folder
		if err != nil {
			c.release()
			return nil, fmt.Errorf("open %s: %w", folder, plain(err))
		}
		c.open = append(c.open, f)
		c.seen = append(c.seen, folderName(firstExtraFile+len(cmd.ExtraFiles)))
		cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	}
	return c, nil
}

// environment is all that the programs get to see of one: variables of the
// administrator's shell could change where Postgres listens and how it talks.
var environment = []string{"PATH=/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C"}

// process is a started program.
type process struct {
	cmd    *exec.Cmd
	out    *output
	exited chan struct{} // closed when it has ended
	err    error         // how; read it after exited is closed
}

// start runs cmd. The goroutine that does stays on its thread until the program
// has ended, because the kernel takes the end of that thread for the end of Tend.
func start(cmd *exec.Cmd, log *slog.Logger) (*process, error) {
	p := &process{cmd: cmd, out: &output{log: log}, exited: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.out, p.out
	// A child of the program could hold the pipe open; the program's end is what counts.
	cmd.WaitDelay = 5 * time.Second
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		p.err = cmd.Wait()
		close(p.exited)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// wait returns how the program ended. If ctx ends first, it is made to end.
func (p *process) wait(ctx context.Context) error {
	select {
	case <-p.exited:
		return p.err
	case <-ctx.Done():
		p.kill()
		return ctx.Err()
	}
}

// kill ends the program and waits for that. SIGQUIT lets it take its children along.
func (p *process) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGQUIT) // fails if it has ended, which is what is wanted
	select {
	case <-p.exited:
	case <-time.After(3 * time.Second):
		_ = p.cmd.Process.Kill() // as above
		<-p.exited
	}
}

// keptLines is how much of what a program said is kept to explain its end.
const keptLines = 8

// output passes on what a program says, line by line, and keeps the last lines.
type output struct {
	log *slog.Logger

	mu    sync.Mutex
	part  []byte
	lines []string
	loud  bool // whether grave messages are worth the administrator's attention
}

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.part = append(o.part, b...)
	for {
		i := bytes.IndexByte(o.part, '\n')
		if i < 0 {
			return len(b), nil
		}
		line := strings.TrimSpace(string(o.part[:i]))
		o.part = o.part[i+1:]
		if line == "" {
			continue
		}
		o.lines = append(o.lines, line)
		o.lines = o.lines[max(0, len(o.lines)-keptLines):]
		o.log.Log(context.Background(), o.level(line), "postgres", slog.String("line", line))
	}
}

func (o *output) level(line string) slog.Level {
	if o.loud && (strings.HasPrefix(line, "FATAL:") || strings.HasPrefix(line, "PANIC:")) {
		return slog.LevelWarn
	}
	return slog.LevelDebug
}

// setLoud says whether grave messages are unexpected from now on.
func (o *output) setLoud(loud bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.loud = loud
}

// tail is the last that the program said, in one line.
func (o *output) tail() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.lines) == 0 {
		return "it said nothing"
	}
	return strings.Join(o.lines, " | ")
}
