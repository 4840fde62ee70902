package account_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/account"
	"tend/internal/postgres"
)

func TestARefreshAnswersLikeSigningIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	before := d.grant
	h.clock.pass(9 * time.Minute)
	d.keep(d.refresh(), http.StatusOK)
	if d.grant.User != before.User || d.grant.Space != before.Space || !d.grant.ExpiresAt.After(before.ExpiresAt) {
		t.Errorf("grants = %+v and %+v", before, d.grant)
	}
	if !d.works() {
		t.Error("the new access token is refused")
	}
}

func TestTheRefreshCookieIsForNobodyElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.device(t).signUp(ada)
	res := h.device(t).send(http.MethodPost, "/auth/sign-in", credentials(ada, password))
	header := res.Header.Get("Set-Cookie")
	for _, attribute := range []string{"tend_refresh=", "; Path=/", "; HttpOnly", "; SameSite=Strict", "; Expires="} {
		if !strings.Contains(header, attribute) {
			t.Errorf("%s lacks %s", header, attribute)
		}
	}
	if strings.Contains(header, "Domain") || strings.Contains(header, "Secure") {
		t.Errorf("cookie = %s", header)
	}
}

// A6.
func TestTwentyRefreshesAtOnceGetOneSuccessor(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	tabs := make([]*device, 20)
	var wg sync.WaitGroup
	for i := range tabs {
		tabs[i] = d.copy()
		wg.Go(func() { tabs[i].keep(tabs[i].refresh(), http.StatusOK) })
	}
	wg.Wait()
	for _, tab := range tabs {
		if tab.cookie.Value != tabs[0].cookie.Value || tab.cookie.Value == d.cookie.Value {
			t.Fatalf("cookies %s and %s", tab.cookie.Value, tabs[0].cookie.Value)
		}
		if !tab.works() {
			t.Fatal("a tab was signed out")
		}
	}
	tabs[7].keep(tabs[7].refresh(), http.StatusOK)
}

// A7.
func TestALostAnswerMayBeAskedForAWeekLater(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	lost := d.copy()
	lost.keep(lost.refresh(), http.StatusOK)
	h.clock.pass(7 * 24 * time.Hour)
	d.keep(d.refresh(), http.StatusOK)
	if d.cookie.Value != lost.cookie.Value {
		t.Error("the second answer is another one")
	}
	if !d.works() {
		t.Error("the device was signed out")
	}
}

// A8.
func TestAStolenTokenEndsTheSessionForBoth(t *testing.T) {
	t.Parallel()
	var endedFor []uuid.UUID
	h := newHouse(t, func(o *account.Options) {
		o.SessionsEnded = func(_ context.Context, _ *postgres.DB, _ uuid.UUID, ids []uuid.UUID) error {
			endedFor = append(endedFor, ids...)
			return nil
		}
	})
	owner := h.device(t).signUp(ada)
	thief := owner.copy()
	thief.keep(thief.refresh(), http.StatusOK)
	if !thief.works() {
		t.Fatal("the thief has no access")
	}
	res := owner.refresh()
	if c := res.Header.Get("Set-Cookie"); !strings.Contains(c, "Max-Age=0") {
		t.Errorf("the dead cookie stays: %q", c)
	}
	wantProblem(t, res, http.StatusUnauthorized, "session-ended")
	if thief.works() {
		t.Error("the thief's access token still works")
	}
	wantProblem(t, thief.refresh(), http.StatusUnauthorized, "session-ended")
	wantProblem(t, owner.refresh(), http.StatusUnauthorized, "session-ended")
	if len(endedFor) != 1 {
		t.Errorf("told of the end of %v", endedFor)
	}
}

// A9.
func TestATokenTwoGenerationsOldEndsTheSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	old := d.copy()
	d.keep(d.refresh(), http.StatusOK)
	d.keep(d.refresh(), http.StatusOK)
	wantProblem(t, old.refresh(), http.StatusUnauthorized, "session-ended")
	wantProblem(t, d.refresh(), http.StatusUnauthorized, "session-ended")
}

// After a restore the session is at an earlier generation than its device. That
// device goes on, and what was used up before stays so.
func TestARestoredBackupSignsNobodyOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	d.keep(d.refresh(), http.StatusOK)
	old := d.copy()
	for range 3 {
		d.keep(d.refresh(), http.StatusOK)
	}
	if _, err := h.db.Conn().Exec(t.Context(), `update session set generation = 2, seen_generation = 1`); err != nil {
		t.Fatal(err)
	}
	if !d.works() {
		t.Error("the access token is refused")
	}
	for range 2 {
		d.keep(d.refresh(), http.StatusOK)
		if !d.works() {
			t.Fatal("the device was signed out")
		}
	}
	wantProblem(t, old.refresh(), http.StatusUnauthorized, "session-ended")
}

