package space

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"tend/internal/postgres"
)

// store reads and writes spaces and their members.
type store struct{ db *postgres.DB }

func newStore(db *postgres.DB) *store { return &store{db} }

type spaceRow struct {
	SpaceID    uuid.UUID
	Kind       Kind
	Name       string
	PersonalOf *uuid.UUID
	Epoch      uuid.UUID
	CreatedAt  time.Time
}

// TableName implements gorm's Tabler.
func (spaceRow) TableName() string { return "space" }

type memberRow struct {
	SpaceID uuid.UUID
	UserID  uuid.UUID
	Role    Role
	Since   time.Time
}

// TableName implements gorm's Tabler.
func (memberRow) TableName() string { return "member" }

// seenRow is a space as one member sees it.
type seenRow struct {
	SpaceID uuid.UUID
	Kind    Kind
	Name    string
	Role    Role
	Epoch   uuid.UUID
	Head    int64
}

func (r seenRow) space() Space {
	return Space{ID: r.SpaceID, Kind: r.Kind, Name: r.Name, Role: r.Role, Epoch: r.Epoch, Head: r.Head}
}

// Create inserts sp and makes the user its member. It takes part in the
// caller's transaction.
func (s *store) Create(ctx context.Context, userID uuid.UUID, sp Space) error {
	row := spaceRow{SpaceID: sp.ID, Kind: sp.Kind, Name: sp.Name, Epoch: sp.Epoch}
	if sp.Kind == Personal {
		row.PersonalOf = &userID
	}
	if err := gorm.G[spaceRow](s.db.ORM()).Create(ctx, &row); err != nil {
		return fmt.Errorf("create space: %w", err)
	}
	member := memberRow{SpaceID: sp.ID, UserID: userID, Role: sp.Role, Since: row.CreatedAt}
	if err := gorm.G[memberRow](s.db.ORM()).Create(ctx, &member); err != nil {
		return fmt.Errorf("create member: %w", err)
	}
	return nil
}

// PersonalOf returns the user's own space.
func (s *store) PersonalOf(ctx context.Context, userID uuid.UUID) (spaceID, epoch uuid.UUID, err error) {
	row, err := gorm.G[spaceRow](s.db.ORM()).Where("personal_of = ?", userID).Take(ctx)
	if err != nil {
		return uuid.Nil, uuid.Nil, fmt.Errorf("get personal space: %w", err)
	}
	return row.SpaceID, row.Epoch, nil
}

// List returns the spaces of the user.
func (s *store) List(ctx context.Context, userID uuid.UUID) ([]Space, error) {
	rows, err := gorm.G[seenRow](s.db.ORM()).Raw(`
		select s.space_id, s.kind, s.name, m.role, s.epoch, s.head
		from member m join space s on s.space_id = m.space_id
		where m.user_id = ?
		order by s.kind <> 'personal', s.created_at, s.space_id`, userID).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("list spaces: %w", err)
	}
	spaces := make([]Space, len(rows))
	for i, r := range rows {
		spaces[i] = r.space()
	}
	return spaces, nil
}

// CountAlone counts the spaces of the user while no other transaction that
// called it for the same user runs, so that two cannot both find room for one.
func (s *store) CountAlone(ctx context.Context, userID uuid.UUID) (int64, error) {
	err := s.db.ORM().WithContext(ctx).
		Exec(`select pg_advisory_xact_lock(hashtextextended('space of ' || ?::text, 0))`, userID).Error
	if err != nil {
		return 0, fmt.Errorf("lock the spaces of a user: %w", err)
	}
	n, err := gorm.G[memberRow](s.db.ORM()).Where("user_id = ?", userID).Count(ctx, "*")
	if err != nil {
		return 0, fmt.Errorf("count spaces: %w", err)
	}
	return n, nil
}

// Lock returns one space of the user and how many members it has, and keeps
// writers out of it until the transaction ends. A space that the user is no
// member of is not found, whether it exists or not.
func (s *store) Lock(ctx context.Context, userID, spaceID uuid.UUID) (Space, int64, error) {
	rows, err := gorm.G[seenRow](s.db.ORM()).Raw(`
		select s.space_id, s.kind, s.name, m.role, s.epoch, s.head
		from space s join member m on m.space_id = s.space_id
		where s.space_id = ? and m.user_id = ?
		for update of s`, spaceID, userID).Find(ctx)
	if err != nil {
		return Space{}, 0, fmt.Errorf("lock space: %w", err)
	}
	if len(rows) == 0 {
		return Space{}, 0, ErrNotFound
	}
	n, err := gorm.G[memberRow](s.db.ORM()).Where("space_id = ?", spaceID).Count(ctx, "*")
	if err != nil {
		return Space{}, 0, fmt.Errorf("count members: %w", err)
	}
	return rows[0].space(), n, nil
}

// Erase removes whatever belongs to the space. It asks the catalogue for every
// table with a space_id, so that a table that is added later is not forgotten.
// The space itself goes last and takes its members along.
func (s *store) Erase(ctx context.Context, spaceID uuid.UUID) error {
	tables, err := s.tables(ctx)
	if err != nil {
		return err
	}
	for _, table := range append(tables, "space") {
		stmt := `delete from ` + pgx.Identifier{table}.Sanitize() + ` where space_id = $1`
		if _, err := s.db.Conn().Exec(ctx, stmt, spaceID); err != nil {
			return fmt.Errorf("erase space from %s: %w", table, err)
		}
	}
	return nil
}

func (s *store) tables(ctx context.Context) ([]string, error) {
	rows, err := s.db.Conn().Query(ctx, `
		select c.relname::text
		from pg_attribute a join pg_class c on c.oid = a.attrelid
		where a.attname = 'space_id' and not a.attisdropped
			and c.relkind in ('r', 'p') and not c.relispartition
			and c.relnamespace = current_schema()::regnamespace
			and c.relname not in ('space', 'member')
		order by c.relname`)
	if err != nil {
		return nil, fmt.Errorf("list tables of spaces: %w", err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list tables of spaces: %w", err)
	}
	return tables, nil
}
