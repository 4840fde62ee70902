package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tend/internal/postgres/pgtest"
)

// operation is one line of the contract.
type operation struct {
	method, path string
	public       bool
	parameters   []parameter
	body         schema
}

type parameter struct {
	Name, In string
	Required bool
}

// schema is what a test needs to know of a JSON Schema.
type schema struct {
	Ref        string `json:"$ref"`
	Type       any
	Format     string
	Enum       []string
	Properties map[string]schema
	Items      *schema
}

// resolve follows references, which the contract has without circles.
func (s schema) resolve(all map[string]schema) schema {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return all[name].resolve(all)
	}
	resolved := s
	resolved.Properties = make(map[string]schema)
	for name, property := range s.Properties {
		resolved.Properties[name] = property.resolve(all)
	}
	if s.Items != nil {
		items := s.Items.resolve(all)
		resolved.Items = &items
	}
	return resolved
}

// with returns a value that fits, with text in the place of every free string
// and id in that of every id.
func (s schema) with(text, id string) any {
	switch {
	case s.Enum != nil:
		return s.Enum[0]
	case s.Format == "uuid":
		return id
	case s.Type == "string":
		return text
	case s.Type == "integer":
		return 1
	case s.Type == "array":
		return []any{s.Items.with(text, id)}
	case s.Type != "object":
		return nil
	}
	object := make(map[string]any)
	for name, property := range s.Properties {
		object[name] = property.with(text, id)
	}
	return object
}

// operations reads the contract, so that a route which is added is tried too.
func operations(t *testing.T) []operation {
	t.Helper()
	var out bytes.Buffer
	if err := writeOpenAPI(&out); err != nil {
		t.Fatal(err)
	}
	var contract struct {
		Paths map[string]map[string]struct {
			Security    []map[string][]string
			Parameters  []parameter
			RequestBody struct {
				Content map[string]struct{ Schema schema }
			}
		}
		Components struct{ Schemas map[string]schema }
	}
	if err := json.Unmarshal(out.Bytes(), &contract); err != nil {
		t.Fatal(err)
	}
	var list []operation
	for _, path := range slices.Sorted(maps.Keys(contract.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(contract.Paths[path])) {
			o := contract.Paths[path][method]
			body := o.RequestBody.Content["application/json"].Schema.resolve(contract.Components.Schemas)
			list = append(list, operation{strings.ToUpper(method), "/api/v1" + path, len(o.Security) == 0, o.Parameters, body})
		}
	}
	if len(list) < 20 {
		t.Fatalf("only %d operations", len(list))
	}
	return list
}

// lasts reports whether the answer goes on for ever.
func (o operation) lasts() bool { return strings.HasSuffix(o.path, "/events") }

