package calendar_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ical "github.com/arran4/golang-ical"
	"github.com/google/uuid"

	"tend/internal/calendar"
	"tend/internal/fault"
	"tend/internal/httpapi"
	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
)

// contents is a source that always has the same.
type contents calendar.Contents

func (c contents) Contents(context.Context, uuid.UUID, []calendar.Scope, time.Time, time.Time) (calendar.Contents, error) {
	return calendar.Contents(c), nil
}

// house is a server of feeds with one user and their space.
type house struct {
	t           *testing.T
	db          *postgres.DB
	user, space uuid.UUID
	handler     http.Handler
}

func newHouse(t *testing.T, c calendar.Contents) *house {
	t.Helper()
	h := &house{t: t, db: pgtest.New(t), user: uuid.New(), space: uuid.New()}
	h.exec(`insert into app_user (user_id, email, password_hash) values ($1, 'ana@example.org', '')`, h.user)
	h.exec(`insert into space (space_id, kind, name, personal_of, epoch) values ($1, 'personal', '', $2, gen_random_uuid())`, h.space, h.user)
	h.exec(`insert into member (space_id, user_id, role) values ($1, $2, 'owner')`, h.space, h.user)
	e := httpapi.NewEcho(httpapi.EdgeConfig{Log: slog.New(slog.DiscardHandler)})
	api := httpapi.New(e, "1")
	httpapi.Authenticate(api, func(_ context.Context, token string) (httpapi.Identity, error) {
		id, err := uuid.Parse(token)
		if err != nil {
			return httpapi.Identity{}, fault.New(fault.Unauthenticated, "session-invalid", "Sign in again.")
		}
		return httpapi.Identity{UserID: id}, nil
	})
	s := calendar.NewService(h.db, contents(c), "https://tend.example.org/")
	calendar.Register(api, s)
	calendar.Serve(e, s)
	h.handler = e
	return h
}

