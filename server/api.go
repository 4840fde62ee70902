package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"

	"tend/internal/account"
	"tend/internal/calendar"
	"tend/internal/history"
	"tend/internal/httpapi"
	"tend/internal/push"
	"tend/internal/space"
	"tend/internal/sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"
)

// apiVersion is the version of the contract, which the path repeats.
const apiVersion = "1"

// services are what the API exposes.
type services struct {
	accounts *account.Service
	spaces   *space.Service
	records  *sync.Service
	hub      *sync.Hub
	versions *history.Service
	pushes   *push.Service
	feeds    *calendar.Service
}

// register mounts the whole API. Read it as the table of contents.
func register(e *echo.Echo, s services) huma.API {
	api := httpapi.New(e, apiVersion)
	httpapi.Authenticate(api, s.verify)
	account.Register(api, s.accounts)
	space.Register(api, s.spaces)
	sync.Register(api, s.records, s.hub)
	history.Register(api, s.versions)
	push.Register(api, s.pushes)
	calendar.Register(api, s.feeds)
	describeRecords(api.OpenAPI())
	return api
}

// verify connects the guard of the API to the sessions.
func (s services) verify(ctx context.Context, token string) (httpapi.Identity, error) {
	userID, sessionID, err := s.accounts.Verify(ctx, token)
	return httpapi.Identity{UserID: userID, SessionID: sessionID}, err
}

// writeOpenAPI prints the contract. It needs neither settings nor a database,
// so that make generate works on a bare checkout.
func writeOpenAPI(w io.Writer) error {
	e := httpapi.NewEcho(httpapi.EdgeConfig{Log: slog.New(slog.DiscardHandler)})
	b, err := register(e, services{}).OpenAPI().MarshalJSON()
	if err != nil {
		return err
	}
	var out bytes.Buffer // indented, so that a change of the contract reads as one
	if err := json.Indent(&out, b, "", "\t"); err != nil {
		return err
	}
	out.WriteByte('\n')
	_, err = out.WriteTo(w)
	return err
}
