package push

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// The states in which a delivery ends.
const (
	stateDropped = "dropped" // no longer due when its turn came
	stateExpired = "expired" // too late to be of use
	stateRefused = "refused" // too large even when shrunk
)

// delivery is one message to one device, leased to a sender.
type delivery struct {
	ID             uuid.UUID
	SubscriptionID uuid.UUID
	UserID         uuid.UUID
	Endpoint       string
	P256dh         []byte
	Auth           []byte
	Live           bool // the device is still signed in, and its user may be
	Muted          bool // its user wants no messages of this kind on it
	Subject        Subject
	Attempts       int // this one included; together with the owner it names the lease
	Shrunk         bool
	Left           time.Duration // until it is of no use any more
}

// Enqueue writes one delivery for each device of the users of each
// notification. It takes part in the caller's transaction.
func (s *store) Enqueue(ctx context.Context, ns []Notification) error {
	var users, spaces, subjects []uuid.UUID
	var kinds, occurrences []string
	var dues, expires []time.Time
	for _, n := range ns {
		for _, user := range n.UserIDs {
			users, spaces, subjects = append(users, user), append(spaces, n.Subject.SpaceID), append(subjects, n.Subject.SubjectID)
			kinds, occurrences = append(kinds, string(n.Subject.Kind)), append(occurrences, n.Subject.Occurrence)
			dues, expires = append(dues, n.DueAt), append(expires, n.ExpiresAt)
		}
	}
	_, err := s.db.Conn().Exec(ctx, `
		insert into push_delivery (subscription_id, space_id, kind, subject_id, occurrence, due_at, expires_at)
		select s.subscription_id, n.space_id, n.kind, n.subject_id, n.occurrence, n.due_at, n.expires_at
		from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[], $7::timestamptz[])
			as n (user_id, space_id, kind, subject_id, occurrence, due_at, expires_at)
		join push_subscription s on s.user_id = n.user_id and n.kind <> all(s.muted)
		on conflict do nothing`, users, spaces, kinds, subjects, occurrences, dues, expires)
	if err != nil {
		return fmt.Errorf("write to the push outbox: %w", err)
	}
	return nil
}

// Lease hands up to limit deliveries whose turn has come to owner. Unless it
// says within the lease how they went, they are handed out again.
//
// It asks the tables of sessions and users whether the device is still signed in:
// one that signs out in the very moment in which it subscribes would else stay,
// and a user who may not come in any more would still be told.
func (s *store) Lease(ctx context.Context, owner uuid.UUID, limit int, lease time.Duration) ([]delivery, error) {
	rows, err := s.db.Conn().Query(ctx, `
		with c as (
			select delivery_id from push_delivery where state = 'pending' and next_at <= now()
			order by next_at limit $2 for update skip locked
		)
		update push_delivery d set owner = $1, attempts = d.attempts + 1, next_at = now() + $3::interval
		from c, push_subscription s
		where d.delivery_id = c.delivery_id and s.subscription_id = d.subscription_id
		returning d.delivery_id, s.subscription_id, s.user_id, s.endpoint, s.p256dh, s.auth,
			exists (select from session e join app_user u on u.user_id = e.user_id
				where e.session_id = s.session_id and e.revoked_at is null and e.expires_at > now() and u.disabled_at is null),
			d.kind = any(s.muted), d.kind, d.space_id, d.subject_id, d.occurrence, d.attempts, d.shrunk,
			least(extract(epoch from d.expires_at - now()), 1e9)::float8`, owner, limit, lease)
	if err != nil {
		return nil, fmt.Errorf("lease from the push outbox: %w", err)
	}
	leased, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d delivery, err error) {
		var left float64
		err = row.Scan(&d.ID, &d.SubscriptionID, &d.UserID, &d.Endpoint, &d.P256dh, &d.Auth, &d.Live, &d.Muted,
			&d.Subject.Kind, &d.Subject.SpaceID, &d.Subject.SubjectID, &d.Subject.Occurrence, &d.Attempts, &d.Shrunk, &left)
		d.Left = time.Duration(left * float64(time.Second))
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("lease from the push outbox: %w", err)
	}
	return leased, nil
}

