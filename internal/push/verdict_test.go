package push_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/push"
)

// E6.
func TestGoneDevicesAreForgottenAndRefusedOnesKept(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]struct {
		kept  int
		alarm bool
	}{
		http.StatusNotFound:     {0, false},
		http.StatusGone:         {0, false},
		http.StatusBadRequest:   {1, true},
		http.StatusUnauthorized: {1, true},
		http.StatusForbidden:    {1, true},
	} {
		t.Run(http.StatusText(code), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			service := newPushService(t, status(code))
			well := newPushService(t, nil)
			user, session := h.user()
			_, sub := h.subscribe(user, session, service.URL+"/secret-path")
			h.subscribe(user, session, well.URL)
			h.tell(user, time.Hour)
			h.run(source(always))
			await(t, service.came)
			h.until(want.kept, `select count(*) from push_subscription where subscription_id = $1 and (last_error is not null or $2 = 0)`, sub.ID, want.kept)
			h.until(1, `select count(*) from push_delivery where state = 'sent'`)

			log := h.log.String()
			if strings.Contains(log, `"level":"ERROR"`) != want.alarm {
				t.Errorf("alarm is not %t: %s", want.alarm, log)
			}
			if strings.Contains(log, "secret-path") {
				t.Errorf("the log tells the endpoint: %s", log)
			}
			if want.kept == 1 {
				if n := h.count(`select count(*) from push_delivery where state = 'pending' and next_at > now() + interval '5 minutes'`); n != 1 {
					t.Error("it is not tried again later")
				}
			}
		})
	}
}

// G7: hours of trouble, then once.
func TestTroubleIsWaitedOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const bad = 12
	service := newPushService(t, func(w http.ResponseWriter, n int) {
		switch {
		case n > bad:
			w.WriteHeader(http.StatusCreated)
		case n%3 == 0:
			w.Header().Set("Retry-After", "1800")
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	user, session := h.user()
	_, sub := h.subscribe(user, session, service.URL)
	h.tell(user, 23*time.Hour)
	sender := h.run(source(always))

	var waited time.Duration
	failed := time.Time{}
	for n := 1; n <= bad; n++ {
		await(t, service.came)
		h.until(1, `select count(*) from push_subscription where last_error_at > $1`, failed)
		var seconds float64
		err := h.db.Conn().QueryRow(t.Context(), `
			select extract(epoch from d.next_at - s.last_error_at)::float8, s.last_error_at
			from push_delivery d join push_subscription s using (subscription_id)`).Scan(&seconds, &failed)
		if err != nil {
			t.Fatal(err)
		}
		if n%3 == 0 && seconds < 1800 {
			t.Errorf("attempt %d: asked to wait 30 minutes, waits %v s", n, seconds)
		}
		waited += time.Duration(seconds * float64(time.Second))
		h.exec(`update push_delivery set next_at = now()`) // the time has passed
		sender.Wake()
	}
	h.until(1, `select count(*) from push_delivery where state = 'sent'`)
	if got := len(service.deliveries()); got != bad+1 {
		t.Errorf("sent %d times", got)
	}
	if waited < 2*time.Hour || waited > 12*time.Hour {
		t.Errorf("%d attempts took %v", bad, waited)
	}
	if n := h.count(`select count(*) from push_subscription where subscription_id = $1`, sub.ID); n != 1 {
		t.Error("the device was forgotten")
	}
}

func TestWaitingEndsWithTheMessagesUse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, func(w http.ResponseWriter, _ int) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	user, session := h.user()
	h.subscribe(user, session, service.URL)
	h.tell(user, 10*time.Minute)
	h.run(source(always))
	await(t, service.came)
	h.until(1, `select count(*) from push_delivery where next_at = expires_at`)
}

func TestAMessageThatIsTooLargeGoesWithLessText(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, func(w http.ResponseWriter, n int) {
		if n == 1 {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	user, session := h.user()
	d, _ := h.subscribe(user, session, service.URL)
	h.tell(user, time.Hour)
	h.run(source(func(uuid.UUID, push.Subject) (push.Message, bool) {
		return push.Message{Title: strings.Repeat("long ", 30), Body: "and this", Path: "/"}, true
	}))
	await(t, service.came)
	second := await(t, service.came)
	if s := d.read(t, second.body); s.Notification.Body != "" || len([]rune(s.Notification.Title)) > 60 {
		t.Errorf("the second time: %+v", s)
	}
	h.until(1, `select count(*) from push_delivery where state = 'sent'`)
}

func TestAMessageThatIsAlwaysTooLargeIsGivenUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	service := newPushService(t, status(http.StatusRequestEntityTooLarge))
	user, session := h.user()
	h.subscribe(user, session, service.URL)
	h.tell(user, time.Hour)
	h.run(source(always))
	h.until(1, `select count(*) from push_delivery where state = 'refused'`)
	if got := len(service.deliveries()); got != 2 {
		t.Errorf("sent %d times", got)
	}
}

// The keys of a server change when it is set up anew: every push service then
// refuses it until the device has subscribed for the new ones.
func TestWhatWasRefusedReachesTheSubscriptionThatComesAfter(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	user, session := h.user()
	other := uuid.New()
	h.session(user, other)
	old := newPushService(t, status(http.StatusForbidden))
	_, before := h.subscribe(user, session, old.URL)
	if _, err := h.service.Mute(t.Context(), user, before.ID, []push.Kind{push.KindDigest}); err != nil {
		t.Fatal(err)
	}
	sender := h.run(source(always))
	h.tell(user, time.Hour)
	sender.Wake()
	h.until(1, `select count(*) from push_subscription where refused_at is not null`)

	_, stranger := h.subscribe(user, other, newPushService(t, status(http.StatusCreated)).URL)
	fresh := newPushService(t, status(http.StatusCreated))
	device, after := h.subscribe(user, session, fresh.URL)
	sender.Wake()
	h.until(1, `select count(*) from push_delivery where subscription_id = $1 and state = 'sent'`, after.ID)
	if got := fresh.deliveries(); len(got) != 1 || device.read(t, got[0].body).Notification.Title == "" {
		t.Errorf("sent %v", got)
	}
	if n := h.count(`select count(*) from push_subscription where subscription_id = $1 and muted = '{digest}'`, after.ID); n != 1 {
		t.Error("the new subscription is told of more than the old one")
	}
	if n := h.count(`select count(*) from push_subscription where subscription_id = $1`, before.ID); n != 0 {
		t.Error("the refused subscription is still there")
	}
	if n := h.count(`select count(*) from push_delivery where subscription_id = $1`, stranger.ID); n != 0 {
		t.Error("another device was told what was not its own")
	}
}
