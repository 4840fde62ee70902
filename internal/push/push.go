// Package push brings messages to the devices of users, by Web Push.
//
// A device subscribes ([Service]). Whatever is to be told is written to an
// outbox, in the transaction of whoever has something to tell; a [Sender] works
// the outbox off. Several senders may run on one database, also in several
// processes, and any of them may die at any time: every message is handed to
// the push service of its device at least once, unless it is of no use by then.
package push

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Kind says what a message is about.
type Kind string

// The kinds of message.
const (
	KindReminder Kind = "reminder" // one occurrence of a reminder is due
	KindPromise  Kind = "promise"  // promises are due today
	KindDate     Kind = "date"     // days to remember have come
	KindDigest   Kind = "digest"   // what else the day brings, or several late reminders
)

// kinds are all of them, in the order in which people see them.
var kinds = []Kind{KindReminder, KindPromise, KindDate, KindDigest}

// Subject is what a message is about. Its words are not kept: they are asked
// for when the message is sent.
type Subject struct {
	Kind       Kind
	SpaceID    uuid.UUID
	SubjectID  uuid.UUID // the space, for several things together
	Occurrence string    // of the reminder, or the day; empty for late reminders together
}

// topic makes a later message about the same thing replace one that the device
// has not got yet (RFC 8030, §5.4). It is a hash, as the push service reads it.
func (s Subject) topic() string {
	parts := []string{string(s.Kind), s.SpaceID.String(), s.SubjectID.String(), s.Occurrence}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	const longest = 32 // characters, by the RFC
	return base64.RawURLEncoding.EncodeToString(sum[:])[:longest]
}

// Notification asks to tell all devices of some users about a subject.
type Notification struct {
	UserIDs   []uuid.UUID
	Subject   Subject
	DueAt     time.Time // tells one firing of the subject from another
	ExpiresAt time.Time // when it is of no use any more
}

// Source words what is to be told. It is asked right before a message is sent,
// so that nobody is told of what was settled meanwhile.
type Source interface {
	// Message returns the words for a user; false if there is nothing to tell
	// them any more.
	Message(ctx context.Context, userID uuid.UUID, subject Subject) (Message, bool, error)
}

// Secrets keeps what the house generates for itself.
type Secrets interface {
	Secret(ctx context.Context, name string, generate func() ([]byte, error)) ([]byte, error)
}
