package push_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"tend/internal/account"
	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/push"
	"tend/internal/reminder"
	"tend/internal/secret"
	"tend/internal/space"
)

// Reminders and push as a server joins them, on a database of many users.

// toOutbox hands what is due to the outbox.
type toOutbox struct{ service *push.Service }

func (t toOutbox) Notify(ctx context.Context, tx *postgres.DB, due []reminder.Notification) error {
	out := make([]push.Notification, len(due))
	for i, n := range due {
		out[i] = push.Notification{
			UserIDs: n.UserIDs, DueAt: n.DueAt, ExpiresAt: n.ExpiresAt,
			Subject: push.Subject{Kind: push.Kind(n.Kind), SpaceID: n.SpaceID, SubjectID: n.SubjectID, Occurrence: n.Occurrence},
		}
	}
	return t.service.Notify(ctx, tx, out)
}

// fromNotices words reminders.
type fromNotices struct{ *reminder.Notices }

func (f fromNotices) Message(ctx context.Context, user uuid.UUID, s push.Subject) (push.Message, bool, error) {
	n, ok, err := f.Reminder(ctx, user, s.SpaceID, s.SubjectID, s.Occurrence)
	return push.Message{Title: n.Title, Body: n.Body, Path: n.Path, Tag: n.Tag, Badge: n.Open}, ok, err
}

// serve runs what a server does about reminders, until ctx ends.
func serve(ctx context.Context, db *postgres.DB, opts push.SenderOptions) error {
	keys, err := push.LoadKeys(ctx, &memory{})
	if err != nil {
		return err
	}
	service := push.NewService(db, push.Options{Keys: keys, Policy: push.NewLoopbackPolicy(), Log: slog.New(slog.DiscardHandler)})
	sender := push.NewSender(service, fromNotices{reminder.NewNotices(db)}, opts)
	scheduler := reminder.NewScheduler(db, toOutbox{service}, reminder.SchedulerOptions{
		MaxSleep: time.Second, Fired: func([]reminder.Notification) { sender.Wake() },
	})
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return sender.Run(ctx) })
	g.Go(func() error { return scheduler.Run(ctx) })
	return g.Wait()
}

// crowd makes users with a space, a device at the endpoint and as many reminders
// each, which come due one after the other within so many seconds.
func (h *house) crowd(users, reminders int, seconds float64, endpoint string) {
	h.t.Helper()
	d := newDevice(h.t)
	err := h.db.InTx(context.Background(), func(tx *postgres.DB) error {
		statements := []struct {
			sql  string
			args []any
		}{
			{`create temporary table who on commit drop as
				select gen_random_uuid() as user_id, gen_random_uuid() as space_id, gen_random_uuid() as session_id, n
				from generate_series(1, $1::int) n`, []any{users}},
			{`insert into app_user (user_id, email, password_hash) select user_id, user_id || '@example.org', '' from who`, nil},
			{`insert into session (session_id, user_id, device_name, seed, expires_at)
				select session_id, user_id, '', '', now() + interval '1 day' from who`, nil},
			{`insert into space (space_id, kind, name, personal_of, epoch) select space_id, 'personal', '', user_id, gen_random_uuid() from who`, nil},
			{`insert into member (space_id, user_id, role) select space_id, user_id, 'owner' from who`, nil},
			{
				`insert into push_subscription (subscription_id, user_id, session_id, endpoint, endpoint_hash, p256dh, auth, device_name)
				select gen_random_uuid(), user_id, session_id, $1::text || '/' || n, sha256(convert_to($1::text || '/' || n, 'utf8')), $2, $3, '' from who`,
				[]any{endpoint, d.key.PublicKey().Bytes(), d.auth},
			},
			// The rule knows minutes alone; within them they come one after the other.
			{
				`insert into reminder_due (space_id, id, state, occurrence, due_at, zone, open, notify, title, rule)
				select space_id, gen_random_uuid(), 'waiting', at, now() + make_interval(secs => random() * $2::float8), 'UTC', false, true,
					'Call Ana', jsonb_build_object('at', at, 'zone', 'UTC')
				from who, generate_series(1, $1::int), (select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI') as at) minute`,
				[]any{reminders, seconds},
			},
			{`analyze`, nil},
		}
		for _, st := range statements {
			if _, err := tx.Conn().Exec(context.Background(), st.sql, st.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// countingService is a push service that takes everything and counts.
type countingService struct {
	*httptest.Server
	mu     sync.Mutex
	topics map[string]int
}

func newCountingService(tb testing.TB) *countingService {
	tb.Helper()
	s := &countingService{topics: map[string]int{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return // the sender was killed
		}
		s.mu.Lock()
		s.topics[r.Header.Get("Topic")]++
		s.mu.Unlock()
		w.WriteHeader(http.StatusCreated)
	}))
	tb.Cleanup(s.Close)
	return s
}

// totals says how many messages came, about how many things.
func (s *countingService) totals() (messages, topics int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.topics {
		messages += n
	}
	return messages, len(s.topics)
}

// G9 in small: a crowd comes due at once, every message goes out once, and
// people sign in meanwhile. `make bench-push` has it in full.
func TestACrowdThatComesDueAtOnceIsToldOnce(t *testing.T) {
	t.Parallel()
	report := flood(t, 50, 40)
	if report.arrived != 2000 || report.topics != 2000 {
		t.Errorf("%d messages about %d things arrived", report.arrived, report.topics)
	}
	t.Logf("%v", report)
}

// A flood leaves room for people who are at the app.
func TestAFloodIsSentAtAPace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newCountingService(t)
	user, session := h.user()
	h.subscribe(user, session, service.URL)
	ns := make([]push.Notification, 700)
	for i := range ns {
		subject := push.Subject{Kind: push.KindReminder, SpaceID: uuid.New(), SubjectID: uuid.New(), Occurrence: "2026-11-21"}
		ns[i] = push.Notification{UserIDs: []uuid.UUID{user}, Subject: subject, DueAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}
	}
	h.notify(ns...)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	began := time.Now()
	go func() { ended <- push.NewSender(h.service, source(always), push.SenderOptions{PerSecond: 50}).Run(ctx) }()
	h.until(len(ns), `select count(*) from push_delivery where state = 'sent'`)
	if took := time.Since(began); took < 3*time.Second {
		t.Errorf("%d messages took %v", len(ns), took)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// BenchmarkFlood is G9: 100,000 reminders of 1,000 users, all due at once.
func BenchmarkFlood(b *testing.B) {
	for name, each := range map[string]int{"10k": 10, "100k": 100} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				const users = 1000
				report := flood(b, users, each)
				if report.topics != users*each {
					b.Errorf("%d of %d arrived", report.topics, users*each)
				}
				b.ReportMetric(float64(report.arrived)/report.took.Seconds(), "messages/s")
				b.ReportMetric(float64(report.quiet[len(report.quiet)/2].Milliseconds()), "sign-in-ms-quiet-p50")
				b.ReportMetric(float64(report.signIns[len(report.signIns)/2].Milliseconds()), "sign-in-ms-p50")
				b.ReportMetric(float64(report.signIns[len(report.signIns)*99/100].Milliseconds()), "sign-in-ms-p99")
				b.ReportMetric(float64(report.signIns[len(report.signIns)-1].Milliseconds()), "sign-in-ms-max")
			}
		})
	}
}

