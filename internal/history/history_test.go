package history_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"tend/internal/history"
	"tend/internal/httpapi"
	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/record"
	"tend/internal/sync"
)

// house is a space with one member, filled by way of real pushes.
type house struct {
	db          *postgres.DB
	service     *history.Service
	records     *sync.Service
	space, user uuid.UUID
	epoch       uuid.UUID
}

func newHouse(t *testing.T, db *postgres.DB) house {
	t.Helper()
	h := house{
		db: db, service: history.NewService(db), records: sync.NewService(db, sync.Options{}),
		space: uuid.New(), user: uuid.New(), epoch: uuid.New(),
	}
	h.exec(t, `insert into app_user (user_id, email, password_hash) values ($1, $2, '')`, h.user, h.user.String()+"@example.org")
	h.exec(t, `insert into space (space_id, kind, name, epoch) values ($1, 'shared', 'Ours', $2)`, h.space, h.epoch)
	h.exec(t, `insert into member (space_id, user_id, role) values ($1, $2, 'member')`, h.space, h.user)
	return h
}

func (h house) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := h.db.Conn().Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func (h house) list(t *testing.T, id uuid.UUID, before int64, limit int) history.Page {
	t.Helper()
	page, err := h.service.List(t.Context(), h.user, history.Request{Space: h.space, Record: id, Before: before, Limit: limit})
	if err != nil {
		t.Fatalf("List: %v", err)
	}
	return page
}

// device pushes changes one by one, each with the stamp that the test gives it.
type device struct {
	house
	id  uuid.UUID
	seq int64
}

func (h house) device() *device { return &device{house: h, id: uuid.New()} }

func (d *device) push(t *testing.T, stamp int, m record.Mutation) record.Status {
	t.Helper()
	d.seq++
	m.Seq, m.MID = d.seq, uuid.Must(uuid.NewV7())
	m.Stamp = record.Stamp(stamp)
	if m.Op == "" {
		m.Op = record.Put
	}
	result, err := d.records.Push(t.Context(), d.user, sync.Batch{
		Space: d.space, Device: d.id, Epoch: d.epoch, Schema: 1, Mutations: []sync.Mutation{{Mutation: m}},
	})
	if err != nil || len(result.Acks) != 1 {
		t.Fatalf("Push = %+v, %v", result, err)
	}
	return result.Acks[0].Status
}

func note(id uuid.UUID, base int64, body string) record.Mutation {
	return record.Mutation{
		Collection: "note", ID: id, Base: base,
		Text: map[string]record.TextEdit{"body": {Base: base, Value: body}},
	}
}

