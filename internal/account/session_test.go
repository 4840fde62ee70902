package account_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/account"
	"tend/internal/postgres"
)

func TestAUserSeesTheirOwnDevicesOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t, open)
	phone := h.device(t).signUp(ada)
	h.device(t).signUp("bo@example.org")
	h.clock.pass(time.Minute)
	laptop := h.device(t).signIn(ada)
	list := laptop.sessions()
	if len(list) != 2 {
		t.Fatalf("sessions = %+v", list)
	}
	if !list[0].Current || list[1].Current {
		t.Error("the device that asks is not marked, or not first")
	}
	if list[0].DeviceName != "Firefox on Linux" || !list[0].CreatedAt.Equal(h.clock.now()) || !list[0].UsedAt.Equal(h.clock.now()) {
		t.Errorf("session = %+v", list[0])
	}
	h.clock.pass(time.Hour)
	phone.keep(phone.refresh(), http.StatusOK)
	if list := phone.sessions(); !list[0].Current || !list[0].UsedAt.Equal(h.clock.now()) {
		t.Errorf("after a refresh: %+v", list)
	}
}

func TestADeviceNameIsMadeFitToBeShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.device(t).signUp(ada)
	for name, want := range map[string]string{"": "Unnamed device", " \n\t ": "Unnamed device", " My\x00 phone\r\n": "My phone"} {
		d := h.device(t)
		c := credentials(ada, password)
		c["deviceName"] = name
		d.keep(d.send(http.MethodPost, "/auth/sign-in", c), http.StatusOK)
		for _, s := range d.sessions() {
			if s.Current && s.DeviceName != want {
				t.Errorf("%q became %q", name, s.DeviceName)
			}
		}
	}
}

func TestEndingADeviceTakesEffectWithItsNextRequest(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	phone, laptop := h.device(t).signUp(ada), h.device(t).signIn(ada)
	for _, s := range laptop.sessions() {
		if s.Current {
			continue
		}
		if res := laptop.send(http.MethodDelete, "/auth/sessions/"+s.ID.String(), nil); res.StatusCode != http.StatusNoContent {
			t.Fatalf("status = %d", res.StatusCode)
		}
		res := laptop.send(http.MethodDelete, "/auth/sessions/"+s.ID.String(), nil)
		wantProblem(t, res, http.StatusNotFound, "session-not-found")
	}
	wantProblem(t, phone.send(http.MethodGet, "/spaces", nil), http.StatusUnauthorized, "session-ended")
	wantProblem(t, phone.refresh(), http.StatusUnauthorized, "session-ended")
	if !laptop.works() || len(laptop.sessions()) != 1 {
		t.Error("the other device was signed out too")
	}
}

// A11.
func TestEndingAllDevicesLeavesNone(t *testing.T) {
	t.Parallel()
	h := newHouse(t, open)
	bo := h.device(t).signUp("bo@example.org")
	phone, laptop := h.device(t).signUp(ada), h.device(t).signIn(ada)
	res := laptop.send(http.MethodDelete, "/auth/sessions", nil)
	if res.StatusCode != http.StatusNoContent || !strings.Contains(res.Header.Get("Set-Cookie"), "Max-Age=0") {
		t.Fatalf("answer = %d %v", res.StatusCode, res.Header)
	}
	for _, d := range []*device{phone, laptop} {
		wantProblem(t, d.send(http.MethodGet, "/spaces", nil), http.StatusUnauthorized, "session-ended")
		wantProblem(t, d.refresh(), http.StatusUnauthorized, "session-ended")
	}
	if !bo.works() {
		t.Error("another user was signed out")
	}
}

func TestAStrangersDeviceIsNotFound(t *testing.T) {
	t.Parallel()
	h := newHouse(t, open)
	phone, bo := h.device(t).signUp(ada), h.device(t).signUp("bo@example.org")
	id := phone.sessions()[0].ID
	foreign := bo.send(http.MethodDelete, "/auth/sessions/"+id.String(), nil)
	absent := bo.send(http.MethodDelete, "/auth/sessions/"+uuid.NewString(), nil)
	if a, b := read(t, foreign), read(t, absent); a != b || foreign.StatusCode != http.StatusNotFound {
		t.Errorf("answers %s and %s", a, b)
	}
	if !phone.works() {
		t.Error("a stranger ended a session")
	}
}

