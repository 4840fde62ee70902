package httpapi

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"tend/internal/fault"
)

// problemType is what the type of every problem starts with; the fault's code
// follows. RFC 9457 makes the type what clients tell problems apart by.
const problemType = "urn:tend:problem:"

// Problem is the body of every answer that is not a success, as RFC 9457 has it.
type Problem struct {
	_ struct{} `additionalProperties:"true"` // a fault may add members

	Type   string      `json:"type" format:"uri" example:"urn:tend:problem:validation-failed" doc:"What clients tell problems apart by; stable."`
	Title  string      `json:"title" example:"Unprocessable Entity" doc:"The meaning of the status."`
	Status int         `json:"status" example:"422" doc:"The HTTP status."`
	Detail string      `json:"detail" example:"Use at least 10 characters." doc:"One sentence that may be shown to the user."`
	Errors []Violation `json:"errors,omitempty" doc:"The input fields at fault, at most 20 of them."`

	extra  map[string]any // further top-level members
	header http.Header
}

// Violation says which rule a part of the input breaks. It never repeats the
// input itself, which may be a password.
type Violation struct {
	Location string `json:"location" example:"body.password" doc:"Path of the field, beginning with body, path, query or header."`
	Rule     string `json:"rule" example:"password-too-short" doc:"Name of the rule; stable."`
	Message  string `json:"message" example:"Use at least 10 characters." doc:"The rule in words."`
}

// Error implements error.
func (p *Problem) Error() string { return p.Type + ": " + p.Detail }

// GetStatus implements [huma.StatusError].
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements [huma.HeadersError].
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType implements [huma.ContentTypeFilter].
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// MarshalJSON writes the further members beside the ones of the standard, which
// they cannot replace.
func (p *Problem) MarshalJSON() ([]byte, error) {
	type plain Problem
	if len(p.extra) == 0 {
		return json.Marshal((*plain)(p))
	}
	members := make(map[string]any, len(p.extra)+5)
	maps.Copy(members, p.extra)
	members["type"], members["title"], members["status"], members["detail"] = p.Type, p.Title, p.Status, p.Detail
	if len(p.Errors) > 0 {
		members["errors"] = p.Errors
	}
	return json.Marshal(members)
}

// HandleError writes what Echo itself or a middleware refused, such as an
// unknown route, in the same form as what an operation returns. An answer that
// has already begun is left alone.
func HandleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	ctx := c.Request().Context()
	p := problemOf(ctx, err)
	for name, values := range p.header {
		for _, value := range values {
			c.Response().Header().Add(name, value)
		}
	}
	body, err := json.Marshal(p)
	if err == nil && c.Request().Method == http.MethodHead {
		err = c.NoContent(p.Status)
	} else if err == nil {
		err = c.Blob(p.Status, p.ContentType(""), body)
	}
	if err != nil {
		log(ctx, slog.LevelDebug, "answer lost", slog.Any("error", err))
	}
}

