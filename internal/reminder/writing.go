package reminder

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/record"
)

// Begin gives a space its row for the days, and reports whether it had none.
func (s *store) Begin(ctx context.Context, spaceID uuid.UUID) (bool, error) {
	tag, err := s.db.Conn().Exec(ctx, `
		insert into prompt_day (space_id, next_at) values ($1, 'epoch') on conflict do nothing`, spaceID)
	if err != nil {
		return false, fmt.Errorf("begin the days of space %s: %w", spaceID, err)
	}
	return tag.RowsAffected() == 1, nil
}

// LockSpace locks the row of a space, which every push does first.
func (s *store) LockSpace(ctx context.Context, spaceID uuid.UUID) error {
	_, err := s.db.Conn().Exec(ctx, `select from space where space_id = $1 for no key update`, spaceID)
	if err != nil {
		return fmt.Errorf("lock space %s: %w", spaceID, err)
	}
	return nil
}

// Unprojected returns some spaces that have records and no projection yet.
func (s *store) Unprojected(ctx context.Context, limit int) ([]uuid.UUID, error) {
	rows, err := s.db.Conn().Query(ctx, `
		select space_id from space s
		where head > 0 and not exists (select from prompt_day d where d.space_id = s.space_id) limit $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("look for spaces without a projection: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}

// Records returns records that the projection is made of, in the order of their
// ids, from the one after that id on. It is the table of another capability: a
// projection that was never made, or is doubted, has nothing else to go by.
func (s *store) Records(ctx context.Context, spaceID, after uuid.UUID, but []uuid.UUID, limit int) ([]record.Record, error) {
	rows, err := s.db.Conn().Query(ctx, `
		select id, collection, deleted_at, fields from record
		where space_id = $1 and id > $2 and id <> all($3) and collection = any($4) order by id limit $5`,
		spaceID, after, but, projected, limit)
	if err != nil {
		return nil, fmt.Errorf("read the records of space %s: %w", spaceID, err)
	}
	records, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r record.Record, err error) {
		err = row.Scan(&r.ID, &r.Collection, &r.DeletedAt, &r.Fields)
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the records of space %s: %w", spaceID, err)
	}
	return records, nil
}

// PutFacts writes what records say about prompts.
func (s *store) PutFacts(ctx context.Context, spaceID uuid.UUID, f facts) error {
	batch := &pgx.Batch{}
	queueTouches(batch, spaceID, f)
	queuePeople(batch, spaceID, f)
	queueCircles(batch, spaceID, f)
	queuePromises(batch, spaceID, f)
	if batch.Len() == 0 {
		return nil
	}
	if err := s.db.Conn().SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("put prompts of space %s: %w", spaceID, err)
	}
	return nil
}

func queueTouches(batch *pgx.Batch, spaceID uuid.UUID, f facts) {
	if len(f.sources) > 0 {
		batch.Queue(`delete from touch where space_id = $1 and source_id = any($2)`, spaceID, f.sources)
	}
	if len(f.touches) == 0 {
		return
	}
	var sources, contacts []uuid.UUID
	var ats, ways []string
	for _, t := range f.touches {
		sources, contacts = append(sources, t.SourceID), append(contacts, t.ContactID)
		ats, ways = append(ats, t.At), append(ways, string(t.Way))
	}
	batch.Queue(`
		insert into touch (space_id, source_id, contact_id, at, way)
		select $1, * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[])`, spaceID, sources, contacts, ats, ways)
}

func queuePeople(batch *pgx.Batch, spaceID uuid.UUID, f facts) {
	if len(f.gonePeople) > 0 {
		batch.Queue(`delete from prompt_person where space_id = $1 and contact_id = any($2)`, spaceID, f.gonePeople)
	}
	if len(f.people) == 0 {
		return
	}
	var ids []uuid.UUID
	var names []string
	var rules, dates []json.RawMessage
	for _, p := range f.people {
		ids, names = append(ids, p.ID), append(names, p.Name)
		rules, dates = append(rules, mustJSON(p.Rule)), append(dates, mustJSON(p.Dates))
	}
	// Most edits of a contact change nothing here.
	batch.Queue(`
		insert into prompt_person as p (space_id, contact_id, name, rule, dates)
		select $1, * from unnest($2::uuid[], $3::text[], $4::jsonb[], $5::jsonb[])
		on conflict (space_id, contact_id) do update set name = excluded.name, rule = excluded.rule, dates = excluded.dates
		where (p.name, p.rule, p.dates) is distinct from (excluded.name, excluded.rule, excluded.dates)`,
		spaceID, ids, names, rules, dates)
}

func queueCircles(batch *pgx.Batch, spaceID uuid.UUID, f facts) {
	if len(f.goneCircles) > 0 {
		batch.Queue(`delete from prompt_circle where space_id = $1 and circle_id = any($2)`, spaceID, f.goneCircles)
	}
	for _, c := range f.circles {
		batch.Queue(`
			insert into prompt_circle (space_id, circle_id, ideal_days, latest_days) values ($1, $2, $3, $4)
			on conflict (space_id, circle_id) do update set ideal_days = excluded.ideal_days, latest_days = excluded.latest_days`,
			spaceID, c.ID, c.IdealDays, c.LatestDays)
	}
}

func queuePromises(batch *pgx.Batch, spaceID uuid.UUID, f facts) {
	if len(f.gonePromises) > 0 {
		batch.Queue(`delete from prompt_promise where space_id = $1 and promise_id = any($2)`, spaceID, f.gonePromises)
	}
	if len(f.promises) == 0 {
		return
	}
	var ids []uuid.UUID
	var contacts []*uuid.UUID
	var mine []bool
	var dues, titles []string
	for _, p := range f.promises {
		ids, contacts, mine = append(ids, p.ID), append(contacts, p.ContactID), append(mine, p.ByMe)
		dues, titles = append(dues, p.DueOn), append(titles, p.Title)
	}
	batch.Queue(`
		insert into prompt_promise (space_id, promise_id, by_me, due_on, contact_id, title)
		select $1, * from unnest($2::uuid[], $3::bool[], $4::text[], $5::uuid[], $6::text[])
		on conflict (space_id, promise_id) do update set
			by_me = excluded.by_me, due_on = excluded.due_on, contact_id = excluded.contact_id, title = excluded.title`,
		spaceID, ids, mine, dues, contacts, titles)
}

// LockDay returns the last day of a space that was told, empty if none was, and
// keeps the scheduler off it until the transaction ends.
func (s *store) LockDay(ctx context.Context, spaceID uuid.UUID) (string, error) {
	var toldOn *string
	err := s.db.Conn().QueryRow(ctx, `select told_on from prompt_day where space_id = $1 for update`, spaceID).Scan(&toldOn)
	if err != nil {
		return "", fmt.Errorf("lock the day of space %s: %w", spaceID, err)
	}
	if toldOn == nil {
		return "", nil
	}
	return *toldOn, nil
}

// MoveDay says when a space is looked at next.
func (s *store) MoveDay(ctx context.Context, spaceID uuid.UUID, next time.Time) error {
	_, err := s.db.Conn().Exec(ctx, `update prompt_day set next_at = $2 where space_id = $1`, spaceID, next)
	if err != nil {
		return fmt.Errorf("move the day of space %s: %w", spaceID, err)
	}
	return nil
}

// DayTold remembers up to which day a space was told, when it is looked at next,
// and whom the user was asked to get in touch with.
func (s *store) DayTold(ctx context.Context, spaceID uuid.UUID, told string, next time.Time, day Day) error {
	batch := &pgx.Batch{}
	batch.Queue(`update prompt_day set told_on = $2, next_at = $3 where space_id = $1`, spaceID, told, next)
	if len(day.People) > 0 {
		// In the order in which pushes lock them.
		batch.Queue(`
			with p as (
				select contact_id from prompt_person where space_id = $1 and contact_id = any($2) order by contact_id for update
			)
			update prompt_person t set prompted_on = $3 from p where t.space_id = $1 and t.contact_id = p.contact_id`,
			spaceID, day.People, day.Today)
	}
	if err := s.db.Conn().SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("remember the day of space %s: %w", spaceID, err)
	}
	return nil
}

// mustJSON encodes what always has a form: strings, numbers and lists of them.
func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
