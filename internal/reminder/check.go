package reminder

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/collection"
	"tend/internal/postgres"
	"tend/internal/record"
)

// Check computes the projection of a space again from its records, in one
// snapshot, and says where what is kept differs (invariant I10). It names ids,
// never what people wrote, so that it may be logged.
func Check(ctx context.Context, db *postgres.DB, spaceID uuid.UUID) ([]string, error) {
	var findings []string
	err := db.InSnapshot(ctx, func(tx *postgres.DB) error {
		c := checker{store: newStore(tx), space: spaceID, want: map[string]string{}, have: map[string]string{}}
		if err := c.read(ctx); err != nil {
			return err
		}
		findings = c.compare()
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("check the reminders of space %s: %w", spaceID, err)
	}
	return findings, nil
}

// checker holds rows by what names them, as their records want them and as they are.
type checker struct {
	*store
	space      uuid.UUID
	want, have map[string]string
}

// mostFindings bounds what one check reports.
const mostFindings = 20

func (c *checker) compare() []string {
	var findings []string
	for _, key := range slices.Sorted(maps.Keys(c.want)) {
		if got, ok := c.have[key]; !ok {
			findings = append(findings, key+" is missing")
		} else if got != c.want[key] {
			findings = append(findings, key+" is not what its record says")
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.have)) {
		if _, ok := c.want[key]; !ok {
			findings = append(findings, key+" has no record that says so")
		}
	}
	return findings[:min(len(findings), mostFindings)]
}

func (c *checker) read(ctx context.Context) error {
	records, err := c.records(ctx)
	if err != nil {
		return err
	}
	if err := c.reminders(ctx, records); err != nil {
		return err
	}
	begun := false
	if err := c.db.Conn().QueryRow(ctx, `select exists (select from prompt_day where space_id = $1)`, c.space).Scan(&begun); err != nil || !begun {
		return err // the server makes the rest when it starts
	}
	c.wantFacts(factsOf(records))
	return c.haveFacts(ctx)
}

func (c *checker) records(ctx context.Context) (all []record.Record, err error) {
	const atOnce = 2000
	var after uuid.UUID
	for {
		some, err := c.Records(ctx, c.space, after, []uuid.UUID{}, atOnce)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		if len(some) < atOnce {
			return all, nil
		}
		after = some[len(some)-1].ID
	}
}

// reminders compares reminder_due and reminder_setting.
func (c *checker) reminders(ctx context.Context, records []record.Record) error {
	have, err := c.Setting(ctx, c.space)
	if err != nil {
		return err
	}
	want := setting{}
	known := map[uuid.UUID]record.Record{}
	for _, r := range records {
		if r.Collection == collectionSetting && r.ID.String() == collection.SettingID {
			want = settingOf(r)
		}
		if r.Collection == collectionReminder && r.DeletedAt == nil {
			known[r.ID] = r
		}
	}
	c.want["the setting"], c.have["the setting"] = settingLine(want), settingLine(have)
	fired, err := c.haveReminders(ctx)
	if err != nil {
		return err
	}
	zones := &Zones{}
	for id, r := range known {
		e := entryOf(c.space, r)
		e.FiredAt = fired[id]
		st := e.stand(zones, have.Defaults)
		c.want["reminder "+id.String()] = fmt.Sprint(st.State, st.Next.Name, st.Next.DueAt.Unix(), st.Zone, st.Open, e.Notify, e.Title, string(mustJSON(e.Rule)))
	}
	return nil
}

func settingLine(v setting) string {
	if v.Muted == nil {
		v.Muted = []string{}
	}
	return fmt.Sprintf("%+v", v)
}

func (c *checker) haveReminders(ctx context.Context) (map[uuid.UUID]*time.Time, error) {
	rows, err := c.db.Conn().Query(ctx, `
		select id, state, coalesce(occurrence, ''), due_at, zone, open, notify, title, rule, fired_at
		from reminder_due where space_id = $1`, c.space)
	if err != nil {
		return nil, err
	}
	fired := map[uuid.UUID]*time.Time{}
	var (
		id                             uuid.UUID
		state, occurrence, zone, title string
		dueAt, firedAt                 *time.Time
		open, notify                   bool
		rule                           Reminder
	)
	for rows.Next() {
		rule, dueAt, firedAt = Reminder{}, nil, nil
		if err := rows.Scan(&id, &state, &occurrence, &dueAt, &zone, &open, &notify, &title, &rule, &firedAt); err != nil {
			return nil, err
		}
		at := time.Time{}
		if dueAt != nil {
			at = *dueAt
		}
		fired[id] = firedAt
		c.have["reminder "+id.String()] = fmt.Sprint(State(state), occurrence, at.Unix(), zone, open, notify, title, string(mustJSON(rule)))
	}
	return fired, rows.Err()
}

func (c *checker) wantFacts(f facts) {
	for _, t := range f.touches {
		c.want[touchKey(t.SourceID, t.ContactID)] = fmt.Sprint(t.At, " ", t.Way)
	}
	for _, p := range f.people {
		c.want["person "+p.ID.String()] = fmt.Sprint(p.Name, string(mustJSON(p.Rule)), string(mustJSON(p.Dates)))
	}
	for _, p := range f.circles {
		c.want["circle "+p.ID.String()] = fmt.Sprint(p.Circle)
	}
	for _, p := range f.promises {
		c.want["promise "+p.ID.String()] = promiseLine(p)
	}
}

func touchKey(source, contact uuid.UUID) string {
	return "touch of " + contact.String() + " by " + source.String()
}

func promiseLine(p promiseFacts) string {
	contact := ""
	if p.ContactID != nil {
		contact = p.ContactID.String()
	}
	return fmt.Sprint(p.ByMe, p.DueOn, contact, p.Title)
}

func (c *checker) haveFacts(ctx context.Context) error {
	var source, contact uuid.UUID
	var at, way string
	if err := c.each(ctx, `select source_id, contact_id, at, way from touch where space_id = $1`,
		func() { c.have[touchKey(source, contact)] = at + " " + way }, &source, &contact, &at, &way); err != nil {
		return err
	}
	var p personFact
	if err := c.each(ctx, `select contact_id, name, rule, dates from prompt_person where space_id = $1`, func() {
		c.have["person "+p.ID.String()] = fmt.Sprint(p.Name, string(mustJSON(p.Rule)), string(mustJSON(p.Dates)))
		p = personFact{}
	}, &p.ID, &p.Name, &p.Rule, &p.Dates); err != nil {
		return err
	}
	var circle circleFact
	if err := c.each(ctx, `select circle_id, ideal_days, latest_days from prompt_circle where space_id = $1`,
		func() { c.have["circle "+circle.ID.String()] = fmt.Sprint(circle.Circle) },
		&circle.ID, &circle.IdealDays, &circle.LatestDays); err != nil {
		return err
	}
	var promise promiseFacts
	return c.each(ctx, `select promise_id, by_me, due_on, contact_id, title from prompt_promise where space_id = $1`,
		func() { c.have["promise "+promise.ID.String()] = promiseLine(promise) },
		&promise.ID, &promise.ByMe, &promise.DueOn, &promise.ContactID, &promise.Title)
}

// each calls note with every row of a query about the space.
func (c *checker) each(ctx context.Context, sql string, note func(), targets ...any) error {
	rows, err := c.db.Conn().Query(ctx, sql, c.space)
	if err != nil {
		return err
	}
	_, err = pgx.ForEachRow(rows, targets, func() error { note(); return nil })
	return err
}
