package sync

import (
	"context"
	"fmt"

	"github.com/google/uuid"
)

// rebase brings mutations that were made in an earlier epoch into this one.
//
// Above the head that the restored backup had, the same number is another
// version by now: a base there would claim knowledge of changes that the device
// has never seen, and a field or a delete would go before them. Up to that head
// nothing has changed, so that is as much as the device is known to know. Of an
// epoch that the database has never heard of (it began after the backup was
// made) nothing is known.
func (st store) rebase(ctx context.Context, b Batch, fresh []Mutation) error {
	var old uuidArray
	for i := range fresh {
		if fresh[i].madeBefore(b.Epoch) {
			old = append(old, arrayUUID(fresh[i].Epoch))
		}
	}
	if old == nil {
		return nil
	}
	rows, err := st.conn.Query(ctx, `select epoch, head from past_epoch where space_id = $1 and epoch = any($2)`, b.Space, old)
	if err != nil {
		return fmt.Errorf("read past epochs: %w", err)
	}
	heads, err := collectVersions(rows)
	if err != nil {
		return fmt.Errorf("read past epochs: %w", err)
	}
	for i := range fresh {
		if m := &fresh[i]; m.madeBefore(b.Epoch) {
			m.limitBases(heads[m.Epoch])
		}
	}
	return nil
}

// madeBefore reports whether the mutation was made in another epoch than now.
func (m *Mutation) madeBefore(now uuid.UUID) bool { return m.Epoch != uuid.Nil && m.Epoch != now }

// limitBases is idempotent: a push may be settled a second time.
func (m *Mutation) limitBases(head int64) {
	m.Base = min(m.Base, head)
	for field, edit := range m.Text {
		edit.Base = min(edit.Base, head)
		m.Text[field] = edit
	}
}
