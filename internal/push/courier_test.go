package push

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func testCourier(tb testing.TB) *courier {
	tb.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	keys, err := LoadKeys(tb.Context(), fixed(key.Bytes()))
	if err != nil {
		tb.Fatal(err)
	}
	return &courier{client: (&Policy{loopback: true}).Client(), tokens: newTokens(keys, nobody)}
}

type fixed []byte

func (f fixed) Secret(context.Context, string, func() ([]byte, error)) ([]byte, error) { return f, nil }

func testLetter(tb testing.TB, endpoint string, payload []byte) letter {
	tb.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return letter{endpoint: endpoint, p256dh: key.PublicKey().Bytes(), auth: make([]byte, 16), payload: payload, ttl: time.Hour}
}

func TestSendLeavesTheCallersPayloadAlone(t *testing.T) {
	t.Parallel()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) }))
	t.Cleanup(service.Close)
	c := testCourier(t)
	backing := []byte("hello, and what comes after it")
	payload := backing[:5]
	var wg sync.WaitGroup
	for range 4 { // with -race, writing into it is seen
		wg.Go(func() {
			if _, err := c.Send(t.Context(), testLetter(t, service.URL, payload)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if string(backing) != "hello, and what comes after it" {
		t.Errorf("the caller's memory is %q", backing)
	}
}

func TestBodiesComeInFewSizes(t *testing.T) {
	t.Parallel()
	var size atomic.Int64
	service := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { size.Store(r.ContentLength) }))
	t.Cleanup(service.Close)
	c := testCourier(t)
	for n, want := range map[int]int64{1: 512, 409: 512, 410: 1024, 3993: 4096} {
		if _, err := c.Send(t.Context(), testLetter(t, service.URL, make([]byte, n))); err != nil || size.Load() != want {
			t.Errorf("%d bytes of payload: a body of %d, %v; want %d", n, size.Load(), err, want)
		}
	}
	if _, err := c.Send(t.Context(), testLetter(t, service.URL, make([]byte, 3994))); judge(answer{}, err) != tooLarge {
		t.Errorf("3994 bytes: %v", err)
	}
}

// E3: what answers is read no further than its status.
func TestSendFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	var reached atomic.Bool
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	t.Cleanup(inner.Close)
	for _, code := range []int{301, 302, 303, 307, 308} {
		outer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, inner.URL, code)
		}))
		a, err := testCourier(t).Send(t.Context(), testLetter(t, outer.URL, []byte("x")))
		outer.Close()
		if err != nil || a.status != code || judge(a, err) != refused {
			t.Errorf("%d: %+v, %v", code, a, err)
		}
	}
	if reached.Load() {
		t.Error("a redirect was followed")
	}
}

// E4: an answer without end takes neither memory nor time.
func TestSendGivesUpOnEndlessAnswers(t *testing.T) {
	t.Parallel()
	var written atomic.Int64
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusCreated)
		for r.Context().Err() == nil {
			n, err := w.Write(make([]byte, 1<<20))
			written.Add(int64(n))
			if err != nil {
				return
			}
		}
	}))
	t.Cleanup(endless.Close)
	if a, err := testCourier(t).Send(t.Context(), testLetter(t, endless.URL, []byte("x"))); err != nil || a.status != http.StatusCreated {
		t.Errorf("Send = %+v, %v", a, err)
	}
	if n := written.Load(); n > 64<<20 {
		t.Errorf("%d bytes were taken", n)
	}
}

func TestSendGivesUpOnSilence(t *testing.T) {
	t.Parallel()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server see the caller hang up
		<-r.Context().Done()
	}))
	t.Cleanup(silent.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	a, err := testCourier(t).Send(ctx, testLetter(t, silent.URL+"/secret", []byte("x")))
	if judge(a, err) != later {
		t.Errorf("Send = %+v, %v", a, err)
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the error tells the endpoint: %v", err)
	}
}

