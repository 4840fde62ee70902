package sync_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"tend/internal/fault"
	"tend/internal/httpapi"
	"tend/internal/sync"
)

// edge is the API over real connections. A token is the id of its user.
type edge struct {
	*httptest.Server
	hub *sync.Hub
}

func newEdge(t testing.TB, p place, opts sync.HubOptions, configure ...func(*httptest.Server)) edge {
	t.Helper()
	hub := sync.NewHub(p.db, opts)
	e := httpapi.NewEcho(httpapi.EdgeConfig{Log: slog.New(slog.DiscardHandler)})
	api := httpapi.New(e, "1")
	httpapi.Authenticate(api, func(_ context.Context, token string) (httpapi.Identity, error) {
		id, err := uuid.Parse(token)
		if err != nil {
			return httpapi.Identity{}, fault.New(fault.Unauthenticated, "session-invalid", "Sign in again.")
		}
		return httpapi.Identity{UserID: id, SessionID: id}, nil
	})
	sync.Register(api, p.service, hub)
	server := httptest.NewUnstartedServer(e)
	for _, f := range configure {
		f(server)
	}
	server.Start()
	t.Cleanup(func() {
		hub.Close()
		server.Close()
	})
	return edge{server, hub}
}

// call sends a request of a user, with headers as pairs, and returns the answer
// as it came over the wire.
func (e edge) call(t testing.TB, user uuid.UUID, method, path string, body io.Reader, headers ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, e.URL+httpapi.Prefix+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+user.String())
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept-Encoding", "identity")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func read(t testing.TB, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// pushBody returns the JSON of a batch with one note.
func (d *device) pushBody(body string) string {
	d.seq++
	return fmt.Sprintf(`{"space":"%s","device":"%s","epoch":"%s","schema":1,"mutations":[%s]}`, d.space, d.id, d.epoch,
		sent(d.seq, fmt.Sprintf(`,"text":{"body":{"value":%q}}`, body)))
}

func (d *device) pullBody(since int64) string {
	return fmt.Sprintf(`{"device":"%s","schema":1,"cursors":[{"space":"%s","epoch":"%s","since":%d}]}`, d.id, d.space, d.epoch, since)
}

func TestPushOverHTTPTakesGzipAndSaysWhatBecameOfEachMutation(t *testing.T) {
	t.Parallel()
	phone := setup(t).device()
	e := newEdge(t, phone.place, sync.HubOptions{})
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = io.WriteString(z, phone.pushBody("Lunch"))
	_ = z.Close()

	res := e.call(t, phone.user, http.MethodPost, "/sync/push", &packed, "Content-Encoding", "gzip")
	var got map[string]any
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v", res.StatusCode, err)
	}
	now, err := time.Parse(time.RFC3339Nano, fmt.Sprint(got["now"]))
	if err != nil || time.Since(now).Abs() > time.Minute {
		t.Errorf("now = %v", got["now"])
	}
	delete(got, "now")
	want := map[string]any{
		"acks":    []any{map[string]any{"seq": 1.0, "version": 1.0, "status": "ok"}},
		"lastSeq": 1.0, "head": 1.0, "safe": 0.0, "epoch": phone.epoch.String(),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
}

