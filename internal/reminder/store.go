package reminder

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/postgres"
)

// store reads and writes the projection. It speaks pgx, because it writes as
// many rows at once as a push or a claim has.
type store struct{ db *postgres.DB }

func newStore(db *postgres.DB) *store { return &store{db} }

// due is a row of the projection together with the setting of its space and the
// database's time.
type due struct {
	entry
	setting
	Now time.Time
}

// dueColumns are those of due, in the order of scanDue.
const dueColumns = `d.space_id, d.id, d.title, d.notify, d.rule, d.fired_at,
	coalesce(s.zone, ''), coalesce(s.digest_at, ''), coalesce(s.locale, ''), coalesce(s.show_names, false),
	coalesce(s.quiet_from, ''), coalesce(s.quiet_to, ''), coalesce(s.per_week, 0), coalesce(s.muted, '{}'), now()
	from reminder_due d left join reminder_setting s on s.space_id = d.space_id`

func scanDue(row pgx.CollectableRow) (d due, err error) {
	err = row.Scan(d.targets()...)
	return d, err
}

// targets are where the columns go.
func (d *due) targets() []any {
	return []any{
		&d.SpaceID, &d.ID, &d.Title, &d.Notify, &d.Rule, &d.FiredAt,
		&d.Zone, &d.DigestAt, &d.Locale, &d.ShowNames, &d.QuietFrom, &d.QuietTo, &d.PerWeek, &d.Muted, &d.Now,
	}
}

// List returns all reminders of a space and keeps the scheduler off them until
// the transaction ends.
func (s *store) List(ctx context.Context, spaceID uuid.UUID) ([]entry, error) {
	rows, err := s.db.Conn().Query(ctx,
		`select `+dueColumns+` where d.space_id = $1 order by d.id for update of d`, spaceID)
	if err != nil {
		return nil, fmt.Errorf("list reminders of space %s: %w", spaceID, err)
	}
	entries, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (entry, error) {
		d, err := scanDue(row)
		return d.entry, err
	})
	if err != nil {
		return nil, fmt.Errorf("list reminders of space %s: %w", spaceID, err)
	}
	return entries, nil
}

