package reminder

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Setting returns the setting of a space, the zero value if it has none.
func (s *store) Setting(ctx context.Context, spaceID uuid.UUID) (setting, error) {
	var v setting
	err := s.db.Conn().QueryRow(ctx, `
		select zone, digest_at, locale, show_names, quiet_from, quiet_to, per_week, muted
		from reminder_setting where space_id = $1`, spaceID).
		Scan(&v.Zone, &v.DigestAt, &v.Locale, &v.ShowNames, &v.QuietFrom, &v.QuietTo, &v.PerWeek, &v.Muted)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return setting{}, fmt.Errorf("get reminder setting of space %s: %w", spaceID, err)
	}
	return v, nil
}

// PutSetting keeps the setting of a space.
func (s *store) PutSetting(ctx context.Context, spaceID uuid.UUID, v setting) error {
	if v.Muted == nil {
		v.Muted = []string{}
	}
	_, err := s.db.Conn().Exec(ctx, `
		insert into reminder_setting (space_id, zone, digest_at, locale, show_names, quiet_from, quiet_to, per_week, muted)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (space_id) do update set
			zone = excluded.zone, digest_at = excluded.digest_at, locale = excluded.locale, show_names = excluded.show_names,
			quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, per_week = excluded.per_week, muted = excluded.muted`,
		spaceID, v.Zone, v.DigestAt, v.Locale, v.ShowNames, v.QuietFrom, v.QuietTo, v.PerWeek, v.Muted)
	if err != nil {
		return fmt.Errorf("put reminder setting of space %s: %w", spaceID, err)
	}
	return nil
}

// isMember is the condition that the user $1 is a member of the space $2.
const isMember = `exists (select from member where user_id = $1 and space_id = $2)`

// Get returns one reminder and, as [store.CountOpen], how many of its space are
// open; false if it is unknown or the user is no member of its space. It is one
// query, as there is one for every message.
func (s *store) Get(ctx context.Context, userID, spaceID, id uuid.UUID) (d due, open int, ok bool, err error) {
	err = s.db.Conn().QueryRow(ctx, `
		select (select count(*) from (select from reminder_due where space_id = $2 and open limit $4) open), `+dueColumns+`
		where d.space_id = $2 and d.id = $3 and `+isMember, userID, spaceID, id, mostCounted).
		Scan(append([]any{&open}, d.targets()...)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return due{}, 0, false, nil
	}
	if err != nil {
		return due{}, 0, false, fmt.Errorf("get reminder: %w", err)
	}
	return d, open, true, nil
}

// mostCounted bounds what is counted for each message: a badge has room for two digits.
const mostCounted = 99

// CountOpen counts the reminders of a space that have come due and are not
// settled, up to a number that no badge shows; none for whom is no member of it.
func (s *store) CountOpen(ctx context.Context, userID, spaceID uuid.UUID) (int, error) {
	var n int
	err := s.db.Conn().QueryRow(ctx,
		`
		select count(*) from (select from reminder_due where space_id = $2 and open and `+isMember+` limit $3) open`,
		userID, spaceID, mostCounted).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count open reminders: %w", err)
	}
	return n, nil
}

// Members returns who is to be told of what happens in each space. The table of
// members is the one of another capability that is read here: who is a member
// has to be known in the very transaction that tells them.
func (s *store) Members(ctx context.Context, spaceIDs []uuid.UUID) (map[uuid.UUID][]uuid.UUID, error) {
	rows, err := s.db.Conn().Query(ctx, `select space_id, user_id from member where space_id = any($1) order by user_id`, spaceIDs)
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	members := map[uuid.UUID][]uuid.UUID{}
	var spaceID, userID uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&spaceID, &userID}, func() error {
		members[spaceID] = append(members[spaceID], userID)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	return members, nil
}

// dayDue is a space whose day is to be looked at.
type dayDue struct {
	setting
	SpaceID uuid.UUID
	ToldOn  string // empty before the first look
	Now     time.Time
}

// LockDays claims up to limit spaces whose day is to be looked at. Those that
// another server works on are left to it.
func (s *store) LockDays(ctx context.Context, limit int) ([]dayDue, error) {
	rows, err := s.db.Conn().Query(ctx, `
		select d.space_id, coalesce(d.told_on, ''), now(), coalesce(s.zone, ''), coalesce(s.digest_at, ''),
			coalesce(s.per_week, 0), coalesce(s.muted, '{}')
		from prompt_day d left join reminder_setting s on s.space_id = d.space_id
		where d.next_at <= now() order by d.next_at limit $1 for update of d skip locked`, limit)
	if err != nil {
		return nil, fmt.Errorf("claim days: %w", err)
	}
	days, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d dayDue, err error) {
		err = row.Scan(&d.SpaceID, &d.ToldOn, &d.Now, &d.Zone, &d.DigestAt, &d.PerWeek, &d.Muted)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("claim days: %w", err)
	}
	return days, nil
}

