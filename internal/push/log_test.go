package push_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/push"
)

func TestADeviceIsNotToldOfWhatItMutes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, nil)
	user, session := h.user()
	_, phone := h.subscribe(user, session, service.URL+"/phone")
	_, laptop := h.subscribe(user, session, service.URL+"/laptop")
	if _, err := h.service.Mute(t.Context(), user, phone.ID, []push.Kind{push.KindReminder, push.KindDate}); err != nil {
		t.Fatal(err)
	}
	h.tell(user, time.Hour)
	h.tell(user, time.Hour)
	// What is in the outbox already is left out too.
	if _, err := h.service.Mute(t.Context(), user, laptop.ID, []push.Kind{push.KindReminder}); err != nil {
		t.Fatal(err)
	}
	digest := push.Subject{Kind: push.KindDigest, SpaceID: uuid.New(), SubjectID: uuid.New(), Occurrence: "2026-11-22"}
	h.notify(push.Notification{UserIDs: []uuid.UUID{user}, Subject: digest, DueAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)})
	h.run(source(always))
	h.until(2, `select count(*) from push_delivery where state = 'sent'`)
	h.until(2, `select count(*) from push_delivery where state = 'dropped' and subscription_id = $1`, laptop.ID)
	if n := h.count(`select count(*) from push_delivery where kind = 'reminder' and subscription_id = $1`, phone.ID); n != 0 {
		t.Errorf("%d reminders are for a device that wants none", n)
	}
	// To subscribe again, as every start does, changes nothing about it.
	d := newDevice(t)
	again := must(h.service.Subscribe(t.Context(), user, session, d.registration(service.URL+"/phone")))
	if len(again.Muted) != 2 {
		t.Errorf("after another start it mutes %v", again.Muted)
	}
}

func TestAMessageIsHeldUntilQuietHoursEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, nil)
	user, session := h.user()
	_, sub := h.subscribe(user, session, service.URL)
	h.tell(user, 3*time.Hour)
	var awake atomic.Bool
	sender := h.run(source(func(u uuid.UUID, s push.Subject) (push.Message, bool) {
		m, ok := always(u, s)
		if !awake.Load() {
			m.NotBefore = time.Now().Add(time.Hour)
		}
		return m, ok
	}))
	h.until(1, `select count(*) from push_delivery where state = 'pending' and next_at > now() + interval '55 minutes'`)
	if len(service.deliveries()) != 0 {
		t.Error("it was sent in quiet hours")
	}
	if got := must(h.service.List(t.Context(), user)); got[0].LastError != "" || got[0].ID != sub.ID {
		t.Errorf("being quiet counts as an error: %+v", got[0])
	}
	awake.Store(true)
	h.exec(`update push_delivery set next_at = now()`) // the hour has passed
	sender.Wake()
	await(t, service.came)
	h.until(1, `select count(*) from push_delivery where state = 'sent'`)
}

