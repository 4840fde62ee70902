package reminder

import (
	"context"

	"github.com/google/uuid"

	"tend/internal/postgres"
)

// PaceOf says where a contact stands, by what the projection knows.
func PaceOf(ctx context.Context, db *postgres.DB, spaceID, contactID uuid.UUID, today string) (Cadence, Touched, error) {
	people, err := newStore(db).People(ctx, spaceID, today)
	for _, p := range people {
		if p.ID == contactID {
			return KeepInTouch(p.ID, p.Person, p.Circle, p.Touched, today, p.PromptedOn), p.Touched, err
		}
	}
	return Cadence{}, Touched{}, err
}
