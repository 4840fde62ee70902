package reminder

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"tend/internal/postgres"
)

// Notice is what a user is told, in words. It is made when it is sent and kept
// nowhere.
type Notice struct {
	Title  string
	Body   string
	Locale string // of the words, a BCP 47 tag
	Path   string // the page of the app to open
	Tag    string // a later notice with the same tag replaces this one
	// Done and Snooze are the words on the buttons; empty where there is none.
	Done, Snooze string
	// About is what the buttons act on, by the names that the service worker
	// knows: reminderId and occurrence; promiseId; contactId and card, by which
	// something is put off that has no hour of its own.
	About map[string]string
	Open  int // how many reminders of the space wait, for the app's badge
	// NotBefore is when the user's quiet hours end; the zero time if it is not quiet.
	NotBefore time.Time
}

// Notices words what is due.
type Notices struct {
	db    *postgres.DB
	zones Zones
}

// NewNotices returns notices about the reminders in db.
func NewNotices(db *postgres.DB) *Notices { return &Notices{db: db} }

// Reminder words an occurrence that came due, for one user; false if there is
// nothing to tell them any more, because it was done, snoozed, moved, paused or
// deleted since, or because they have left the space.
func (n *Notices) Reminder(ctx context.Context, userID, spaceID, id uuid.UUID, occurrence string) (Notice, bool, error) {
	s := newStore(n.db)
	d, count, ok, err := s.Get(ctx, userID, spaceID, id)
	if err != nil || !ok || !d.Notify || d.mutes(KindReminder) {
		return Notice{}, false, err
	}
	schedule, err := d.Rule.Schedule(&n.zones, d.Defaults)
	if err != nil {
		return Notice{}, false, nil //nolint:nilerr // it was edited into something that is never due
	}
	open, ok := schedule.Open(d.Now)
	if !ok || !open.Overdue || open.Name != occurrence {
		return Notice{}, false, nil
	}
	w := wordsFor(d.Locale)
	notice := Notice{
		Title:  w.due(1),
		Body:   w.since(occurrence, d.Now.In(schedule.zone), d.Now.Sub(open.DueAt) > lateAfter),
		Locale: w.locale,
		Path:   "/reminders/" + id.String() + "?" + url.Values{"occurrence": {occurrence}}.Encode(),
		Tag:    "reminder:" + id.String() + ":" + occurrence,
		Done:   w.done,
		Snooze: w.snooze,
		About:  map[string]string{"reminderId": id.String(), "occurrence": occurrence},
		Open:   max(count, 1),

		NotBefore: d.quietUntil(&n.zones, d.Now),
	}
	if d.ShowNames && d.Title != "" {
		notice.Title = d.Title
	}
	return notice, true, nil
}

// Late words that several reminders came due while nobody could tell of them,
// for one user; false if there is nothing to tell them any more.
func (n *Notices) Late(ctx context.Context, userID, spaceID uuid.UUID) (Notice, bool, error) {
	s := newStore(n.db)
	count, err := s.CountOpen(ctx, userID, spaceID)
	if err != nil || count == 0 {
		return Notice{}, false, err
	}
	v, now, ok, err := s.Viewpoint(ctx, userID, spaceID)
	if err != nil || !ok || v.mutes(KindReminder) {
		return Notice{}, false, err
	}
	w := wordsFor(v.Locale)
	return Notice{
		Title:     w.due(count),
		Body:      w.missed,
		Locale:    w.locale,
		Path:      "/reminders",
		Tag:       "digest:" + spaceID.String(),
		Open:      count,
		NotBefore: v.quietUntil(&n.zones, now),
	}, true, nil
}

// mutes reports whether the user wants no messages of a kind.
func (v setting) mutes(kind Kind) bool { return slices.Contains(v.Muted, string(kind)) }

// clockIn returns the day of an occurrence and, if it has one, its time of day.
func clockIn(occurrence string) (day time.Time, clock string) {
	wall, form, _ := parseWall(occurrence)
	if form == wallForm {
		clock = wall.Format("15:04")
	}
	return wall, clock
}
