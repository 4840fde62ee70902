package push

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"tend/internal/fault"
	"tend/internal/postgres"
)

// Options are what push needs to know besides its database.
type Options struct {
	Keys   Keys
	Policy *Policy
	// PublicURL is where browsers reach the app, such as https://tend.example.
	// Messages link to it, and push services learn it.
	PublicURL string
	Log       *slog.Logger
}

// Service keeps the devices of users and takes what they are to be told.
type Service struct {
	db        *postgres.DB
	policy    *Policy
	courier   *courier
	publicURL string
	log       *slog.Logger
}

// NewService returns a service over db.
func NewService(db *postgres.DB, opts Options) *Service {
	return &Service{
		db:        db,
		policy:    opts.Policy,
		courier:   &courier{client: opts.Policy.Client(), tokens: newTokens(opts.Keys, contactOf(opts.PublicURL))},
		publicURL: opts.PublicURL,
		log:       cmp.Or(opts.Log, slog.New(slog.DiscardHandler)),
	}
}

// PublicKey is what browsers subscribe with, in unpadded base64url.
func (s *Service) PublicKey() string { return s.courier.tokens.keys.public }

// keep stores a device that was checked.
func (s *Service) keep(ctx context.Context, userID, sessionID uuid.UUID, reg registration) (Subscription, error) {
	var kept Subscription
	err := s.db.InTx(ctx, func(tx *postgres.DB) error {
		st := newStore(tx)
		row, err := st.Put(ctx, userID, sessionID, reg)
		if err != nil {
			return err
		}
		kept = row.subscription()
		if err := st.TakeOver(ctx, sessionID, row.SubscriptionID); err != nil {
			return err
		}
		if err := st.DropRefused(ctx, sessionID, row.SubscriptionID); err != nil {
			return err
		}
		return st.DropOldest(ctx, userID, row.SubscriptionID, maxSubscriptions)
	})
	return kept, err
}

// logRefusedHost lets the operator see that browsers use a push service that
// the policy does not know yet.
func (s *Service) logRefusedHost(ctx context.Context, endpoint string) {
	s.log.WarnContext(ctx, "push service refused", slog.String("host", cut(hostOf(endpoint), 100)))
}

// List returns the devices of the user, the one heard of last first.
func (s *Service) List(ctx context.Context, userID uuid.UUID) ([]Subscription, error) {
	rows, err := newStore(s.db).List(ctx, userID)
	if err != nil {
		return nil, err
	}
	subs := make([]Subscription, len(rows))
	for i, r := range rows {
		subs[i] = r.subscription()
	}
	return subs, nil
}

// Unsubscribe forgets a device of the user.
func (s *Service) Unsubscribe(ctx context.Context, userID, id uuid.UUID) error {
	return newStore(s.db).Delete(ctx, userID, id)
}

// SessionsEnded forgets the devices of sessions that end in the transaction tx:
// nobody is told anything on a device that they have signed out of.
func (s *Service) SessionsEnded(ctx context.Context, tx *postgres.DB, userID uuid.UUID, sessionIDs []uuid.UUID) error {
	return newStore(tx).DeleteOfSessions(ctx, userID, sessionIDs)
}

// Notify writes messages to the outbox, one for each device of their users,
// within the transaction tx of whoever has something to tell. Writing the same
// firing again changes nothing. Wake a [Sender] after the commit.
func (s *Service) Notify(ctx context.Context, tx *postgres.DB, notifications []Notification) error {
	return newStore(tx).Enqueue(ctx, notifications)
}

// testTTL is how long a test message is of use: somebody is looking at the device.
const testTTL = 2 * time.Minute

// Test sends a message to one device of the user right away and says how it went.
func (s *Service) Test(ctx context.Context, userID, id uuid.UUID, m Message) error {
	st := newStore(s.db)
	row, err := st.Get(ctx, userID, id)
	if err != nil {
		return err
	}
	body, err := m.payload(s.publicURL)
	if err != nil {
		return err
	}
	a, err := s.post(ctx, letter{
		endpoint: row.Endpoint, p256dh: row.P256dh, auth: row.Auth,
		payload: body, ttl: testTTL, urgency: urgencyHigh,
	})
	v := judge(a, err)
	if v == delivered {
		return st.NoteSent(ctx, id)
	}
	s.logFailure(ctx, v, row.Endpoint, a, err)
	if v == gone {
		if err := st.Delete(ctx, userID, id); err != nil {
			return err
		}
		return fault.New(fault.Conflict, "push-subscription-gone",
			"The push service does not know this device any more. Turn notifications off and on again on it.")
	}
	problem := problemOf(a, err)
	if err := st.NoteError(ctx, id, trouble{problem: problem, refused: v == refused}); err != nil {
		return err
	}
	return fault.New(fault.Unavailable, "push-not-delivered",
		"The push service of this device did not take the message (%s).", problem).After(max(a.retryAfter, firstPause))
}

// post hands a letter over if its endpoint is still one that may be talked to.
func (s *Service) post(ctx context.Context, l letter) (answer, error) {
	if err := s.policy.Check(l.endpoint); err != nil {
		return answer{}, errAddress // the operator has taken the host off the list
	}
	return s.courier.Send(ctx, l)
}

// logFailure tells the operator what failed, and loudly if it may be our fault.
// It shows the host of the endpoint alone.
func (s *Service) logFailure(ctx context.Context, v verdict, endpoint string, a answer, err error) {
	attrs := []slog.Attr{slog.String("host", hostOf(endpoint)), slog.Int("status", a.status)}
	if err != nil {
		attrs = append(attrs, slog.Any("error", err))
	}
	switch v {
	case refused:
		s.log.LogAttrs(ctx, slog.LevelError, "a push service refuses this server: check its keys and its clock", attrs...)
	case gone:
		s.log.LogAttrs(ctx, slog.LevelInfo, "a device has unsubscribed", attrs...)
	case later, tooLarge, delivered:
		s.log.LogAttrs(ctx, slog.LevelWarn, "a push message was not delivered", attrs...)
	}
}
