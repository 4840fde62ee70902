package sync

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"tend/internal/postgres"
	"tend/internal/record"
)

// Push applies the mutations of b that the server has not seen, in their order,
// and says of each what became of it. All of that is one transaction, durable
// before Push returns.
//
// A mutation that was settled before is answered as it was then, without a lock
// and without effect, so a client that lost the answer sends the same again. A
// mutation that cannot be applied is parked and holds up nothing. At a mutation
// whose base text has to be sent along the batch ends: what comes after it in
// the device's order must not overtake it.
func (s *Service) Push(ctx context.Context, userID uuid.UUID, b Batch) (Result, error) {
	if err := b.contiguous(); err != nil {
		return Result{}, err
	}
	leave, err := s.turns.enter(ctx, userID)
	if err != nil {
		return Result{}, fmt.Errorf("push: %w", err)
	}
	defer leave()
	st := store{s.db.Conn()}
	at, err := st.standing(ctx, userID, b.Space, b.Device)
	if err == nil {
		err = at.admit(userID, b)
	}
	if err != nil {
		return Result{}, fmt.Errorf("push: %w", err)
	}
	if len(b.after(at.device.lastSeq)) == 0 {
		acks, err := st.replay(ctx, b, b.Mutations)
		if err != nil {
			return Result{}, fmt.Errorf("push: %w", err)
		}
		return s.result(at, acks, at.device.lastSeq, at.head), nil
	}
	result, err := s.settle(ctx, userID, b)
	if err != nil {
		return Result{}, fmt.Errorf("push: %w", err)
	}
	if result.Head != at.head {
		s.poke(b.Space, result.Head)
	}
	return result, nil
}

// contiguous checks that the batch has no gap inside.
func (b Batch) contiguous() error {
	if len(b.Mutations) > MaxMutations {
		return errTooMany
	}
	for i := 1; i < len(b.Mutations); i++ {
		if want := b.Mutations[i-1].Seq + 1; b.Mutations[i].Seq != want {
			return errGap.With("expected", want).At(fmt.Sprintf("mutations[%d].seq", i))
		}
	}
	return nil
}

// after returns the mutations that come after seq.
func (b Batch) after(seq int64) []Mutation {
	if len(b.Mutations) == 0 {
		return nil
	}
	settled := seq - b.Mutations[0].Seq + 1
	return b.Mutations[min(max(settled, 0), int64(len(b.Mutations))):]
}

// admit says whether the batch may be taken in this place.
func (at standing) admit(userID uuid.UUID, b Batch) error {
	switch {
	case !at.member:
		return errNotMember
	case at.epoch != b.Epoch:
		return errEpoch.With("epoch", at.epoch)
	case at.device.registered() && at.device.userID != userID:
		return errForked
	case len(b.Mutations) > 0 && b.Mutations[0].Seq > at.device.lastSeq+1:
		return errGap.With("expected", at.device.lastSeq+1)
	}
	return nil
}

// settle applies what is new of b.
func (s *Service) settle(ctx context.Context, userID uuid.UUID, b Batch) (Result, error) {
	leave, err := s.gate.enter(ctx, b.Space)
	if err != nil {
		return Result{}, err
	}
	defer leave()
	result, err := s.settleOnce(ctx, userID, b, false)
	if errors.Is(err, errMIDTaken) {
		// Looking up every mid beforehand costs each push a tenth of its time,
		// and hardly ever finds one. So only a push that failed for it looks.
		result, err = s.settleOnce(ctx, userID, b, true)
	}
	return result, err
}

func (s *Service) settleOnce(ctx context.Context, userID uuid.UUID, b Batch, lookUpMIDs bool) (Result, error) {
	var result Result
	err := s.db.InTx(ctx, func(tx *postgres.DB) error {
		st := store{tx.Conn()}
		at, records, known, err := st.lock(ctx, userID, b, lookUpMIDs)
		if err == nil {
			err = at.admit(userID, b)
		}
		if err != nil {
			return err
		}
		// The same mutations may have come in while this push waited for the lock.
		fresh := b.after(at.device.lastSeq)
		acks, err := st.replay(ctx, b, b.Mutations[:len(b.Mutations)-len(fresh)])
		if err != nil {
			return err
		}
		if err := st.rebase(ctx, b, fresh); err != nil {
			return err
		}
		r := newRun(b, at, records, known, s.clock())
		r.quota = s.quota
		if r.texts, err = st.texts(ctx, b, r.staleTexts(fresh), at.floor); err != nil {
			return err
		}
		r.settle(fresh)
		result = s.result(at, append(acks, r.acks...), r.lastSeq, r.head)
		return s.write(ctx, tx, userID, r)
	})
	return result, err
}

// write stores what a run came to, and what is derived from its records.
func (s *Service) write(ctx context.Context, tx *postgres.DB, userID uuid.UUID, r *run) error {
	if r.lastSeq == r.at.device.lastSeq {
		return nil
	}
	changed := r.changed()
	if err := (store{tx.Conn()}).write(ctx, userID, r, changed); err != nil {
		return err
	}
	if len(changed) == 0 {
		return nil
	}
	records := make([]record.Record, len(changed))
	for i, c := range changed {
		records[i] = *c.record
	}
	for _, p := range s.projections {
		if err := p.Project(ctx, tx, r.batch.Space, records); err != nil {
			return fmt.Errorf("project %d records: %w", len(records), err)
		}
	}
	return nil
}

func (s *Service) result(at standing, acks []Ack, lastSeq, head int64) Result {
	if acks == nil {
		acks = []Ack{}
	}
	return Result{Acks: acks, LastSeq: lastSeq, Head: head, Safe: at.safe, Epoch: at.epoch, Now: s.clock()}
}
