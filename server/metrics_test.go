package main

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tend/internal/postgres/pgtest"
	"tend/internal/push"
	"tend/internal/reminder"
)

// scrape reads the metrics at an address, once somebody listens there.
func scrape(t *testing.T, addr string) string {
	t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); <-look.C {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+"/metrics", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			continue
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%d %v: %s", res.StatusCode, err, body)
		}
		return string(body)
	}
	t.Fatalf("nobody listens on %s", addr)
	return ""
}

// freeAddr is an address that nobody listens on at the moment.
func freeAddr(t *testing.T) string {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close() //nolint:errcheck // its address is all that is wanted
	return ln.Addr().String()
}

func TestMetricsAreToldOnAnAddressOfTheirOwn(t *testing.T) {
	t.Parallel()
	addr := freeAddr(t)
	h, _ := inProcess(t, "TEND_DATABASE_URL="+pgtest.URL(t), "TEND_METRICS_ADDR="+addr)
	h.signUp(t)
	body := scrape(t, addr)
	for _, want := range []string{
		`tend_notifications_due_total{kind="reminder"} 0`, `tend_notifications_late_total{kind="digest"} 0`,
		`tend_push_deliveries_total{result="sent"} 0`, `tend_push_deliveries_total{result="gone"} 0`,
		"tend_push_outbox_pending 0", "tend_push_outbox_age_seconds 0", "go_goroutines",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not told in\n%s", want, body)
		}
	}
	if strings.Contains(body, "@") {
		t.Errorf("metrics tell of users:\n%s", body)
	}
	// The public address does not tell them: it answers with the web app.
	if _, answer := h.call(t, http.MethodGet, "/metrics", nil); strings.Contains(string(answer), "tend_push") {
		t.Error("the public address tells metrics")
	}
}

func TestMetricsCount(t *testing.T) {
	t.Parallel()
	m := newMetrics()
	m.fired([]reminder.Notification{{Kind: reminder.KindPromise}, {Kind: reminder.KindPromise, Late: true}})
	m.ended(push.Refused)
	addr := freeAddr(t)
	ended := make(chan error, 1)
	go func() { ended <- m.serve(addr, slog.New(slog.DiscardHandler))(t.Context()) }()
	t.Cleanup(func() {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	body := scrape(t, addr)
	for _, want := range []string{
		`tend_notifications_due_total{kind="promise"} 2`, `tend_notifications_late_total{kind="promise"} 1`,
		`tend_push_deliveries_total{result="refused"} 1`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not told", want)
		}
	}
}