// A5.
func TestARefreshTokenCannotBeMadeUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	genuine := d.cookie.Value
	id, rest, _ := strings.Cut(genuine, ".")
	_, mac, _ := strings.Cut(rest, ".")
	other := h.device(t).signIn(ada)
	otherID, _, _ := strings.Cut(other.cookie.Value, ".")
	forged := []string{
		"", ".", "..", "x", genuine + "x", genuine[:len(genuine)-1], "0" + genuine,
		id + ".1." + mac, id + ".-1." + mac, id + ".00." + mac, id + ".9223372036854775808." + mac,
		otherID + ".0." + mac, strings.ToUpper(id) + ".0." + mac, uuid.NewString() + ".0." + mac,
		id + ".0." + strings.Repeat("A", 43), id + ".0.", strings.Repeat("a.", 5000),
		d.grant.AccessToken,
	}
	for _, value := range forged {
		d.cookie.Value = value
		res := d.refresh()
		if res.Header.Get("Set-Cookie") != "" {
			t.Errorf("%q: the cookie was touched", value)
		}
		wantProblem(t, res, http.StatusUnauthorized, "session-invalid")
	}
	d.cookie.Value = genuine
	d.keep(d.refresh(), http.StatusOK) // nobody could end the session either
}

// A10.
func TestASiblingPortCannotRefreshOrSignOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	for _, path := range []string{"/auth/refresh", "/auth/sign-out", "/auth/sign-in", "/auth/sign-up"} {
		// What a form on http://127.0.0.1:9090 sends, cookies included.
		res := d.send(http.MethodPost, path, nil, "Origin", "http://127.0.0.1:9090", "Sec-Fetch-Site", "same-site",
			"Content-Type", "application/x-www-form-urlencoded")
		wantProblem(t, res, http.StatusForbidden, "foreign-origin")
	}
	d.keep(d.refresh(), http.StatusOK)
}

func TestASessionEndsWhenItIsIdleAndWhenItIsOld(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	day := 24 * time.Hour
	idle, used := h.device(t).signUp(ada), h.device(t).signIn(ada)
	h.clock.pass(59 * day)
	used.keep(used.refresh(), http.StatusOK)
	h.clock.pass(2 * day)
	wantProblem(t, idle.refresh(), http.StatusUnauthorized, "session-ended")
	for range 3 {
		h.clock.pass(39 * day)
		used.keep(used.refresh(), http.StatusOK)
	}
	h.clock.pass(2*day - 5*time.Minute) // five minutes before the 180th day ends
	used.keep(used.refresh(), http.StatusOK)
	h.clock.pass(6 * time.Minute) // the access token would have four minutes left
	wantProblem(t, used.send(http.MethodGet, "/spaces", nil), http.StatusUnauthorized, "session-ended")
	wantProblem(t, used.refresh(), http.StatusUnauthorized, "session-ended")
}

// A26.
func TestADisabledUserIsOutAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	if _, err := h.db.Conn().Exec(t.Context(), `update app_user set disabled_at = now()`); err != nil {
		t.Fatal(err)
	}
	wantProblem(t, d.send(http.MethodGet, "/spaces", nil), http.StatusUnauthorized, "session-ended")
	wantProblem(t, d.refresh(), http.StatusUnauthorized, "session-ended")
}

// A session that is being ended must not slip through a refresh that read its
// row a moment before.
func TestARefreshWaitsForWhoeverEndsTheSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	answer := make(chan *http.Response, 1)
	err := h.db.InTx(t.Context(), func(tx *postgres.DB) error {
		_, err := tx.Conn().Exec(t.Context(), `update session set revoked_at = now(), revoked_reason = 'test'`)
		if err != nil {
			return err
		}
		go func() { answer <- d.refresh() }()
		for waiting := 0; waiting == 0; {
			err := h.db.Conn().QueryRow(t.Context(), `
				select count(*) from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock'`).Scan(&waiting)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wantProblem(t, <-answer, http.StatusUnauthorized, "session-ended")
}

// A refresh under load must not lose its way between generations: whatever mix
// of tabs and lost answers there is, an honest profile stays signed in.
func TestAnHonestProfileIsNeverSignedOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	for round := range 30 {
		var wg sync.WaitGroup
		answers := make([]*device, 3)
		for i := range answers {
			answers[i] = d.copy()
			wg.Go(func() { answers[i].keep(answers[i].refresh(), http.StatusOK) })
		}
		wg.Wait()
		switch round % 3 {
		case 0: // all arrive
			d = answers[0]
		case 1: // one arrives and is used
			d = answers[2]
			if !d.works() {
				t.Fatal("round " + strconv.Itoa(round))
			}
		case 2: // all are lost
		}
	}
}