func TestTheDeliveryLogTellsWhatBecameOfMessages(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, func(w http.ResponseWriter, n int) {
		if n == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	user, session := h.user()
	stranger, strangers := h.user()
	_, sub := h.subscribe(user, session, service.URL+"/secret-path")
	h.tell(user, time.Hour)
	sender := h.run(source(always))
	await(t, service.came)
	h.until(1, `select count(*) from push_delivery where problem = 'status-503'`)
	c := client{t: t, api: h.api(), token: user.String() + "/" + session.String()}
	status, body := c.do("GET", "/"+sub.ID.String()+"/deliveries", "")
	if status != 200 || !strings.Contains(body, `"state":"pending"`) || !strings.Contains(body, `"problem":"status-503"`) || !strings.Contains(body, `"nextAt"`) {
		t.Errorf("%d %s", status, body)
	}
	h.exec(`update push_delivery set next_at = now()`)
	sender.Wake()
	h.until(1, `select count(*) from push_delivery where state = 'sent'`)
	status, body = c.do("GET", "/"+sub.ID.String()+"/deliveries", "")
	var log []struct {
		Kind, State string
		Attempts    int
		EndedAt     *time.Time
		NextAt      *time.Time
	}
	if err := json.Unmarshal([]byte(body), &log); err != nil || status != 200 || len(log) != 1 || log[0].Kind != "reminder" ||
		log[0].State != "sent" || log[0].Attempts != 2 || log[0].EndedAt == nil || log[0].NextAt != nil {
		t.Errorf("%d %s", status, body)
	}
	if strings.Contains(body, "secret-path") {
		t.Errorf("the log tells the endpoint: %s", body)
	}
	c.token = stranger.String() + "/" + strangers.String()
	if status, body := c.do("GET", "/"+sub.ID.String()+"/deliveries", ""); status != 404 {
		t.Errorf("a stranger sees %d %s", status, body)
	}
	if status, body := c.do("PATCH", "/"+sub.ID.String(), `{"muted":["reminder"]}`); status != 404 {
		t.Errorf("a stranger mutes: %d %s", status, body)
	}
}

func TestADeviceIsMutedThroughTheAPI(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	user, session := h.user()
	_, sub := h.subscribe(user, session, endpoint+"a")
	c := client{t: t, api: h.api(), token: user.String() + "/" + session.String()}
	if status, body := c.do("GET", "", ""); status != 200 || !strings.Contains(body, `"muted":[]`) {
		t.Errorf("%d %s", status, body)
	}
	status, body := c.do("PATCH", "/"+sub.ID.String(), `{"muted":["promise","digest","promise"]}`)
	if status != 200 || !strings.Contains(body, `"muted":["digest","promise"]`) {
		t.Errorf("%d %s", status, body)
	}
	if status, body := c.do("PATCH", "/"+sub.ID.String(), `{"muted":["everything"]}`); status != 422 || !strings.Contains(body, "muted") {
		t.Errorf("%d %s", status, body)
	}
	if status, body := c.do("PATCH", "/"+sub.ID.String(), `{"muted":[]}`); status != 200 || !strings.Contains(body, `"muted":[]`) {
		t.Errorf("%d %s", status, body)
	}
}

// G10: with other keys every push service refuses. Its user sees so, no device is
// lost, and a device that subscribes anew takes the place of its old self.
func TestARefusalIsShownUntilItEnds(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var rotated atomic.Bool
	rotated.Store(true)
	service := newPushService(t, func(w http.ResponseWriter, _ int) {
		if rotated.Load() {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	user, session := h.user()
	h.session(user, uuid.New())
	_, old := h.subscribe(user, session, service.URL+"/old")
	h.tell(user, time.Hour)
	sender := h.run(source(always))
	h.until(1, `select count(*) from push_subscription where refused_at is not null`)
	c := client{t: t, api: h.api(), token: user.String() + "/" + session.String()}
	if status, body := c.do("GET", "", ""); status != 200 || !strings.Contains(body, `"refusedAt":"20`) {
		t.Errorf("%d %s", status, body)
	}
	rotated.Store(false)
	h.exec(`update push_delivery set next_at = now()`)
	sender.Wake()
	h.until(1, `select count(*) from push_delivery where state = 'sent'`)
	if _, body := c.do("GET", "", ""); strings.Contains(body, "refusedAt") {
		t.Errorf("still %s", body)
	}

	h.exec(`update push_subscription set refused_at = now()`)
	_, renewed := h.subscribe(user, session, service.URL+"/new")
	list := must(h.service.List(t.Context(), user))
	if len(list) != 1 || list[0].ID != renewed.ID || renewed.ID == old.ID {
		t.Errorf("the devices are %+v", list)
	}
}

// E10: whatever the words are made from, a tap leads into the app.
func TestAMessageLeadsIntoTheAppOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, nil)
	user, session := h.user()
	d, _ := h.subscribe(user, session, service.URL)
	paths := []string{"https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "/\t/evil.example", "", "people/1"}
	var n atomic.Int64
	for range paths {
		h.tell(user, time.Hour)
	}
	h.run(source(func(u uuid.UUID, s push.Subject) (push.Message, bool) {
		m, ok := always(u, s)
		m.Path = paths[int(n.Add(1)-1)%len(paths)]
		m.Actions = []push.Action{{Name: "done", Title: "Done"}}
		return m, ok
	}))
	h.until(len(paths), `select count(*) from push_delivery where state = 'sent'`)
	for _, got := range service.deliveries() {
		s := d.read(t, got.body)
		if s.Notification.Navigate != "https://tend.example.org/" || s.Notification.Actions[0].Navigate != "https://tend.example.org/" {
			t.Errorf("it leads to %q", s.Notification.Navigate)
		}
	}
}
