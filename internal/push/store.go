package push

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"tend/internal/postgres"
)

// store reads and writes subscriptions and, in outbox.go, deliveries.
type store struct{ db *postgres.DB }

func newStore(db *postgres.DB) *store { return &store{db} }

type subscriptionRow struct {
	SubscriptionID uuid.UUID
	UserID         uuid.UUID
	SessionID      uuid.UUID
	Endpoint       string
	EndpointHash   []byte
	P256dh         []byte `gorm:"column:p256dh"`
	Auth           []byte
	DeviceName     string
	CreatedAt      time.Time
	SeenAt         time.Time
	LastSentAt     *time.Time
	LastError      *string
	LastErrorAt    *time.Time
	RefusedAt      *time.Time
	Muted          kindList
}

// TableName implements gorm's Tabler.
func (subscriptionRow) TableName() string { return "push_subscription" }

func (r subscriptionRow) subscription() Subscription {
	s := Subscription{
		ID: r.SubscriptionID, SessionID: r.SessionID, DeviceName: r.DeviceName, Service: hostOf(r.Endpoint),
		CreatedAt: r.CreatedAt, SeenAt: r.SeenAt, LastSentAt: r.LastSentAt, LastErrorAt: r.LastErrorAt, RefusedAt: r.RefusedAt, Muted: []Kind(r.Muted),
	}
	if r.LastError != nil {
		s.LastError = *r.LastError
	}
	return s
}

func (r subscriptionRow) hasKeysOf(reg registration) bool {
	return subtle.ConstantTimeCompare(r.P256dh, reg.p256dh)&subtle.ConstantTimeCompare(r.Auth, reg.auth) == 1
}

// Put creates or changes the subscription of an endpoint. It takes part in the
// caller's transaction.
func (s *store) Put(ctx context.Context, userID, sessionID uuid.UUID, reg registration) (subscriptionRow, error) {
	hash := sha256.Sum256([]byte(reg.endpoint))
	now := s.db.ORM().NowFunc()
	row := subscriptionRow{
		SubscriptionID: uuid.New(), UserID: userID, SessionID: sessionID,
		Endpoint: reg.endpoint, EndpointHash: hash[:], P256dh: reg.p256dh, Auth: reg.auth,
		DeviceName: reg.deviceName, CreatedAt: now, SeenAt: now,
	}
	var old subscriptionRow
	for {
		if made, err := s.insert(ctx, &row); err != nil || made {
			return row, err
		}
		var err error
		old, err = gorm.G[subscriptionRow](s.db.ORM(), clause.Locking{Strength: clause.LockingStrengthUpdate}).
			Where("endpoint_hash = ?", hash[:]).Take(ctx)
		if err == nil {
			break
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) { // it went since: there is room now
			return row, fmt.Errorf("lock push subscription: %w", err)
		}
	}
	if old.UserID != userID {
		return s.claim(ctx, old, row, reg)
	}
	row.SubscriptionID, row.CreatedAt = old.SubscriptionID, old.CreatedAt
	row.LastSentAt, row.LastError, row.LastErrorAt = old.LastSentAt, old.LastError, old.LastErrorAt
	row.RefusedAt, row.Muted = old.RefusedAt, old.Muted
	_, err := gorm.G[subscriptionRow](s.db.ORM()).Where("subscription_id = ?", old.SubscriptionID).
		Select("session_id", "p256dh", "auth", "device_name", "seen_at").Updates(ctx, row)
	if err != nil {
		return row, fmt.Errorf("update push subscription: %w", err)
	}
	return row, nil
}

// claim moves an endpoint from one user to another. What was still to be told
// to the one must not reach the other, so it becomes another subscription.
func (s *store) claim(ctx context.Context, old, row subscriptionRow, reg registration) (subscriptionRow, error) {
	if !old.hasKeysOf(reg) {
		return row, ErrTaken
	}
	if _, err := gorm.G[subscriptionRow](s.db.ORM()).Where("subscription_id = ?", old.SubscriptionID).Delete(ctx); err != nil {
		return row, fmt.Errorf("claim push subscription: %w", err)
	}
	made, err := s.insert(ctx, &row)
	if err == nil && !made {
		err = ErrTaken // somebody else was faster
	}
	return row, err
}

// insert reports whether the endpoint was new.
func (s *store) insert(ctx context.Context, row *subscriptionRow) (bool, error) {
	result := gorm.WithResult()
	err := gorm.G[subscriptionRow](s.db.ORM(), result, clause.OnConflict{DoNothing: true}).Create(ctx, row)
	if err != nil {
		return false, fmt.Errorf("create push subscription: %w", err)
	}
	return result.RowsAffected == 1, nil
}

// DropOldest removes all but the user's newest n subscriptions, and never kept.
func (s *store) DropOldest(ctx context.Context, userID, kept uuid.UUID, n int) error {
	_, err := gorm.G[subscriptionRow](s.db.ORM()).Where(`user_id = ? and subscription_id <> ? and subscription_id not in (
		select subscription_id from push_subscription where user_id = ? order by subscription_id = ? desc, seen_at desc limit ?)`,
		userID, kept, userID, kept, n).Delete(ctx)
	if err != nil {
		return fmt.Errorf("drop oldest push subscriptions: %w", err)
	}
	return nil
}