// Facts returns what is known of a space for a day.
func (s *store) Facts(ctx context.Context, spaceID uuid.UUID, v setting, today string) (dayFacts, error) {
	f := dayFacts{setting: v}
	var err error
	if f.promises, err = s.Promises(ctx, spaceID, today); err != nil {
		return f, err
	}
	f.people, err = s.People(ctx, spaceID, today)
	return f, err
}

// Promises returns the promises of a space that are due on a day or were before.
func (s *store) Promises(ctx context.Context, spaceID uuid.UUID, today string) ([]promiseFacts, error) {
	rows, err := s.db.Conn().Query(ctx, `
		select promise_id, by_me, due_on, contact_id, title from prompt_promise
		where space_id = $1 and due_on <= $2 order by due_on, promise_id`, spaceID, today)
	if err != nil {
		return nil, fmt.Errorf("list promises: %w", err)
	}
	promises, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p promiseFacts, err error) {
		err = row.Scan(&p.ID, &p.ByMe, &p.DueOn, &p.ContactID, &p.Title)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list promises: %w", err)
	}
	return promises, nil
}

// People returns what is known of the contacts of a space, with their touches
// summed up to a day as [SumTouches] does.
func (s *store) People(ctx context.Context, spaceID uuid.UUID, today string) ([]personFacts, error) {
	rows, err := s.db.Conn().Query(ctx, `
		with past as (
			select contact_id, at, way, max(at) filter (where way = 'both') over (partition by contact_id) as answered
			from touch where space_id = $1 and at < $2
		), touched as (
			select contact_id, left(max(at), 10) as last,
				count(*) filter (where way = 'out' and (answered is null or at > answered)) as unanswered
			from past group by contact_id
		)
		select p.contact_id, p.name, p.rule, p.dates, coalesce(p.prompted_on, ''),
			coalesce(t.last, ''), coalesce(t.unanswered, 0), coalesce(c.ideal_days, 0), coalesce(c.latest_days, 0)
		from prompt_person p
		left join touched t on t.contact_id = p.contact_id
		left join prompt_circle c on c.space_id = $1 and c.circle_id::text = lower(p.rule->>'circle')
		where p.space_id = $1 order by p.contact_id`, spaceID, addDays(today, 1))
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	people, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p personFacts, err error) {
		err = row.Scan(&p.ID, &p.Name, &p.Person, &p.Dates, &p.PromptedOn,
			&p.Touched.Last, &p.Touched.Unanswered, &p.Circle.IdealDays, &p.Circle.LatestDays)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return people, nil
}

// Promise returns a promise that the user may be told of; false if there is none,
// or the user is no member of its space.
func (s *store) Promise(ctx context.Context, userID, spaceID, id uuid.UUID) (p promiseFacts, contact string, ok bool, err error) {
	err = s.db.Conn().QueryRow(ctx, `
		select d.promise_id, d.by_me, d.due_on, d.contact_id, d.title, coalesce(p.name, '')
		from prompt_promise d left join prompt_person p on p.space_id = d.space_id and p.contact_id = d.contact_id
		where d.space_id = $2 and d.promise_id = $3 and `+isMember, userID, spaceID, id).
		Scan(&p.ID, &p.ByMe, &p.DueOn, &p.ContactID, &p.Title, &contact)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, "", false, nil
	}
	if err != nil {
		return p, "", false, fmt.Errorf("get promise: %w", err)
	}
	return p, contact, true, nil
}

// Viewpoint returns the setting of a space and the time; false if the user is no
// member of it.
func (s *store) Viewpoint(ctx context.Context, userID, spaceID uuid.UUID) (v setting, now time.Time, ok bool, err error) {
	err = s.db.Conn().QueryRow(ctx, `select now() where `+isMember, userID, spaceID).Scan(&now)
	if errors.Is(err, pgx.ErrNoRows) {
		return v, now, false, nil
	}
	if err != nil {
		return v, now, false, fmt.Errorf("look at space %s: %w", spaceID, err)
	}
	v, err = s.Setting(ctx, spaceID)
	return v, now, err == nil, err
}
