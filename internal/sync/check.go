package sync

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/postgres"
)

// Finding is one place where a space breaks an invariant. It names ids and
// versions, never what people wrote, so that it may be logged.
type Finding struct {
	Invariant string // "I3"; see the list at Check
	Detail    string
}

// String returns the finding as one line.
func (f Finding) String() string { return f.Invariant + ": " + f.Detail }

// maxFindings bounds what one check reports of each invariant.
const maxFindings = 20

// Check looks for what must never be in a space, in one snapshot of it. No
// finding means:
//
//	I2 every mutation has one row in history, under one seq and one mid
//	I3 history has every version from the floor up to the head once, and each
//	   record the version of the change that made it what it is
//	I4 the mutations of a device stand in history in the order of its seqs,
//	   without a gap, up to its last_seq; the last 500 are there whatever else
//	   was removed
//	I6 applying history from its beginning gives every record as it is
//	I7 the stamp of a field is the newest of those that were accepted for it
//	I8 every value of a record is one that was accepted
//	I9 what a mutation inserted into a text was in the text afterwards
//
// and that each parked mutation is there with its body. I1, which speaks of what
// clients received, needs the clients.
//
// It reads all of the space's history, a few hundred records at a time.
func Check(ctx context.Context, db *postgres.DB, spaceID uuid.UUID) ([]Finding, error) {
	c := &checker{space: spaceID, counts: make(map[string]int)}
	err := db.InSnapshot(ctx, func(tx *postgres.DB) error {
		c.conn = tx.Conn()
		err := c.conn.QueryRow(ctx, `select head, safe, gc_floor from space where space_id = $1`, spaceID).
			Scan(&c.head, &c.safe, &c.floor)
		if errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("there is no space %s", spaceID)
		}
		if err != nil {
			return err
		}
		if c.safe > c.head || c.floor > c.head {
			c.found("I3", "safe %d or floor %d is above the head %d", c.safe, c.floor, c.head)
		}
		for _, statement := range statements {
			if err := c.list(ctx, statement); err != nil {
				return err
			}
		}
		return c.fold(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("check space %s: %w", spaceID, err)
	}
	return c.findings, nil
}

// checker is one run of Check.
type checker struct {
	conn              postgres.Conn
	space             uuid.UUID
	head, safe, floor int64

	findings []Finding
	counts   map[string]int // by invariant
}

func (c *checker) found(invariant, format string, args ...any) {
	if c.counts[invariant]++; c.counts[invariant] <= maxFindings {
		c.findings = append(c.findings, Finding{Invariant: invariant, Detail: fmt.Sprintf(format, args...)})
	}
}

// statement finds rows that must not be. It returns one text for each.
type statement struct{ invariant, sql string }

// The statements take the space as $1. They do not lean on the indexes that keep
// most of this from happening: an index may be damaged.
var statements = []statement{
	{"I2", `
		select format('%s mutations of device %s have the seq %s', count(*), device_id, seq)
		from history where space_id = $1 group by device_id, seq having count(*) > 1`},
	{"I2", `
		select format('%s rows of history have the mid %s', count(*), mid)
		from history where space_id = $1 group by mid having count(*) > 1`},
	{"I3", `
		select format('history goes from version %s to %s in %s rows, the space from %s to %s',
			min(h.version), max(h.version), count(*), s.gc_floor + 1, s.head)
		from space s left join history h on h.space_id = s.space_id and h.version > s.gc_floor
		where s.space_id = $1
		group by s.gc_floor, s.head
		having count(distinct h.version) <> s.head - s.gc_floor
			or coalesce(min(h.version), s.gc_floor + 1) <> s.gc_floor + 1
			or coalesce(max(h.version), s.gc_floor) <> s.head`},
	{"I3", `
		select format('record %s is at version %s, the space at %s', r.id, r.version, s.head)
		from record r join space s on s.space_id = r.space_id
		where r.space_id = $1 and (r.version > s.head or r.version < 1)`},
	{"I3", `
		select format('%s records are at version %s', count(*), version)
		from record where space_id = $1 group by version having count(*) > 1`},
	{"I3", `
		select format('record %s is at version %s, which is not a change of it', r.id, r.version)
		from record r join space s on s.space_id = r.space_id
		left join history h on h.space_id = r.space_id and h.version = r.version
			and h.id = r.id and h.device_id = r.by_device and h.outcome in ('ok', 'merged')
		where r.space_id = $1 and r.version > s.gc_floor and h.version is null`},
	{"I4", `
		select format('seq %s of device %s comes after %s', seq, device_id, before)
		from (
			select device_id, seq, lag(seq) over (partition by device_id order by version) as before
			from history where space_id = $1
		) ordered
		where seq <= before`},
	{"I4", `
		select format('device %s has %s mutations in history and %s known before, but its last seq is %s',
			device_id, count(h.seq), d.duplicates, d.last_seq)
		from device d left join history h using (space_id, device_id)
		join space s using (space_id)
		where space_id = $1
		group by device_id, d.duplicates, d.last_seq, s.gc_floor
		having coalesce(max(h.seq), 0) > d.last_seq
			or (s.gc_floor = 0 and count(h.seq) + d.duplicates <> d.last_seq)`},
	{"I4", `
		select format('of the last 500 mutations of device %s only %s are in history', device_id, count(h.seq))
		from device d left join history h using (space_id, device_id)
		where space_id = $1 and (h.seq is null or h.seq > d.last_seq - 500)
		group by device_id, d.duplicates, d.last_seq
		having count(h.seq) + d.duplicates < least(d.last_seq, 500)`},
	{"I4", `
		select format('device %s has history and is not registered', h.device_id)
		from history h left join device d using (space_id, device_id)
		where space_id = $1 and d.device_id is null group by h.device_id`},
	{"I4", `
		select format('the last mutation of device %s is not %s', d.device_id, d.last_mid)
		from device d join history h on h.space_id = d.space_id and h.device_id = d.device_id and h.seq = d.last_seq
		where d.space_id = $1 and d.last_mid is distinct from h.mid`},
	{"parked", `
		select format('mutation %s is parked in one place only', coalesce(h.mid, p.mid))
		from (select * from history where space_id = $1 and outcome = 'parked') h
		full join (select * from parked where space_id = $1) p
			on p.device_id = h.device_id and p.seq = h.seq and p.mid = h.mid
		cross join space s
		where s.space_id = $1 and (p.mid is null or (h.mid is null and s.gc_floor = 0))`},
}

func (c *checker) list(ctx context.Context, s statement) error {
	rows, err := c.conn.Query(ctx, s.sql, c.space)
	if err != nil {
		return fmt.Errorf("look for breaches of %s: %w", s.invariant, err)
	}
	var detail string
	_, err = pgx.ForEachRow(rows, []any{&detail}, func() error {
		c.found(s.invariant, "%s", detail)
		return nil
	})
	if err != nil {
		return fmt.Errorf("look for breaches of %s: %w", s.invariant, err)
	}
	return nil
}
