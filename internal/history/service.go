// Package history shows what became of a record over time: every change that
// was settled, by whom and on which device, the text after it, and the values
// that do not show because another change won.
//
// It only reads. What it reads is written by every push, in the transaction of
// the change itself, so nothing that was ever accepted is missing. Bringing an
// earlier value back is an ordinary new change, made on a device.
package history

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/google/uuid"

	"tend/internal/collection"
	"tend/internal/fault"
	"tend/internal/postgres"
)

// How much one page holds at most. A version of a note repeats its whole text,
// so a page ends early, after any entry, once it has come to maxBytes.
const (
	DefaultLimit = 50
	MaxLimit     = 100
	maxBytes     = 1 << 20
)

// ErrNotFound says that there is no such record, or that it is not the user's
// to see: a stranger cannot tell one from the other.
var ErrNotFound = fault.New(fault.NotFound, "record-not-found", "There is no such record.")

// Device is the browser profile that made a change.
type Device struct {
	ID uuid.UUID
	// Name is what its user called it on signing in; empty if that is not known.
	Name string
}

// Entry is one settled change of a record.
type Entry struct {
	Version int64     // its place in the order of the space
	At      time.Time // when the server settled it
	Device  Device
	UserID  uuid.UUID // whose device it was; zero if the device is gone
	Op      string    // put, delete or restore
	Outcome string    // ok, merged or superseded
	// Fields are the values that it set, flat as on the wire; null cleared one.
	Fields map[string]json.RawMessage
	// Text is each text that it edited, as it stood afterwards.
	Text map[string]string
	// Lost are values that do not show: the one that stood there before, set by
	// another device at the same time, or the one that this change brought.
	Lost map[string]json.RawMessage
}

// Page is a part of a record's history, newest first.
type Page struct {
	Entries []Entry
	// Next is what to ask for Before to go on; 0 at the beginning of the record.
	Next int64
}

// Request says which part of whose history is wanted.
type Request struct {
	Space, Record uuid.UUID
	// Before leaves out this version and all after it; 0 begins with the newest.
	Before int64
	// Limit is how many entries to return at most; DefaultLimit if it is 0.
	Limit int
}

// Service reads the history of records.
type Service struct{ db *postgres.DB }

// NewService returns a service over db.
func NewService(db *postgres.DB) *Service { return &Service{db} }

// List returns a page of the history of a record in a space of the user.
func (s *Service) List(ctx context.Context, userID uuid.UUID, req Request) (Page, error) {
	limit := req.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	req.Limit = min(limit, MaxLimit)
	st := newStore(s.db)
	rows, err := st.List(ctx, userID, req)
	if err != nil {
		return Page{}, err
	}
	if len(rows) == 0 {
		known, err := st.Known(ctx, userID, req)
		if err == nil && !known {
			err = ErrNotFound
		}
		return Page{}, err
	}
	names, err := st.DeviceNames(ctx, req.Space, rows)
	if err != nil {
		return Page{}, err
	}
	return pageOf(rows, req.Limit, names)
}

func pageOf(rows []row, limit int, names map[uuid.UUID]string) (page Page, err error) {
	found := rows[0].found
	if len(rows) > limit {
		rows = rows[:limit]
	}
	if last := rows[len(rows)-1]; len(rows) < found {
		page.Next = last.version
	}
	page.Entries = make([]Entry, len(rows))
	for i, r := range rows {
		if page.Entries[i], err = r.entry(); err != nil {
			return Page{}, fmt.Errorf("read version %d: %w", r.version, err)
		}
		page.Entries[i].Device.Name = names[r.device]
	}
	return page, nil
}

// patch and detail are what a push left in history.
type patch struct {
	Fields map[string]json.RawMessage
	Text   map[string]struct{ Value string }
}

type detail struct {
	Lost map[string]json.RawMessage
	Text map[string]string
}

func (r row) entry() (Entry, error) {
	e := Entry{
		Version: r.version, At: r.at.UTC(), Device: Device{ID: r.device}, Op: r.op, Outcome: r.outcome,
		Fields: map[string]json.RawMessage{}, Text: map[string]string{},
	}
	if r.user != nil {
		e.UserID = *r.user
	}
	var p patch
	var d detail
	if err := decode(r.patch, &p); err != nil {
		return Entry{}, err
	}
	if err := decode(r.detail, &d); err != nil {
		return Entry{}, err
	}
	e.Lost = d.Lost
	for field, edit := range p.Text {
		e.Text[field] = edit.Value
	}
	definition, _ := collection.Lookup(r.collection)
	for field, value := range p.Fields {
		if definition.Kind(field) != collection.Text {
			e.Fields[field] = value
			continue
		}
		// A text may also come among the fields, above all to be cleared.
		var text string
		if err := json.Unmarshal(value, &text); err != nil {
			return Entry{}, err
		}
		e.Text[field] = text
	}
	maps.Copy(e.Text, d.Text)
	return e, nil
}

func decode(raw []byte, into any) error {
	if raw == nil {
		return nil
	}
	return json.Unmarshal(raw, into)
}
