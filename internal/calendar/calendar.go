// Package calendar gives users their reminders, promises and days to remember as
// a feed that any calendar program can subscribe to (RFC 5545), for those who do
// not want push messages.
//
// Who knows the address of a feed can read it, as calendar programs cannot sign
// in. So the address holds a secret of 256 bits, of which only a hash is kept;
// the user can revoke it at any time.
package calendar

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"tend/internal/fault"
	"tend/internal/postgres"
)

// Scope is a kind of thing that a feed may hold.
type Scope string

// The scopes of feeds.
const (
	Dates     Scope = "dates"     // birthdays and other days to remember
	Promises  Scope = "promises"  // promises that have a due day and are open
	Reminders Scope = "reminders" // reminders that are ahead
)

var scopes = []Scope{Dates, Promises, Reminders}

// maxFeeds is how many feeds a user may have.
const maxFeeds = 20

// How far a feed looks back and ahead, in days. Every occurrence is an event of
// its own, because ours are counted in a way that no rule of RFC 5545 expresses.
const (
	daysBack  = 31
	daysAhead = 400
)

// The faults of feeds.
var (
	ErrNotFound = fault.New(fault.NotFound, "calendar-feed-not-found", "There is no such calendar feed.")
	errSpace    = fault.New(fault.NotFound, "space-not-found", "There is no such space.").At("spaceId")
	errName     = fault.New(fault.Invalid, "calendar-feed-name-unclean", "Leave out line breaks and control characters.").At("name")
	errTooMany  = fault.New(fault.Conflict, "calendar-feeds-too-many", "You have %d calendar feeds. Revoke one that you do not need.", maxFeeds)
)

// Feed is a feed as its user may see it. It does not hold its address.
type Feed struct {
	ID        uuid.UUID
	SpaceID   uuid.UUID
	Name      string // such as the program that it was made for
	Scopes    []Scope
	CreatedAt time.Time
	ReadAt    *time.Time // when a program last read it
}

// Entry is one event of a calendar.
type Entry struct {
	UID     string // the same for the same thing, for ever
	Summary string
	Day     string    // for an event of a whole day, YYYY-MM-DD
	At      time.Time // for one at a time, if Day is empty
	// Alarms are moments to alarm at, from the beginning of the event, which for
	// a whole day is midnight where the calendar is.
	Alarms []time.Duration
}

// Contents is what a feed holds.
type Contents struct {
	Name    string // of the calendar, in the user's language
	Entries []Entry
}

// Source knows what there is to put in a feed.
type Source interface {
	// Contents returns the entries of some scopes from one moment to another.
	Contents(ctx context.Context, spaceID uuid.UUID, scopes []Scope, from, to time.Time) (Contents, error)
}

// Service keeps feeds and answers them.
type Service struct {
	db        *postgres.DB
	source    Source
	publicURL string
}

// NewService returns a service over db, whose feeds are read below publicURL.
func NewService(db *postgres.DB, source Source, publicURL string) *Service {
	return &Service{db: db, source: source, publicURL: strings.TrimSuffix(publicURL, "/")}
}

// secretSize is that of the secret in an address, in bytes.
const secretSize = 32

// Create makes a feed and returns its address, which is told this once.
func (s *Service) Create(ctx context.Context, userID uuid.UUID, f Feed) (Feed, string, error) {
	var wanted []Scope
	for _, scope := range scopes {
		if slices.Contains(f.Scopes, scope) {
			wanted = append(wanted, scope)
		}
	}
	if len(wanted) == 0 {
		return Feed{}, "", fault.New(fault.Invalid, "calendar-feed-empty", "Choose at least one thing for the feed to hold.").At("scopes")
	}
	f.ID, f.Scopes, f.Name = uuid.New(), wanted, strings.TrimSpace(f.Name)
	if strings.ContainsFunc(f.Name, unicode.IsControl) {
		return Feed{}, "", errName
	}
	secret := make([]byte, secretSize)
	_, _ = rand.Read(secret) // never fails
	made, err := newStore(s.db).Create(ctx, userID, f, hashOf(secret))
	return made, s.publicURL + "/calendar/" + base64.RawURLEncoding.EncodeToString(secret) + suffix, err
}

// List returns the feeds of a user, the newest first.
func (s *Service) List(ctx context.Context, userID uuid.UUID) ([]Feed, error) {
	return newStore(s.db).List(ctx, userID)
}

// Revoke forgets a feed of the user: its address leads nowhere from now on.
func (s *Service) Revoke(ctx context.Context, userID, id uuid.UUID) error {
	return newStore(s.db).Delete(ctx, userID, id)
}

// suffix ends the path of a feed: some programs go by it.
const suffix = ".ics"

// Read returns what stands at an address, given by the last part of its path.
// An address that was revoked, and one of a user who has left the space or may
// not sign in any more, is like one that never was.
func (s *Service) Read(ctx context.Context, file string) ([]byte, error) {
	secret, err := base64.RawURLEncoding.DecodeString(strings.TrimSuffix(file, suffix))
	if err != nil || len(secret) != secretSize {
		return nil, ErrNotFound
	}
	feed, now, err := newStore(s.db).Open(ctx, hashOf(secret))
	if err != nil {
		return nil, err
	}
	// From midnight to midnight, so that the feed stays the same for a day.
	today := now.UTC().Truncate(24 * time.Hour)
	contents, err := s.source.Contents(ctx, feed.SpaceID, feed.Scopes, today.AddDate(0, 0, -daysBack), today.AddDate(0, 0, daysAhead))
	if err != nil {
		return nil, err
	}
	return write(contents, feed.CreatedAt), nil
}

func hashOf(secret []byte) []byte {
	sum := sha256.Sum256(secret)
	return sum[:]
}
