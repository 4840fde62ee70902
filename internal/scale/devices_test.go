package scale_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	stdsync "sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
)

// BenchmarkDevices lets 200 devices sync at once through the built server: each
// begins from nothing, and then sends and asks in turn. What counts is how much
// memory the server takes meanwhile; Postgres has its own.
func BenchmarkDevices(b *testing.B) {
	const devices, spaces, records, rounds, each = 200, 20, 2_000, 10, 20
	h := newHouse(b)
	s := h.serve(b)
	places := make([]*place, spaces)
	for i := range places {
		places[i] = h.newPlace(b)
		places[i].fill(b, records)
		h.exec(b, `insert into member (space_id, user_id, role) values ($1, $2, 'owner')`, places[i].space, s.user)
	}
	for b.Loop() {
		before := s.memory(b)
		var pushes, pulls stopwatch
		stop := s.watch(b)
		var g errgroup.Group
		all := took(func() {
			for i := range devices {
				g.Go(func() error {
					d := newDevice(places[i%spaces])
					pulls.time(func() { s.pull(b, d, 0) })
					for range rounds {
						pushes.time(func() { s.call(b, "/sync/push", d.body(each)) })
						pulls.time(func() { s.pull(b, d, records) })
					}
					return nil
				})
			}
			_ = g.Wait() // what fails ends the benchmark
		})
		peak := stop()
		t := newTable("devices at once", "took", "mutations/s", "push of 20, p50", "p95", "pull, p50", "p95", "server before", "at most")
		t.row([]any{
			devices, all, perSecond(devices*rounds*each, all), pushes.at(50), pushes.at(95), pulls.at(50), pulls.at(95),
			fmt.Sprintf("%d MB", before>>20), fmt.Sprintf("%d MB", peak>>20),
		})
		b.Log(t)
	}
}

// server is the built program on the database of a house.
type server struct {
	url, token string
	user       uuid.UUID
	pid        int
}

// serve builds the server, starts it and signs a user up.
func (h *house) serve(b *testing.B) *server {
	b.Helper()
	program := filepath.Join(b.TempDir(), "tend")
	if out, err := exec.Command("go", "build", "-o", program, "../../server").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "TEND_ADDR=127.0.0.1:0", "TEND_LOG_LEVEL=error", "TEND_DATABASE_URL="+h.url)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = errors.Join(cmd.Process.Kill(), cmd.Wait()) })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	_, after, found := strings.Cut(line, "http://")
	if !found {
		b.Fatalf("the server says %q: %v", line, err)
	}
	host, _, _ := strings.Cut(after, " ")
	s := &server{url: "http://" + host, pid: cmd.Process.Pid}
	var grant struct {
		AccessToken string
		Space       struct{ ID uuid.UUID }
	}
	answer := s.call(b, "/auth/sign-up", []byte(`{"email":"ada@example.org","password":"a long enough password","deviceName":"x"}`))
	if err := json.Unmarshal(answer, &grant); err != nil {
		b.Fatalf("sign up: %s: %v", answer, err)
	}
	s.token = grant.AccessToken
	err = h.db.Conn().QueryRow(b.Context(), `select user_id from member where space_id = $1`, grant.Space.ID).Scan(&s.user)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// call posts a body and returns the answer.
func (s *server) call(b *testing.B, path string, body []byte) []byte {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		b.Error(err)
		return nil
	}
	req.Header.Set("Content-Type", "application/json")
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Error(err)
		return nil
	}
	defer res.Body.Close() //nolint:errcheck // opened for reading
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= http.StatusBadRequest {
		b.Errorf("%s: %d %s %v", path, res.StatusCode, answer[:min(len(answer), 300)], err)
	}
	return answer
}

// pull pulls to the end.
func (s *server) pull(b *testing.B, d *device, since int64) {
	b.Helper()
	for more := true; more; {
		body, err := json.Marshal(map[string]any{
			"device": d.id, "schema": 1,
			"cursors": []any{map[string]any{"space": d.place.space, "epoch": d.place.epoch, "since": since}},
		})
		if err != nil {
			b.Error(err)
			return
		}
		var page pageReader
		_, _ = page.Write(s.call(b, "/sync/pull", body)) // it takes everything
		since, more = page.end(b, since)
	}
}

// memory returns the resident memory of the server in bytes, 0 where the system
// does not tell.
func (s *server) memory(b *testing.B) (bytes int64) {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	if _, err := fmt.Sscan(after, &bytes); err != nil {
		b.Error(err)
	}
	return bytes << 10
}

// watch looks at the server's memory until stop is called, which returns the most.
func (s *server) watch(b *testing.B) (stop func() int64) {
	b.Helper()
	over := make(chan struct{})
	most := make(chan int64)
	go func() {
		ticker := time.NewTicker(20 * time.Millisecond)
		defer ticker.Stop()
		var peak int64
		for {
			select {
			case <-over:
				most <- max(peak, s.memory(b))
				return
			case <-ticker.C:
				peak = max(peak, s.memory(b))
			}
		}
	}()
	return func() int64 {
		close(over)
		return <-most
	}
}

// stopwatch gathers times of many goroutines.
type stopwatch struct {
	mu    stdsync.Mutex
	times []time.Duration
}

func (w *stopwatch) time(f func()) {
	d := took(f)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.times = append(w.times, d)
}

// at returns a percentile.
func (w *stopwatch) at(percent int) time.Duration { return percentile(w.times, percent) }