func TestProblemsTellTheClientWhatToDoNext(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	e := newEdge(t, p, sync.HubOptions{})
	phone.push(t, phone.note(newID(), 0, "x"))
	good := phone.pushBody("y")
	stranger := newUser(t, p.db)
	tests := []struct {
		name   string
		user   uuid.UUID
		body   string
		status int
		code   string
		extra  map[string]any
		field  string
	}{
		{"not a member", stranger, good, 403, "not-a-member", nil, ""},
		{"another epoch", p.user, strings.Replace(good, p.epoch.String(), anEpoch, 1), 409, "epoch-changed", map[string]any{"epoch": p.epoch.String()}, ""},
		{"a gap", p.user, strings.Replace(good, `"seq":2`, `"seq":5`, 1), 409, "seq-gap", map[string]any{"expected": 2.0}, ""},
		{"a copy", p.user, strings.Replace(good, `"seq":2`, `"seq":1`, 1), 409, "device-forked", nil, ""},
		{"too large", p.user, strings.Replace(good, `"y"`, `"`+strings.Repeat("y", sync.MaxBatchBytes)+`"`, 1), 413, "batch-too-large", nil, ""},
		{"a bad member", p.user, strings.Replace(good, `"schema":1`, `"schema":"one"`, 1), 422, "member-malformed", nil, "body.schema"},
	}
	for _, tt := range tests {
		res := e.call(t, tt.user, http.MethodPost, "/sync/push", strings.NewReader(tt.body))
		var got struct {
			Type, Detail string
			Errors       []struct{ Location string }
		}
		var all map[string]any
		text := read(t, res.Body)
		if json.Unmarshal([]byte(text), &got) != nil || json.Unmarshal([]byte(text), &all) != nil {
			t.Fatalf("%s: %s", tt.name, text)
		}
		if res.StatusCode != tt.status || got.Type != "urn:tend:problem:"+tt.code || got.Detail == "" {
			t.Errorf("%s: %d %s", tt.name, res.StatusCode, text)
		}
		for name, want := range tt.extra {
			if all[name] != want {
				t.Errorf("%s: %s = %v, want %v", tt.name, name, all[name], want)
			}
		}
		if tt.field != "" && (len(got.Errors) != 1 || got.Errors[0].Location != tt.field) {
			t.Errorf("%s: errors = %v, want one at %s", tt.name, got.Errors, tt.field)
		}
	}
	res := e.call(t, p.user, http.MethodPost, "/sync/pull", strings.NewReader(phone.pullBody(-1)))
	if text := read(t, res.Body); res.StatusCode != 422 || !strings.Contains(text, "body.cursors[0].since") {
		t.Errorf("a negative cursor: %d %s", res.StatusCode, text)
	}
}

// I11.
func TestNothingOfASpaceReachesANonMember(t *testing.T) {
	t.Parallel()
	p := setup(t)
	phone := p.device()
	e := newEdge(t, p, sync.HubOptions{})
	phone.push(t, phone.contact(newID(), 0, "fullName", "Secret Ada"))
	stranger := newUser(t, p.db)
	want := fmt.Sprintf(`{"space":"%s","reset":"left"}`+"\n", p.space)

	post := e.call(t, stranger, http.MethodPost, "/sync/pull", strings.NewReader(phone.pullBody(0)))
	if got := read(t, post.Body); got != want {
		t.Errorf("POST: %s", got)
	}
	get := e.call(t, stranger, http.MethodGet, "/sync/pull?space="+p.space.String(), nil)
	if got := read(t, get.Body); got != want || get.Header.Get("ETag") != "" {
		t.Errorf("GET: %s, ETag %s", got, get.Header.Get("ETag"))
	}
	for _, route := range []string{"POST /sync/push", "POST /sync/pull", "GET /sync/pull?space=" + p.space.String(), "GET /sync/events"} {
		method, path, _ := strings.Cut(route, " ")
		res := e.call(t, stranger, method, path, strings.NewReader("{}"), "Authorization", "Bearer nobody")
		if res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s without a session: %d", route, res.StatusCode)
		}
	}
}

func TestPagesArePackedAsTheDeviceLikesThem(t *testing.T) {
	t.Parallel()
	phone := setup(t).device()
	e := newEdge(t, phone.place, sync.HubOptions{})
	phone.push(t, phone.note(newID(), 0, "short"))
	small := e.call(t, phone.user, http.MethodPost, "/sync/pull", strings.NewReader(phone.pullBody(0)), "Accept-Encoding", "gzip, zstd")
	if got := small.Header.Get("Content-Encoding"); got != "" || small.Header.Get("Content-Type") != "application/x-ndjson" {
		t.Errorf("a small page came as %q", got)
	}
	var batch []sync.Mutation
	for range 400 {
		batch = append(batch, phone.note(newID(), 0, strings.Repeat("a longer note ", 50)))
	}
	phone.push(t, batch...)
	for accept, want := range map[string]string{
		"identity": "", "": "", "br": "", "gzip": "gzip", "gzip, deflate, br, zstd": "zstd", "GZIP;q=0.5": "gzip",
		"zstd;q=0, gzip;q=1.0": "gzip", "gzip;q=0": "",
	} {
		res := e.call(t, phone.user, http.MethodPost, "/sync/pull", strings.NewReader(phone.pullBody(0)), "Accept-Encoding", accept)
		if got := res.Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: Content-Encoding %q, want %q", accept, got, want)
		}
		page, err := readPage(unpack(t, res))
		if err != nil || len(page.blocks[0].records) != 401 {
			t.Errorf("Accept-Encoding %q: %v", accept, err)
		}
	}
}

