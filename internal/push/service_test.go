package push_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/fault"
	"tend/internal/postgres"
	"tend/internal/push"
)

const endpoint = "https://fcm.googleapis.com/fcm/send/"

func TestSayingAgainThatADeviceIsSubscribedChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	user, session := h.user()
	d := newDevice(t)
	var ids []uuid.UUID
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			sub, err := h.service.Subscribe(t.Context(), user, session, d.registration(endpoint+"a"))
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			ids = append(ids, sub.ID)
			mu.Unlock()
		})
	}
	wg.Wait()
	subs, err := h.service.List(t.Context(), user)
	if err != nil || len(subs) != 1 {
		t.Fatalf("List = %v, %v", subs, err)
	}
	for _, id := range ids {
		if id != subs[0].ID {
			t.Errorf("ids differ: %v", ids)
		}
	}
	if subs[0].DeviceName != "Firefox on Linux" || subs[0].Service != "fcm.googleapis.com" {
		t.Errorf("subscription %+v", subs[0])
	}
}

func TestADeviceKeepsItsPlaceWhenItsKeysAndSessionChange(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	user, session := h.user()
	_, first := h.subscribe(user, session, endpoint+"a")
	again := uuid.New()
	h.session(user, again)
	_, second := h.subscribe(user, again, endpoint+"a")
	if second.ID != first.ID || second.SessionID != again || !second.CreatedAt.Equal(first.CreatedAt) {
		t.Errorf("first %+v, then %+v", first, second)
	}
}

// E5.
func TestAnEndpointMovesOnlyWithItsKeys(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana, anasSession := h.user()
	raj, rajsSession := h.user()
	d, sub := h.subscribe(ana, anasSession, endpoint+"a")
	h.tell(ana, time.Hour)

	_, err := h.service.Subscribe(t.Context(), raj, rajsSession, newDevice(t).registration(endpoint+"a"))
	if !errors.Is(err, push.ErrTaken) {
		t.Errorf("with other keys: %v", err)
	}
	if subs, _ := h.service.List(t.Context(), ana); len(subs) != 1 || subs[0].ID != sub.ID {
		t.Errorf("the attempt changed it: %+v", subs)
	}

	moved, err := h.service.Subscribe(t.Context(), raj, rajsSession, d.registration(endpoint+"a"))
	if err != nil {
		t.Fatal(err)
	}
	if moved.ID == sub.ID {
		t.Error("the first user could still name it")
	}
	if subs, _ := h.service.List(t.Context(), ana); len(subs) != 0 {
		t.Errorf("the first user still has %+v", subs)
	}
	if n := h.count(`select count(*) from push_delivery`); n != 0 {
		t.Error("what was to be told to the one would reach the other")
	}
}

func TestDevicesOfOthersAreNotToBeFound(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana, session := h.user()
	raj, _ := h.user()
	_, sub := h.subscribe(ana, session, endpoint+"a")
	if err := h.service.Unsubscribe(t.Context(), raj, sub.ID); !errors.Is(err, push.ErrNotFound) {
		t.Errorf("Unsubscribe = %v", err)
	}
	if err := h.service.Test(t.Context(), raj, sub.ID, push.Message{}); !errors.Is(err, push.ErrNotFound) {
		t.Errorf("Test = %v", err)
	}
	if err := h.service.Unsubscribe(t.Context(), ana, sub.ID); err != nil {
		t.Errorf("Unsubscribe = %v", err)
	}
}

