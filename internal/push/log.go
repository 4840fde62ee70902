package push

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/fault"
)

// logLength is how many deliveries the log of a device shows.
const logLength = 50

// Delivery is a line of the delivery log of a device.
type Delivery struct {
	Kind      Kind
	DueAt     time.Time
	CreatedAt time.Time
	State     string
	Attempts  int
	NextAt    *time.Time // while it is pending
	EndedAt   *time.Time
	Problem   string // why the last attempt failed, empty if none did
}

// Log returns what was sent to a device of the user lately, the newest first.
func (s *Service) Log(ctx context.Context, userID, id uuid.UUID) ([]Delivery, error) {
	st := newStore(s.db)
	if _, err := st.Get(ctx, userID, id); err != nil {
		return nil, err
	}
	return st.Log(ctx, id, logLength)
}

// Mute says of which kinds a device of the user is not told.
func (s *Service) Mute(ctx context.Context, userID, id uuid.UUID, muted []Kind) (Subscription, error) {
	for _, kind := range muted {
		if !slices.Contains(kinds, kind) {
			return Subscription{}, fault.New(fault.Invalid, "push-kind", "There is no kind of message %q.", string(kind)).At("muted")
		}
	}
	st := newStore(s.db)
	if err := st.Mute(ctx, userID, id, slices.Compact(slices.Sorted(slices.Values(muted)))); err != nil {
		return Subscription{}, err
	}
	row, err := st.Get(ctx, userID, id)
	return row.subscription(), err
}

// Backlog is how much waits in the outbox.
type Backlog struct {
	Pending int           // deliveries that have not ended
	Age     time.Duration // for how long the one waits whose turn came first; 0 if no turn has come
}

// Backlog looks at the outbox.
func (s *Service) Backlog(ctx context.Context) (Backlog, error) { return newStore(s.db).Backlog(ctx) }

// Log returns the newest deliveries to a device.
func (s *store) Log(ctx context.Context, id uuid.UUID, limit int) ([]Delivery, error) {
	rows, err := s.db.Conn().Query(ctx, `
		select kind, due_at, created_at, state, attempts, case when state = 'pending' then next_at end, ended_at, coalesce(problem, '')
		from push_delivery where subscription_id = $1 order by created_at desc, delivery_id limit $2`, id, limit)
	if err != nil {
		return nil, fmt.Errorf("list push deliveries: %w", err)
	}
	log, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Delivery])
	if err != nil {
		return nil, fmt.Errorf("list push deliveries: %w", err)
	}
	return log, nil
}

// Mute changes the kinds that a device of a user is not told of.
func (s *store) Mute(ctx context.Context, userID, id uuid.UUID, muted []Kind) error {
	if muted == nil {
		muted = []Kind{}
	}
	tag, err := s.db.Conn().Exec(ctx, `update push_subscription set muted = $3 where user_id = $1 and subscription_id = $2`, userID, id, muted)
	if err != nil {
		return fmt.Errorf("mute push subscription: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return ErrNotFound
	}
	return nil
}

// Backlog counts what waits.
func (s *store) Backlog(ctx context.Context) (b Backlog, err error) {
	var seconds float64
	err = s.db.Conn().QueryRow(ctx, `
		select count(*), greatest(coalesce(extract(epoch from now() - min(next_at)), 0), 0)::float8
		from push_delivery where state = 'pending'`).Scan(&b.Pending, &seconds)
	if err != nil {
		return b, fmt.Errorf("look at the push outbox: %w", err)
	}
	b.Age = time.Duration(seconds * float64(time.Second))
	return b, nil
}

// kindList is a column of kinds, a list even if it is empty: it goes on the wire
// as one. Kinds are plain words, so the text form of an array needs no quotes.
type kindList []Kind

// Scan implements sql.Scanner.
func (l *kindList) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a list of kinds came as %T", value)
	}
	*l = kindList{}
	for word := range strings.SplitSeq(strings.Trim(text, "{}"), ",") {
		if word != "" {
			*l = append(*l, Kind(word))
		}
	}
	return nil
}

// Value implements driver.Valuer.
func (l kindList) Value() (driver.Value, error) {
	words := make([]string, len(l))
	for i, kind := range l {
		words[i] = string(kind)
	}
	return "{" + strings.Join(words, ",") + "}", nil
}