// List returns the subscriptions of a user, the one heard of last first.
func (s *store) List(ctx context.Context, userID uuid.UUID) ([]subscriptionRow, error) {
	rows, err := gorm.G[subscriptionRow](s.db.ORM()).Where("user_id = ?", userID).
		Order("seen_at desc, subscription_id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("list push subscriptions: %w", err)
	}
	return rows, nil
}

// Get returns one subscription of a user.
func (s *store) Get(ctx context.Context, userID, id uuid.UUID) (subscriptionRow, error) {
	row, err := gorm.G[subscriptionRow](s.db.ORM()).Where("user_id = ? and subscription_id = ?", userID, id).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, ErrNotFound
	}
	if err != nil {
		return row, fmt.Errorf("get push subscription: %w", err)
	}
	return row, nil
}

// Delete removes one subscription of a user, and what was still to be sent to it.
func (s *store) Delete(ctx context.Context, userID, id uuid.UUID) error {
	n, err := gorm.G[subscriptionRow](s.db.ORM()).Where("user_id = ? and subscription_id = ?", userID, id).Delete(ctx)
	if err != nil {
		return fmt.Errorf("delete push subscription: %w", err)
	}
	if n == 0 {
		return ErrNotFound
	}
	return nil
}

// DeleteOfSessions removes the subscriptions that belong to sessions of a user.
func (s *store) DeleteOfSessions(ctx context.Context, userID uuid.UUID, sessionIDs []uuid.UUID) error {
	if len(sessionIDs) == 0 {
		return nil
	}
	_, err := gorm.G[subscriptionRow](s.db.ORM()).Where("user_id = ? and session_id in ?", userID, sessionIDs).Delete(ctx)
	if err != nil {
		return fmt.Errorf("delete push subscriptions of sessions: %w", err)
	}
	return nil
}

// TakeOver lets a subscription that a device has just made go on where the one
// before it ended, which belonged to the same session: it is told of as little,
// and what a push service refused to take for the old one is sent to it.
func (s *store) TakeOver(ctx context.Context, sessionID, heir uuid.UUID) error {
	_, err := s.db.Conn().Exec(ctx, `
		update push_subscription n set muted = o.muted
		from (
			select muted from push_subscription where session_id = $1 and subscription_id <> $2
			order by seen_at desc limit 1
		) o
		where n.subscription_id = $2 and n.created_at = n.seen_at`, sessionID, heir)
	if err != nil {
		return fmt.Errorf("take over a push subscription: %w", err)
	}
	_, err = s.db.Conn().Exec(ctx, `
		update push_delivery set subscription_id = $2, next_at = now(), owner = null
		where delivery_id in (
			select distinct on (d.kind, d.subject_id, d.occurrence, d.due_at) d.delivery_id
			from push_delivery d join push_subscription s using (subscription_id)
			where s.session_id = $1 and s.subscription_id <> $2 and s.refused_at is not null and d.state = 'pending'
				and not exists (
					select from push_delivery e where e.subscription_id = $2 and e.kind = d.kind
						and e.subject_id = d.subject_id and e.occurrence = d.occurrence and e.due_at = d.due_at
				)
		)`, sessionID, heir)
	if err != nil {
		return fmt.Errorf("take over push deliveries: %w", err)
	}
	return nil
}

// DropRefused removes the subscriptions of a session that its push service
// refuses, when the device has subscribed anew: it does so when the keys of this
// server have changed.
func (s *store) DropRefused(ctx context.Context, sessionID, kept uuid.UUID) error {
	_, err := gorm.G[subscriptionRow](s.db.ORM()).
		Where("session_id = ? and subscription_id <> ? and refused_at is not null", sessionID, kept).Delete(ctx)
	if err != nil {
		return fmt.Errorf("drop refused push subscriptions: %w", err)
	}
	return nil
}

// NoteSent remembers that the push service took a message.
func (s *store) NoteSent(ctx context.Context, id uuid.UUID) error {
	_, err := s.db.Conn().Exec(ctx, `
		update push_subscription set last_sent_at = now(), refused_at = null where subscription_id = $1`, id)
	if err != nil {
		return fmt.Errorf("note a push message: %w", err)
	}
	return nil
}

// NoteError remembers why a message was not taken.
func (s *store) NoteError(ctx context.Context, id uuid.UUID, why trouble) error {
	_, err := s.db.Conn().Exec(ctx, `
		update push_subscription set last_error = $2, last_error_at = now(),
			refused_at = case when $3 then coalesce(refused_at, now()) else refused_at end
		where subscription_id = $1`, id, why.problem, why.refused)
	if err != nil {
		return fmt.Errorf("note a failed push message: %w", err)
	}
	return nil
}
