package account_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestSigningUpGrantsTokensAndASpaceOfOnesOwn(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp("  Ada@Example.ORG ")
	g := d.grant
	if g.User.Email != ada || g.User.ID == uuid.Nil || g.Space.ID == uuid.Nil || g.Space.Epoch == uuid.Nil {
		t.Errorf("grant = %+v", g)
	}
	if want := h.clock.now().Add(10 * time.Minute); !g.ExpiresAt.Equal(want) {
		t.Errorf("the access token expires at %v, want %v", g.ExpiresAt, want)
	}
	if !d.works() {
		t.Error("the access token is refused")
	}
	list := read(t, d.send(http.MethodGet, "/spaces", nil))
	if !strings.Contains(list, g.Space.ID.String()) || !strings.Contains(list, `"personal"`) || !strings.Contains(list, g.Space.Epoch.String()) {
		t.Errorf("spaces = %s", list)
	}
}

func TestTheFirstUserClosesTheHouse(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	if state := read(t, h.device(t).send(http.MethodGet, "/auth/state", nil)); !strings.Contains(state, `"signUpOpen":true`) {
		t.Errorf("state = %s", state)
	}
	h.device(t).signUp(ada)
	if state := read(t, h.device(t).send(http.MethodGet, "/auth/state", nil)); !strings.Contains(state, `"signUpOpen":false`) {
		t.Errorf("state = %s", state)
	}
	res := h.device(t).send(http.MethodPost, "/auth/sign-up", credentials("bo@example.org", password))
	wantProblem(t, res, http.StatusForbidden, "registration-closed")
	res = h.device(t).send(http.MethodPost, "/auth/sign-up", credentials(ada, password))
	wantProblem(t, res, http.StatusForbidden, "registration-closed") // and no word of who is there
}

func TestOnlyOneOfManyIsFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	var mu sync.Mutex
	statuses := map[int]int{}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			res := h.device(t).send(http.MethodPost, "/auth/sign-up", credentials(uuid.NewString()+"@example.org", password))
			mu.Lock()
			defer mu.Unlock()
			statuses[res.StatusCode]++
		})
	}
	wg.Wait()
	if statuses[http.StatusCreated] != 1 || statuses[http.StatusForbidden] != 9 {
		t.Errorf("statuses = %v", statuses)
	}
}

func TestAnAddressBelongsToOneUser(t *testing.T) {
	t.Parallel()
	h := newHouse(t, open)
	spellings := []string{ada, "ADA@example.org", " ada@EXAMPLE.org", "Ada@example.org\t"}
	var mu sync.Mutex
	statuses := map[int]int{}
	var wg sync.WaitGroup
	for _, email := range spellings {
		wg.Go(func() {
			res := h.device(t).send(http.MethodPost, "/auth/sign-up", credentials(email, password))
			mu.Lock()
			defer mu.Unlock()
			statuses[res.StatusCode]++
		})
	}
	wg.Wait()
	if statuses[http.StatusCreated] != 1 || statuses[http.StatusConflict] != len(spellings)-1 {
		t.Errorf("statuses = %v", statuses)
	}
	var users, spaces int
	row := h.db.Conn().QueryRow(t.Context(), `select (select count(*) from app_user), (select count(*) from space)`)
	if err := row.Scan(&users, &spaces); err != nil {
		t.Fatal(err)
	}
	if users != 1 || spaces != 1 {
		t.Errorf("%d users with %d spaces", users, spaces)
	}
}

func TestSigningUpNamesFieldAndRuleOfBadInput(t *testing.T) {
	t.Parallel()
	h := newHouse(t, open)
	tests := []struct{ name, email, password, field, rule string }{
		{"no address", "ada", password, "email", "email-invalid"},
		{"no name", "@example.org", password, "email", "email-invalid"},
		{"two addresses", "ada@example.org bo@example.org", password, "email", "email-invalid"},
		{"a header", "ada@example.org\nBcc: bo@example.org", password, "email", "email-invalid"},
		{"endless address", strings.Repeat("a", 250) + "@example.org", password, "email", "too-long"},
		{"nine characters", ada, "nine char", "password", "password-too-short"},
		{"nine long characters", ada, "äöüäöüäöü", "password", "password-too-short"},
		{"endless", ada, strings.Repeat("x y", 400), "password", "too-long"},
		{"too many bytes", ada, strings.Repeat("äö", 300), "password", "password-too-long"},
		{"listed", ada, "basketball", "password", "password-too-common"},
		{"listed and decorated", ada, "!Password2026", "password", "password-too-common"},
		{"the address", ada, ada, "password", "password-too-common"},
		{"repeated", ada, "abcabcabcabc", "password", "password-too-common"},
		{"counting", ada, "12345678901", "password", "password-too-common"},
		{"counting down", ada, "zyxwvutsrq", "password", "password-too-common"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res := h.device(t).send(http.MethodPost, "/auth/sign-up", credentials(tt.email, tt.password))
			body := read(t, res)
			if res.StatusCode != http.StatusUnprocessableEntity ||
				!strings.Contains(body, `"location":"body.`+tt.field+`"`) || !strings.Contains(body, `"rule":"`+tt.rule+`"`) {
				t.Errorf("answer = %d %s", res.StatusCode, body)
			}
			if strings.Contains(body, tt.password) {
				t.Errorf("the answer repeats the password: %s", body)
			}
		})
	}
}

func TestAPasswordIsTheSameOnEveryKeyboard(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	composed, decomposed := "gr\u00fcne Wiesen", "gru\u0308ne Wiesen"
	d := h.device(t)
	d.keep(d.send(http.MethodPost, "/auth/sign-up", credentials(ada, composed)), http.StatusCreated)
	d.keep(d.send(http.MethodPost, "/auth/sign-in", credentials(ada, decomposed)), http.StatusOK)
}
