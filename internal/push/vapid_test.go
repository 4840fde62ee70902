package push

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// clockwork is a clock that a test sets.
type clockwork struct{ at time.Time }

func (c *clockwork) now() time.Time { return c.at }

func testTokens(t *testing.T) (*tokens, *clockwork) {
	t.Helper()
	clock := &clockwork{time.Date(2026, time.December, 1, 8, 0, 0, 0, time.UTC)}
	kept := testCourier(t).tokens
	kept.now = clock.now
	return kept, clock
}

func (t *tokens) must(tb testing.TB, endpoint string) string {
	tb.Helper()
	u, err := url.Parse(endpoint)
	if err != nil {
		tb.Fatal(err)
	}
	header, err := t.For(u)
	if err != nil {
		tb.Fatal(err)
	}
	return header
}

func TestATokenIsSignedOnceForAPushServiceAndSomeHours(t *testing.T) {
	t.Parallel()
	kept, clock := testTokens(t)
	first := kept.must(t, "https://push.example.org/one")
	clock.at = clock.at.Add(renewAfter - time.Second)
	if kept.must(t, "https://push.example.org/two?x") != first {
		t.Error("signed again for the same push service")
	}
	for _, other := range []string{"https://push.example.com/one", "https://push.example.org:8443/one", "http://push.example.org/one"} {
		if kept.must(t, other) == first {
			t.Errorf("%s is shown the token of another push service", other)
		}
	}
	clock.at = clock.at.Add(time.Second)
	if kept.must(t, "https://push.example.org/one") == first {
		t.Error("not signed again when half of its life was over")
	}
}

func TestATokenOfAClockThatWasWrongIsNotKept(t *testing.T) {
	t.Parallel()
	kept, clock := testTokens(t)
	first := kept.must(t, "https://push.example.org/one")
	clock.at = clock.at.Add(-time.Minute)
	if kept.must(t, "https://push.example.org/one") == first {
		t.Error("a token of the future was used")
	}
}

func TestATokenIsOfItsKeys(t *testing.T) {
	t.Parallel()
	one, two := testCourier(t).tokens, testCourier(t).tokens
	if one.must(t, "https://push.example.org/") == two.must(t, "https://push.example.org/") {
		t.Error("another key, the same token")
	}
}

// Whoever subscribes names the endpoint.
func TestTokensAreKeptForSoManyPushServicesOnly(t *testing.T) {
	t.Parallel()
	kept, _ := testTokens(t)
	for i := range 5 * maxTokens {
		kept.must(t, fmt.Sprintf("https://a%d.push.apple.com/x", i))
		if len(kept.kept) > maxTokens {
			t.Fatalf("%d are kept", len(kept.kept))
		}
	}
}

func TestARefusedTokenIsNotShownAgain(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var shown []string
	answers := []int{201, 403, 201, 201}
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		w.WriteHeader(answers[len(shown)])
		shown = append(shown, r.Header.Get("Authorization"))
	}))
	t.Cleanup(service.Close)
	c := testCourier(t)
	for range answers {
		if _, err := c.Send(t.Context(), testLetter(t, service.URL, []byte("x"))); err != nil {
			t.Fatal(err)
		}
	}
	if shown[0] != shown[1] || shown[1] == shown[2] || shown[2] != shown[3] {
		t.Errorf("shown %q", shown)
	}
}
