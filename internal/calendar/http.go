package calendar

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"tend/internal/httpapi"
)

// feedView is a feed on the wire.
type feedView struct {
	ID        uuid.UUID  `json:"id" doc:"Identity of the feed."`
	SpaceID   uuid.UUID  `json:"spaceId" doc:"The space that it is about."`
	Name      string     `json:"name" doc:"What the user calls it."`
	Scopes    []Scope    `json:"scopes" nullable:"false" enum:"dates,promises,reminders" doc:"What it holds."`
	CreatedAt time.Time  `json:"createdAt" doc:"When it was made."`
	ReadAt    *time.Time `json:"readAt,omitempty" doc:"When a calendar program last read it."`
	URL       string     `json:"url,omitempty" doc:"Its address, told only in the answer that makes it. Who knows it can read the feed."`
}

func feedViewOf(f Feed) feedView {
	return feedView{ID: f.ID, SpaceID: f.SpaceID, Name: f.Name, Scopes: f.Scopes, CreatedAt: f.CreatedAt, ReadAt: f.ReadAt}
}

type createFeedInput struct {
	Body struct {
		SpaceID uuid.UUID `json:"spaceId" format:"uuid" doc:"The space that it is about."`
		Name    string    `json:"name,omitempty" maxLength:"100" doc:"What the list of feeds shows, such as the program that it is for."`
		Scopes  []Scope   `json:"scopes" nullable:"false" minItems:"1" maxItems:"3" enum:"dates,promises,reminders" doc:"What it is to hold."`
	}
}

type feedOutput struct{ Body feedView }

type feedsOutput struct{ Body []feedView }

type feedIDInput struct {
	ID uuid.UUID `path:"id" doc:"The feed."`
}

// Register adds the operations on calendar feeds to api.
func Register(api huma.API, s *Service) {
	httpapi.Handle(api, feedOperation(http.MethodPost, "", "create-calendar-feed", "Make a calendar feed; the answer tells its address", http.StatusCreated),
		func(ctx context.Context, in *createFeedInput) (*feedOutput, error) {
			feed, url, err := s.Create(ctx, httpapi.IdentityOf(ctx).UserID, Feed{SpaceID: in.Body.SpaceID, Name: in.Body.Name, Scopes: in.Body.Scopes})
			if err != nil {
				return nil, err
			}
			out := &feedOutput{Body: feedViewOf(feed)}
			out.Body.URL = url
			return out, nil
		})
	httpapi.Handle(api, feedOperation(http.MethodGet, "", "list-calendar-feeds", "List your calendar feeds", http.StatusOK),
		func(ctx context.Context, _ *struct{}) (*feedsOutput, error) {
			feeds, err := s.List(ctx, httpapi.IdentityOf(ctx).UserID)
			if err != nil {
				return nil, err
			}
			out := &feedsOutput{Body: make([]feedView, len(feeds))}
			for i, f := range feeds {
				out.Body[i] = feedViewOf(f)
			}
			return out, nil
		})
	httpapi.Handle(api, feedOperation(http.MethodDelete, "/{id}", "revoke-calendar-feed", "Make the address of a calendar feed lead nowhere", http.StatusNoContent),
		func(ctx context.Context, in *feedIDInput) (*struct{}, error) {
			return nil, s.Revoke(ctx, httpapi.IdentityOf(ctx).UserID, in.ID)
		})
}

func feedOperation(method, path, id, summary string, status int) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: "/calendar-feeds" + path, Summary: summary,
		Tags: []string{"calendar"}, Security: httpapi.SessionSecurity, DefaultStatus: status,
	}
}

// Serve answers the addresses of feeds. They are no part of the API: a calendar
// program has nothing but the address.
func Serve(e *echo.Echo, s *Service) {
	answer := func(c echo.Context) error {
		body, err := s.Read(c.Request().Context(), c.Param("file"))
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
		h := c.Response().Header()
		h.Set("ETag", tag)
		h.Set("Cache-Control", "private, no-cache") // may be kept, and is asked for each time
		if matches(c.Request().Header.Get("If-None-Match"), tag) {
			return c.NoContent(http.StatusNotModified)
		}
		h.Set("Content-Disposition", `inline; filename="tend.ics"`)
		return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", body)
	}
	e.GET("/calendar/:file", answer)
	e.HEAD("/calendar/:file", answer)
}

// matches reports whether a tag is among those that a reader has (RFC 9110, §13.1.2).
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}
