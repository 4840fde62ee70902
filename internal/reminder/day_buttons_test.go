package reminder_test

import (
	"maps"
	"testing"

	"github.com/google/uuid"

	"tend/internal/reminder"
)

// buttons are what can be pressed on a notice, and what that acts on.
type buttons struct {
	done, snooze, path string
	about              map[string]string
}

func (h *house) pressable(n reminder.Notice, ok bool, err error) buttons {
	h.t.Helper()
	if err != nil || !ok {
		h.t.Fatalf("not told: %t, %v", ok, err)
	}
	return buttons{n.Done, n.Snooze, n.Path, n.About}
}

func (b buttons) equal(want buttons) bool {
	return b.done == want.done && b.snooze == want.snooze && b.path == want.path && maps.Equal(b.about, want.about)
}

func TestWhatADayBringsCanBeAnsweredWhereItIsOneThing(t *testing.T) {
	t.Parallel()
	const key = "0193b1c0"
	today := func(h *house) string { return "--" + h.today()[5:] }
	contact := func(h *house) uuid.UUID { return h.make("contact", fields{"fullName": "Ana Müller"}) }
	digest := func(h *house) buttons {
		return h.pressable(reminder.NewNotices(h.db).Digest(t.Context(), h.userID, h.spaceID, h.today()))
	}
	tests := map[string]func(h *house) (got, want buttons){
		"a promise of mine to somebody": func(h *house) (got, want buttons) {
			ana := contact(h)
			p := h.make("promise", fields{"by": "me", "due": h.today(), "contact": ana.String()})
			return h.pressable(reminder.NewNotices(h.db).Promise(t.Context(), h.userID, h.spaceID, p, h.today())),
				buttons{"Done", "Snooze", "/promises/" + p.String(), map[string]string{
					"promiseId": p.String(), "contactId": ana.String(), "card": "promise." + p.String(),
				}}
		},
		"a promise of mine to nobody in particular": func(h *house) (got, want buttons) {
			p := h.make("promise", fields{"by": "me", "due": h.today()})
			return h.pressable(reminder.NewNotices(h.db).Promise(t.Context(), h.userID, h.spaceID, p, h.today())),
				buttons{"Done", "", "/promises/" + p.String(), map[string]string{"promiseId": p.String()}}
		},
		"several promises": func(h *house) (got, want buttons) {
			for range 6 {
				h.make("promise", fields{"by": "me", "due": h.today()})
			}
			return h.pressable(reminder.NewNotices(h.db).Promise(t.Context(), h.userID, h.spaceID, uuid.Nil, h.today())),
				buttons{path: "/promises"}
		},
		"a birthday": func(h *house) (got, want buttons) {
			ana := h.make("contact", fields{"fullName": "Ana", "dates/" + key: map[string]any{"kind": "birthday", "date": today(h)}})
			return h.pressable(reminder.NewNotices(h.db).Dates(t.Context(), h.userID, h.spaceID, h.today())),
				buttons{"Done", "", "/people/" + ana.String(), map[string]string{
					"contactId": ana.String(), "card": "date." + key + "." + h.today(),
				}}
		},
		"two birthdays": func(h *house) (got, want buttons) {
			for range 2 {
				h.make("contact", fields{"fullName": "Ana", "dates/" + key: map[string]any{"kind": "birthday", "date": today(h)}})
			}
			return h.pressable(reminder.NewNotices(h.db).Dates(t.Context(), h.userID, h.spaceID, h.today())), buttons{path: "/"}
		},
		"a digest that is one promise of theirs": func(h *house) (got, want buttons) {
			ana := contact(h)
			p := h.make("promise", fields{"by": "them", "due": h.dayAgo(1), "contact": ana.String()})
			return digest(h), buttons{"Arrived", "Snooze", "/promises/" + p.String(), map[string]string{
				"promiseId": p.String(), "contactId": ana.String(), "card": "their-promise." + p.String(),
			}}
		},
		"a digest that is one late promise of mine": func(h *house) (got, want buttons) {
			p := h.make("promise", fields{"by": "me", "due": h.dayAgo(2)})
			return digest(h), buttons{"Done", "", "/promises/" + p.String(), map[string]string{"promiseId": p.String()}}
		},
		"a digest of two things": func(h *house) (got, want buttons) {
			h.make("promise", fields{"by": "me", "due": h.dayAgo(2)})
			h.make("promise", fields{"by": "them", "due": h.dayAgo(1)})
			return digest(h), buttons{path: "/"}
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.set(atMidnight)
			if got, want := tt(h); !got.equal(want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestAPromiseIsNamedInADigestOnlyIfTheUserOptedIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set(atMidnight)
	ana := h.make("contact", fields{"fullName": "Ana Müller", "givenName": "Ana"})
	h.make("promise", fields{"by": "them", "text": "Sign it", "due": h.dayAgo(1), "contact": ana.String()})
	title := func() string {
		n, _, err := reminder.NewNotices(h.db).Digest(t.Context(), h.userID, h.spaceID, h.today())
		if err != nil {
			t.Fatal(err)
		}
		return n.Title + " / " + n.Body
	}
	if got := title(); got != "1 thing for today / 1 promise is open" {
		t.Errorf("by default: %q", got)
	}
	h.set(atMidnight.with(fields{"showNames": true, "locale": "de"}))
	if got := title(); got != "Ana hat zugesagt: Sign it / 1 Zusage ist offen" {
		t.Errorf("opted in: %q", got)
	}
}
