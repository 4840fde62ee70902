package reminder

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/postgres"
)

// refreshAtOnce is how many rows one transaction computes again.
const refreshAtOnce = 500

// Refresh brings the projection in line with this program: spaces whose records
// are older than the projection get theirs, and what is ahead is computed again,
// as the rules of zones may have changed with the program or the machine. It is
// meant for the start of a server. It takes few rows at a time, and several
// servers may do it at once.
func (s *Scheduler) Refresh(ctx context.Context) error {
	projection := NewProjection()
	for {
		spaces, err := newStore(s.db).Unprojected(ctx, refreshAtOnce)
		if err != nil {
			return err
		}
		for _, space := range spaces {
			if err := projection.CatchUp(ctx, s.db, space); err != nil {
				return err
			}
		}
		if len(spaces) < refreshAtOnce {
			break
		}
	}
	if err := s.refreshReminders(ctx); err != nil {
		return err
	}
	return s.refreshDays(ctx)
}

func (s *Scheduler) refreshReminders(ctx context.Context) error {
	var after entry
	for {
		read := 0
		err := s.db.InTx(ctx, func(tx *postgres.DB) error {
			st := newStore(tx)
			dues, err := st.LockAhead(ctx, after.SpaceID, after.ID, refreshAtOnce)
			if err != nil || len(dues) == 0 {
				return err
			}
			var moved []firing
			for _, d := range dues {
				f := firing{entry: d.entry, standing: d.stand(&s.zones, d.Defaults)}
				if next := f.standing.Next; f.standing.State != Waiting || !next.DueAt.Equal(d.Next.DueAt) || next.Name != d.Next.Name {
					moved = append(moved, f)
				}
			}
			read, after = len(dues), dues[len(dues)-1].entry
			if len(moved) == 0 {
				return nil
			}
			return st.Advance(ctx, moved)
		})
		if err != nil || read < refreshAtOnce {
			return err
		}
	}
}

func (s *Scheduler) refreshDays(ctx context.Context) error {
	var after uuid.UUID
	for {
		read := 0
		err := s.db.InTx(ctx, func(tx *postgres.DB) error {
			st := newStore(tx)
			days, err := st.LockDaysAhead(ctx, after, refreshAtOnce)
			if err != nil || len(days) == 0 {
				return err
			}
			read, after = len(days), days[len(days)-1].SpaceID
			for _, d := range days {
				next := instantOnDay(addDays(d.ToldOn, 1), usualHour(d.Defaults), d.zone(&s.zones))
				if next.Equal(d.Now) {
					continue
				}
				if err := st.MoveDay(ctx, d.SpaceID, next); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || read < refreshAtOnce {
			return err
		}
	}
}

// waiting is a reminder with the firing that its row has.
type waiting struct {
	due
	Next Occurrence
}

// LockAhead claims reminders that have a firing ahead, in the order of their
// keys, from the one after that key on. Those that another server works on are
// left out: it computes them anyway.
func (s *store) LockAhead(ctx context.Context, spaceID, id uuid.UUID, limit int) ([]waiting, error) {
	rows, err := s.db.Conn().Query(ctx, `
		select d.occurrence, d.due_at, `+dueColumns+`
		where d.due_at is not null and (d.space_id, d.id) > ($1, $2)
		order by d.space_id, d.id limit $3 for update of d skip locked`, spaceID, id, limit)
	if err != nil {
		return nil, fmt.Errorf("list reminders ahead: %w", err)
	}
	ahead, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (w waiting, err error) {
		err = row.Scan(append([]any{&w.Next.Name, &w.Next.DueAt}, w.targets()...)...)
		return w, err
	})
	if err != nil {
		return nil, fmt.Errorf("list reminders ahead: %w", err)
	}
	return ahead, nil
}

// LockDaysAhead claims the days of spaces, in the order of the spaces, from the
// one after that space on; in Now stands when each is looked at next.
func (s *store) LockDaysAhead(ctx context.Context, after uuid.UUID, limit int) ([]dayDue, error) {
	rows, err := s.db.Conn().Query(ctx, `
		select d.space_id, d.told_on, d.next_at, coalesce(s.zone, ''), coalesce(s.digest_at, '')
		from prompt_day d left join reminder_setting s on s.space_id = d.space_id
		where d.told_on is not null and d.space_id > $1 order by d.space_id limit $2 for update of d skip locked`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list days ahead: %w", err)
	}
	days, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d dayDue, err error) {
		err = row.Scan(&d.SpaceID, &d.ToldOn, &d.Now, &d.Zone, &d.DigestAt)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("list days ahead: %w", err)
	}
	return days, nil
}
