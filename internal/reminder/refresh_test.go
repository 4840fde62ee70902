package reminder_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/collection"
	"tend/internal/reminder"
)

// store writes a record as a push does, without telling the projection.
func (h *house) store(collectionName string, id uuid.UUID, f fields) {
	h.t.Helper()
	raw, err := json.Marshal(f)
	if err != nil {
		h.t.Fatal(err)
	}
	h.exec(`update space set head = head + 1 where space_id = $1`, h.spaceID)
	h.exec(`insert into record (space_id, id, version, by_device, collection, fields, stamps)
		select $1, $2, head, $2, $3, $4, '{}' from space where space_id = $1`, h.spaceID, id, collectionName, string(raw))
}

// stored fills a space with a record of each kind that the projection reads.
func (h *house) stored() (promise, remind uuid.UUID) {
	h.t.Helper()
	ana, circle, note, promise, remind := uuid.New(), uuid.New(), uuid.New(), uuid.New(), uuid.New()
	h.store("setting", uuid.MustParse(collection.SettingID), fields{"zone": "Europe/Berlin", "digestAt": "07:00", "muted/digest": true})
	h.store("contact", ana, fields{"fullName": "Ana Müller", "circle": circle.String(), "dates/b": map[string]any{"kind": "birthday", "date": "--02-29"}})
	h.store("circle", circle, fields{"name": "Inner", "idealDays": 14})
	h.store("note", note, fields{"at": "2026-11-01", "contacts/" + ana.String(): true})
	h.store("promise", promise, fields{"text": "Send the draft", "due": "2026-12-01", "contact": ana.String()})
	h.store("reminder", remind, fields{"title": "Call Ana", "at": "2199-12-01", "every": map[string]any{"n": 1, "unit": "year"}})
	return promise, remind
}

func (h *house) refresh() {
	h.t.Helper()
	if err := reminder.NewScheduler(h.db, &listener{}, reminder.SchedulerOptions{}).Refresh(context.Background()); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) findings() []string {
	h.t.Helper()
	findings, err := reminder.Check(context.Background(), h.db, h.spaceID)
	if err != nil {
		h.t.Fatal(err)
	}
	return findings
}

// I10: whatever is damaged in what follows from the records is found.
func TestCheckFindsWhatDoesNotFollowFromTheRecords(t *testing.T) {
	t.Parallel()
	damages := map[string]string{
		`delete from touch`:                                           "is missing",
		`update touch set at = '2026-11-02'`:                          "is not what its record says",
		`update prompt_person set rule = '{}'`:                        "is not what its record says",
		`update prompt_circle set ideal_days = 15`:                    "is not what its record says",
		`delete from prompt_promise`:                                  "is missing",
		`update reminder_due set due_at = due_at + interval '1 h'`:    "is not what its record says",
		`update reminder_setting set zone = 'UTC'`:                    "is not what its record says",
		`update reminder_setting set muted = '{}'`:                    "is not what its record says",
		`update touch set source_id = gen_random_uuid()`:              "has no record that says so",
		`update record set deleted_at = now() where version = 6`:      "has no record that says so",
		`update prompt_person set contact_id = gen_random_uuid()`:     "has no record that says so",
		`update record set fields = '{}' where collection = 'circle'`: "is not what its record says",
	}
	for damage, says := range damages {
		t.Run(damage, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.stored()
			h.refresh()
			if findings := h.findings(); len(findings) != 0 {
				t.Fatalf("what was just made is damaged: %v", findings)
			}
			h.exec(damage)
			findings := strings.Join(h.findings(), "\n")
			if !strings.Contains(findings, says) {
				t.Errorf("found %q, want it to say %q", findings, says)
			}
			for _, name := range []string{"Ana", "draft"} {
				if strings.Contains(findings, name) {
					t.Errorf("it tells what people wrote: %s", findings)
				}
			}
		})
	}
}

// A server that is new to the projection makes it from the records; a push that
// comes first makes all of it, and not its own part alone.
func TestRecordsOfBeforeTheProjectionComeIn(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(h *house){
		"at the start": func(h *house) { h.refresh() },
		"with a push": func(h *house) {
			id := uuid.New()
			h.store("contact", id, fields{"fullName": "Raj"})
			h.put(rec(h.t, "contact", id, fields{"fullName": "Raj"}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			promise, remind := h.stored()
			begin(h)
			if findings := h.findings(); len(findings) != 0 {
				t.Error(findings)
			}
			if r, ok := h.row(remind); !ok || r.State != "waiting" {
				t.Errorf("the reminder is %+v", r)
			}
			var due string
			if err := h.db.Conn().QueryRow(t.Context(), `select due_on from prompt_promise where promise_id = $1`, promise).Scan(&due); err != nil || due != "2026-12-01" {
				t.Errorf("the promise is due on %q, %v", due, err)
			}
		})
	}
}

// G4: when the rules of a zone have changed, what is ahead moves with them.
func TestNewZoneRulesMoveWhatIsAhead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, remind := h.stored()
	h.refresh()
	before, _ := h.row(remind)
	h.exec(`update prompt_day set told_on = '2030-01-01', next_at = '2030-01-02 05:00Z'`)
	h.exec(`update reminder_due set due_at = due_at - interval '1 h'`) // as older rules had it
	h.refresh()
	if after, _ := h.row(remind); !after.DueAt.Equal(*before.DueAt) {
		t.Errorf("due at %v, want %v", after.DueAt, before.DueAt)
	}
	var next time.Time
	if err := h.db.Conn().QueryRow(t.Context(), `select next_at from prompt_day`).Scan(&next); err != nil ||
		!next.Equal(time.Date(2030, 1, 2, 6, 0, 0, 0, time.UTC)) {
		t.Errorf("looks next at %v, %v", next.UTC(), err)
	}
}
