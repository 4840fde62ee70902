package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// house is a Tend that runs, as somebody outside sees it.
type house struct {
	url   string
	token string // of the access that signUp or signIn got
	space string
	epoch string
}

// inProcess runs the program in this process until the test ends, or stop is
// called, which returns how it ended.
func inProcess(t *testing.T, environ ...string) (h *house, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	stdout, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, nil, append(environ, "TEND_ADDR=127.0.0.1:0", "TEND_LOG_LEVEL=error"), in, t.Output())
		_ = in.CloseWithError(fmt.Errorf("the program ended: %w", err))
		ended <- err
	}()
	done := false
	stop = func() error {
		if done {
			return nil
		}
		done = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("the program ended with %v", err)
		}
	})
	return &house{url: readyURL(t, stdout)}, stop
}

// readyURL reads the line that a program prints when it is ready.
func readyURL(t *testing.T, stdout io.Reader) string {
	t.Helper()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the program says %q: %v", line, err)
	}
	for word := range strings.FieldsSeq(line) {
		if strings.HasPrefix(word, "http://") {
			return word
		}
	}
	t.Fatalf("no URL in %q", line)
	return ""
}

// call sends a request and returns the status and the body of the answer.
func (h *house) call(t *testing.T, method, path string, body any) (status int, answer []byte) {
	t.Helper()
	var payload io.Reader = http.NoBody
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		payload = bytes.NewReader(b)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	res, err := http.DefaultClient.Do(h.request(t, ctx, method, path, payload))
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close() //nolint:errcheck // opened for reading
	answer, err = io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return res.StatusCode, answer
}

func (h *house) request(t *testing.T, ctx context.Context, method, path string, body io.Reader) *http.Request { //nolint:revive // t comes first in helpers
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, h.url+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if body != http.NoBody {
		req.Header.Set("Content-Type", "application/json")
	}
	if h.token != "" {
		req.Header.Set("Authorization", "Bearer "+h.token)
	}
	return req
}

// want is call for what must succeed.
func (h *house) want(t *testing.T, status int, method, path string, body any) []byte {
	t.Helper()
	got, answer := h.call(t, method, path, body)
	if got != status {
		t.Fatalf("%s %s = %d %s, want %d", method, path, got, answer, status)
	}
	return answer
}

var ada = map[string]string{"email": "ada@example.org", "password": "a long enough password", "deviceName": "a test"}

func (h *house) signUp(t *testing.T) {
	t.Helper()
	h.take(t, h.want(t, http.StatusCreated, http.MethodPost, "/api/v1/auth/sign-up", ada))
}

func (h *house) signIn(t *testing.T) {
	t.Helper()
	h.take(t, h.want(t, http.StatusOK, http.MethodPost, "/api/v1/auth/sign-in", ada))
}

func (h *house) take(t *testing.T, answer []byte) {
	t.Helper()
	var grant struct {
		AccessToken string
		Space       struct{ ID, Epoch string }
	}
	if err := json.Unmarshal(answer, &grant); err != nil {
		t.Fatal(err)
	}
	h.token, h.space, h.epoch = grant.AccessToken, grant.Space.ID, grant.Space.Epoch
}

// contact is a batch that makes a contact.
func (h *house) contact(name string) map[string]any {
	return map[string]any{
		"space": h.space, "epoch": h.epoch, "device": uuid.NewString(), "schema": 1,
		"mutations": []any{map[string]any{
			"seq": 1, "mid": uuid.NewString(), "collection": "contacts", "id": uuid.NewString(),
			"stamp": "019aa00000000000", "base": 0, "op": "put", "fields": map[string]any{"fullName": name},
		}},
	}
}

func (h *house) push(t *testing.T, name string) {
	t.Helper()
	answer := h.want(t, http.StatusOK, http.MethodPost, "/api/v1/sync/push", h.contact(name))
	if !bytes.Contains(answer, []byte(`"status":"ok"`)) {
		t.Fatalf("push = %s", answer)
	}
}

// names are those of all contacts, as a new device pulls them.
func (h *house) names(t *testing.T) []string {
	t.Helper()
	answer := h.want(t, http.StatusOK, http.MethodGet, "/api/v1/sync/pull?since=0&space="+h.space, nil)
	var names []string
	for line := range bytes.Lines(answer) {
		var record struct{ Fields struct{ FullName string } }
		if err := json.Unmarshal(line, &record); err != nil {
			t.Fatalf("pull: %s: %v", line, err)
		}
		if record.Fields.FullName != "" {
			names = append(names, record.Fields.FullName)
		}
	}
	return names
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