// at returns the path with id in the place of every id that it or its query
// names.
func (o operation) at(id string) string {
	path, query := o.path, url.Values{}
	for _, p := range o.parameters {
		switch {
		case p.In == "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", id)
		case p.In == "query" && (p.Name == "space" || p.Name == "device" || p.Name == "id"):
			query.Set(p.Name, id)
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// B1, A-H2. Whatever route a stranger tries with whatever id of somebody else,
// nothing of hers comes back and nothing of hers changes.
func TestNoRouteOpensWhatBelongsToSomebodyElse(t *testing.T) {
	t.Parallel()
	h, _ := inProcess(t, "TEND_DATABASE_URL="+pgtest.URL(t), "TEND_OPEN_REGISTRATION=true")
	const secret = "Grace Brewster Murray Hopper"
	h.signUp(t)
	hers := h.contact(secret)
	h.want(t, http.StatusOK, http.MethodPost, "/api/v1/sync/push", hers)
	mutation := hers["mutations"].([]any)[0].(map[string]any) //nolint:errcheck // it was made a line above
	ids := []string{h.space, h.epoch, asText(hers["device"]), asText(mutation["id"]), asText(mutation["mid"]), h.session(t)}

	stranger := &house{url: h.url}
	stranger.take(t, stranger.want(t, http.StatusCreated, http.MethodPost, "/api/v1/auth/sign-up",
		map[string]string{"email": "eve@example.org", "password": "another long password", "deviceName": "hers"}))
	for _, o := range operations(t) {
		if o.public || o.lasts() || o.path == "/api/v1/auth/sessions" && o.method == http.MethodDelete {
			continue // they know no ids; the last one is tried at the end
		}
		for _, id := range ids {
			for _, body := range bodies(h, id, o.method) {
				status, answer := stranger.call(t, o.method, o.at(id), body)
				if status >= http.StatusInternalServerError {
					t.Errorf("%s %s = %d %s", o.method, o.at(id), status, answer)
				}
				if bytes.Contains(answer, []byte("Hopper")) || bytes.Contains(answer, []byte("ada@example.org")) {
					t.Errorf("%s %s tells of somebody else: %s", o.method, o.at(id), answer)
				}
			}
		}
	}
	stranger.call(t, http.MethodDelete, "/api/v1/auth/sessions", nil)

	if names := h.names(t); !slices.Equal(names, []string{secret}) {
		t.Errorf("what was hers is now %q", names)
	}
	answer := h.want(t, http.StatusOK, http.MethodGet, "/api/v1/spaces", nil)
	if n := bytes.Count(answer, []byte(`"role"`)); n != 1 || !bytes.Contains(answer, []byte(h.space)) {
		t.Errorf("her spaces are now %s", answer)
	}
}

// bodies are what a stranger may send: nothing, an object with the id under the
// usual names, and the two requests of sync.
func bodies(h *house, id, method string) []any {
	if method == http.MethodGet || method == http.MethodDelete {
		return []any{nil}
	}
	push := h.contact("Eve was here")
	push["mutations"].([]any)[0].(map[string]any)["id"] = id //nolint:errcheck // made in the same way each time
	return []any{
		map[string]any{"id": id, "space": id, "spaceId": id, "userId": id, "sessionId": id},
		push,
		map[string]any{"device": uuid.NewString(), "schema": 1, "cursors": []any{map[string]any{"space": h.space, "since": 0}}},
	}
}

// H2. Who is not signed in is told so on every route, and no more than that.
func TestEveryRouteAsksWhoIsThere(t *testing.T) {
	t.Parallel()
	h, _ := inProcess(t, "TEND_DATABASE_URL="+pgtest.URL(t))
	for _, o := range operations(t) {
		var body any
		if o.method != http.MethodGet && o.method != http.MethodDelete {
			body = map[string]any{}
		}
		status, answer := h.call(t, o.method, o.at(uuid.NewString()), body)
		if !o.public && status != http.StatusUnauthorized {
			t.Errorf("%s %s = %d %s, want 401", o.method, o.path, status, answer)
		}
		if status >= http.StatusInternalServerError {
			t.Errorf("%s %s = %d %s", o.method, o.path, status, answer)
		}
	}
}

// C7, C8, H2. No text breaks a route in the place of any text that it takes, and
// none is taken for a statement.
func TestNoRouteBreaksOnAnyText(t *testing.T) {
	t.Parallel()
	h, _ := inProcess(t, "TEND_DATABASE_URL="+pgtest.URL(t), "TEND_OPEN_REGISTRATION=true")
	h.signUp(t)
	for _, text := range []string{
		"", "\x00", "a\x00b", "\r\nSet-Cookie: a=b", "\u202egnp.exe", "e\u0301", "\ufffe", strings.Repeat("long ", 20_000),
		"'; drop table app_user; --", `\'; drop table app_user; --`, "%", "$1", "{{7*7}}", "__proto__", "../../etc/passwd",
	} {
		for _, o := range operations(t) {
			if o.lasts() || strings.HasSuffix(o.path, "/auth/sign-out") || o.path == "/api/v1/auth/sessions" && o.method == http.MethodDelete {
				continue
			}
			var body any
			if o.method != http.MethodGet && o.method != http.MethodDelete {
				body = o.body.with(text, h.space)
			}
			if status, answer := h.call(t, o.method, o.at(h.space), body); status >= http.StatusInternalServerError {
				t.Errorf("%s %s with %.30q = %d %s", o.method, o.path, text, status, answer)
			}
			if o.parameters != nil {
				if status, answer := h.call(t, o.method, o.at(url.PathEscape(text)), body); status >= http.StatusInternalServerError {
					t.Errorf("%s %s at %.30q = %d %s", o.method, o.path, text, status, answer)
				}
			}
		}
	}
	h.signIn(t) // the table of users is there
}

// session returns the id of the session of h.
func (h *house) session(t *testing.T) string {
	t.Helper()
	var list []struct{ ID string }
	if err := json.Unmarshal(h.want(t, http.StatusOK, http.MethodGet, "/api/v1/auth/sessions", nil), &list); err != nil || len(list) != 1 {
		t.Fatalf("%d sessions: %v", len(list), err)
	}
	return list[0].ID
}

func asText(v any) string {
	s, _ := v.(string)
	return s
}
