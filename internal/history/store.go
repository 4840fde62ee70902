package history

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/postgres"
)

// store reads history with pgx: patches are JSON that goes through as it is.
type store struct{ conn postgres.Conn }

func newStore(db *postgres.DB) store { return store{db.Conn()} }

// row is one row of the table history.
type row struct {
	version       int64
	at            time.Time
	collection    string
	op, outcome   string
	patch, detail []byte
	device        uuid.UUID
	user          *uuid.UUID // nil if the device is gone
	found         int        // how many rows there are, up to one more than the limit
}

// List returns the settled changes of a record, newest first: up to one more
// than the limit, fewer once they have come to maxBytes. What was parked is not
// among them: it changed nothing, and its device shows it to its user.
//
// Membership is a condition of the query itself: who is no member gets no row.
func (st store) List(ctx context.Context, userID uuid.UUID, req Request) ([]row, error) {
	rows, err := st.conn.Query(ctx, `
		select version, at, collection, op, outcome, patch, detail, device_id, user_id, found
		from (
			select *, count(*) over () as found,
				sum(size) over (order by version desc) - size as before
			from (
				select h.version, h.at, h.collection, h.op, h.outcome, h.patch, h.detail, h.device_id, d.user_id,
					coalesce(octet_length(h.patch::text), 0) + coalesce(octet_length(h.detail::text), 0) as size
				from history h
				left join device d on d.space_id = h.space_id and d.device_id = h.device_id
				where h.space_id = $1 and h.id = $2 and h.outcome <> 'parked'
					and ($3 = 0 or h.version < $3)
					and exists (select from member where space_id = $1 and user_id = $4)
				order by h.version desc
				limit $5
			) newest
		) sized
		where before < $6
		order by version desc`,
		req.Space, req.Record, req.Before, userID, req.Limit+1, maxBytes)
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (row row, err error) {
		err = r.Scan(&row.version, &row.at, &row.collection, &row.op, &row.outcome, &row.patch, &row.detail,
			&row.device, &row.user, &row.found)
		return row, err
	})
	if err != nil {
		return nil, fmt.Errorf("read history: %w", err)
	}
	return list, nil
}

// Known reports whether the user may see the record and it has a history.
func (st store) Known(ctx context.Context, userID uuid.UUID, req Request) (known bool, err error) {
	err = st.conn.QueryRow(ctx, `
		select exists (select from member where space_id = $1 and user_id = $2)
			and exists (select from history where space_id = $1 and id = $3 and outcome <> 'parked')`,
		req.Space, userID, req.Record).Scan(&known)
	if err != nil {
		return false, fmt.Errorf("look up record: %w", err)
	}
	return known, nil
}

// DeviceNames returns what the devices of the rows were called by their users.
//
// A device names itself with an id that no session knows. It makes that id right
// after signing in, so its name is that of the newest session that its user had
// by then, if it was only minutes old or the only one. Otherwise the name is left
// out: none is better than that of another device. When it began is looked up in
// the spaces of its user, of which the personal one is the first.
func (st store) DeviceNames(ctx context.Context, spaceID uuid.UUID, rows []row) (map[uuid.UUID]string, error) {
	seen := make(map[uuid.UUID]bool)
	var ids []uuid.UUID
	for _, r := range rows {
		if !seen[r.device] {
			seen[r.device] = true
			ids = append(ids, r.device)
		}
	}
	found, err := st.conn.Query(ctx, `
		select d.device_id, s.device_name
		from unnest($2::uuid[]) asked (device_id)
		join device d on d.space_id = $1 and d.device_id = asked.device_id
		cross join lateral (
			select min(b.since) as at from member m join device b on b.space_id = m.space_id and b.device_id = d.device_id
			where m.user_id = d.user_id and b.user_id = d.user_id
		) began
		cross join lateral (
			select device_name, created_at, count(*) over () as sessions
			from session
			where user_id = d.user_id and created_at <= began.at and (revoked_at is null or revoked_at > began.at)
			order by created_at desc
			limit 1
		) s
		where s.sessions = 1 or s.created_at > began.at - interval '10 minutes'`,
		spaceID, ids)
	if err != nil {
		return nil, fmt.Errorf("name devices: %w", err)
	}
	names := make(map[uuid.UUID]string, len(ids))
	var id uuid.UUID
	var name string
	if _, err = pgx.ForEachRow(found, []any{&id, &name}, func() error {
		names[id] = name
		return nil
	}); err != nil {
		return nil, fmt.Errorf("name devices: %w", err)
	}
	return names, nil
}
