package push_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/push"
)

func TestWhatIsToldReachesEveryDeviceOfTheUser(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, nil)
	ana, session := h.user()
	raj, rajsSession := h.user()
	phone, _ := h.subscribe(ana, session, service.URL+"/phone")
	laptop, _ := h.subscribe(ana, session, service.URL+"/laptop")
	h.subscribe(raj, rajsSession, service.URL+"/raj")
	subject := h.tell(ana, 10*time.Minute)
	h.run(source(func(user uuid.UUID, s push.Subject) (push.Message, bool) {
		if user != ana || s != subject {
			t.Errorf("asked for words about %+v for %s", s, user)
		}
		return push.Message{Title: "1 reminder is due", Path: "/reminders/1"}, true
	}))
	h.until(2, `select count(*) from push_delivery where state = 'sent'`)

	devices := map[string]*device{"/phone": phone, "/laptop": laptop}
	for _, got := range service.deliveries() {
		d, ok := devices[got.path]
		if !ok {
			t.Fatalf("sent to %s", got.path)
		}
		delete(devices, got.path)
		if s := d.read(t, got.body); s.WebPush != 8030 || s.Notification.Title != "1 reminder is due" ||
			s.Notification.Navigate != "https://tend.example.org/reminders/1" {
			t.Errorf("read %+v", s)
		}
	}
	if len(devices) != 0 {
		t.Errorf("not reached: %v", devices)
	}
	for _, sub := range must(h.service.List(t.Context(), ana)) {
		if sub.LastSentAt == nil || sub.LastError != "" {
			t.Errorf("device %+v", sub)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestHeadersTellThePushServiceWhatToDo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, nil)
	user, session := h.user()
	h.subscribe(user, session, service.URL)
	h.tell(user, 10*time.Minute)
	digest := push.Subject{Kind: push.KindDigest, SpaceID: uuid.New(), SubjectID: uuid.New()}
	h.notify(push.Notification{UserIDs: []uuid.UUID{user}, Subject: digest, DueAt: time.Now(), ExpiresAt: time.Now().Add(48 * time.Hour)})
	h.run(source(always))

	topics := map[string]bool{}
	for range 2 {
		got := await(t, service.came)
		header := got.header
		ttl, err := strconv.Atoi(header.Get("TTL"))
		switch urgency := header.Get("Urgency"); {
		case err != nil:
			t.Errorf("TTL is %q", header.Get("TTL"))
		case urgency == "high" && (ttl < 590 || ttl > 600), urgency == "low" && ttl != 24*60*60:
			t.Errorf("TTL is %d at urgency %s", ttl, urgency)
		case urgency != "high" && urgency != "low":
			t.Errorf("urgency is %q", urgency)
		}
		topic := header.Get("Topic")
		if len(topic) != 32 || strings.Trim(topic, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" || topics[topic] {
			t.Errorf("topic is %q, after %v", topic, topics)
		}
		topics[topic] = true
		if header.Get("Content-Encoding") != "aes128gcm" {
			t.Errorf("encoding is %q", header.Get("Content-Encoding"))
		}
		claims := verifyVAPID(t, header.Get("Authorization"), h.service.PublicKey())
		expires, err := claims.GetExpirationTime()
		if err != nil || time.Until(expires.Time) > 24*time.Hour {
			t.Errorf("the token ends %v, %v", expires, err)
		}
		if claims["aud"] != service.URL || claims["sub"] != "https://tend.example.org/" {
			t.Errorf("claims %v", claims)
		}
	}
}

func TestTheSameFiringIsWrittenOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	user, session := h.user()
	h.subscribe(user, session, endpoint+"a")
	n := push.Notification{
		UserIDs:   []uuid.UUID{user, user},
		Subject:   push.Subject{Kind: push.KindReminder, SpaceID: uuid.New(), SubjectID: uuid.New(), Occurrence: "2026-11-21"},
		DueAt:     time.Now(),
		ExpiresAt: time.Now().Add(time.Hour),
	}
	h.notify(n, n)
	h.notify(n)
	if got := h.count(`select count(*) from push_delivery`); got != 1 {
		t.Errorf("%d deliveries", got)
	}
	n.DueAt = n.DueAt.Add(24 * time.Hour) // snoozed
	h.notify(n)
	if got := h.count(`select count(*) from push_delivery`); got != 2 {
		t.Errorf("%d deliveries after a snooze", got)
	}
}

