package sync

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"tend/internal/httpapi"
)

const tag = "sync"

// writeTimeout is how long a device may take to accept a piece of an answer.
const writeTimeout = 30 * time.Second

// Register adds the operations of s and the stream of pokes of hub to api.
func Register(api huma.API, s *Service, hub *Hub) {
	registerPush(api, s)
	registerPull(api, s)
	registerEvents(api, hub)
}

// rawInput is a body that the operation reads itself: [DecodeBatch] and
// [DecodePull] are stricter than encoding/json, and faster.
type rawInput struct {
	RawBody []byte `contentType:"application/json"`
}

// pushReply gives the schema of a [Result] a name that says whose result it is.
type pushReply Result

type pushOutput struct{ Body pushReply }

func registerPush(api huma.API, s *Service) {
	op := huma.Operation{
		OperationID: "push", Method: http.MethodPost, Path: "/sync/push", Tags: []string{tag},
		Summary: "Send what this device changed",
		Description: "Each mutation is settled exactly once, in the order of seq, however often it is sent. " +
			"One that cannot be applied is parked and holds up nothing. The answer comes when all of it is durable.",
		Security: httpapi.SessionSecurity,
		Errors: []int{
			http.StatusUnauthorized, http.StatusForbidden, http.StatusConflict, http.StatusRequestEntityTooLarge,
			http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable,
		},
		SkipValidateBody: true,
	}
	httpapi.Handle(api, op, func(ctx context.Context, in *rawInput) (*pushOutput, error) {
		b, err := DecodeBatch(bytes.Clone(in.RawBody)) // the buffer is Huma's
		if err != nil {
			return nil, err
		}
		result, err := s.Push(ctx, httpapi.IdentityOf(ctx).UserID, b)
		return &pushOutput{Body: pushReply(result)}, err
	})
	describeBody(api, op.Path, reflect.TypeFor[pushRequest]())
}

type pullInput struct {
	Space    uuid.UUID `query:"space" required:"true" doc:"The space to pull."`
	Since    int64     `query:"since" minimum:"0" doc:"The newest version that the device has; 0 to begin."`
	Epoch    uuid.UUID `query:"epoch" doc:"The epoch of the cursor. Without it a restored space goes unnoticed."`
	Floor    int64     `query:"floor" minimum:"0" doc:"As in the body of POST."`
	Device   uuid.UUID `query:"device" doc:"The device that asks; left out by an observer."`
	Schema   int       `query:"schema" minimum:"1" default:"1" doc:"Edition of the collections that the device knows."`
	MaxBytes int       `query:"maxBytes" minimum:"0" doc:"About how much to answer, before compression; 1 MiB if left out."`
}

func registerPull(api huma.API, s *Service) {
	const how = "NDJSON: for each space a header {space, epoch, from, head}, a line {collection, id, version, fields} or " +
		"{collection, id, version, deleted} for each record, and a terminator {space, next, more, count, lastSeq, lastMid, safe}; " +
		"or {space, reset} instead of all that if the cursor is no good. Without its terminator a page is not whole. " +
		"204 if nothing is new for any space."
	errors := []int{
		http.StatusUnauthorized, http.StatusConflict, http.StatusUnprocessableEntity,
		http.StatusUpgradeRequired, http.StatusTooManyRequests, http.StatusServiceUnavailable,
	}
	post := huma.Operation{
		OperationID: "pull", Method: http.MethodPost, Path: "/sync/pull", Tags: []string{tag},
		Summary: "Fetch what changed in some spaces", Description: how,
		Security: httpapi.SessionSecurity, Errors: errors,
		SkipValidateBody: true, Responses: pageResponses(),
	}
	httpapi.Handle(api, post, func(ctx context.Context, in *rawInput) (*huma.StreamResponse, error) {
		req, err := DecodePull(in.RawBody)
		if err != nil {
			return nil, err
		}
		return s.page(httpapi.IdentityOf(ctx).UserID, req), nil
	})
	describeBody(api, post.Path, reflect.TypeFor[pullRequest]())

	get := huma.Operation{
		OperationID: "pull-one", Method: http.MethodGet, Path: "/sync/pull", Tags: []string{tag},
		Summary: "Fetch what changed in one space", Description: how + " 304 if the space is still where If-None-Match says.",
		Security: httpapi.SessionSecurity, Errors: errors, Responses: pageResponses(),
	}
	httpapi.Handle(api, get, func(ctx context.Context, in *pullInput) (*huma.StreamResponse, error) {
		if in.Epoch == uuid.Nil && in.Since > 0 {
			at, err := store{s.db.Conn()}.standing(ctx, httpapi.IdentityOf(ctx).UserID, in.Space, in.Device)
			if err != nil {
				return nil, err
			}
			in.Epoch = at.epoch
		}
		return s.page(httpapi.IdentityOf(ctx).UserID, PullRequest{
			Device: in.Device, Schema: in.Schema, MaxBytes: in.MaxBytes,
			Cursors: []Cursor{{Space: in.Space, Epoch: in.Epoch, Since: in.Since, Floor: in.Floor}},
		}), nil
	})
}

func pageResponses() map[string]*huma.Response {
	page := &huma.Schema{Type: huma.TypeString, Description: "Lines of JSON."}
	return map[string]*huma.Response{
		"200": {Description: "A page.", Content: map[string]*huma.MediaType{ndjson: {Schema: page}}},
		"204": {Description: "Nothing is new."},
	}
}

