package reminder_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/reminder"
)

func (h *house) notice(id uuid.UUID, occurrence string) (reminder.Notice, bool) {
	h.t.Helper()
	n, ok, err := reminder.NewNotices(h.db).Reminder(h.t.Context(), h.userID, h.spaceID, id, occurrence)
	if err != nil {
		h.t.Fatal(err)
	}
	return n, ok
}

func TestANoticeCarriesNamesOnlyIfTheUserOptedIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	at := h.ago(0)
	id := h.remind(fields{"title": "Call Ana", "at": at, "zone": "UTC"})
	h.step()

	n, ok := h.notice(id, at)
	if !ok || n.Title != "1 reminder is due" || strings.Contains(n.Body, "Ana") || strings.Contains(n.Path, "Ana") {
		t.Errorf("by default: %+v, %t", n, ok)
	}
	if n.Path != "/reminders/"+id.String()+"?occurrence="+strings.ReplaceAll(at, ":", "%3A") || n.Open != 1 || n.Done == "" || n.Snooze == "" {
		t.Errorf("notice is %+v", n)
	}
	h.set(fields{"showNames": true, "locale": "de-AT"})
	if n, _ := h.notice(id, at); n.Title != "Call Ana" || n.Locale != "de" || n.Done != "Erledigt" {
		t.Errorf("opted in: %+v", n)
	}
}

// G2: whatever happens between the claim and the message is respected.
func TestANoticeIsGivenOnlyOfWhatIsStillDue(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	at := h.ago(time.Hour)
	f := fields{"title": "Call Ana", "at": at, "zone": "UTC", "every": map[string]any{"n": 1, "unit": "week"}}
	id := h.remind(f)
	h.step()

	changes := []struct {
		name string
		now  fields
		want bool
	}{
		{"untouched", f, true},
		{"done", f.with(fields{"done/" + at: true}), false},
		{"done through", f.with(fields{"doneThrough": at}), false},
		{"snoozed", f.with(fields{"snoozedUntil": h.ago(-time.Hour)}), false},
		{"paused", f.with(fields{"paused": true}), false},
		{"moved", f.with(fields{"at": h.ago(-24 * time.Hour)}), false},
		{"made silent", f.with(fields{"notify": false}), false},
		{"spoilt", f.with(fields{"at": "soon"}), false},
		{"renamed", f.with(fields{"title": "Write to Ana"}), true},
	}
	for _, c := range changes {
		h.change(id, c.now)
		if n, ok := h.notice(id, at); ok != c.want {
			t.Errorf("%s: notice %+v, %t", c.name, n, ok)
		}
	}
	h.remove(id)
	if n, ok := h.notice(id, at); ok {
		t.Errorf("deleted: notice %+v", n)
	}
}

func TestADigestCountsWhatIsOpen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	notices := reminder.NewNotices(h.db)
	if n, ok, err := notices.Late(t.Context(), h.userID, h.spaceID); ok || err != nil {
		t.Errorf("without reminders: %+v, %t, %v", n, ok, err)
	}
	for range 7 {
		h.remind(fields{"title": "Call Ana", "at": h.ago(time.Hour), "zone": "UTC"})
	}
	h.step()
	n, ok, err := notices.Late(t.Context(), h.userID, h.spaceID)
	if !ok || err != nil || n.Title != "7 reminders are due" || n.Open != 7 || n.Path != "/reminders" {
		t.Errorf("digest %+v, %t, %v", n, ok, err)
	}
}

func TestWhoHasLeftASpaceIsToldNothingOfIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	at := h.ago(0)
	id := h.remind(fields{"title": "Call Ana", "at": at, "zone": "UTC"})
	h.step()
	h.exec(`delete from member`)
	if n, ok := h.notice(id, at); ok {
		t.Errorf("notice %+v", n)
	}
	if n, ok, err := reminder.NewNotices(h.db).Late(t.Context(), h.userID, h.spaceID); ok || err != nil {
		t.Errorf("digest %+v, %v", n, err)
	}
}
