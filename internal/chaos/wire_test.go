package chaos_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"tend/internal/record"
)

// errAway says that the server could not be reached, or not understood. The
// client keeps everything and tries again.
var errAway = errors.New("no answer")

// requestTimeout bounds a request: a network may swallow it without a word.
// Signing up takes a while by design, and longer while the other tests begin.
const (
	requestTimeout = 3 * time.Second
	signUpTimeout  = time.Minute
)

// connection is how a device reaches a server.
type connection struct {
	rng     *rand.Rand
	address func() string // asked for each request: servers come and go
	client  *http.Client
	timeout time.Duration
}

func newConnection(rng *rand.Rand, address func() string) connection {
	return connection{rng, address, &http.Client{Transport: &http.Transport{DisableCompression: true}}, requestTimeout}
}

// ack is what the server says of one mutation.
type ack struct {
	Seq     int64         `json:"seq"`
	Version int64         `json:"version"`
	Status  record.Status `json:"status"`
	Code    string        `json:"code"`
	Field   string        `json:"field"`
}

// page is a pulled page of one space.
type page struct {
	Reset   string `json:"reset"`
	Next    int64  `json:"next"`
	More    bool   `json:"more"`
	Count   *int   `json:"count"` // only in the terminator
	LastSeq int64  `json:"lastSeq"`

	rows []row
}

// send sends a body, packed or not, and returns the answer, read to its end.
func (c connection) send(ctx context.Context, token, path string, body any, accept string) (status int, answer []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	payload := bytes.NewBuffer(marshal(body))
	packed := c.rng.IntN(2) == 0
	if packed {
		payload = pack(payload.Bytes())
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address()+"/api/v1"+path, payload)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if packed {
		req.Header.Set("Content-Encoding", "gzip")
	}
	req.Header.Set("Accept-Encoding", accept)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := c.client.Do(req)
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %w", errAway, err)
	}
	defer res.Body.Close() //nolint:errcheck // opened for reading
	answer, err = readAll(res)
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %w", errAway, err)
	}
	return res.StatusCode, answer, nil
}

func pack(b []byte) *bytes.Buffer {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(b) // a buffer takes everything
	_ = w.Close()
	return &packed
}

// readAll unpacks an answer; a packed one that ends early is an error.
func readAll(res *http.Response) ([]byte, error) {
	if res.Header.Get("Content-Encoding") != "gzip" {
		return io.ReadAll(res.Body)
	}
	r, err := gzip.NewReader(res.Body)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r)
	if err == nil {
		_, err = io.Copy(io.Discard, res.Body) // what ends the answer comes after what ends the packing
	}
	return b, err
}

// ask sends a body and returns the answer, nil if there is none. What a client
// may see while a server is in trouble is errAway, everything else a failure.
func (c connection) ask(ctx context.Context, token, path string, body any, accept string) ([]byte, error) {
	status, answer, err := c.send(ctx, token, path, body, accept)
	switch {
	case err != nil:
		return nil, err
	case status == http.StatusOK || status == http.StatusCreated:
		return answer, nil
	case status == http.StatusNoContent:
		return nil, nil
	case status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests:
		return nil, fmt.Errorf("%w: %d", errAway, status)
	}
	return nil, fmt.Errorf("%s answers %d %s", path, status, answer)
}

// post reads the answer into v.
func (c connection) post(ctx context.Context, token, path string, body, v any) error {
	answer, err := c.ask(ctx, token, path, body, "gzip")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, v); err != nil {
		return fmt.Errorf("%w: %w", errAway, err)
	}
	return nil
}

// pull returns a page, nil if nothing is new. Half a page is none.
func (c connection) pull(ctx context.Context, token string, body any) (*page, error) {
	return c.pullAs(ctx, token, body, []string{"identity", "gzip"}[c.rng.IntN(2)])
}

func (c connection) pullAs(ctx context.Context, token string, body any, coding string) (*page, error) {
	answer, err := c.ask(ctx, token, "/sync/pull", body, coding)
	if err != nil || answer == nil {
		return nil, err
	}
	p, err := readPage(answer)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errAway, err)
	}
	return p, nil
}

func readPage(b []byte) (*page, error) {
	p := new(page)
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var r row
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("half a line: %w", err)
		}
		if r.Collection != "" {
			p.rows = append(p.rows, r)
			continue
		}
		if err := json.Unmarshal(lines.Bytes(), p); err != nil {
			return nil, err
		}
	}
	if p.Reset == "" && (p.Count == nil || *p.Count != len(p.rows)) {
		return nil, fmt.Errorf("half a page: %d lines, ended: %t", len(p.rows), p.Count != nil)
	}
	return p, lines.Err()
}
