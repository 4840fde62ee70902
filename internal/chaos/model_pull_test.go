package chaos_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"tend/internal/sync"
)

// pull brings a device up to date and holds each page to the model.
func (m *model) pull(r *rapid.T) {
	d := m.device(r)
	got := m.pulled(r, d, rapid.IntRange(1, 2000).Draw(r, "bytes"))
	var want []row
	for id, rec := range m.records {
		if rec.version > d.cursor {
			want = append(want, rec.row(id))
		}
	}
	slices.SortFunc(want, func(a, b row) int { return int(a.Version - b.Version) })
	if diff := cmp.Diff(want, got); diff != "" {
		r.Fatalf("pull after %d (-model +service):\n%s", d.cursor, diff)
	}
	for _, rec := range got {
		d.seen[rec.ID] = rec.Version
	}
	d.cursor = m.head
}

func (m *model) pullFromTheBeginning(r *rapid.T) {
	d := m.device(r)
	d.cursor, d.seen = 0, map[uuid.UUID]int64{}
	m.pull(r)
}

// pulled are the rows of all pages after the device's cursor.
func (m *model) pulled(r *rapid.T, d *modelDevice, size int) (rows []row) {
	since := d.cursor
	for {
		var body bytes.Buffer
		err := m.service.Pull(context.Background(), m.user, sync.PullRequest{
			Device: d.id, Schema: 1, MaxBytes: size, Cursors: []sync.Cursor{{Space: m.space, Epoch: m.epoch, Since: since}},
		}, &body)
		if err != nil {
			r.Fatalf("Pull: %v", err)
		}
		if body.Len() == 0 {
			if since != m.head {
				r.Fatalf("nothing is new after %d, the head is %d", since, m.head)
			}
			return rows
		}
		p, err := readPage(body.Bytes())
		if err != nil {
			r.Fatalf("Pull: %v", err)
		}
		for i := range p.rows {
			p.rows[i].Fields = normal(p.rows[i].Fields)
		}
		rows, since = append(rows, p.rows...), p.Next
	}
}

func (rec *modelRecord) row(id uuid.UUID) row {
	fields := make(map[string]json.RawMessage, len(rec.fields))
	for path, value := range rec.fields {
		fields[path] = json.RawMessage(value)
	}
	return row{Collection: "contact", ID: id, Version: rec.version, Deleted: rec.deleted, Fields: fields}
}

// normal makes no difference between no fields and none.
func normal(fields map[string]json.RawMessage) map[string]json.RawMessage {
	if fields == nil {
		return map[string]json.RawMessage{}
	}
	return fields
}

// compare holds the tables to the model, after each step.
func (m *model) compare(r *rapid.T) {
	rows, err := m.db.Conn().Query(context.Background(), `
		select id, collection, version, deleted_at is not null, fields from record where space_id = $1`, m.space)
	if err != nil {
		r.Fatal(err)
	}
	stored, err := pgx.CollectRows(rows, func(from pgx.CollectableRow) (rec row, err error) {
		err = from.Scan(&rec.ID, &rec.Collection, &rec.Version, &rec.Deleted, &rec.Fields)
		return rec, err
	})
	if err != nil {
		r.Fatal(err)
	}
	got, want := make(map[uuid.UUID]row), make(map[uuid.UUID]row)
	for _, rec := range stored {
		rec.Fields = normal(rec.Fields)
		got[rec.ID] = rec
	}
	for id, rec := range m.records {
		want[id] = rec.row(id)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.Fatalf("records (-model +service):\n%s", diff)
	}
}