// heldBy is the condition that the delivery is still leased as d was: whoever
// was too slow must not write over what the next owner did.
const heldBy = ` where delivery_id = $1 and owner = $2 and attempts = $3 and state = 'pending'`

// Sent ends a delivery that the push service has taken.
func (s *store) Sent(ctx context.Context, owner uuid.UUID, d delivery) error {
	return s.settle(ctx, `
		with d as (update push_delivery set state = 'sent', ended_at = now()`+heldBy+` returning subscription_id)
		update push_subscription s set last_sent_at = now(), refused_at = null from d where s.subscription_id = d.subscription_id`,
		d.ID, owner, d.Attempts)
}

// End ends a delivery that was not sent.
func (s *store) End(ctx context.Context, owner uuid.UUID, d delivery, state string) error {
	return s.settle(ctx, `update push_delivery set state = $4, ended_at = now()`+heldBy, d.ID, owner, d.Attempts, state)
}

// Postpone puts a delivery off, at most until it is of no use, and remembers why.
func (s *store) Postpone(ctx context.Context, owner uuid.UUID, d delivery, wait time.Duration, why trouble) error {
	return s.settle(ctx, `
		with d as (
			update push_delivery set next_at = least(now() + $4::interval, expires_at), shrunk = $5, problem = $6`+heldBy+` returning subscription_id
		)
		update push_subscription s set last_error = $6, last_error_at = now(),
			refused_at = case when $7 then coalesce(refused_at, now()) else refused_at end
		from d where s.subscription_id = d.subscription_id`,
		d.ID, owner, d.Attempts, wait, d.Shrunk, why.problem, why.refused)
}

// trouble is why a message was not taken.
type trouble struct {
	problem string // in a word, for the list of devices
	refused bool   // the push service refuses this server, whatever it sends
}

// Hold puts a delivery off without anything being wrong.
func (s *store) Hold(ctx context.Context, owner uuid.UUID, d delivery, until time.Time) error {
	return s.settle(ctx, `update push_delivery set next_at = least($4, expires_at)`+heldBy, d.ID, owner, d.Attempts, until)
}

// Forget removes the subscription of a delivery, and everything still to be
// sent to it.
func (s *store) Forget(ctx context.Context, d delivery) error {
	return s.settle(ctx, `delete from push_subscription where subscription_id = $1 and endpoint = $2`, d.SubscriptionID, d.Endpoint)
}

func (s *store) settle(ctx context.Context, sql string, args ...any) error {
	if _, err := s.db.Conn().Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("settle a push delivery: %w", err)
	}
	return nil
}

// UntilNext says how long it is until a delivery's turn comes, by the clock of
// the database; false if none is pending.
func (s *store) UntilNext(ctx context.Context) (time.Duration, bool, error) {
	var seconds *float64
	err := s.db.Conn().QueryRow(ctx, `
		select least(extract(epoch from min(next_at) - clock_timestamp()), 1e9)::float8
		from push_delivery where state = 'pending'`).Scan(&seconds)
	if err != nil {
		return 0, false, fmt.Errorf("look for the next push delivery: %w", err)
	}
	if seconds == nil {
		return 0, false, nil
	}
	return time.Duration(*seconds * float64(time.Second)), true, nil
}

// Clean removes up to limit deliveries that ended before a time long ago, and
// says how many.
func (s *store) Clean(ctx context.Context, age time.Duration, limit int) (int64, error) {
	tag, err := s.db.Conn().Exec(ctx, `
		delete from push_delivery where delivery_id in (
			select delivery_id from push_delivery where state <> 'pending' and ended_at < now() - $1::interval
			limit $2 for update skip locked
		)`, age, limit)
	if err != nil {
		return 0, fmt.Errorf("clean the push outbox: %w", err)
	}
	return tag.RowsAffected(), nil
}