func unpack(t *testing.T, res *http.Response) io.Reader {
	t.Helper()
	switch res.Header.Get("Content-Encoding") {
	case "gzip":
		r, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r
	case "zstd":
		r, err := zstd.NewReader(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(r.Close)
		return r
	}
	return res.Body
}

func TestNothingNewIsAnsweredWithoutABody(t *testing.T) {
	t.Parallel()
	phone := setup(t).device()
	e := newEdge(t, phone.place, sync.HubOptions{})
	phone.push(t, phone.note(newID(), 0, "x"))
	path := fmt.Sprintf("/sync/pull?space=%s&since=", phone.space)

	if res := e.call(t, phone.user, http.MethodPost, "/sync/pull", strings.NewReader(phone.pullBody(1))); res.StatusCode != 204 {
		t.Errorf("POST: %d", res.StatusCode)
	}
	res := e.call(t, phone.user, http.MethodGet, path+"1", nil)
	etag := fmt.Sprintf(`"%s:1"`, phone.epoch)
	if res.StatusCode != 204 || res.Header.Get("ETag") != etag {
		t.Errorf("GET: %d, ETag %s", res.StatusCode, res.Header.Get("ETag"))
	}
	if res = e.call(t, phone.user, http.MethodGet, path+"1", nil, "If-None-Match", etag); res.StatusCode != 304 {
		t.Errorf("GET with the ETag: %d", res.StatusCode)
	}
	phone.push(t, phone.note(newID(), 0, "y"))
	res = e.call(t, phone.user, http.MethodGet, path+"1", nil, "If-None-Match", etag)
	if page, err := readPage(res.Body); err != nil || len(page.blocks[0].records) != 1 {
		t.Errorf("GET with an old ETag: %d, %v", res.StatusCode, err)
	}
}

func TestTheContractNamesWhatIsRead(t *testing.T) {
	t.Parallel()
	e := httpapi.NewEcho(httpapi.EdgeConfig{Log: slog.New(slog.DiscardHandler)})
	api := httpapi.New(e, "1")
	sync.Register(api, nil, nil) // as for printing the contract
	text, err := api.OpenAPI().MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]any
				Required   []string
			}
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"PushRequest":  {"device", "epoch", "mutations", "schema", "space"},
		"PushMutation": {"base", "collection", "epoch", "fields", "id", "mid", "op", "seq", "stamp", "text"},
		"PullRequest":  {"cursors", "device", "maxBytes", "schema"},
		"PullCursor":   {"after", "epoch", "floor", "phase", "since", "space"},
	} {
		var got []string
		for property := range doc.Components.Schemas[name].Properties {
			got = append(got, property)
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	// Each required member is missed by the decoder too.
	batch := map[string]any{"space": aSpace, "device": aDevice, "epoch": anEpoch, "schema": 1, "mutations": []any{}}
	for _, name := range doc.Components.Schemas["PushRequest"].Required {
		value := batch[name]
		delete(batch, name)
		body, _ := json.Marshal(batch)
		if _, err := sync.DecodeBatch(body); codeOf(err) != "member-missing" {
			t.Errorf("without %s: %v", name, err)
		}
		batch[name] = value
	}
	body, _ := json.Marshal(batch)
	if _, err := sync.DecodeBatch(body); err != nil {
		t.Errorf("a whole batch: %v", err)
	}
}
