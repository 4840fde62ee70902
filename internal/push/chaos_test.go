package push_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/push"
)

// chaosEnv makes the test program a sender on the database that it names.
const chaosEnv = "TEND_PUSH_CHAOS_DATABASE"

// chaosLease is short, so that what a killed sender held comes back soon.
const chaosLease = 2 * time.Second

func TestMain(m *testing.M) {
	if url := os.Getenv(chaosEnv); url != "" {
		if err := sendUntilKilled(url); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func sendUntilKilled(url string) error {
	ctx := context.Background()
	db, err := postgres.Open(ctx, url, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	keys, err := push.LoadKeys(ctx, &memory{})
	if err != nil {
		return err
	}
	service := push.NewService(db, push.Options{Keys: keys, Policy: push.NewLoopbackPolicy()})
	return push.NewSender(service, source(always), push.SenderOptions{
		Lease: chaosLease, MaxSleep: chaosLease, Parallel: 8, Chance: func() float64 { return 0 },
	}).Run(ctx)
}

// G1: three processes work on one outbox, and every now and then one of them is
// killed. Nothing is lost, and what goes twice is little and collapses by topic.
func TestNothingIsLostWhenSendersAreKilled(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	h := newHouseOn(t, url)
	service := newPushService(t, moody)
	user, session := h.user()
	h.subscribe(user, session, service.URL)
	const messages = 400
	for range messages {
		h.tell(user, time.Hour)
	}

	senders := make([]*exec.Cmd, 3)
	for i := range senders {
		senders[i] = startSender(t, url)
	}
	t.Cleanup(func() {
		for _, s := range senders {
			_ = s.Process.Kill()
			_ = s.Wait()
		}
	})
	kills := time.NewTicker(400 * time.Millisecond)
	defer kills.Stop()
	deadline := time.After(2 * time.Minute)
	killed := 0
	for h.count(`select count(*) from push_delivery where state = 'pending'`) > 0 {
		select {
		case <-kills.C:
		case <-deadline:
			t.Fatalf("%d deliveries still wait", h.count(`select count(*) from push_delivery where state = 'pending'`))
		}
		if killed < 10 {
			i := rand.IntN(len(senders))
			_ = senders[i].Process.Kill()
			_ = senders[i].Wait()
			senders[i] = startSender(t, url)
			killed++
		}
	}
	if n := h.count(`select count(*) from push_delivery where state = 'sent'`); n != messages {
		t.Errorf("%d of %d are marked as sent", n, messages)
	}
	arrived := map[string]int{}
	for _, d := range service.deliveries() {
		if d.status < 300 {
			arrived[d.header.Get("Topic")]++
		}
	}
	twice := 0
	for _, n := range arrived {
		twice += n - 1
	}
	if len(arrived) != messages {
		t.Errorf("%d of %d arrived", len(arrived), messages)
	}
	// Each kill may repeat what was under way in that process, and no more.
	if twice > killed*8 {
		t.Errorf("%d of %d were sent twice after %d kills", twice, messages, killed)
	}
	t.Logf("%d messages, %d kills, %d sent twice", messages, killed, twice)
}

// moody answers as push services do on a bad day.
func moody(w http.ResponseWriter, _ int) {
	switch mood := rand.Float64(); {
	case mood < 0.05:
		w.WriteHeader(http.StatusServiceUnavailable)
	case mood < 0.07:
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	default:
		w.WriteHeader(http.StatusCreated)
	}
}

func startSender(t *testing.T, url string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), chaosEnv+"="+url)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}