type floodReport struct {
	arrived, topics int
	took            time.Duration
	quiet, signIns  []time.Duration // of sign-ins before and meanwhile, sorted
}

func (r floodReport) String() string {
	return fmt.Sprintf("%d messages in %v; %d sign-ins, the slowest %v", r.arrived, r.took.Round(time.Millisecond), len(r.signIns), r.signIns[len(r.signIns)-1].Round(time.Millisecond))
}

// flood lets one server work off reminders of so many users that are all due,
// while somebody signs in again and again.
func flood(tb testing.TB, users, reminders int) (report floodReport) {
	tb.Helper()
	url := pgtest.URL(tb)
	h := newHouseOn(tb, url)
	service := newCountingService(tb)
	h.crowd(users, reminders, 0, service.URL)

	accounts, err := account.NewService(tb.Context(), h.db, account.Options{
		Secrets: secret.NewStore(h.db), Spaces: space.NewService(h.db), OpenRegistration: true, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		tb.Fatal(err)
	}
	ada := account.Credentials{Email: "ada@example.org", Password: "correct horse battery staple"}
	if _, err := accounts.SignUp(tb.Context(), ada); err != nil {
		tb.Fatal(err)
	}

	signIn := func() time.Duration {
		start := time.Now()
		if _, err := accounts.SignIn(tb.Context(), ada); err != nil {
			tb.Fatal(err)
		}
		return time.Since(start)
	}
	for range 5 {
		report.quiet = append(report.quiet, signIn())
	}

	ctx, stop := context.WithCancel(tb.Context())
	ended := make(chan error, 1)
	began := time.Now()
	go func() { ended <- serve(ctx, h.db, push.SenderOptions{}) }()
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for n := 0; h.count(`select count(*) from push_delivery where state = 'sent'`) < users*reminders; n++ {
		if time.Since(began) > 10*time.Minute {
			tb.Fatal("not done after ten minutes")
		}
		if n%10 == 0 {
			report.signIns = append(report.signIns, signIn())
		}
		<-look.C
	}
	report.took = time.Since(began)
	stop()
	if err := <-ended; err != nil {
		tb.Error(err)
	}
	slices.Sort(report.quiet)
	slices.Sort(report.signIns)
	report.arrived, report.topics = service.totals()
	return report
}