func (h *house) exec(sql string, args ...any) {
	h.t.Helper()
	if _, err := h.db.Conn().Exec(context.Background(), sql, args...); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) do(method, path, body string, header ...string) *http.Response {
	h.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if strings.HasPrefix(path, "/api") {
		r.Header.Set("Authorization", "Bearer "+h.user.String())
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// feed makes a feed and returns its id and the path of its address.
func (h *house) feed(scopes string) (id, path string) {
	h.t.Helper()
	res := h.do("POST", "/api/v1/calendar-feeds", `{"spaceId":"`+h.space.String()+`","name":"Phone","scopes":`+scopes+`}`)
	body := text(h.t, res)
	var made struct{ ID, URL string }
	if err := json.Unmarshal([]byte(body), &made); err != nil || res.StatusCode != 201 {
		h.t.Fatalf("%d %s", res.StatusCode, body)
	}
	path, ok := strings.CutPrefix(made.URL, "https://tend.example.org")
	if !ok {
		h.t.Fatalf("the address is %q", made.URL)
	}
	return made.ID, path
}

var nasty = "Zürich; ask Ana, \"Raj\" \\ the draft\r\nBEGIN:VALARM\nsecond line \x00\x07🙂" + strings.Repeat("ä🙂", 60)

func sample() calendar.Contents {
	return calendar.Contents{Name: "Tend", Entries: []calendar.Entry{
		{UID: "date-1@tend", Summary: "Ana’s birthday", Day: "2028-02-29", Alarms: []time.Duration{9 * time.Hour, 9*time.Hour - 7*24*time.Hour}},
		{UID: "reminder-2@tend", Summary: nasty, At: time.Date(2026, 11, 22, 8, 30, 0, 0, time.FixedZone("", 3600)), Alarms: []time.Duration{0}},
		{UID: "promise-3@tend", Summary: "", Day: "2026-12-31", Alarms: []time.Duration{33*time.Hour + 30*time.Minute}},
	}}
}

// C6.
func TestAFeedReadsAsItWasMeantByAnotherParser(t *testing.T) {
	t.Parallel()
	h := newHouse(t, sample())
	_, path := h.feed(`["dates"]`)
	res := h.do("GET", path, "")
	body := text(t, res)
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	cal, err := ical.ParseCalendar(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	events := cal.Events()
	if len(events) != 3 {
		t.Fatalf("%d events in\n%s", len(events), body)
	}
	value := func(e *ical.VEvent, p ical.ComponentProperty) string {
		if prop := e.GetProperty(p); prop != nil {
			return prop.Value
		}
		return ""
	}
	if got := value(events[0], ical.ComponentPropertyDtStart); got != "20280229" || value(events[0], ical.ComponentPropertyDtEnd) != "20280301" {
		t.Errorf("the day is %q", got)
	}
	if got := value(events[1], ical.ComponentPropertyDtStart); got != "20261122T073000Z" {
		t.Errorf("the time is %q", got)
	}
	want := strings.NewReplacer("\r\n", "\n", "\x00", "", "\x07", "").Replace(nasty)
	if got := ical.FromText(value(events[1], ical.ComponentPropertySummary)); got != want {
		t.Errorf("the summary is %q, want %q", got, want)
	}
	triggers := []string{}
	for _, e := range events {
		for _, a := range e.Alarms() {
			triggers = append(triggers, a.GetProperty(ical.ComponentPropertyTrigger).Value)
		}
	}
	if got := strings.Join(triggers, " "); got != "PT9H -P6DT15H PT0M P1DT9H30M" {
		t.Errorf("alarms at %s", got)
	}
}

// C6.
func TestAFeedKeepsToTheStandard(t *testing.T) {
	t.Parallel()
	h := newHouse(t, sample())
	_, path := h.feed(`["dates"]`)
	body := text(t, h.do("GET", path, ""))
	if !strings.HasSuffix(body, "END:VCALENDAR\r\n") || strings.Count(body, "\n") != strings.Count(body, "\r\n") || strings.Count(body, "\r") != strings.Count(body, "\r\n") {
		t.Error("a line does not end with CR and LF")
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(body, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || line == "" {
			t.Errorf("line of %d octets: %q", len(line), line)
		}
	}
	for _, needed := range []string{"VERSION:2.0\r\n", "PRODID:", "\r\nDTSTAMP:20", "\r\nUID:date-1@tend\r\n"} {
		if !strings.Contains(body, needed) {
			t.Errorf("%q is missing", needed)
		}
	}
	if strings.Contains(body, "\r\nBEGIN:VALARM\r\nsecond") || strings.Count(body, "BEGIN:VALARM\r\n") != 4 {
		t.Error("a text has become a line")
	}
}

func TestAFeedThatHasNotChangedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t, sample())
	_, path := h.feed(`["dates"]`)
	tag := h.do("GET", path, "").Header.Get("ETag")
	if tag == "" {
		t.Fatal("no tag")
	}
	for _, have := range []string{tag, `"other", W/` + tag, "*"} {
		if res := h.do("GET", path, "", "If-None-Match", have); res.StatusCode != 304 || text(t, res) != "" || res.Header.Get("ETag") != tag {
			t.Errorf("with %s: %d", have, res.StatusCode)
		}
	}
	if res := h.do("GET", path, "", "If-None-Match", `"other"`); res.StatusCode != 200 {
		t.Errorf("with another tag: %d", res.StatusCode)
	}
	if res := h.do("HEAD", path, ""); res.StatusCode != 200 || res.Header.Get("ETag") != tag {
		t.Errorf("HEAD: %d", res.StatusCode)
	}
}

// A26.
func TestWhoMayReadAFeed(t *testing.T) {
	t.Parallel()
	tests := map[string]func(h *house, id string){
		"it was revoked":             func(h *house, id string) { h.do("DELETE", "/api/v1/calendar-feeds/"+id, "") },
		"its user has left":          func(h *house, _ string) { h.exec(`delete from member`) },
		"its user is disabled":       func(h *house, _ string) { h.exec(`update app_user set disabled_at = now()`) },
		"its user deleted the house": func(h *house, _ string) { h.exec(`delete from app_user`) },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, sample())
			id, path := h.feed(`["promises","dates"]`)
			if res := h.do("GET", path, ""); res.StatusCode != 200 {
				t.Fatalf("before: %d", res.StatusCode)
			}
			change(h, id)
			if res := h.do("GET", path, ""); res.StatusCode != 404 {
				t.Errorf("after: %d", res.StatusCode)
			}
		})
	}
}

