// Package secret keeps what the house generates for itself, such as the keys
// that sign tokens and pushes.
//
// Secrets live in the database and nowhere else, so every server process has
// the same ones and a backup is complete. Who can read the database can sign
// tokens; that is so with any key that a server reaches without a person.
package secret

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"tend/internal/postgres"
)

// Store creates and reads secrets.
type Store struct{ db *postgres.DB }

// NewStore returns a store over db.
func NewStore(db *postgres.DB) *Store { return &Store{db} }

type row struct {
	Name      string
	Value     []byte
	CreatedAt time.Time
}

// TableName implements gorm's Tabler.
func (row) TableName() string { return "secret" }

// Secret returns the secret called name. The first caller generates it; if
// several come first at the same time, all of them get the value that won.
func (s *Store) Secret(ctx context.Context, name string, generate func() ([]byte, error)) ([]byte, error) {
	value, found, err := s.get(ctx, name)
	if err != nil || found {
		return value, err
	}
	value, err = generate()
	if err != nil {
		return nil, fmt.Errorf("generate secret %s: %w", name, err)
	}
	err = gorm.G[row](s.db.ORM(), clause.OnConflict{DoNothing: true}).
		Create(ctx, &row{Name: name, Value: value})
	if err != nil {
		return nil, fmt.Errorf("keep secret %s: %w", name, err)
	}
	value, found, err = s.get(ctx, name)
	if err == nil && !found {
		err = fmt.Errorf("secret %s was removed while it was made", name)
	}
	return value, err
}

// WithPrefix returns the secrets whose names begin with prefix, by name.
func (s *Store) WithPrefix(ctx context.Context, prefix string) (map[string][]byte, error) {
	rows, err := gorm.G[row](s.db.ORM()).Where("starts_with(name, ?)", prefix).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("list secrets %s: %w", prefix, err)
	}
	values := make(map[string][]byte, len(rows))
	for _, r := range rows {
		values[r.Name] = r.Value
	}
	return values, nil
}

// Forget removes the secret called name, if there is one.
func (s *Store) Forget(ctx context.Context, name string) error {
	if _, err := gorm.G[row](s.db.ORM()).Where("name = ?", name).Delete(ctx); err != nil {
		return fmt.Errorf("forget secret %s: %w", name, err)
	}
	return nil
}

func (s *Store) get(ctx context.Context, name string) ([]byte, bool, error) {
	rows, err := gorm.G[row](s.db.ORM()).Where("name = ?", name).Find(ctx)
	if err != nil {
		return nil, false, fmt.Errorf("get secret %s: %w", name, err)
	}
	if len(rows) == 0 {
		return nil, false, nil
	}
	return rows[0].Value, true, nil
}