// LockFired returns how far the user was told of each of the entries that were
// known before, and keeps the scheduler off them until the transaction ends.
func (s *store) LockFired(ctx context.Context, spaceID uuid.UUID, entries []entry) (map[uuid.UUID]*time.Time, error) {
	ids := make([]uuid.UUID, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	rows, err := s.db.Conn().Query(ctx, `
		select id, fired_at from reminder_due
		where space_id = $1 and id = any($2) order by id for update`, spaceID, ids)
	if err != nil {
		return nil, fmt.Errorf("lock reminders of space %s: %w", spaceID, err)
	}
	fired := map[uuid.UUID]*time.Time{}
	var id uuid.UUID
	var at *time.Time
	_, err = pgx.ForEachRow(rows, []any{&id, &at}, func() error {
		fired[id], at = at, nil
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("lock reminders of space %s: %w", spaceID, err)
	}
	return fired, nil
}

// Put writes reminders of one space and where they stand.
func (s *store) Put(ctx context.Context, spaceID uuid.UUID, entries []entry, standings []standing) error {
	if len(entries) == 0 {
		return nil
	}
	c := columnsOf(entries, standings)
	_, err := s.db.Conn().Exec(ctx, `
		insert into reminder_due (space_id, id, state, occurrence, due_at, zone, open, fired_at, notify, title, rule)
		select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::bool[],
			$8::timestamptz[], $9::bool[], $10::text[], $11::jsonb[])
		on conflict (space_id, id) do update set
			state = excluded.state, occurrence = excluded.occurrence, due_at = excluded.due_at, zone = excluded.zone,
			open = excluded.open, notify = excluded.notify, title = excluded.title, rule = excluded.rule`,
		spaceID, c.ids, c.states, c.occurrences, c.dues, c.zones, c.opens, c.fireds, c.notifies, c.titles, c.rules)
	if err != nil {
		return fmt.Errorf("put reminders of space %s: %w", spaceID, err)
	}
	return nil
}

// Advance writes how far the users were told of reminders, which the
// transaction has locked, and where they stand then.
func (s *store) Advance(ctx context.Context, firings []firing) error {
	entries, standings := make([]entry, len(firings)), make([]standing, len(firings))
	for i, f := range firings {
		entries[i], standings[i] = f.entry, f.standing
	}
	c := columnsOf(entries, standings)
	_, err := s.db.Conn().Exec(ctx, `
		update reminder_due d set
			state = u.state, occurrence = u.occurrence, due_at = u.due_at, zone = u.zone, open = u.open, fired_at = u.fired_at
		from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::bool[], $8::timestamptz[])
			as u (space_id, id, state, occurrence, due_at, zone, open, fired_at)
		where d.space_id = u.space_id and d.id = u.id`,
		c.spaces, c.ids, c.states, c.occurrences, c.dues, c.zones, c.opens, c.fireds)
	if err != nil {
		return fmt.Errorf("advance reminders: %w", err)
	}
	return nil
}

// Delete forgets reminders of one space.
func (s *store) Delete(ctx context.Context, spaceID uuid.UUID, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := s.db.Conn().Exec(ctx, `delete from reminder_due where space_id = $1 and id = any($2)`, spaceID, ids)
	if err != nil {
		return fmt.Errorf("delete reminders of space %s: %w", spaceID, err)
	}
	return nil
}

// columns are the rows of the projection, turned by a quarter: what unnest takes.
type columns struct {
	spaces, ids           []uuid.UUID
	states, zones, titles []string
	occurrences           []*string
	dues, fireds          []*time.Time
	opens, notifies       []bool
	rules                 []json.RawMessage
}

func columnsOf(entries []entry, standings []standing) columns {
	var c columns
	for i, e := range entries {
		st := standings[i]
		var occurrence *string
		var dueAt *time.Time
		if st.State == Waiting {
			occurrence, dueAt = &st.Next.Name, &st.Next.DueAt
		}
		c.spaces, c.ids = append(c.spaces, e.SpaceID), append(c.ids, e.ID)
		c.states, c.zones, c.titles = append(c.states, string(st.State)), append(c.zones, st.Zone), append(c.titles, e.Title)
		c.occurrences, c.dues, c.fireds = append(c.occurrences, occurrence), append(c.dues, dueAt), append(c.fireds, e.FiredAt)
		c.opens, c.notifies, c.rules = append(c.opens, st.Open), append(c.notifies, e.Notify), append(c.rules, mustJSON(e.Rule))
	}
	return c
}

// LockDue claims up to limit reminders whose firing has come, the longest
// overdue first. Those that another server works on are left to it.
func (s *store) LockDue(ctx context.Context, limit int) ([]due, error) {
	rows, err := s.db.Conn().Query(ctx, `select `+dueColumns+`
		where d.due_at <= now() order by d.due_at limit $1 for update of d skip locked`, limit)
	return collectDue(rows, err)
}

// LockDueIn claims up to limit reminders of some spaces whose firing has come,
// those included that the transaction has claimed already.
func (s *store) LockDueIn(ctx context.Context, spaceIDs []uuid.UUID, limit int) ([]due, error) {
	rows, err := s.db.Conn().Query(ctx, `select `+dueColumns+`
		where d.due_at <= now() and d.space_id = any($1) order by d.due_at limit $2 for update of d skip locked`, spaceIDs, limit)
	return collectDue(rows, err)
}

func collectDue(rows pgx.Rows, err error) ([]due, error) {
	if err != nil {
		return nil, fmt.Errorf("claim due reminders: %w", err)
	}
	claimed, err := pgx.CollectRows(rows, scanDue)
	if err != nil {
		return nil, fmt.Errorf("claim due reminders: %w", err)
	}
	return claimed, nil
}

// UntilNext says how long it is until the next firing or the next look at a
// day, by the clock of the database; false if there is none.
func (s *store) UntilNext(ctx context.Context) (time.Duration, bool, error) {
	var seconds *float64
	err := s.db.Conn().QueryRow(ctx, `
		select extract(epoch from least(
			(select min(due_at) from reminder_due where due_at is not null), (select min(next_at) from prompt_day)
		) - clock_timestamp())::float8`).Scan(&seconds)
	if err != nil {
		return 0, false, fmt.Errorf("look for the next reminder: %w", err)
	}
	if seconds == nil {
		return 0, false, nil
	}
	// A century is as good as never, and the product stays within an int64.
	const century = 100 * 365 * 24 * 60 * 60
	return time.Duration(min(*seconds, century) * float64(time.Second)), true, nil
}
