package history

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"tend/internal/httpapi"
)

type listInput struct {
	Space  uuid.UUID `path:"space" doc:"The space."`
	ID     uuid.UUID `path:"id" doc:"The record."`
	Before int64     `query:"before" minimum:"0" doc:"The next of the page before; 0 or left out for the newest."`
	Limit  int       `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"How many entries at most. Long texts make a page shorter."`
}

// historyPage is a page on the wire.
type historyPage struct {
	Entries []historyEntry `json:"entries" nullable:"false" doc:"Newest first."`
	Next    int64          `json:"next,omitempty" doc:"Ask for what is before it to go on; left out at the beginning of the record."`
}

// historyEntry is an entry on the wire.
type historyEntry struct {
	Version int64             `json:"version" doc:"Place of the change in the order of the space."`
	At      time.Time         `json:"at" doc:"When the server settled it."`
	Device  historyDevice     `json:"device"`
	UserID  *uuid.UUID        `json:"userId,omitempty" doc:"Whose device it was; left out if the device is gone."`
	Op      string            `json:"op" enum:"put,delete,restore"`
	Outcome string            `json:"outcome" enum:"ok,merged,superseded" doc:"As the device was told."`
	Fields  map[string]any    `json:"fields,omitempty" doc:"What it set, flat as in a push; null cleared a field."`
	Text    map[string]string `json:"text,omitempty" doc:"Each text that it edited, as it stood afterwards."`
	Lost    map[string]any    `json:"lost,omitempty" doc:"Values that do not show: what another device had set there at the same time, or, where it equals the value in fields, what this change brought."`
}

// historyDevice is a device on the wire.
type historyDevice struct {
	ID   uuid.UUID `json:"id" doc:"As the device named itself."`
	Name string    `json:"name,omitempty" doc:"What its user called it, where that is known."`
}

type listOutput struct{ Body historyPage }

// Register adds the operation on history to api.
func Register(api huma.API, s *Service) {
	httpapi.Handle(api, huma.Operation{
		OperationID: "list-history", Method: http.MethodGet, Path: "/spaces/{space}/records/{id}/history", Tags: []string{"history"},
		Summary:     "List the versions of a record",
		Description: "Every change that was settled, newest first, with who made it and on which device, the text after it and the values that lost.",
		Security:    httpapi.SessionSecurity,
		Errors:      []int{http.StatusUnauthorized, http.StatusNotFound, http.StatusUnprocessableEntity},
	}, func(ctx context.Context, in *listInput) (*listOutput, error) {
		page, err := s.List(ctx, httpapi.IdentityOf(ctx).UserID, Request{
			Space: in.Space, Record: in.ID, Before: in.Before, Limit: in.Limit,
		})
		if err != nil {
			return nil, err
		}
		out := &listOutput{Body: historyPage{Entries: make([]historyEntry, len(page.Entries)), Next: page.Next}}
		for i, e := range page.Entries {
			out.Body.Entries[i] = viewOf(e)
		}
		return out, nil
	})
}

func viewOf(e Entry) historyEntry {
	v := historyEntry{
		Version: e.Version, At: e.At, Device: historyDevice{ID: e.Device.ID, Name: e.Device.Name},
		Op: e.Op, Outcome: e.Outcome, Fields: raw(e.Fields), Text: e.Text, Lost: raw(e.Lost),
	}
	if e.UserID != uuid.Nil {
		v.UserID = &e.UserID
	}
	return v
}

// raw passes values through as they are: numbers keep all their digits.
func raw(values map[string]json.RawMessage) map[string]any {
	m := make(map[string]any, len(values))
	for name, value := range values {
		m[name] = value
	}
	return m
}