// E2: a name that was good when it was checked may lead anywhere later.
func TestClientReachesPublicAddressesOnly(t *testing.T) {
	t.Parallel()
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached") }))
	t.Cleanup(inner.Close)
	p := &Policy{}
	c := testCourier(t)
	c.client = p.Client()
	_, port, _ := strings.Cut(strings.TrimPrefix(inner.URL, "http://"), ":")
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]"} {
		_, err := c.Send(t.Context(), testLetter(t, "http://"+host+":"+port, []byte("x")))
		if !errors.Is(err, errAddress) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// E7: a proxy would connect where the check of addresses does not see it.
func TestClientUsesNoProxy(t *testing.T) {
	var asked atomic.Bool
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Store(true) }))
	t.Cleanup(proxy.Close)
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, proxy.URL)
	}
	client := (&Policy{loopback: true}).Client()
	if transport, ok := client.Transport.(*http.Transport); !ok || transport.Proxy != nil {
		t.Error("the client asks for a proxy")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://fcm.googleapis.invalid/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := client.Do(req); err == nil {
		_ = res.Body.Close()
		t.Error("a name that does not exist was reached")
	}
	if asked.Load() {
		t.Error("the proxy was used")
	}
}

func TestContactIsPlausible(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"https://tend.example.org":        "https://tend.example.org/",
		"https://tend.example.org:8443/x": "https://tend.example.org:8443/",
		"http://127.0.0.1:8080":           nobody,
		"":                                nobody,
		"://":                             nobody,
	} {
		if got := contactOf(url); got != want {
			t.Errorf("contactOf(%q) = %q, want %q", url, got, want)
		}
	}
}

func TestJudgeSortsAnswers(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]verdict{
		200: delivered, 201: delivered, 202: delivered,
		404: gone, 410: gone,
		413: tooLarge,
		400: refused, 401: refused, 403: refused, 302: refused, 405: refused,
		408: later, 429: later, 500: later, 502: later, 503: later,
	} {
		if got := judge(answer{status: code}, nil); got != want {
			t.Errorf("%d: %s, want %s", code, got, want)
		}
	}
	if got := judge(answer{}, errors.New("connection reset")); got != later {
		t.Errorf("no answer: %s", got)
	}
}

func TestPausesGrowAndAreBounded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SampledFrom([]verdict{later, refused}).Draw(t, "verdict")
		attempts := rapid.IntRange(0, 1<<40).Draw(t, "attempts")
		chance := rapid.Float64Range(0, 1).Draw(t, "chance")
		asked := time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(t, "asked"))
		got := pause(v, attempts, asked, chance)
		if got < asked || got < firstPause/2 {
			t.Errorf("pause is %v, asked for %v", got, asked)
		}
		if got > max(mostPause, asked+firstPause) {
			t.Errorf("pause is %v", got)
		}
		if more := pause(v, attempts+1, asked, chance); more < got {
			t.Errorf("%v is followed by %v", got, more)
		}
	})
	if got := pause(refused, 1, 0, 0); got < 5*time.Minute {
		t.Errorf("a refusal is tried again in %v", got)
	}
}

func TestRetryAfterIsRead(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 21, 20, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"120": 2 * time.Minute, "0": 0, "-5": 0, "": 0, "soon": 0, "99999999999999999999": 0,
		"864000":                        24 * time.Hour,
		"Sat, 21 Nov 2026 20:01:00 GMT": time.Minute,
		"Fri, 20 Nov 2026 20:01:00 GMT": 0,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

// C9.
func TestProblemsTellNoSecrets(t *testing.T) {
	t.Parallel()
	got := []string{
		problemOf(answer{status: 403}, nil), problemOf(answer{}, errTooLarge),
		problemOf(answer{}, errAddress), problemOf(answer{}, errors.New("https://push.example/secret")),
	}
	if want := []string{"status-403", "too-large", "address-not-public", "unreachable"}; !slices.Equal(got, want) {
		t.Errorf("problems %q", got)
	}
}
