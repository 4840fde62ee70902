package calendar

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/postgres"
)

// store keeps feeds.
type store struct{ db *postgres.DB }

func newStore(db *postgres.DB) *store { return &store{db} }

const feedColumns = `f.feed_id, f.space_id, f.name, f.scopes, f.created_at, f.read_at`

func scanFeed(row pgx.CollectableRow) (f Feed, err error) {
	err = row.Scan(&f.ID, &f.SpaceID, &f.Name, &f.Scopes, &f.CreatedAt, &f.ReadAt)
	return f, err
}

// Create keeps a feed of a space that the user is a member of. A few requests at
// the same time may go a little over the number that a user may have.
func (s *store) Create(ctx context.Context, userID uuid.UUID, f Feed, hash []byte) (Feed, error) {
	var count int
	var member bool
	err := s.db.Conn().QueryRow(ctx, `
		select (select count(*) from calendar_feed where user_id = $1),
			exists (select from member where user_id = $1 and space_id = $2)`, userID, f.SpaceID).Scan(&count, &member)
	switch {
	case err != nil:
		return Feed{}, fmt.Errorf("create calendar feed: %w", err)
	case !member:
		return Feed{}, errSpace
	case count >= maxFeeds:
		return Feed{}, errTooMany
	}
	rows, err := s.db.Conn().Query(ctx, `
		insert into calendar_feed as f (feed_id, user_id, space_id, name, scopes, secret_hash)
		values ($1, $2, $3, $4, $5, $6) returning `+feedColumns, f.ID, userID, f.SpaceID, f.Name, f.Scopes, hash)
	if err != nil {
		return Feed{}, fmt.Errorf("create calendar feed: %w", err)
	}
	made, err := pgx.CollectExactlyOneRow(rows, scanFeed)
	if err != nil {
		return Feed{}, fmt.Errorf("create calendar feed: %w", err)
	}
	return made, nil
}

// List returns the feeds of a user, the newest first.
func (s *store) List(ctx context.Context, userID uuid.UUID) ([]Feed, error) {
	rows, err := s.db.Conn().Query(ctx, `
		select `+feedColumns+` from calendar_feed f where user_id = $1 order by created_at desc, feed_id`, userID)
	if err != nil {
		return nil, fmt.Errorf("list calendar feeds: %w", err)
	}
	feeds, err := pgx.CollectRows(rows, scanFeed)
	if err != nil {
		return nil, fmt.Errorf("list calendar feeds: %w", err)
	}
	return feeds, nil
}

// Delete forgets a feed of a user.
func (s *store) Delete(ctx context.Context, userID, id uuid.UUID) error {
	tag, err := s.db.Conn().Exec(ctx, `delete from calendar_feed where user_id = $1 and feed_id = $2`, userID, id)
	if err != nil {
		return fmt.Errorf("delete calendar feed: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return ErrNotFound
	}
	return nil
}

// Open returns the feed of a secret, and notes that it was read. Whether its
// user may still see the space is asked for here, in the tables of those who
// know: an address has no session that could have ended.
func (s *store) Open(ctx context.Context, hash []byte) (Feed, time.Time, error) {
	var f Feed
	var now time.Time
	err := s.db.Conn().QueryRow(ctx, `
		update calendar_feed f set read_at = now()
		from member m, app_user u
		where f.secret_hash = $1 and m.user_id = f.user_id and m.space_id = f.space_id
			and u.user_id = f.user_id and u.disabled_at is null
		returning `+feedColumns+`, now()`, hash).
		Scan(&f.ID, &f.SpaceID, &f.Name, &f.Scopes, &f.CreatedAt, &f.ReadAt, &now)
	if errors.Is(err, pgx.ErrNoRows) {
		return Feed{}, now, ErrNotFound
	}
	if err != nil {
		return Feed{}, now, fmt.Errorf("open calendar feed: %w", err)
	}
	return f, now, nil
}
