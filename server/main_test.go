package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tend/internal/postgres/embedded"
	"tend/internal/postgres/pgtest"
)

func TestANoteReachesTheOtherDevice(t *testing.T) {
	t.Parallel()
	h, stop := inProcess(t, "TEND_DATABASE_URL="+pgtest.URL(t))
	h.want(t, http.StatusOK, http.MethodGet, "/healthz", nil)
	h.want(t, http.StatusOK, http.MethodGet, "/readyz", nil)
	h.signUp(t)

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	events, err := http.DefaultClient.Do(h.request(t, ctx, http.MethodGet, "/api/v1/sync/events", http.NoBody))
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close() //nolint:errcheck // opened for reading
	lines := bufio.NewScanner(events.Body)
	lines.Scan() // the stream is open: from now on nothing is missed

	h.push(t, "Grace Hopper")
	poked := false
	for !poked && lines.Scan() {
		poked = strings.HasPrefix(lines.Text(), "data:") && strings.Contains(lines.Text(), h.space)
	}
	if !poked {
		t.Error("no poke reaches the other device")
	}
	if got := h.names(t); !slices.Equal(got, []string{"Grace Hopper"}) {
		t.Errorf("the other device pulls %q", got)
	}

	// The stream is still open: it must not hold up the end.
	begin := time.Now()
	if err := stop(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("stopping with an open stream took %s", took)
	}
}

// F15.
func TestStoppingLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	h, stop := inProcess(t, "TEND_DATABASE_URL="+pgtest.URL(t))
	h.signUp(t)
	batch, err := json.Marshal(h.contact("Ada"))
	if err != nil {
		t.Fatal(err)
	}
	body, feed := io.Pipe()
	req := h.request(t, t.Context(), http.MethodPost, "/api/v1/sync/push", body)
	// The client sends the body when the server asks for it: then the server is at it.
	req.Header.Set("Expect", "100-continue")
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	answered := make(chan int, 1)
	go func() {
		res, err := client.Do(req)
		if err != nil {
			t.Errorf("the request under way: %v", err)
			answered <- 0
			return
		}
		defer res.Body.Close() //nolint:errcheck // opened for reading
		answered <- res.StatusCode
	}()
	if _, err := feed.Write(batch[:20]); err != nil { // returns once the client sends it on
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	eventually(t, "the door is closed", func() bool {
		conn, err := net.Dial("tcp", strings.Replace(strings.TrimPrefix(h.url, "http://"), "localhost", "127.0.0.1", 1))
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	})
	if _, err := feed.Write(batch[20:]); err != nil {
		t.Fatal(err)
	}
	_ = feed.Close()
	if status := <-answered; status != http.StatusOK {
		t.Errorf("the request under way got %d, want 200", status)
	}
	if err := <-ended; err != nil {
		t.Errorf("the program ended with %v", err)
	}
}

// F5.
func TestADatabaseThatGoesAwayIsWaitedFor(t *testing.T) {
	t.Parallel()
	opts := embedded.Options{DataDir: t.TempDir(), Log: slog.New(slog.DiscardHandler)}
	start := func() *embedded.Server {
		s, err := embedded.Start(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Stop(context.Background()) })
		return s
	}
	first := start()
	h, _ := inProcess(t, "TEND_DATABASE_URL="+first.OwnerURL())
	h.signUp(t)
	h.push(t, "Ada")

	if err := first.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.want(t, http.StatusOK, http.MethodGet, "/healthz", nil)
	h.want(t, http.StatusServiceUnavailable, http.MethodGet, "/readyz", nil)
	h.want(t, http.StatusServiceUnavailable, http.MethodPost, "/api/v1/sync/push", h.contact("Grace"))

	start()
	eventually(t, "the server is ready again", func() bool {
		status, _ := h.call(t, http.MethodGet, "/readyz", nil)
		return status == http.StatusOK
	})
	h.push(t, "Grace")
	if got := h.names(t); !slices.Equal(got, []string{"Ada", "Grace"}) {
		t.Errorf("after the outage there are %q", got)
	}
}

func TestWhatPrintsNeedsNoSettings(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{
		"openapi":     `"operationId": "push"`,
		"collections": "export interface Contact",
		"version":     "tend ",
		"help":        "tend migrate",
	} {
		var out strings.Builder
		if err := run(t.Context(), []string{command}, []string{"TEND_ADDR=nonsense"}, &out, io.Discard); err != nil {
			t.Errorf("tend %s: %v", command, err)
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("tend %s does not print %s", command, want)
		}
	}
}

func TestMigrateBringsAnEmptyDatabaseUpToDate(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	environ := []string{"TEND_DATABASE_URL=" + pgtest.EmptyURL(t), "TEND_ADDR=127.0.0.1:0"}
	for range 2 { // doing it again changes nothing
		if err := run(t.Context(), []string{"migrate"}, environ, &out, t.Output()); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(out.String(), "up to date") {
		t.Errorf("it says %q", &out)
	}
}

func TestMistakesAreNamedInPlainWords(t *testing.T) {
	t.Parallel()
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	tests := []struct {
		name, command, set, says string
		code                     int
	}{
		{"a command that is none", "sevre", "", `unknown command "sevre"`, 2},
		{"a wrong setting", "", "TEND_LOG_LEVEL=loud", "TEND_LOG_LEVEL", 2},
		{"a port that is taken", "", "TEND_ADDR=" + taken.Addr().String(), "another program listens on", 1},
		{"no Postgres", "", "TEND_PG_BIN=" + t.TempDir(), "no usable Postgres", 2},
		{"a database that refuses", "", "TEND_DATABASE_URL=" + withUser(t, pgtest.URL(t), "stranger"), "stranger", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			environ := []string{"TEND_ADDR=127.0.0.1:0", "TEND_DATA_DIR=" + t.TempDir(), tt.set}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // a mistake that passes for none would run for ever
			defer cancel()
			err := run(ctx, strings.Fields(tt.command), environ, io.Discard, io.Discard)
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("error = %v, want it to say %q", err, tt.says)
			}
			if code := exitCode(err); code != tt.code {
				t.Errorf("exit code = %d, want %d", code, tt.code)
			}
		})
	}
}

func withUser(t *testing.T, database, user string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(user)
	return u.String()
}
