package push_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/push"
)

// house is a database with users, and push upon it.
type house struct {
	t       testing.TB
	db      *postgres.DB
	keys    push.Keys
	service *push.Service
	log     *buffer
}

func newHouse(tb testing.TB) *house {
	tb.Helper()
	return newHouseOn(tb, pgtest.URL(tb))
}

// newHouseOn returns a house on the database at url.
func newHouseOn(tb testing.TB, url string) *house {
	tb.Helper()
	db, err := postgres.Open(tb.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	h := &house{t: tb, db: db, keys: newKeys(tb), log: &buffer{}}
	h.service = push.NewService(h.db, push.Options{
		Keys:      h.keys,
		Policy:    push.NewLoopbackPolicy(),
		PublicURL: "https://tend.example.org/",
		Log:       slog.New(slog.NewJSONHandler(h.log, nil)),
	})
	return h
}

// user signs up a user and signs them in.
func (h *house) user() (userID, sessionID uuid.UUID) {
	h.t.Helper()
	userID, sessionID = uuid.New(), uuid.New()
	h.exec(`insert into app_user (user_id, email, password_hash) values ($1, $2, '')`, userID, userID.String()+"@example.org")
	h.session(userID, sessionID)
	return userID, sessionID
}

func (h *house) session(userID, sessionID uuid.UUID) {
	h.t.Helper()
	h.exec(`insert into session (session_id, user_id, device_name, seed, expires_at) values ($1, $2, '', '', now() + interval '1 day')`, sessionID, userID)
}

func (h *house) exec(sql string, args ...any) {
	h.t.Helper()
	if _, err := h.db.Conn().Exec(context.Background(), sql, args...); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) count(sql string, args ...any) (n int) {
	h.t.Helper()
	if err := h.db.Conn().QueryRow(context.Background(), sql, args...).Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}

// subscribe subscribes a new device of the user at a path of the push service.
func (h *house) subscribe(userID, sessionID uuid.UUID, endpoint string) (*device, push.Subscription) {
	h.t.Helper()
	d := newDevice(h.t)
	sub, err := h.service.Subscribe(context.Background(), userID, sessionID, d.registration(endpoint))
	if err != nil {
		h.t.Fatal(err)
	}
	return d, sub
}

// tell writes a notification about a new subject to the outbox.
func (h *house) tell(userID uuid.UUID, ttl time.Duration) push.Subject {
	h.t.Helper()
	subject := push.Subject{Kind: push.KindReminder, SpaceID: uuid.New(), SubjectID: uuid.New(), Occurrence: "2026-11-21T09:00"}
	h.notify(push.Notification{UserIDs: []uuid.UUID{userID}, Subject: subject, DueAt: time.Now(), ExpiresAt: time.Now().Add(ttl)})
	return subject
}

func (h *house) notify(ns ...push.Notification) {
	h.t.Helper()
	err := h.db.InTx(context.Background(), func(tx *postgres.DB) error {
		return h.service.Notify(context.Background(), tx, ns)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// run starts a sender for as long as the test runs.
func (h *house) run(source push.Source) *push.Sender {
	h.t.Helper()
	s, stop := h.start(source)
	h.t.Cleanup(stop)
	return s
}

// start starts a sender; stop returns when what it had under way is done.
func (h *house) start(source push.Source) (s *push.Sender, stop func()) {
	h.t.Helper()
	s = push.NewSender(h.service, source, push.SenderOptions{Chance: func() float64 { return 0 }})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	return s, func() {
		cancel()
		if err := <-ended; err != nil {
			h.t.Errorf("Run = %v", err)
		}
	}
}

// until waits until the query counts n.
func (h *house) until(n int, sql string, args ...any) {
	h.t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for deadline := time.Now().Add(20 * time.Second); h.count(sql, args...) != n; <-look.C {
		if time.Now().After(deadline) {
			h.t.Fatalf("%s never counted %d, but %d", sql, n, h.count(sql, args...))
		}
	}
}

// source words every subject, or what its function says.
type source func(userID uuid.UUID, subject push.Subject) (push.Message, bool)

func (s source) Message(_ context.Context, userID uuid.UUID, subject push.Subject) (push.Message, bool, error) {
	m, ok := s(userID, subject)
	return m, ok, nil
}

func always(uuid.UUID, push.Subject) (push.Message, bool) {
	return push.Message{Title: "1 reminder is due", Body: "Due at 09:00", Path: "/reminders", Tag: "t"}, true
}

// shown is what the service worker reads.
type shown struct {
	WebPush      int `json:"web_push"`
	Notification struct {
		Title, Body, Navigate, Lang, Dir, Tag string
		Data                                  map[string]string
		Actions                               []struct{ Action, Title, Navigate string }
		AppBadge                              string `json:"app_badge"`
	}
	AppBadge int `json:"app_badge"`
}

func (d *device) read(tb testing.TB, body []byte) shown {
	tb.Helper()
	plain, err := d.decrypt(body)
	if err != nil {
		tb.Fatalf("decrypt: %v", err)
	}
	var s shown
	if err := json.Unmarshal(plain, &s); err != nil {
		tb.Fatalf("read %q: %v", plain, err)
	}
	return s
}

// buffer is a log that several goroutines write to.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func await[T any](tb testing.TB, ch <-chan T) T {
	tb.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(15 * time.Second):
		tb.Fatal("nothing came in fifteen seconds")
		panic("unreachable")
	}
}