func TestSubscribeRefusesWhatIsNoDevice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	user, session := h.user()
	good := newDevice(t).registration(endpoint + "a")
	encode := base64.RawURLEncoding.EncodeToString
	tests := []struct {
		name   string
		spoil  func(r *push.Registration)
		code   string
		failed string
	}{
		{"a foreign host", func(r *push.Registration) { r.Endpoint = "https://evil.example/secret" }, "push-endpoint", "endpoint"},
		{"an address", func(r *push.Registration) { r.Endpoint = "https://10.0.0.1/" }, "push-endpoint", "endpoint"},
		{"no key", func(r *push.Registration) { r.P256dh = "" }, "push-key-p256dh", "keys.p256dh"},
		{"a key that is no base64", func(r *push.Registration) { r.P256dh = "!!!!" }, "push-key-p256dh", "keys.p256dh"},
		{"a key that is no point", func(r *push.Registration) { r.P256dh = encode(append([]byte{4}, make([]byte, 64)...)) }, "push-key-p256dh", "keys.p256dh"},
		{"a compressed key", func(r *push.Registration) { r.P256dh = encode(append([]byte{2}, make([]byte, 32)...)) }, "push-key-p256dh", "keys.p256dh"},
		{"a short secret", func(r *push.Registration) { r.Auth = encode(make([]byte, 15)) }, "push-key-auth", "keys.auth"},
		{"a long secret", func(r *push.Registration) { r.Auth = strings.Repeat("A", 100_000) }, "push-key-auth", "keys.auth"},
	}
	for _, tt := range tests {
		r := good
		tt.spoil(&r)
		_, err := h.service.Subscribe(t.Context(), user, session, r)
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Code != tt.code || f.Field != tt.failed || f.Kind != fault.Invalid {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if log := h.log.String(); !strings.Contains(log, `"host":"evil.example"`) || strings.Contains(log, "secret") {
		t.Errorf("log %s", log)
	}
	padded := good
	padded.P256dh, padded.Auth = base64.StdEncoding.EncodeToString(mustDecode(t, good.P256dh)), good.Auth+"=="
	if _, err := h.service.Subscribe(t.Context(), user, session, padded); err != nil {
		t.Errorf("padded keys: %v", err)
	}
}

func mustDecode(t *testing.T, text string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAUserKeepsTheTwentyDevicesHeardOfLast(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	user, session := h.user()
	other, othersSession := h.user()
	h.subscribe(other, othersSession, endpoint+"other")
	_, oldest := h.subscribe(user, session, endpoint+"oldest")
	h.exec(`update push_subscription set seen_at = seen_at - interval '1 day' where subscription_id = $1`, oldest.ID)
	for i := range 20 {
		h.subscribe(user, session, endpoint+string(rune('a'+i)))
	}
	subs, err := h.service.List(t.Context(), user)
	if err != nil || len(subs) != 20 {
		t.Fatalf("%d devices, %v", len(subs), err)
	}
	for _, sub := range subs {
		if sub.ID == oldest.ID {
			t.Error("the one heard of least lately stayed")
		}
	}
	if subs, _ := h.service.List(t.Context(), other); len(subs) != 1 {
		t.Error("another user lost a device")
	}
}

// A11.
func TestSignedOutDevicesAreForgotten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	user, session := h.user()
	kept := uuid.New()
	h.session(user, kept)
	h.subscribe(user, session, endpoint+"a")
	_, stays := h.subscribe(user, kept, endpoint+"b")
	h.tell(user, time.Hour)
	err := h.db.InTx(t.Context(), func(tx *postgres.DB) error {
		return h.service.SessionsEnded(t.Context(), tx, user, []uuid.UUID{session})
	})
	if err != nil {
		t.Fatal(err)
	}
	subs, _ := h.service.List(t.Context(), user)
	if len(subs) != 1 || subs[0].ID != stays.ID {
		t.Errorf("devices %+v", subs)
	}
	if n := h.count(`select count(*) from push_delivery`); n != 1 {
		t.Errorf("%d deliveries are left", n)
	}
}

func TestATestMessageSaysHowItWent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	user, session := h.user()
	message := push.Message{Title: "Tend", Body: "Reminders reach this device.", Path: "/settings"}
	tests := []struct {
		status int
		code   string
		stays  bool
	}{
		{http.StatusCreated, "", true},
		{http.StatusGone, "push-subscription-gone", false},
		{http.StatusForbidden, "push-not-delivered", true},
		{http.StatusServiceUnavailable, "push-not-delivered", true},
	}
	for _, tt := range tests {
		service := newPushService(t, status(tt.status))
		d, sub := h.subscribe(user, session, service.URL)
		err := h.service.Test(t.Context(), user, sub.ID, message)
		f, _ := errors.AsType[*fault.Error](err)
		if (err == nil) != (tt.code == "") || err != nil && (f == nil || f.Code != tt.code) {
			t.Errorf("%d: %v", tt.status, err)
		}
		got := service.deliveries()
		if len(got) != 1 || d.read(t, got[0].body).Notification.Body != message.Body {
			t.Errorf("%d: sent %v", tt.status, got)
		}
		if n := h.count(`select count(*) from push_subscription where subscription_id = $1`, sub.ID); (n == 1) != tt.stays {
			t.Errorf("%d: %d rows are left", tt.status, n)
		}
	}
}

func TestKeysAreMadeOnce(t *testing.T) {
	t.Parallel()
	secrets := &memory{}
	first, err := push.LoadKeys(t.Context(), secrets)
	if err != nil {
		t.Fatal(err)
	}
	second, err := push.LoadKeys(t.Context(), secrets)
	if err != nil || first.Public() != second.Public() || len(mustDecode(t, first.Public())) != 65 {
		t.Errorf("keys %q and %q, %v", first.Public(), second.Public(), err)
	}
	broken := &memory{values: map[string][]byte{"push/vapid": []byte("short")}}
	if _, err := push.LoadKeys(t.Context(), broken); err == nil {
		t.Error("took a broken key")
	}
}
