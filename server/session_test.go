package main

import (
	"bufio"
	"context"
	"net/http"
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