func TestSigningOutNeedsTheCookieOrTheToken(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.device(t).signUp(ada)
	tests := map[string]func(d *device){
		"both":                func(*device) {},
		"cookie":              func(d *device) { d.grant.AccessToken = "" },
		"cookie, stale token": func(d *device) { h.clock.pass(time.Hour) },
		"token":               func(d *device) { d.cookie = nil },
	}
	for name, drop := range tests {
		d := h.device(t).signIn(ada)
		whole := d.copy()
		drop(d)
		for range 2 { // whoever signs out twice is signed out
			res := d.send(http.MethodPost, "/auth/sign-out", nil)
			if res.StatusCode != http.StatusNoContent || !strings.Contains(res.Header.Get("Set-Cookie"), "Max-Age=0") {
				t.Errorf("%s: %d %v", name, res.StatusCode, res.Header)
			}
		}
		wantProblem(t, whole.refresh(), http.StatusUnauthorized, "session-ended")
		if whole.works() {
			t.Errorf("%s: still signed in", name)
		}
	}
	if res := h.device(t).send(http.MethodPost, "/auth/sign-out", nil); res.StatusCode != http.StatusNoContent {
		t.Errorf("with neither: %d", res.StatusCode)
	}
}

func TestWhatHangsOnASessionGoesWithItOrNotAtAll(t *testing.T) {
	t.Parallel()
	var fail error
	told := map[uuid.UUID]int{}
	h := newHouse(t, func(o *account.Options) {
		o.SessionsEnded = func(ctx context.Context, tx *postgres.DB, userID uuid.UUID, ids []uuid.UUID) error {
			var live int
			err := tx.Conn().QueryRow(ctx, `select count(*) from session where session_id = any($1) and revoked_at is null`, ids).Scan(&live)
			if err != nil || live > 0 {
				t.Errorf("called outside the transaction: %d live, %v", live, err)
			}
			told[userID] += len(ids)
			return fail
		}
	})
	phone, laptop := h.device(t).signUp(ada), h.device(t).signIn(ada)
	fail = errors.New("no push today")
	for _, res := range []*http.Response{
		phone.send(http.MethodPost, "/auth/sign-out", nil),
		phone.send(http.MethodDelete, "/auth/sessions", nil),
		phone.send(http.MethodDelete, "/auth/sessions/"+laptop.sessions()[0].ID.String(), nil),
	} {
		if res.StatusCode != http.StatusInternalServerError {
			t.Errorf("status = %d", res.StatusCode)
		}
	}
	if !phone.works() || !laptop.works() {
		t.Fatal("a session ended without what hangs on it")
	}
	fail = nil
	clear(told)
	phone.send(http.MethodDelete, "/auth/sessions", nil)
	if told[phone.grant.User.ID] != 2 {
		t.Errorf("told = %v", told)
	}
}

func TestTidyingEndsWhatExpiredAndForgetsWhatEnded(t *testing.T) {
	t.Parallel()
	told := 0
	h := newHouse(t, func(o *account.Options) {
		o.OpenRegistration = true
		o.SessionsEnded = func(_ context.Context, _ *postgres.DB, _ uuid.UUID, ids []uuid.UUID) error {
			told += len(ids)
			return nil
		}
	})
	h.device(t).signUp(ada)
	h.device(t).signUp("bo@example.org")
	h.clock.pass(61 * 24 * time.Hour)
	fresh := h.device(t).signIn(ada)
	for range 2 {
		if err := h.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if told != 2 || !fresh.works() {
		t.Errorf("told of %d sessions", told)
	}
	h.clock.pass(31 * 24 * time.Hour)
	fresh.keep(fresh.refresh(), http.StatusOK)
	if err := h.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	var rows int
	if err := h.db.Conn().QueryRow(t.Context(), `select count(*) from session`).Scan(&rows); err != nil || rows != 1 {
		t.Errorf("%d rows are left, %v", rows, err)
	}
}
