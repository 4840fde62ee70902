// Package space keeps the spaces: the partitions in which records live, and the
// tenants that must not see each other.
//
// Everybody has one personal space, made together with the user. A shared space
// belongs to its members, a sample space is there to try things out.
package space

import (
	"context"
	"strings"
	"unicode"

	"github.com/google/uuid"

	"tend/internal/fault"
	"tend/internal/postgres"
)

// Kind says what a space is for.
type Kind string

// The kinds of space.
const (
	Personal Kind = "personal" // of one user, gone only with that user
	Shared   Kind = "shared"   // of its members
	Sample   Kind = "sample"   // made-up people, to be thrown away
)

// Role says what a member may do with a space.
type Role string

// The roles of members.
const (
	Owner  Role = "owner"  // everything, deleting it included
	Member Role = "member" // read and write its records
)

// Limits of spaces.
const (
	maxSpaces = 50  // of one user
	maxName   = 100 // characters
)

// Space is a space as one of its members sees it.
type Space struct {
	ID    uuid.UUID
	Kind  Kind
	Name  string // the personal space has none: the app calls it by its own word
	Role  Role
	Epoch uuid.UUID
	Head  int64 // version of its newest change
}

// The faults of spaces.
var (
	ErrNotFound    = fault.New(fault.NotFound, "space-not-found", "There is no such space.")
	ErrPersonal    = fault.New(fault.Forbidden, "space-personal", "Your own space goes only with your user.")
	ErrNotOwner    = fault.New(fault.Forbidden, "space-not-owner", "Only its owner can delete a space.")
	ErrHasMembers  = fault.New(fault.Conflict, "space-has-members", "Others are still members of this space.")
	ErrTooMany     = fault.New(fault.Conflict, "space-limit", "You cannot have more than %d spaces.", maxSpaces)
	errKind        = fault.New(fault.Invalid, "space-kind", "Choose a shared or a sample space.").At("kind")
	errNameMissing = fault.New(fault.Invalid, "space-name-missing", "Give the space a name.").At("name")
	errNameTooLong = fault.New(fault.Invalid, "space-name-too-long", "Use at most %d characters.", maxName).At("name")
	errNameUnclean = fault.New(fault.Invalid, "space-name-unclean", "Leave out line breaks and control characters.").At("name")
)

// Service makes, lists and deletes spaces.
type Service struct{ db *postgres.DB }

// NewService returns a service over db.
func NewService(db *postgres.DB) *Service { return &Service{db} }

// CreatePersonal makes the user's own space within tx, the transaction that
// makes the user. A second one for the same user is an error.
func (s *Service) CreatePersonal(ctx context.Context, tx *postgres.DB, userID uuid.UUID) (spaceID, epoch uuid.UUID, err error) {
	sp := Space{ID: uuid.New(), Kind: Personal, Role: Owner, Epoch: uuid.New()}
	if err := newStore(tx).Create(ctx, userID, sp); err != nil {
		return uuid.Nil, uuid.Nil, err
	}
	return sp.ID, sp.Epoch, nil
}

// PersonalOf returns the user's own space.
func (s *Service) PersonalOf(ctx context.Context, userID uuid.UUID) (spaceID, epoch uuid.UUID, err error) {
	return newStore(s.db).PersonalOf(ctx, userID)
}

// List returns the spaces that the user is a member of, the personal one first
// and the others by age.
func (s *Service) List(ctx context.Context, userID uuid.UUID) ([]Space, error) {
	return newStore(s.db).List(ctx, userID)
}

// Create makes a shared or sample space that the user owns.
func (s *Service) Create(ctx context.Context, userID uuid.UUID, kind Kind, name string) (Space, error) {
	if kind != Shared && kind != Sample {
		return Space{}, errKind
	}
	name, err := cleanName(name)
	if err != nil {
		return Space{}, err
	}
	sp := Space{ID: uuid.New(), Kind: kind, Name: name, Role: Owner, Epoch: uuid.New()}
	err = s.db.InTx(ctx, func(tx *postgres.DB) error {
		store := newStore(tx)
		n, err := store.CountAlone(ctx, userID)
		if err != nil {
			return err
		}
		if n >= maxSpaces {
			return ErrTooMany
		}
		return store.Create(ctx, userID, sp)
	})
	if err != nil {
		return Space{}, err
	}
	return sp, nil
}

// Delete removes a space and everything in it, at once. Only its owner can, only
// when nobody else is a member, and never the personal space.
func (s *Service) Delete(ctx context.Context, userID, spaceID uuid.UUID) error {
	return s.db.InTx(ctx, func(tx *postgres.DB) error {
		store := newStore(tx)
		sp, members, err := store.Lock(ctx, userID, spaceID)
		switch {
		case err != nil:
			return err
		case sp.Kind == Personal:
			return ErrPersonal
		case sp.Role != Owner:
			return ErrNotOwner
		case members > 1:
			return ErrHasMembers
		}
		return store.Erase(ctx, spaceID)
	})
}

func cleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return "", errNameMissing
	case len([]rune(name)) > maxName:
		return "", errNameTooLong
	case strings.ContainsFunc(name, unicode.IsControl):
		return "", errNameUnclean
	}
	return name, nil
}
