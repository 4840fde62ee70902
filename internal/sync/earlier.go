package sync

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/record"
)

// replay answers mutations that were settled before, as they were answered then.
func (st store) replay(ctx context.Context, b Batch, sent []Mutation) ([]Ack, error) {
	if len(sent) == 0 {
		return nil, nil
	}
	past, err := st.past(ctx, b, sent[0].Seq, sent[len(sent)-1].Seq)
	if err != nil {
		return nil, err
	}
	acks := make([]Ack, len(sent))
	var elsewhere []int // places in sent that have no history under their seq
	for i := range sent {
		p, ok := past[sent[i].Seq]
		if ok && p.mid != sent[i].MID {
			return nil, errForked
		}
		if !ok {
			elsewhere = append(elsewhere, i)
		}
		acks[i] = p.ack
	}
	if len(elsewhere) > 0 {
		err = st.replayDuplicates(ctx, b.Space, sent, elsewhere, acks)
	}
	return acks, err
}

// replayDuplicates answers mutations that were duplicates already the first
// time. What is nowhere in history was never sent by this device: a copy of it
// has used its seq.
func (st store) replayDuplicates(ctx context.Context, spaceID uuid.UUID, sent []Mutation, places []int, acks []Ack) error {
	mids := make(uuidArray, len(places))
	for i, place := range places {
		mids[i] = arrayUUID(sent[place].MID)
	}
	rows, err := st.conn.Query(ctx, midsSQL, spaceID, mids)
	if err != nil {
		return fmt.Errorf("read history by mid: %w", err)
	}
	known, err := collectVersions(rows)
	if err != nil {
		return fmt.Errorf("read history by mid: %w", err)
	}
	for _, place := range places {
		version, ok := known[sent[place].MID]
		if !ok {
			return errForked
		}
		acks[place] = Ack{Seq: sent[place].Seq, Version: version, Status: record.Duplicate}
	}
	return nil
}

// midsSQL looks mids up one by one, for the reason that lock gives.
const midsSQL = `
	select h.* from unnest($2::uuid[]) sent (mid) cross join lateral (
		select mid, version from history where space_id = $1 and mid between sent.mid and sent.mid order by mid limit 1
	) h`

type pastAck struct {
	mid uuid.UUID
	ack Ack
}

// past returns what became of the device's mutations from first to last, by seq.
func (st store) past(ctx context.Context, b Batch, first, last int64) (map[int64]pastAck, error) {
	rows, err := st.conn.Query(ctx, `
		select seq, mid, version, outcome, detail from history
		where space_id = $1 and device_id = $2 and seq between $3 and $4 order by seq`, b.Space, b.Device, first, last)
	if err != nil {
		return nil, fmt.Errorf("read history by seq: %w", err)
	}
	past := make(map[int64]pastAck)
	var p pastAck
	var raw []byte
	_, err = pgx.ForEachRow(rows, []any{&p.ack.Seq, &p.mid, &p.ack.Version, (*string)(&p.ack.Status), &raw}, func() error {
		var d detail
		if raw != nil {
			if err := json.Unmarshal(raw, &d); err != nil {
				return err
			}
		}
		p.ack.Code, p.ack.Field, p.ack.Detail = d.Code, d.Field, d.Detail
		past[p.ack.Seq] = p
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read history by seq: %w", err)
	}
	return past, nil
}

// editsText finds the changes of one text field in history. A field counts as
// edited when it was cleared, too.
const editsText = ` outcome in ('ok', 'merged')
	and (patch->'text'->($3::text) is not null or patch->'fields'->($3::text) is not null)`

// texts looks up what texts were when they were edited, and whether the device
// itself has edited them since. History up to floor may be gone.
func (st store) texts(ctx context.Context, b Batch, stale []staleText, floor int64) (texts, error) {
	if len(stale) == 0 {
		return nil, nil
	}
	found := make(texts, len(stale))
	batch := &pgx.Batch{}
	for _, s := range stale {
		batch.Queue(`
			select exists (select from history
			where space_id = $1 and id = $2 and version > $4 and device_id = $5 and`+editsText+`)`,
			b.Space, s.id, s.field, s.base, b.Device).
			QueryRow(func(row pgx.Row) error {
				t := found[s.textKey]
				err := row.Scan(&t.own)
				found[s.textKey] = t
				return err
			})
		batch.Queue(`
			select coalesce(detail->'text'->>($3::text), patch->'text'->($3::text)->>'value', patch->'fields'->>($3::text), '')
			from history where space_id = $1 and id = $2 and version <= $4 and`+editsText+`
			order by version desc limit 1`,
			b.Space, s.id, s.field, s.base).
			QueryRow(func(row pgx.Row) error {
				t := found[s.textKey]
				err := row.Scan(&t.text)
				// Without a trace of it the text did not exist, unless traces were removed.
				t.known = err == nil || floor == 0
				found[s.textKey] = t
				return absentIsFine(err)
			})
	}
	if err := st.conn.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("read %d earlier texts: %w", len(stale), err)
	}
	return found, nil
}
