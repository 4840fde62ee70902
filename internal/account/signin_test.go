package account_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"tend/internal/account"
)

func TestSigningInGrantsWhatSigningUpDid(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	first := h.device(t).signUp(ada)
	second := h.device(t).signIn("ADA@example.org")
	if second.grant.User != first.grant.User || second.grant.Space != first.grant.Space {
		t.Errorf("grants = %+v and %+v", first.grant, second.grant)
	}
	if second.grant.AccessToken == first.grant.AccessToken || second.cookie.Value == first.cookie.Value {
		t.Error("two devices share a session")
	}
}

// A18.
func TestAFailedSignInTellsNothingOfWhoIsThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t, open)
	h.device(t).signUp(ada)
	h.device(t).signUp("gone@example.org")
	if _, err := h.db.Conn().Exec(t.Context(), `update app_user set disabled_at = now() where email = 'gone@example.org'`); err != nil {
		t.Fatal(err)
	}
	var answers []string
	for _, c := range []map[string]string{
		credentials(ada, "not the password"),
		credentials("nobody@example.org", password),
		credentials("gone@example.org", password),
	} {
		res := h.device(t).send(http.MethodPost, "/auth/sign-in", c)
		if len(res.Cookies()) > 0 {
			t.Errorf("cookies = %v", res.Cookies())
		}
		answers = append(answers, fmt.Sprint(res.StatusCode, " ", read(t, res)))
	}
	for _, a := range answers {
		if a != answers[0] || !strings.Contains(a, "401 ") || !strings.Contains(a, "credentials-invalid") {
			t.Errorf("answers = %q", answers)
		}
	}
}

// A18.
func TestAFailedSignInTakesTheSameTimeForEverybody(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(o *account.Options) { o.Hash = account.HashParams{MemoryKiB: 16 << 10, Time: 2, Threads: 1} })
	h.device(t).signUp(ada)
	known, unknown := time.Hour, time.Hour
	try := func(email string, fastest *time.Duration) {
		start := time.Now()
		h.device(t).send(http.MethodPost, "/auth/sign-in", credentials(email, "not the password"))
		*fastest = min(*fastest, time.Since(start))
		h.clock.pass(time.Hour) // past the limits
	}
	alike := func() bool { r := float64(known) / float64(unknown); return r > 0.4 && r < 2.5 }
	// The fastest of a few attempts says what the work takes. On a loaded machine
	// that may need more of them; without the work for unknown users no number does.
	for tries := 0; tries < 8 || !alike() && tries < 40; tries++ {
		try(ada, &known)
		try("nobody@example.org", &unknown)
	}
	if !alike() {
		t.Errorf("known: %v, unknown: %v", known, unknown)
	}
}

func TestAHashIsBroughtUpToDateOnSigningIn(t *testing.T) {
	t.Parallel()
	old := newHouse(t, nil)
	old.device(t).signUp(ada)
	stronger := account.HashParams{MemoryKiB: 128, Time: 2, Threads: 1}
	h := openHouse(t, old.db, old.clock, func(o *account.Options) { o.Hash = stronger })
	for range 2 {
		h.device(t).signIn(ada)
		var hash string
		if err := h.db.Conn().QueryRow(t.Context(), `select password_hash from app_user`).Scan(&hash); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(hash, "$argon2id$v=19$m=128,t=2,p=1$") {
			t.Fatalf("hash = %s", hash)
		}
	}
}

func TestGuessingIsSlowedDownByAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.device(t).signUp(ada)
	var res *http.Response
	for i := range 21 {
		// A stranger names another user each time, and claims another address.
		res = h.device(t).send(http.MethodPost, "/auth/sign-in", credentials(fmt.Sprintf("user%d@example.org", i), password),
			"X-Forwarded-For", fmt.Sprintf("198.51.100.%d", i), "X-Real-Ip", fmt.Sprintf("198.51.100.%d", i))
	}
	wait, err := strconv.Atoi(res.Header.Get("Retry-After"))
	if err != nil || wait < 1 {
		t.Errorf("Retry-After = %q", res.Header.Get("Retry-After"))
	}
	wantProblem(t, res, http.StatusTooManyRequests, "too-many-attempts")
	h.clock.pass(time.Duration(wait) * time.Second)
	h.device(t).signIn(ada)
}

func TestGuessingIsSlowedDownByUser(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	for i := range 10 {
		_, err := h.SignIn(t.Context(), account.Credentials{Email: ada, Password: "not the password", Address: fmt.Sprintf("198.51.100.%d", i)})
		if err == nil {
			t.Fatal("signed in")
		}
	}
	res := h.device(t).send(http.MethodPost, "/auth/sign-in", credentials("ADA@example.org", password))
	wantProblem(t, res, http.StatusTooManyRequests, "too-many-attempts")
	if !d.works() {
		t.Error("a device that is signed in already suffers")
	}
	h.clock.pass(30 * time.Second)
	h.device(t).signIn(ada)
}

func TestSigningInOftenIsNoGuessing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.device(t).signUp(ada)
	for range 40 {
		h.device(t).signIn(ada)
	}
}

func TestPlainHTTPIsForThisMachineOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.device(t).signUp(ada)
	for _, host := range []string{"localhost:8080", "127.0.0.1:8080", "[::1]:8080"} {
		res := h.device(t).send(http.MethodPost, "/auth/sign-in", credentials(ada, password), "Host", host)
		if res.StatusCode != http.StatusOK || res.Cookies()[0].Name != "tend_refresh" {
			t.Errorf("%s: %d %v", host, res.StatusCode, res.Cookies())
		}
	}
	for _, path := range []string{"/auth/sign-in", "/auth/sign-up"} {
		for _, host := range []string{"192.168.1.7:8080", "tend.lan", "rebound.example.org:8080"} {
			res := h.device(t).send(http.MethodPost, path, credentials(ada, password), "Host", host)
			wantProblem(t, res, http.StatusForbidden, "https-required")
		}
	}
}

// C9.
func TestALogHasNothingOfThePerson(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	thief := d.copy()
	h.device(t).send(http.MethodPost, "/auth/sign-in", credentials(ada, "not the password"))
	h.device(t).send(http.MethodPost, "/auth/sign-in", map[string]any{"email": ada, "password": 7, ada: password})
	d.signIn(ada)
	thief.keep(thief.refresh(), http.StatusOK)
	thief.works()
	thief.cookie = d.cookie
	d.refresh()
	h.device(t).send(http.MethodPost, "/auth/sign-up", credentials(ada, password))
	h.device(t).send(http.MethodGet, "/auth/sessions?email="+ada, nil)
	log := h.log.String()
	for _, word := range []string{"ada@", "example.org", "engine", "not the password", "Firefox", d.grant.AccessToken, d.cookie.Value, "Bearer"} {
		if strings.Contains(log, word) {
			t.Errorf("%q is in the log:\n%s", word, log)
		}
	}
	if strings.Count(log, "\n") < 8 {
		t.Errorf("the log is not there: %s", log)
	}
}
