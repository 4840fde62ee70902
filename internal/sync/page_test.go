package sync_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"github.com/google/uuid"

	"tend/internal/sync"
)

// page is a pulled page, taken apart as a device does it.
type page struct {
	blocks []pulled
}

// pulled is what a page says of one space.
type pulled struct {
	Space   uuid.UUID `json:"space"`
	Epoch   uuid.UUID `json:"epoch"`
	From    int64     `json:"from"`
	Head    int64     `json:"head"`
	Floor   int64     `json:"floor"`
	After   uuid.UUID `json:"after"`
	Reset   string    `json:"reset"`
	Next    *int64    `json:"next"` // only in the terminator
	More    bool      `json:"more"`
	Count   int       `json:"count"`
	LastSeq int64     `json:"lastSeq"`
	LastMID uuid.UUID `json:"lastMid"`
	Safe    int64     `json:"safe"`

	records []line
}

// line is one record of a page.
type line struct {
	Collection string                     `json:"collection"`
	ID         uuid.UUID                  `json:"id"`
	Version    int64                      `json:"version"`
	Deleted    bool                       `json:"deleted"`
	Fields     map[string]json.RawMessage `json:"fields"`
}

// readPage takes a page apart and refuses one that is not whole.
func readPage(r io.Reader) (page, error) {
	var p page
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var kind struct {
			Collection *string `json:"collection"`
			From       *int64  `json:"from"`
			Reset      *string `json:"reset"`
		}
		if err := json.Unmarshal(lines.Bytes(), &kind); err != nil {
			return p, fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		if kind.From != nil || kind.Reset != nil {
			p.blocks = append(p.blocks, pulled{})
		}
		if len(p.blocks) == 0 {
			return p, fmt.Errorf("line %q comes before a header", lines.Text())
		}
		last := &p.blocks[len(p.blocks)-1]
		if kind.Collection == nil {
			if err := json.Unmarshal(lines.Bytes(), last); err != nil {
				return p, err
			}
			continue
		}
		var rec line
		if err := json.Unmarshal(lines.Bytes(), &rec); err != nil {
			return p, err
		}
		last.records = append(last.records, rec)
	}
	for _, b := range p.blocks {
		if b.Reset == "" && (b.Next == nil || b.Count != len(b.records)) {
			return p, fmt.Errorf("a block with %d of %d records, terminated: %t", len(b.records), b.Count, b.Next != nil)
		}
	}
	return p, lines.Err()
}

// pull pulls one page of the device's space.
func (d *device) pull(t testing.TB, since int64) pulled {
	t.Helper()
	p := d.pullAll(t, 0, sync.Cursor{Space: d.space, Epoch: d.epoch, Since: since})
	if len(p.blocks) == 0 {
		return pulled{}
	}
	return p.blocks[0]
}

func (d *device) pullAll(t testing.TB, maxBytes int, cursors ...sync.Cursor) page {
	t.Helper()
	var body bytes.Buffer
	err := d.service.Pull(t.Context(), d.user, sync.PullRequest{Device: d.id, Schema: 1, Cursors: cursors, MaxBytes: maxBytes}, &body)
	if err != nil {
		t.Fatalf("Pull: %v", err)
	}
	p, err := readPage(&body)
	if err != nil {
		t.Fatalf("Pull: %v", err)
	}
	return p
}
