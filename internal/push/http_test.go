package push_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"

	"tend/internal/fault"
	"tend/internal/httpapi"
	"tend/internal/push"
)

// api serves the operations of push; the token names the user and the session.
func (h *house) api() http.Handler {
	h.t.Helper()
	e := httpapi.NewEcho(httpapi.EdgeConfig{Log: slog.New(slog.DiscardHandler)})
	api := httpapi.New(e, "1")
	httpapi.Authenticate(api, func(_ context.Context, token string) (httpapi.Identity, error) {
		user, session, ok := strings.Cut(token, "/")
		if !ok {
			return httpapi.Identity{}, fault.New(fault.Unauthenticated, "session-invalid", "Sign in again.")
		}
		return httpapi.Identity{UserID: uuid.MustParse(user), SessionID: uuid.MustParse(session)}, nil
	})
	push.Register(api, h.service)
	return e
}

// client calls the API as one session.
type client struct {
	t     *testing.T
	api   http.Handler
	token string
}

func (c client) do(method, path, body string) (status int, answer string) {
	c.t.Helper()
	r := httptest.NewRequest(method, "/api/v1/push-subscriptions"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	w := httptest.NewRecorder()
	c.api.ServeHTTP(w, r)
	b, err := io.ReadAll(w.Result().Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return w.Code, string(b)
}

func TestTheContractOfPushSubscriptions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, nil)
	user, session := h.user()
	c := client{t: t, api: h.api(), token: user.String() + "/" + session.String()}

	if status, body := c.do("GET", "/key", ""); status != 200 || body != `{"publicKey":"`+h.keys.Public()+`"}`+"\n" {
		t.Errorf("key: %d %s", status, body)
	}
	d := newDevice(t)
	r := d.registration(service.URL + "/secret-path")
	// As PushSubscription.toJSON() has it, and the name of the device.
	put := `{"endpoint":"` + r.Endpoint + `","expirationTime":null,"keys":{"p256dh":"` + r.P256dh + `","auth":"` + r.Auth + `"},"deviceName":"Phone"}`
	status, body := c.do("PUT", "", put)
	var sub struct {
		ID         string
		DeviceName string
		Current    bool
	}
	if err := json.Unmarshal([]byte(body), &sub); status != 200 || err != nil || sub.DeviceName != "Phone" || !sub.Current {
		t.Fatalf("put: %d %s", status, body)
	}
	status, list := c.do("GET", "", "")
	if status != 200 || !strings.Contains(list, sub.ID) {
		t.Errorf("list: %d %s", status, list)
	}
	for _, secret := range []string{"secret-path", r.P256dh, r.Auth, "endpoint"} {
		if strings.Contains(list+body, secret) {
			t.Errorf("%q is told: %s", secret, list)
		}
	}
	if status, body := c.do("POST", "/"+sub.ID+"/test", ""); status != 204 {
		t.Errorf("test: %d %s", status, body)
	}
	if got := service.deliveries(); len(got) != 1 || d.read(t, got[0].body).Notification.Title != "Tend" {
		t.Errorf("the test sent %v", got)
	}
	if status, body := c.do("DELETE", "/"+sub.ID, ""); status != 204 {
		t.Errorf("delete: %d %s", status, body)
	}
	if status, body := c.do("DELETE", "/"+sub.ID, ""); status != 404 || !strings.Contains(body, "urn:tend:problem:push-subscription-not-found") {
		t.Errorf("delete again: %d %s", status, body)
	}
}

func TestBadSubscriptionsAreRefusedByNameOfTheField(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	user, session := h.user()
	c := client{t: t, api: h.api(), token: user.String() + "/" + session.String()}
	tests := []struct{ body, problem, location string }{
		{`{"endpoint":"https://10.0.0.1/x","keys":{"p256dh":"AAAA","auth":"AAAA"}}`, "push-endpoint", "body.endpoint"},
		{`{"endpoint":"https://fcm.googleapis.com/x","keys":{"p256dh":"AAAA","auth":"AAAA"}}`, "push-key-p256dh", "body.keys.p256dh"},
		{`{"endpoint":"https://fcm.googleapis.com/x"}`, "validation-failed", "keys"},
		{`{"endpoint":"https://fcm.googleapis.com/x","keys":{"p256dh":"AAAA","auth":"AAAA"},"userId":"` + uuid.NewString() + `"}`, "validation-failed", "userId"},
	}
	for _, tt := range tests {
		status, body := c.do("PUT", "", tt.body)
		if status != 422 || !strings.Contains(body, tt.problem) || !strings.Contains(body, tt.location) {
			t.Errorf("%s: %d %s", tt.body, status, body)
		}
	}
}

func TestPushAsksWhoIsCalling(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := client{t: t, api: h.api()}
	id := "/" + uuid.NewString()
	for _, call := range [][2]string{{"GET", "/key"}, {"PUT", ""}, {"GET", ""}, {"DELETE", id}, {"POST", id + "/test"}} {
		if status, body := c.do(call[0], call[1], `{}`); status != 401 {
			t.Errorf("%v: %d %s", call, status, body)
		}
	}
}