func TestAnAddressIsASecret(t *testing.T) {
	t.Parallel()
	h := newHouse(t, sample())
	id, path := h.feed(`["reminders","dates"]`)
	secret := strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics")
	list := text(t, h.do("GET", "/api/v1/calendar-feeds", ""))
	if !strings.Contains(list, id) || !strings.Contains(list, `"scopes":["dates","reminders"]`) || strings.Contains(list, secret) || strings.Contains(list, "url") {
		t.Errorf("the list is %s", list)
	}
	var kept []byte
	if err := h.db.Conn().QueryRow(t.Context(), `select secret_hash from calendar_feed`).Scan(&kept); err != nil || bytes.Contains(kept, []byte(secret)) {
		t.Errorf("the secret is kept, %v", err)
	}
	for _, wrong := range []string{"/calendar/x.ics", "/calendar/.ics", "/calendar/" + strings.Repeat("A", 43) + ".ics", "/calendar/" + secret[1:] + ".ics"} {
		if res := h.do("GET", wrong, ""); res.StatusCode != 404 {
			t.Errorf("%s: %d", wrong, res.StatusCode)
		}
	}
}

func TestFeedsAreTheUsersOwn(t *testing.T) {
	t.Parallel()
	h := newHouse(t, sample())
	id, path := h.feed(`["dates"]`)
	owner := h.user
	h.user = uuid.New()
	h.exec(`insert into app_user (user_id, email, password_hash) values ($1, 'raj@example.org', '')`, h.user)
	if list := text(t, h.do("GET", "/api/v1/calendar-feeds", "")); list != "[]\n" {
		t.Errorf("a stranger sees %s", list)
	}
	if res := h.do("DELETE", "/api/v1/calendar-feeds/"+id, ""); res.StatusCode != 404 {
		t.Errorf("a stranger revokes: %d", res.StatusCode)
	}
	if res := h.do("POST", "/api/v1/calendar-feeds", `{"spaceId":"`+h.space.String()+`","scopes":["dates"]}`); res.StatusCode != 404 {
		t.Errorf("a stranger makes one: %d", res.StatusCode)
	}
	if res := h.do("GET", path, ""); res.StatusCode != 200 {
		t.Errorf("the feed is gone: %d", res.StatusCode)
	}
	h.user = owner
	for _, bad := range []string{`[]`, `["all"]`} {
		res := h.do("POST", "/api/v1/calendar-feeds", `{"spaceId":"`+h.space.String()+`","scopes":`+bad+`}`)
		if body := text(t, res); res.StatusCode != 422 || !strings.Contains(body, "scopes") {
			t.Errorf("%s: %d %s", bad, res.StatusCode, body)
		}
	}
	space := `"spaceId":"` + h.space.String() + `"`
	for bad, where := range map[string]string{
		space + `,"name":"a\u0000b"`:   `"location":"body.name","rule":"calendar-feed-name-unclean"`,
		space + `,"name":"two\nlines"`: `"location":"body.name","rule":"calendar-feed-name-unclean"`,
		`"spaceId":"no id"`:            `"location":"body.spaceId","rule":"format"`,
	} {
		res := h.do("POST", "/api/v1/calendar-feeds", `{`+bad+`,"scopes":["dates"]}`)
		if body := text(t, res); res.StatusCode != 422 || !strings.Contains(body, where) {
			t.Errorf("%s: %d %s", bad, res.StatusCode, body)
		}
	}
	for range 19 {
		h.feed(`["dates"]`)
	}
	if res := h.do("POST", "/api/v1/calendar-feeds", `{"spaceId":"`+h.space.String()+`","scopes":["dates"]}`); res.StatusCode != 409 {
		t.Errorf("a feed too many: %d", res.StatusCode)
	}
}