func contact(id uuid.UUID, base int64, fields map[string]string) record.Mutation {
	m := record.Mutation{Collection: "contact", ID: id, Base: base, Fields: map[string]json.RawMessage{}}
	for name, value := range fields {
		m.Fields[name] = json.RawMessage(value)
	}
	return m
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

func TestHistoryTellsWhoChangedWhatNewestFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t, pgtest.New(t))
	phone, laptop, ada := h.device(), h.device(), newID()
	start := time.Now().Add(-time.Second)
	phone.push(t, 1, contact(ada, 0, map[string]string{"fullName": `"Ada"`}))
	phone.push(t, 2, contact(newID(), 0, map[string]string{"fullName": `"Bo"`}))
	laptop.push(t, 3, contact(ada, 1, map[string]string{"nickname": `"Countess"`, "title": `null`}))
	phone.push(t, 4, record.Mutation{Collection: "contact", ID: ada, Base: 3, Op: record.Delete})
	phone.push(t, 5, record.Mutation{Collection: "contact", ID: ada, Base: 4, Op: record.Restore})

	page := h.list(t, ada, 0, 0)
	var got []string
	for _, e := range page.Entries {
		if e.UserID != h.user || e.At.Before(start) || e.At.Location() != time.UTC || e.Outcome != "ok" {
			t.Errorf("version %d: user %s, at %s, outcome %s", e.Version, e.UserID, e.At, e.Outcome)
		}
		by := map[uuid.UUID]string{phone.id: "phone", laptop.id: "laptop"}[e.Device.ID]
		fields, err := json.Marshal(e.Fields)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%d %s %s %s", e.Version, by, e.Op, fields))
	}
	want := []string{
		"5 phone restore {}",
		"4 phone delete {}",
		`3 laptop put {"nickname":"Countess","title":null}`,
		`1 phone put {"fullName":"Ada"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" || page.Next != 0 {
		t.Errorf("next %d, history (-want +got):\n%s", page.Next, diff)
	}
}

func TestATextIsShownAsItStoodAfterTheMerge(t *testing.T) {
	t.Parallel()
	h := newHouse(t, pgtest.New(t))
	phone, laptop, lunch := h.device(), h.device(), newID()
	phone.push(t, 1, note(lunch, 0, "Lunch with Ada."))
	laptop.push(t, 2, note(lunch, 1, "Lunch with Ada and Bo."))
	if status := phone.push(t, 3, note(lunch, 1, "Long lunch with Ada.")); status != record.Merged {
		t.Fatalf("status = %s", status)
	}
	phone.push(t, 4, record.Mutation{
		Collection: "note", ID: lunch, Base: 3, Fields: map[string]json.RawMessage{"body": json.RawMessage("null")},
	})
	var got []string
	for _, e := range h.list(t, lunch, 0, 0).Entries {
		got = append(got, e.Outcome+": "+e.Text["body"])
		if len(e.Fields) != 0 {
			t.Errorf("version %d has the text among its fields: %s", e.Version, e.Fields)
		}
	}
	want := []string{"ok: ", "merged: Long lunch with Ada and Bo.", "ok: Lunch with Ada and Bo.", "ok: Lunch with Ada."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
}

func TestTheValueThatLostIsShownWhicheverItWas(t *testing.T) {
	t.Parallel()
	h := newHouse(t, pgtest.New(t))
	phone, laptop, ada := h.device(), h.device(), newID()
	phone.push(t, 1, contact(ada, 0, map[string]string{"fullName": `"Ada"`}))
	phone.push(t, 5, contact(ada, 1, map[string]string{"nickname": `"of the phone"`}))
	laptop.push(t, 4, contact(ada, 1, map[string]string{"nickname": `"too old"`}))
	laptop.push(t, 6, contact(ada, 1, map[string]string{"nickname": `"newer"`}))

	entries := h.list(t, ada, 0, 2).Entries
	if got := string(entries[0].Lost["nickname"]); got != `"of the phone"` || entries[0].Outcome != "ok" {
		t.Errorf("overwritten: %s, outcome %s", got, entries[0].Outcome)
	}
	own := entries[1]
	if got := string(own.Lost["nickname"]); got != `"too old"` || got != string(own.Fields["nickname"]) || own.Outcome != "merged" {
		t.Errorf("came too late: %s, outcome %s", got, own.Outcome)
	}
}

func TestWhatWasParkedIsNoVersion(t *testing.T) {
	t.Parallel()
	h := newHouse(t, pgtest.New(t))
	phone, nobody := h.device(), newID()
	if status := phone.push(t, 1, contact(nobody, 0, map[string]string{"nickname": `"no name"`})); status != record.Parked {
		t.Fatalf("status = %s", status)
	}
	_, err := h.service.List(t.Context(), h.user, history.Request{Space: h.space, Record: nobody})
	if !errors.Is(err, history.ErrNotFound) {
		t.Errorf("err = %v", err)
	}
}

func TestPagesGoOnWhereTheLastOneEndedAndAreBounded(t *testing.T) {
	t.Parallel()
	h := newHouse(t, pgtest.New(t))
	phone, lunch := h.device(), newID()
	for i := range 7 {
		phone.push(t, i+1, note(lunch, int64(i), strings.Repeat(fmt.Sprintf("%d ", i), 120_000))) // 240 kB each
	}
	var pages []int
	var versions []int64
	for before := int64(0); ; {
		page := h.list(t, lunch, before, 6)
		pages = append(pages, len(page.Entries))
		for _, e := range page.Entries {
			versions = append(versions, e.Version)
		}
		if page.Next == 0 {
			break
		}
		before = page.Next
	}
	// Five reach a mebibyte, and the fifth is still whole.
	if diff := cmp.Diff([]int{5, 2}, pages); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int64{7, 6, 5, 4, 3, 2, 1}, versions); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
	if page := h.list(t, lunch, 7, 3); len(page.Entries) != 3 || page.Next != 4 {
		t.Errorf("by limit: %d entries, next %d", len(page.Entries), page.Next)
	}
	if page := h.list(t, lunch, 4, 3); len(page.Entries) != 3 || page.Next != 0 {
		t.Errorf("the last page: %d entries, next %d", len(page.Entries), page.Next)
	}
	if page := h.list(t, lunch, 1, 3); len(page.Entries) != 0 || page.Next != 0 {
		t.Errorf("before the beginning: %d entries, next %d", len(page.Entries), page.Next)
	}
}

func TestADeviceIsNamedAfterTheSessionItBeganIn(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	h := newHouse(t, db)
	session := func(name string, age time.Duration) {
		h.exec(t, `insert into session (session_id, user_id, device_name, seed, created_at, expires_at) values ($1, $2, $3, '', $4, $5)`,
			uuid.New(), h.user, name, time.Now().Add(-age), time.Now().Add(time.Hour))
	}
	name := func(d *device) string {
		id := newID()
		d.push(t, 1, note(id, 0, "x"))
		return h.list(t, id, 0, 0).Entries[0].Device.Name
	}
	if got := name(h.device()); got != "" {
		t.Errorf("without a session: %q", got)
	}
	session("Phone", 48*time.Hour)
	if got := name(h.device()); got != "Phone" {
		t.Errorf("with the only session: %q", got)
	}
	session("Laptop", time.Hour)
	if got := name(h.device()); got != "" {
		t.Errorf("long after signing in on two devices: %q", got)
	}
	session("Tablet", time.Second)
	tablet := h.device()
	if got := name(tablet); got != "Tablet" {
		t.Errorf("right after signing in: %q", got)
	}
	session("Other", 0)
	if got := name(tablet); got != "Tablet" {
		t.Errorf("after a later sign-in elsewhere: %q", got)
	}
}

func TestStrangersCannotTellARecordFromNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	ours, theirs := newHouse(t, db), newHouse(t, db)
	id := newID()
	ours.device().push(t, 1, note(id, 0, "ours"))
	theirs.device().push(t, 1, note(newID(), 0, "theirs"))
	e := edge(ours.service)

	status, body := get(t, e, ours.user, "/spaces/"+ours.space.String()+"/records/"+id.String()+"/history")
	if status != http.StatusOK || !strings.Contains(body, `"text":{"body":"ours"}`) || strings.Contains(body, `"next"`) {
		t.Fatalf("ours: %d %s", status, body)
	}
	var answers []string
	for name, path := range map[string]string{
		"foreign space":             ours.space.String() + "/records/" + id.String() + "/history",
		"foreign record, own space": theirs.space.String() + "/records/" + id.String() + "/history",
		"unknown record":            theirs.space.String() + "/records/" + newID().String() + "/history",
		"unknown space":             uuid.NewString() + "/records/" + id.String() + "/history",
		"foreign, before":           ours.space.String() + "/records/" + id.String() + "/history?before=1",
	} {
		status, body := get(t, e, theirs.user, "/spaces/"+path)
		if status != http.StatusNotFound || strings.Contains(body, "ours") {
			t.Errorf("%s: %d %s", name, status, body)
		}
		var problem map[string]any
		if err := json.Unmarshal([]byte(body), &problem); err != nil {
			t.Fatal(err)
		}
		delete(problem, "instance")
		delete(problem, "requestId")
		answers = append(answers, fmt.Sprint(problem))
	}
	for _, a := range answers {
		if a != answers[0] {
			t.Errorf("answers differ: %s, %s", a, answers[0])
		}
	}
	ours.exec(t, `delete from member where user_id = $1`, ours.user)
	if status, body := get(t, e, ours.user, "/spaces/"+ours.space.String()+"/records/"+id.String()+"/history"); status != http.StatusNotFound {
		t.Errorf("after leaving: %d %s", status, body)
	}
}

func TestNumbersKeepTheirDigitsAndBadParametersAreNamed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, pgtest.New(t))
	id := newID()
	h.device().push(t, 1, record.Mutation{Collection: "starmap", ID: id, Fields: map[string]json.RawMessage{
		"n": json.RawMessage("9007199254740993"), "gone": json.RawMessage("null"),
	}})
	e, path := edge(h.service), "/spaces/"+h.space.String()+"/records/"+id.String()+"/history"
	if status, body := get(t, e, h.user, path); status != 200 || !strings.Contains(body, `"fields":{"gone":null,"n":9007199254740993}`) {
		t.Errorf("history: %d %s", status, body)
	}
	for query, location := range map[string]string{"?limit=101": "query.limit", "?limit=0": "query.limit", "?before=-1": "query.before"} {
		if status, body := get(t, e, h.user, path+query); status != 422 || !strings.Contains(body, location) {
			t.Errorf("%s: %d %s", query, status, body)
		}
	}
	if status, body := get(t, e, h.user, "/spaces/x/records/"+id.String()+"/history"); status != 422 || !strings.Contains(body, "path.space") {
		t.Errorf("bad space: %d %s", status, body)
	}
}

// edge is the API. A token is the id of its user.
func edge(s *history.Service) http.Handler {
	e := httpapi.NewEcho(httpapi.EdgeConfig{Log: slog.New(slog.DiscardHandler)})
	api := httpapi.New(e, "1")
	httpapi.Authenticate(api, func(_ context.Context, token string) (httpapi.Identity, error) {
		return httpapi.Identity{UserID: uuid.MustParse(token)}, nil
	})
	history.Register(api, s)
	return e
}

func get(t *testing.T, h http.Handler, user uuid.UUID, path string) (int, string) {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, httpapi.Prefix+path, nil)
	req.Header.Set("Authorization", "Bearer "+user.String())
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	b, err := io.ReadAll(rec.Body)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Code, string(b)
}
