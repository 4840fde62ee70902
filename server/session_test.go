package main

import (
	"bufio"
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"tend/internal/postgres/pgtest"
)

// A11, and F9 for streams: a session that ends on one server loses what it has
// open on another, where nobody said a word of it.
func TestASessionEndedOnOneServerLosesItsStreamOnAnother(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	here, _ := inProcess(t, "TEND_DATABASE_URL="+url)
	there, _ := inProcess(t, "TEND_DATABASE_URL="+url)
	here.signUp(t)
	there.token = here.token

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	events, err := http.DefaultClient.Do(there.request(t, ctx, http.MethodGet, "/api/v1/sync/events", http.NoBody))
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close() //nolint:errcheck // opened for reading
	lines := bufio.NewScanner(events.Body)
	lines.Scan() // the stream is open

	here.want(t, http.StatusNoContent, http.MethodDelete, "/api/v1/auth/sessions", nil)
	for lines.Scan() { // to the next heartbeat, at which the stream ends
	}
	if ctx.Err() != nil {
		t.Error("the stream on the other server goes on")
	}
}

// A22, F10. A token that is no good any more refuses a push as a whole; what was
// acknowledged before stays, and the same bytes are taken once the user is back.
func TestAPushAfterTheEndOfItsSessionIsTakenLater(t *testing.T) {
	t.Parallel()
	h, _ := inProcess(t, "TEND_DATABASE_URL="+pgtest.URL(t))
	h.signUp(t)
	first := h.contact("Ada")
	h.want(t, http.StatusOK, http.MethodPost, "/api/v1/sync/push", first)
	both := h.contact("Grace")
	both["device"] = first["device"]
	next := both["mutations"].([]any)[0].(map[string]any) //nolint:errcheck // contact made it
	next["seq"] = 2
	both["mutations"] = []any{first["mutations"].([]any)[0], next} //nolint:errcheck // as above

	h.want(t, http.StatusNoContent, http.MethodDelete, "/api/v1/auth/sessions", nil)
	h.want(t, http.StatusUnauthorized, http.MethodPost, "/api/v1/sync/push", both)
	h.signIn(t)
	if got := h.names(t); !slices.Equal(got, []string{"Ada"}) {
		t.Errorf("after the refusal there are %q", got)
	}
	h.want(t, http.StatusOK, http.MethodPost, "/api/v1/sync/push", both)
	if got := h.names(t); !slices.Equal(got, []string{"Ada", "Grace"}) {
		t.Errorf("in the end there are %q", got)
	}
}