// G8.
func TestADeviceThatSubscribesLaterIsNotToldOfThePast(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	user, session := h.user()
	h.tell(user, time.Hour)
	h.subscribe(user, session, endpoint+"a")
	if n := h.count(`select count(*) from push_delivery`); n != 0 {
		t.Errorf("%d deliveries", n)
	}
}

// G2.
func TestNobodyIsToldOfWhatIsSettledByThen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, nil)
	user, session := h.user()
	h.subscribe(user, session, service.URL)
	h.tell(user, time.Hour)
	h.run(source(func(uuid.UUID, push.Subject) (push.Message, bool) { return push.Message{}, false }))
	h.until(1, `select count(*) from push_delivery where state = 'dropped'`)
	if got := service.deliveries(); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
}

func TestWhatIsOfNoUseAnyMoreIsNotSent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, nil)
	user, session := h.user()
	h.subscribe(user, session, service.URL)
	h.tell(user, -time.Second)
	h.run(source(always))
	h.until(1, `select count(*) from push_delivery where state = 'expired'`)
	if got := service.deliveries(); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
}

// A11, A26. A device is told nothing once its session, or its user, is out.
func TestADeviceThatIsOutIsForgotten(t *testing.T) {
	t.Parallel()
	for how, sql := range map[string]string{
		"it signed out":        `update session set revoked_at = now(), revoked_reason = 'signed-out'`,
		"its session ran out":  `update session set expires_at = now()`,
		"its user is disabled": `update app_user set disabled_at = now()`,
	} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			service := newPushService(t, nil)
			user, session := h.user()
			h.subscribe(user, session, service.URL)
			h.tell(user, time.Hour)
			h.exec(sql)
			h.run(source(always))
			h.until(0, `select count(*) from push_subscription`)
			if got := service.deliveries(); len(got) != 0 {
				t.Errorf("sent %v", got)
			}
		})
	}
}

// brokenSource fails until it is mended.
type brokenSource struct{ mended atomic.Bool }

func (b *brokenSource) Message(context.Context, uuid.UUID, push.Subject) (push.Message, bool, error) {
	if !b.mended.Load() {
		return push.Message{}, false, errors.New("the database is away")
	}
	return push.Message{Title: "x", Path: "/"}, true, nil
}

func TestAMessageWithoutWordsWaitsForItsNextLease(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, nil)
	user, session := h.user()
	h.subscribe(user, session, service.URL)
	h.tell(user, time.Hour)
	words := &brokenSource{}
	sender := h.run(words)
	h.until(1, `select attempts from push_delivery`)
	words.mended.Store(true)
	h.exec(`update push_delivery set next_at = now()`) // the lease has ended
	sender.Wake()
	await(t, service.came)
	h.until(1, `select count(*) from push_delivery where state = 'sent'`)
}

// Only who holds the lease writes the result.
func TestASlowSenderDoesNotWriteOverTheNextOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	came, slowly, quickly := make(chan int, 2), make(chan struct{}), make(chan struct{})
	service := newPushService(t, func(w http.ResponseWriter, n int) {
		came <- n
		if n == 1 {
			<-slowly
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		<-quickly
		w.WriteHeader(http.StatusCreated)
	})
	user, session := h.user()
	h.subscribe(user, session, service.URL)
	h.tell(user, time.Hour)
	_, stop := h.start(source(always))
	await(t, came)
	h.exec(`update push_delivery set next_at = now()`) // its lease has ended
	h.run(source(always))
	await(t, came)

	close(slowly)
	stop() // it has written what it had to write
	if n := h.count(`select count(*) from push_delivery where state = 'pending' and attempts = 2 and next_at > now() + interval '15 seconds'`); n != 1 {
		t.Error("the slow one gave the lease of the next one away")
	}
	if n := h.count(`select count(*) from push_subscription where last_error is not null`); n != 0 {
		t.Error("the slow one wrote its error")
	}
	close(quickly)
	h.until(1, `select count(*) from push_delivery where state = 'sent'`)
}

func TestOldDeliveriesAreCleanedUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	user, session := h.user()
	h.subscribe(user, session, endpoint+"a")
	for range 3 {
		h.tell(user, time.Hour)
	}
	h.exec(`update push_delivery set state = 'sent', ended_at = now() - interval '31 days'
		where delivery_id in (select delivery_id from push_delivery limit 2)`)
	h.exec(`update push_delivery set state = 'sent', ended_at = now() - interval '29 days' where state = 'pending'`)
	h.run(source(always))
	h.until(1, `select count(*) from push_delivery`)
}