const ndjson = "application/x-ndjson"

// page streams the answer to req past Huma.
func (s *Service) page(userID uuid.UUID, req PullRequest) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		c := humaecho.UnwrapV4(hc)
		w := &pageWriter{response: c.Response(), accept: c.Request().Header.Get(echo.HeaderAcceptEncoding)}
		defer w.release()
		ctx := c.Request().Context()
		if c.Request().Method == http.MethodGet && len(req.Cursors) == 1 {
			fresh, err := s.tag(ctx, c, userID, req)
			if err != nil || !fresh {
				answer(c, err)
				return
			}
		}
		err := s.Pull(ctx, userID, req, w)
		if err == nil {
			err = w.close()
		}
		answer(c, err)
	}}
}

// tag sets the ETag of a space, and answers 304 if the caller has that already.
func (s *Service) tag(ctx context.Context, c echo.Context, userID uuid.UUID, req PullRequest) (fresh bool, err error) {
	at, err := store{s.db.Conn()}.standing(ctx, userID, req.Cursors[0].Space, req.Device)
	if err != nil || !at.member {
		return true, err
	}
	etag := fmt.Sprintf("%q", fmt.Sprintf("%s:%d", at.epoch, at.head))
	c.Response().Header().Set("ETag", etag)
	if c.Request().Header.Get("If-None-Match") != etag {
		return true, nil
	}
	c.Response().WriteHeader(http.StatusNotModified)
	return false, nil
}

// answer ends a streamed answer. After its beginning an error can only break it
// off: the connection is cut, so that nobody takes the part for the whole.
func answer(c echo.Context, err error) {
	switch {
	case err == nil:
	case c.Response().Committed:
		panic(http.ErrAbortHandler)
	default:
		httpapi.HandleError(err, c)
	}
}

// pageWriter begins the answer with the first line of the page.
type pageWriter struct {
	response *echo.Response
	accept   string

	begun   bool
	pack    compressor // nil as long as nothing is compressed
	putBack func()
}

// Write implements io.Writer.
func (w *pageWriter) Write(p []byte) (int, error) {
	if !w.begun {
		w.begin(len(p))
	}
	// net/http takes the deadline off once the answer is out.
	if err := http.NewResponseController(w.response).SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	if w.pack != nil {
		return w.pack.Write(p)
	}
	return w.response.Write(p)
}

// begin chooses how to send the page; size is that of its first piece, and of
// the whole page if that is small.
func (w *pageWriter) begin(size int) {
	w.begun = true
	h := w.response.Header()
	h.Set(echo.HeaderContentType, ndjson)
	h.Set(echo.HeaderVary, echo.HeaderAcceptEncoding)
	if size < minCompressed {
		return
	}
	if e := chooseEncoding(w.accept); e != identity {
		h.Set(echo.HeaderContentEncoding, string(e))
		w.pack, w.putBack = takeCompressor(e, w.response)
	}
}

// close ends the page.
func (w *pageWriter) close() error {
	if !w.begun {
		w.response.WriteHeader(http.StatusNoContent)
		return nil
	}
	if w.pack != nil {
		return w.pack.Close()
	}
	return nil
}

func (w *pageWriter) release() {
	if w.putBack != nil {
		w.putBack()
	}
}

func registerEvents(api huma.API, hub *Hub) {
	httpapi.Handle(api, huma.Operation{
		OperationID: "events", Method: http.MethodGet, Path: "/sync/events", Tags: []string{tag},
		Summary: "Be told when to pull",
		Description: "Server-sent events: poke with {space, head} after a change in any of the user's spaces. Pokes may be " +
			"merged or missing; a comment comes at least every 25 seconds. After each reconnection, pull.",
		Security: httpapi.SessionSecurity,
		Errors:   []int{http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable},
		Responses: map[string]*huma.Response{"200": {
			Description: "A stream that ends when the session does.",
			Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}, func(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
		id := httpapi.IdentityOf(ctx)
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			c := humaecho.UnwrapV4(hc)
			err := hub.Stream(ctx, id.UserID, id.SessionID, &eventWriter{response: c.Response()})
			answer(c, err)
		}}, nil
	})
}

// eventWriter sends each piece at once.
type eventWriter struct{ response *echo.Response }

// Write implements io.Writer.
func (w *eventWriter) Write(p []byte) (int, error) {
	rc := http.NewResponseController(w.response)
	if !w.response.Committed {
		h := w.response.Header()
		h.Set(echo.HeaderContentType, "text/event-stream")
		h.Set("X-Accel-Buffering", "no") // nginx would collect pokes
	}
	if err := rc.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	n, err := w.response.Write(p)
	if err == nil {
		err = rc.Flush()
	}
	return n, err
}

var _ io.Writer = (*eventWriter)(nil)

// describeBody puts the type of a raw body into the contract.
func describeBody(api huma.API, path string, doc reflect.Type) {
	contract := api.OpenAPI()
	contract.Paths[path].Post.RequestBody = &huma.RequestBody{
		Required: true,
		Content: map[string]*huma.MediaType{
			"application/json": {Schema: contract.Components.Schemas.Schema(doc, true, "")},
		},
	}
}