var statuses = map[fault.Kind]int{
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.Outdated:        http.StatusUpgradeRequired,
	fault.RateLimited:     http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

// problemOf converts err. What is no fault is logged here, once, and shown to
// the client only as "unavailable" or "internal".
func problemOf(ctx context.Context, err error) *Problem {
	var p *Problem
	if ready, ok := errors.AsType[*Problem](err); ok {
		p = ready
	} else if f, ok := errors.AsType[*fault.Error](err); ok {
		p = problemOfFault(f)
	} else if refused, ok := errors.AsType[*echo.HTTPError](err); ok {
		p = problemOfStatus(refused.Code)
	} else {
		p = problemOfOutage(ctx, err)
	}
	if carrier, ok := errors.AsType[huma.HeadersError](err); ok && carrier != huma.HeadersError(p) {
		for name, values := range carrier.GetHeaders() {
			for _, value := range values {
				p.header.Add(name, value)
			}
		}
	}
	return p
}

func newProblem(status int, code, detail string) *Problem {
	p := &Problem{
		Type:   problemType + code,
		Title:  http.StatusText(status),
		Status: status,
		Detail: detail,
		header: http.Header{},
	}
	if status == http.StatusUnauthorized {
		p.header.Set("WWW-Authenticate", "Bearer")
	}
	return p
}

func problemOfFault(f *fault.Error) *Problem {
	status, ok := statuses[f.Kind]
	if !ok {
		status = http.StatusInternalServerError
	}
	p := newProblem(status, f.Code, f.Detail)
	p.extra = f.Extra
	if f.Field != "" {
		p.Errors = []Violation{{Location: "body." + f.Field, Rule: f.Code, Message: f.Detail}}
	}
	if f.RetryAfter > 0 {
		p.header.Set("Retry-After", strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
	}
	return p
}

// problemOfStatus words what Echo and Huma refuse on their own.
func problemOfStatus(status int) *Problem {
	switch status {
	case http.StatusNotFound:
		return newProblem(status, "not-found", "There is nothing at this address.")
	case http.StatusMethodNotAllowed:
		return newProblem(status, "method-not-allowed", "This address does not take that method.")
	case http.StatusRequestEntityTooLarge:
		return newProblem(status, "body-too-large", "The request carries more than one request may.")
	case http.StatusUnsupportedMediaType:
		return newProblem(status, "media-type-unsupported", "The request's body has to be JSON.")
	case http.StatusRequestTimeout:
		return newProblem(status, "body-too-slow", "The request took too long to arrive.")
	}
	if status < http.StatusInternalServerError {
		code := strings.ReplaceAll(strings.ToLower(http.StatusText(status)), " ", "-")
		return newProblem(status, code, "The request cannot be understood.")
	}
	return newProblem(status, "internal", "Something went wrong on our side.")
}

// problemOfOutage tells an outage, after which the same request may succeed,
// from a mistake of ours.
func problemOfOutage(ctx context.Context, err error) *Problem {
	if errors.Is(err, context.Canceled) && errors.Is(ctx.Err(), context.Canceled) {
		return newProblem(statusClientGone, "client-gone", "The caller did not wait for the answer.")
	}
	log(ctx, slog.LevelError, "request failed", slog.Any("error", err))
	if passing(err) {
		return problemOfFault(errUnavailable)
	}
	return problemOfStatus(http.StatusInternalServerError)
}

// statusClientGone is what nginx logs when nobody is left to read the answer.
const statusClientGone = 499

var errUnavailable = fault.New(fault.Unavailable, "unavailable", "The server cannot answer right now.").After(retryUnavailable)

// passing reports whether err comes from a database or network that is away for
// a while. The classes are those of PostgreSQL's appendix A: connection
// exceptions, insufficient resources, operator intervention.
func passing(err error) bool {
	if coded, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err); ok {
		class := coded.SQLState()[:min(2, len(coded.SQLState()))]
		return class == "08" || class == "53" || class == "57"
	}
	// What pgx says of a connection that broke before anything was sent on it.
	if unsent, ok := errors.AsType[interface {
		error
		SafeToRetry() bool
	}](err); ok && unsent.SafeToRetry() {
		return true
	}
	_, network := errors.AsType[net.Error](err)
	return network || errors.Is(err, driver.ErrBadConn) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, io.ErrUnexpectedEOF)
}

// configureHuma sets what Huma keeps in package variables, once per process and
// before the first API exists: its own refusals become problems too, a field has
// one spelling ("Email" beside "email" would otherwise win over it), and lists
// are never null.
var configureHuma = sync.OnceFunc(func() {
	huma.ValidateStrictCasing = true
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return problemOfRefusal(context.Background(), status, message, errs)
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, message string, errs ...error) huma.StatusError {
		return problemOfRefusal(c.Context(), status, message, errs)
	}
})
