package reminder

import (
	"time"

	"github.com/google/uuid"
)

// What becomes of firings that were missed, because no server ran.
const (
	// tooLate is the age at which a firing is shown in the app alone.
	tooLate = 24 * time.Hour
	// lateAfter is the age at which a firing counts as late.
	lateAfter = 5 * time.Minute
	// mostLate is how many late reminders of one space are told one by one;
	// more become one digest.
	mostLate = 5
)

// usefulFor is how long a message is of use on a device that was off.
const usefulFor = 24 * time.Hour

// Kind says what a notification is about. Users switch them off one by one.
type Kind string

// The kinds of notification.
const (
	KindReminder Kind = "reminder" // an occurrence of a reminder is due
	KindPromise  Kind = "promise"  // promises of the user's own are due today
	KindDate     Kind = "date"     // days to remember have come
	KindDigest   Kind = "digest"   // what else a day brings, or several late reminders
)

// Notification asks to tell users of something.
type Notification struct {
	Kind    Kind
	SpaceID uuid.UUID
	UserIDs []uuid.UUID // the members of the space
	// SubjectID is the reminder or the promise; uuid.Nil for several things together.
	SubjectID uuid.UUID
	// Occurrence is that of the reminder, else the day; empty for late reminders together.
	Occurrence string
	DueAt      time.Time
	ExpiresAt  time.Time // when it is of no use any more
	Late       bool      // it could not be told of in time
}

// firing is what becomes of a reminder that was claimed: its entry and standing
// after it, and what is to be told.
type firing struct {
	entry
	standing standing
	now      time.Time
	tell     Occurrence // what to tell of; empty for nothing
}

// fire decides what to tell of a reminder that has come due. Of an occurrence
// that recurs only the latest is told; of one that is older than a day nothing,
// as it would come as a surprise: it waits in the app.
func (d due) fire(zones *Zones) firing {
	f := firing{entry: d.entry, now: d.Now}
	if schedule, err := d.Rule.Schedule(zones, d.Defaults); err == nil && d.Notify {
		open, ok := schedule.Open(d.Now)
		told := d.FiredAt != nil && !open.DueAt.After(*d.FiredAt)
		if ok && open.Overdue && !told && d.Now.Sub(open.DueAt) <= tooLate {
			f.tell = open.Occurrence
		}
	}
	// If the clock has gone back, what was told before it did stays told.
	if f.FiredAt == nil || f.FiredAt.Before(d.Now) {
		f.FiredAt = &d.Now
	}
	f.standing = f.stand(zones, d.Defaults)
	return f
}

func (f firing) late() bool { return f.tell.Name != "" && f.now.Sub(f.tell.DueAt) > lateAfter }

func (f firing) notification() Notification {
	n := Notification{
		Kind:       KindReminder,
		SpaceID:    f.SpaceID,
		SubjectID:  f.ID,
		Occurrence: f.tell.Name,
		DueAt:      f.tell.DueAt,
		ExpiresAt:  f.now.Add(usefulFor),
		Late:       f.late(),
	}
	// The next occurrence makes this one useless.
	if next := f.standing.Next.DueAt; f.standing.State == Waiting && next.Before(n.ExpiresAt) {
		n.ExpiresAt = next
	}
	return n
}

// notificationsOf says what is to be told of all that was claimed: each
// reminder by itself, or the late ones of a space together if they are many.
func notificationsOf(firings []firing) []Notification {
	late := map[uuid.UUID]int{}
	for _, f := range firings {
		if f.late() {
			late[f.SpaceID]++
		}
	}
	var ns []Notification
	digests := map[uuid.UUID]int{} // where in ns the space's digest is
	for _, f := range firings {
		if f.tell.Name == "" {
			continue
		}
		if !f.late() || late[f.SpaceID] <= mostLate {
			ns = append(ns, f.notification())
			continue
		}
		at, ok := digests[f.SpaceID]
		if !ok {
			at = len(ns)
			digests[f.SpaceID] = at
			ns = append(ns, Notification{Kind: KindDigest, SpaceID: f.SpaceID, ExpiresAt: f.now.Add(usefulFor), Late: true})
		}
		if f.tell.DueAt.After(ns[at].DueAt) {
			ns[at].DueAt = f.tell.DueAt
		}
	}
	return ns
}
