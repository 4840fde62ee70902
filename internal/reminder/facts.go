package reminder

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"tend/internal/postgres"
	"tend/internal/record"
)

// facts are what some records say about prompts. A record that says nothing any
// more, or is deleted, is in the list of those to be forgotten.
type facts struct {
	sources  []uuid.UUID // notes and interactions, whose touches are all here
	touches  []touchFact
	people   []personFact
	circles  []circleFact
	promises []promiseFacts

	gonePeople, goneCircles, gonePromises []uuid.UUID
}

type touchFact struct {
	SourceID, ContactID uuid.UUID
	Touch
}

type personFact struct {
	ID    uuid.UUID
	Name  string
	Rule  Person
	Dates []Anniversary
}

type circleFact struct {
	ID uuid.UUID
	Circle
}

// factsOf reads records. The result is in the order of ids, so that those who
// write the same rows at once take their locks in the same order.
func factsOf(records []record.Record) facts {
	var f facts
	for _, r := range slices.SortedFunc(slices.Values(records), func(a, b record.Record) int { return bytes.Compare(a.ID[:], b.ID[:]) }) {
		f.add(r)
	}
	return f
}

func (f *facts) add(r record.Record) {
	alive := r.DeletedAt == nil
	switch r.Collection {
	case collectionNote, collectionInteraction:
		f.sources = append(f.sources, r.ID)
		if touch, contacts, ok := TouchOf(r.Collection, r.Fields); ok && alive {
			slices.SortFunc(contacts, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
			for _, contact := range slices.Compact(contacts) {
				f.touches = append(f.touches, touchFact{r.ID, contact, touch})
			}
		}
	case collectionContact:
		if !alive {
			f.gonePeople = append(f.gonePeople, r.ID)
			return
		}
		f.people = append(f.people, personFact{r.ID, nameOf(r.Fields), PersonOf(r.Fields), AnniversariesOf(r.Fields)})
	case collectionCircle:
		if !alive {
			f.goneCircles = append(f.goneCircles, r.ID)
			return
		}
		f.circles = append(f.circles, circleFact{r.ID, CircleOf(r.Fields)})
	case collectionPromise:
		p, ok := PromiseOf(r.Fields)
		if !alive || !ok {
			f.gonePromises = append(f.gonePromises, r.ID)
			return
		}
		f.promises = append(f.promises, promiseFacts{r.ID, p})
	}
}

// nameOf is what the user calls a contact.
func nameOf(fields map[string]json.RawMessage) string {
	return cmp.Or(decode[string](fields["nickname"]), decode[string](fields["givenName"]), decode[string](fields["fullName"]))
}

// catchUp projects all records of a space but those that are about to be.
func (p *Projection) catchUp(ctx context.Context, s *store, spaceID uuid.UUID, but []record.Record) error {
	ids := make([]uuid.UUID, len(but))
	for i, r := range but {
		ids[i] = r.ID
	}
	const atOnce = 2000
	var after uuid.UUID
	for {
		records, err := s.Records(ctx, spaceID, after, ids, atOnce)
		if err != nil {
			return err
		}
		if err := p.project(ctx, s, spaceID, records); err != nil || len(records) < atOnce {
			return err
		}
		after = records[len(records)-1].ID
	}
}

// CatchUp makes the projection of a space whose records are older than it. The
// space's row is locked first, as a push does, so that neither misses the other.
func (p *Projection) CatchUp(ctx context.Context, db *postgres.DB, spaceID uuid.UUID) error {
	return db.InTx(ctx, func(tx *postgres.DB) error {
		s := newStore(tx)
		if err := s.LockSpace(ctx, spaceID); err != nil {
			return err
		}
		fresh, err := s.Begin(ctx, spaceID)
		if err != nil || !fresh {
			return err
		}
		return p.catchUp(ctx, s, spaceID, nil)
	})
}

// moveDay computes anew when a space is looked at next, after its setting has changed.
func (p *Projection) moveDay(ctx context.Context, s *store, spaceID uuid.UUID, v setting) error {
	toldOn, err := s.LockDay(ctx, spaceID)
	if err != nil || toldOn == "" {
		return err
	}
	return s.MoveDay(ctx, spaceID, instantOnDay(addDays(toldOn, 1), usualHour(v.Defaults), v.zone(&p.zones)))
}
