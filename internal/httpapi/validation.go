package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tend/internal/fault"
)

// What a problem repeats of a hostile request is bounded.
const (
	maxViolations = 20
	maxLocation   = 200 // bytes
)

// unreadable is what Huma says, with the status of a mistake of ours, when a
// body is cut short or is no gzip.
const unreadable = "cannot read request body"

// problemOfRefusal converts what Huma found wrong with a request.
func problemOfRefusal(ctx context.Context, status int, message string, errs []error) *Problem {
	for _, err := range errs {
		if f, ok := errors.AsType[*fault.Error](err); ok { // from reading the body
			return problemOfFault(f)
		}
	}
	switch {
	case message == unreadable:
		return newProblem(http.StatusBadRequest, "body-unreadable", "The request's body did not arrive in whole.")
	case status == http.StatusBadRequest && len(errs) == 0:
		p := newProblem(status, "body-missing", "The request lacks its body.")
		p.Errors = []Violation{{Location: "body", Rule: "required", Message: message}}
		return p
	case status == http.StatusBadRequest:
		p := newProblem(status, "body-malformed", "The request's body is not valid JSON.")
		p.Errors = violations(errs)
		return p
	case status == http.StatusUnprocessableEntity:
		p := newProblem(status, "validation-failed", "The request does not fit the contract.")
		p.Errors = violations(errs)
		if len(p.Errors) > 0 {
			p.Detail = fmt.Sprintf("The request does not fit the contract: %s: %s.", p.Errors[0].Location, p.Errors[0].Message)
		}
		return p
	case status >= http.StatusInternalServerError:
		log(ctx, slog.LevelError, "request failed", slog.String("message", message), slog.Any("error", errors.Join(errs...)))
	}
	return problemOfStatus(status)
}

func violations(errs []error) []Violation {
	out := make([]Violation, 0, min(len(errs), maxViolations))
	for _, err := range errs {
		if len(out) == maxViolations {
			break
		}
		detailed, ok := err.(huma.ErrorDetailer)
		if !ok || err == nil {
			continue
		}
		d := detailed.ErrorDetail()
		v := Violation{Location: d.Location, Rule: ruleOf(d.Message), Message: d.Message}
		if name, ok := missing(d.Message); ok {
			v.Location += "." + name
		}
		v.Location = clip(v.Location, maxLocation)
		v.Message = clip(v.Message, maxLocation)
		out = append(out, v)
	}
	return out
}

// rules names what Huma says only in words. The first match counts.
var rules = []struct{ message, rule string }{
	{"expected required property", "required"},
	{"required ", "required"},
	{"unexpected property", "unknown"},
	{"expected length >=", "too-short"},
	{"expected length <=", "too-long"},
	{"expected array length >=", "too-few"},
	{"expected array length <=", "too-many"},
	{"expected number >", "too-small"},
	{"expected number <", "too-large"},
	{"expected value to be one of", "not-one-of"},
	{"expected string to be", "format"},
	{"expected string to match", "format"},
	{"expected ", "type"},
	{"invalid character", "syntax"},
	{"unexpected end of JSON", "syntax"},
}

func ruleOf(message string) string {
	for _, r := range rules {
		if strings.HasPrefix(message, r.message) {
			return r.rule
		}
	}
	return "invalid"
}

// missing returns the property that a "required" message names; Huma puts the
// object that lacks it into the location.
func missing(message string) (string, bool) {
	rest, ok := strings.CutPrefix(message, "expected required property ")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(rest, " to be present")
}

// clip shortens s to at most n bytes without cutting a character in two.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
