package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"tend/internal/postgres"
)

// store reads and writes users and sessions.
type store struct{ db *postgres.DB }

func newStore(db *postgres.DB) *store { return &store{db} }

type userRow struct {
	UserID       uuid.UUID
	Email        string
	PasswordHash string
	CreatedAt    time.Time
	DisabledAt   *time.Time
}

// TableName implements gorm's Tabler.
func (userRow) TableName() string { return "app_user" }

type sessionRow struct {
	SessionID      uuid.UUID
	UserID         uuid.UUID
	DeviceName     string
	Generation     int64
	SeenGeneration int64
	Seed           []byte
	CreatedAt      time.Time
	UsedAt         time.Time
	ExpiresAt      time.Time
	RevokedAt      *time.Time
	RevokedReason  *string
}

// TableName implements gorm's Tabler.
func (sessionRow) TableName() string { return "session" }

// HasUsers reports whether anybody has signed up yet.
func (s *store) HasUsers(ctx context.Context) (bool, error) {
	var has bool
	if err := s.db.Conn().QueryRow(ctx, `select exists (select from app_user)`).Scan(&has); err != nil {
		return false, fmt.Errorf("look for users: %w", err)
	}
	return has, nil
}

// LockSignUp lets one sign-up at a time through to the end of its transaction,
// so that only one user can be the first.
func (s *store) LockSignUp(ctx context.Context) error {
	if _, err := s.db.Conn().Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('sign-up', 0))`); err != nil {
		return fmt.Errorf("lock sign-up: %w", err)
	}
	return nil
}

// CreateUser inserts a user. It returns [ErrEmailTaken] if the address is.
func (s *store) CreateUser(ctx context.Context, u userRow) error {
	err := gorm.G[userRow](s.db.ORM()).Create(ctx, &u)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return ErrEmailTaken
	}
	if err != nil {
		return fmt.Errorf("create user: %w", err)
	}
	return nil
}

// UserByEmail returns the user with a normalised address, if there is one.
func (s *store) UserByEmail(ctx context.Context, email string) (userRow, bool, error) {
	rows, err := gorm.G[userRow](s.db.ORM()).Where("email = ?", email).Find(ctx)
	if err != nil {
		return userRow{}, false, fmt.Errorf("get user: %w", err)
	}
	if len(rows) == 0 {
		return userRow{}, false, nil
	}
	return rows[0], true, nil
}

// ReplaceHash stores a new hash of the same password, unless the password has
// been changed meanwhile.
func (s *store) ReplaceHash(ctx context.Context, userID uuid.UUID, old, hash string) error {
	_, err := gorm.G[userRow](s.db.ORM()).
		Where("user_id = ? and password_hash = ?", userID, old).
		Update(ctx, "password_hash", hash)
	if err != nil {
		return fmt.Errorf("replace password hash: %w", err)
	}
	return nil
}

// CreateSession inserts a session.
func (s *store) CreateSession(ctx context.Context, row sessionRow) error {
	if err := gorm.G[sessionRow](s.db.ORM()).Create(ctx, &row); err != nil {
		return fmt.Errorf("create session: %w", err)
	}
	return nil
}

// Live returns the user of a session that has not ended, and the newest
// generation that its device is known to have. It is asked once a request, so it
// goes past gorm and reads two rows by their primary keys.
func (s *store) Live(ctx context.Context, sessionID uuid.UUID, now time.Time) (userID uuid.UUID, seen int64, ok bool, err error) {
	err = s.db.Conn().QueryRow(ctx, `
		select s.user_id, s.seen_generation
		from session s join app_user u on u.user_id = s.user_id
		where s.session_id = $1 and s.revoked_at is null and s.expires_at > $2 and u.disabled_at is null`,
		sessionID, now).Scan(&userID, &seen)
	if errors.Is(err, pgx.ErrNoRows) {
		return uuid.Nil, 0, false, nil
	}
	if err != nil {
		return uuid.Nil, 0, false, fmt.Errorf("get session: %w", err)
	}
	return userID, seen, true, nil
}

// Confirm remembers that the device has received a generation.
func (s *store) Confirm(ctx context.Context, sessionID uuid.UUID, generation int64) error {
	_, err := gorm.G[sessionRow](s.db.ORM()).
		Where("session_id = ? and seen_generation < ? and generation >= ?", sessionID, generation, generation).
		Update(ctx, "seen_generation", generation)
	if err != nil {
		return fmt.Errorf("confirm session generation: %w", err)
	}
	return nil
}

// lockedSession is a session, and what is needed of its user.
type lockedSession struct {
	Session  sessionRow `gorm:"embedded"`
	Email    string
	Disabled bool
}

// Lock returns a session, ended or not, and lets nobody else change it until the
// transaction ends.
func (s *store) Lock(ctx context.Context, sessionID uuid.UUID) (lockedSession, bool, error) {
	rows, err := gorm.G[lockedSession](s.db.ORM()).Raw(`
		select s.*, u.email, u.disabled_at is not null as disabled
		from session s join app_user u on u.user_id = s.user_id
		where s.session_id = ?
		for update of s`, sessionID).Find(ctx)
	if err != nil {
		return lockedSession{}, false, fmt.Errorf("lock session: %w", err)
	}
	if len(rows) == 0 {
		return lockedSession{}, false, nil
	}
	return rows[0], true, nil
}

// Advance stores what a refresh changes of a session.
func (s *store) Advance(ctx context.Context, row sessionRow) error {
	_, err := gorm.G[sessionRow](s.db.ORM()).
		Where("session_id = ?", row.SessionID).
		Select("generation", "seen_generation", "used_at", "expires_at").
		Updates(ctx, row)
	if err != nil {
		return fmt.Errorf("advance session: %w", err)
	}
	return nil
}

// List returns the sessions of the user that have not ended, last used first.
func (s *store) List(ctx context.Context, userID uuid.UUID, now time.Time) ([]sessionRow, error) {
	rows, err := gorm.G[sessionRow](s.db.ORM()).
		Where("user_id = ? and revoked_at is null and expires_at > ?", userID, now).
		Order("used_at desc, session_id").
		Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return rows, nil
}

// ended is a session that was just ended.
type ended struct {
	UserID    uuid.UUID
	SessionID uuid.UUID
}

// End ends one session of the user and returns it, or nothing if it had ended.
func (s *store) End(ctx context.Context, userID, sessionID uuid.UUID, now time.Time, reason string) ([]ended, error) {
	return s.end(ctx, now, reason, "user_id = $3 and session_id = $4", userID, sessionID)
}

// EndAll ends every session of the user.
func (s *store) EndAll(ctx context.Context, userID uuid.UUID, now time.Time, reason string) ([]ended, error) {
	return s.end(ctx, now, reason, "user_id = $3", userID)
}

// EndExpired ends up to limit sessions, of whichever user, that were not
// refreshed in time.
func (s *store) EndExpired(ctx context.Context, now time.Time, limit int) ([]ended, error) {
	return s.end(ctx, now, endedExpired, `session_id in (
		select session_id from session where revoked_at is null and expires_at <= $1
		limit $3 for update skip locked)`, limit)
}

func (s *store) end(ctx context.Context, now time.Time, reason, where string, args ...any) ([]ended, error) {
	rows, err := s.db.Conn().Query(ctx, `
		update session set revoked_at = $1, revoked_reason = $2
		where revoked_at is null and `+where+`
		returning user_id, session_id`, append([]any{now, reason}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("end sessions: %w", err)
	}
	sessions, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ended])
	if err != nil {
		return nil, fmt.Errorf("end sessions: %w", err)
	}
	return sessions, nil
}

// ForgetEnded removes the sessions that ended before t.
func (s *store) ForgetEnded(ctx context.Context, t time.Time) error {
	if _, err := gorm.G[sessionRow](s.db.ORM()).Where("revoked_at < ?", t).Delete(ctx); err != nil {
		return fmt.Errorf("forget sessions: %w", err)
	}
	return nil
}
