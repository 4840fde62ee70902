package account_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"tend/internal/account"
	"tend/internal/httpapi"
	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/secret"
	"tend/internal/space"
)

const (
	ada      = "ada@example.org"
	password = "engine of many wheels"
	origin   = "http://127.0.0.1:8080"
)

// cheap keeps tests fast. What ships is tested where it matters.
var cheap = account.HashParams{MemoryKiB: 64, Time: 1, Threads: 1}

// clock is a clock that tests set.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// lockedBuffer collects a log.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// house is a server with users and spaces on a database of its own.
type house struct {
	*account.Service
	db    *postgres.DB
	clock *clock
	log   *lockedBuffer
	api   huma.API
	http  http.Handler
}

// newHouse opens a house. change may adjust the options, and may be nil.
func newHouse(t *testing.T, change func(*account.Options)) *house {
	t.Helper()
	return openHouse(t, pgtest.New(t), &clock{at: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}, change)
}

// openHouse opens another server process on the same database.
func openHouse(t *testing.T, db *postgres.DB, c *clock, change func(*account.Options)) *house {
	t.Helper()
	h := &house{db: db, clock: c, log: &lockedBuffer{}}
	logger := slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	spaces := space.NewService(db)
	opts := account.Options{
		Secrets: secret.NewStore(db), Spaces: spaces, Log: logger, Hash: cheap, Now: c.now,
	}
	if change != nil {
		change(&opts)
	}
	service, err := account.NewService(t.Context(), db, opts)
	if err != nil {
		t.Fatal(err)
	}
	e := httpapi.NewEcho(httpapi.EdgeConfig{Log: logger})
	h.Service, h.http, h.api = service, e, httpapi.New(e, "1")
	httpapi.Authenticate(h.api, func(ctx context.Context, token string) (httpapi.Identity, error) {
		userID, sessionID, err := service.Verify(ctx, token)
		return httpapi.Identity{UserID: userID, SessionID: sessionID}, err
	})
	account.Register(h.api, service)
	space.Register(h.api, spaces)
	return h
}

func open(o *account.Options) { o.OpenRegistration = true }

// grant is what signing in answers.
type grant struct {
	AccessToken string    `json:"accessToken"`
	ExpiresAt   time.Time `json:"expiresAt"`
	User        struct {
		ID    uuid.UUID `json:"id"`
		Email string    `json:"email"`
	} `json:"user"`
	Space struct {
		ID    uuid.UUID `json:"id"`
		Epoch uuid.UUID `json:"epoch"`
	} `json:"space"`
}

// device is one browser profile.
type device struct {
	t      *testing.T
	house  *house
	grant  grant
	cookie *http.Cookie
}

func (h *house) device(t *testing.T) *device { return &device{t: t, house: h} }

// send sends a request as a page of the server's own origin does.
func (d *device) send(method, path string, body any, headers ...string) *http.Response {
	d.t.Helper()
	var r io.Reader = http.NoBody
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			d.t.Fatal(err)
		}
		r = bytes.NewReader(b)
	}
	req := httptest.NewRequestWithContext(d.t.Context(), method, origin+httpapi.Prefix+path, r)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if d.grant.AccessToken != "" {
		req.Header.Set("Authorization", "Bearer "+d.grant.AccessToken)
	}
	if d.cookie != nil {
		req.AddCookie(d.cookie)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
	}
	rec := httptest.NewRecorder()
	d.house.http.ServeHTTP(rec, req)
	return rec.Result()
}

// keep remembers what an answer grants.
func (d *device) keep(res *http.Response, status int) {
	d.t.Helper()
	if res.StatusCode != status {
		d.t.Fatalf("status = %d, want %d: %s", res.StatusCode, status, read(d.t, res))
	}
	if err := json.NewDecoder(res.Body).Decode(&d.grant); err != nil {
		d.t.Fatal(err)
	}
	if len(res.Cookies()) != 1 {
		d.t.Fatalf("cookies = %v", res.Cookies())
	}
	d.cookie = res.Cookies()[0]
}

func credentials(email, password string) map[string]string {
	return map[string]string{"email": email, "password": password, "deviceName": "Firefox on Linux"}
}

func (d *device) signUp(email string) *device {
	d.t.Helper()
	d.keep(d.send(http.MethodPost, "/auth/sign-up", credentials(email, password)), http.StatusCreated)
	return d
}

func (d *device) signIn(email string) *device {
	d.t.Helper()
	d.keep(d.send(http.MethodPost, "/auth/sign-in", credentials(email, password)), http.StatusOK)
	return d
}

func (d *device) refresh() *http.Response {
	d.t.Helper()
	return d.send(http.MethodPost, "/auth/refresh", nil)
}

// copy is another tab of the same profile, or a thief with its cookie.
func (d *device) copy() *device {
	c := *d
	return &c
}

// works reports whether the device's access token is accepted.
func (d *device) works() bool {
	d.t.Helper()
	return d.send(http.MethodGet, "/auth/sessions", nil).StatusCode == http.StatusOK
}

type sessionView struct {
	ID         uuid.UUID
	DeviceName string
	CreatedAt  time.Time
	UsedAt     time.Time
	Current    bool
}

func (d *device) sessions() []sessionView {
	d.t.Helper()
	var list []sessionView
	if err := json.NewDecoder(d.send(http.MethodGet, "/auth/sessions", nil).Body).Decode(&list); err != nil {
		d.t.Fatal(err)
	}
	return list
}

func read(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// wantProblem fails the test unless the answer is this problem.
func wantProblem(t *testing.T, res *http.Response, status int, code string) {
	t.Helper()
	body := read(t, res)
	if res.StatusCode != status || !strings.Contains(body, `"urn:tend:problem:`+code+`"`) {
		t.Fatalf("answer = %d %s, want %d %s", res.StatusCode, body, status, code)
	}
}
