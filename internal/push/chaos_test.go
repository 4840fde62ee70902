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

// chaosEnv makes the test program a server on the database that it names.
const chaosEnv = "TEND_PUSH_CHAOS_DATABASE"

// chaosLease is short, so that what a killed server held comes back soon.
const chaosLease = 2 * time.Second

// chaosParallel bounds what a killed server may have had under way.
const chaosParallel = 2

func TestMain(m *testing.M) {
	if url := os.Getenv(chaosEnv); url != "" {
		if err := serveUntilKilled(url); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func serveUntilKilled(url string) error {
	ctx := context.Background()
	db, err := postgres.Open(ctx, url, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	return serve(ctx, db, push.SenderOptions{
		Lease: chaosLease, MaxSleep: chaosLease, Parallel: chaosParallel, Chance: func() float64 { return 0 },
	})
}

// G1: three servers work on one database, and every now and then one of them is
// killed, while reminders come due. Nothing is lost; what goes twice is less than
// one in a hundred, and collapses by its topic.
func TestNothingIsLostWhenServersAreKilled(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	h := newHouseOn(t, url)
	service := newPushService(t, moody)
	const users, each, kills = 20, 75, 7
	const messages = users * each
	h.crowd(users, each, 5, service.URL)

	servers := make([]*exec.Cmd, 3)
	for i := range servers {
		servers[i] = startServer(t, url)
	}
	t.Cleanup(func() {
		for _, s := range servers {
			_ = s.Process.Kill()
			_ = s.Wait()
		}
	})
	next := time.NewTicker(400 * time.Millisecond)
	defer next.Stop()
	deadline := time.After(3 * time.Minute)
	ended := func() int { return h.count(`select count(*) from push_delivery where state <> 'pending'`) }
	for killed := 0; ended() < messages; {
		select {
		case <-next.C:
		case <-deadline:
			t.Fatalf("%d of %d ended", ended(), messages)
		}
		// Not before something is under way.
		if killed < kills && ended() > killed*messages/(kills+2) {
			i := rand.IntN(len(servers))
			_ = servers[i].Process.Kill()
			_ = servers[i].Wait()
			servers[i] = startServer(t, url)
			killed++
		}
	}
	if n := h.count(`select count(*) from push_delivery where state = 'sent'`); n != messages {
		t.Errorf("%d of %d are marked as sent", n, messages)
	}
	arrived := map[string]int{}
	for _, d := range service.deliveries() {
		if d.status < 300 {
			arrived[d.path+" "+d.header.Get("Topic")]++
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
	if twice*100 >= messages {
		t.Errorf("%d of %d were sent twice after %d kills", twice, messages, kills)
	}
	t.Logf("%d messages, %d kills, %d sent twice", messages, kills, twice)
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

func startServer(t *testing.T, url string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), chaosEnv+"="+url)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}
