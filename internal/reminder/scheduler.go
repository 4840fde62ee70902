package reminder

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"tend/internal/postgres"
)

// claimAtOnce is how many reminders one transaction claims. It bounds how long
// their rows stay locked.
const claimAtOnce = 200

// lookGap is the least time between two looks at the table.
const lookGap = 100 * time.Millisecond

// claimInSpaces bounds the late reminders that are gathered for digests.
const claimInSpaces = 10_000

// Notifier takes notifications within the transaction that also remembers that
// they were given, so that neither happens without the other.
type Notifier interface {
	Notify(ctx context.Context, tx *postgres.DB, notifications []Notification) error
}

// Scheduler hands reminders to a notifier as they come due. Several may run on
// one database, also in several processes: each firing is handed on once. All
// times are the database's.
type Scheduler struct {
	db       *postgres.DB
	notifier Notifier
	opts     SchedulerOptions
	zones    Zones
	wake     chan struct{}
}

// SchedulerOptions are what a scheduler can be told besides what it needs.
type SchedulerOptions struct {
	Log *slog.Logger
	// Fired is called after a transaction that handed on notifications has
	// committed, with what they were.
	Fired func([]Notification)
	// MaxSleep bounds the time between two looks at the table; 30 s if zero.
	MaxSleep time.Duration
}

// NewScheduler returns a scheduler over db.
func NewScheduler(db *postgres.DB, notifier Notifier, opts SchedulerOptions) *Scheduler {
	opts.MaxSleep = cmp.Or(opts.MaxSleep, 30*time.Second)
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Fired == nil {
		opts.Fired = func([]Notification) {}
	}
	return &Scheduler{db: db, notifier: notifier, opts: opts, wake: make(chan struct{}, 1)}
}

// Wake makes the scheduler look at the table soon, because a reminder may have
// changed. It must be called after the change has committed. It never blocks,
// and many calls cost as much as one.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run hands on what comes due until ctx ends. Trouble with the database is
// logged and waited out; what came due meanwhile is caught up with.
func (s *Scheduler) Run(ctx context.Context) error {
	const most = time.Minute
	pause := time.Second
	for ctx.Err() == nil {
		began := time.Now()
		wait, err := s.round(ctx)
		if err != nil && ctx.Err() == nil {
			s.opts.Log.ErrorContext(ctx, "reminders are held up", slog.Any("error", err), slog.Duration("retry_in", pause))
			wait, pause = pause, min(2*pause, most)
		} else {
			pause = time.Second
		}
		s.sleep(ctx, wait, s.wake)
		// A burst of pushes wakes it as often; ten looks a second are enough.
		s.sleep(ctx, lookGap-time.Since(began), nil)
	}
	return nil
}

// round hands on all that is due and says how long nothing will be.
func (s *Scheduler) round(ctx context.Context) (time.Duration, error) {
	if err := whole(ctx, s.Step, claimAtOnce); err != nil {
		return 0, err
	}
	if err := whole(ctx, s.StepDays, daysAtOnce); err != nil {
		return 0, err
	}
	wait, ok, err := newStore(s.db).UntilNext(ctx)
	if err != nil || !ok {
		return s.opts.MaxSleep, err
	}
	// A row that is due but locked belongs to another server, or to a push that
	// is about to change it; looking again at once would spin.
	const least = 50 * time.Millisecond
	return min(max(wait, least), s.opts.MaxSleep), nil
}

// whole takes steps until one finds less than it could have taken.
func whole(ctx context.Context, step func(context.Context) (int, error), most int) error {
	for {
		if n, err := step(ctx); err != nil || n < most {
			return err
		}
	}
}

func (s *Scheduler) sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-timer.C:
	}
}

// Step claims reminders that are due, hands on what is to be told, and moves
// each to its next firing, all in one transaction. It returns how many it claimed.
func (s *Scheduler) Step(ctx context.Context) (int, error) {
	claimed := 0
	var notifications []Notification
	err := s.db.InTx(ctx, func(tx *postgres.DB) error {
		st := newStore(tx)
		firings, err := s.claim(ctx, st)
		if err != nil || len(firings) == 0 {
			return err
		}
		notifications = notificationsOf(firings)
		if notifications, err = s.address(ctx, st, notifications); err != nil {
			return err
		}
		if len(notifications) > 0 {
			if err := s.notifier.Notify(ctx, tx, notifications); err != nil {
				return err
			}
		}
		claimed = len(firings)
		return st.Advance(ctx, firings)
	})
	if err != nil {
		return 0, err
	}
	s.fired(notifications)
	return claimed, nil
}

// fired lets know of what was handed on, once that has committed.
func (s *Scheduler) fired(notifications []Notification) {
	if len(notifications) > 0 {
		s.opts.Fired(notifications)
	}
}

// claim takes what is due. Of spaces with late reminders it takes everything,
// because how those are told depends on how many there are.
func (s *Scheduler) claim(ctx context.Context, st *store) ([]firing, error) {
	dues, err := st.LockDue(ctx, claimAtOnce)
	if err != nil {
		return nil, err
	}
	var firings []firing
	var late []uuid.UUID
	for _, d := range dues {
		f := d.fire(&s.zones)
		firings = append(firings, f)
		if f.late() && !slices.Contains(late, d.SpaceID) {
			late = append(late, d.SpaceID)
		}
	}
	if len(late) == 0 {
		return firings, nil
	}
	dues, err = st.LockDueIn(ctx, late, claimInSpaces)
	if err != nil {
		return nil, err
	}
	firings = slices.DeleteFunc(firings, func(f firing) bool { return slices.Contains(late, f.SpaceID) })
	for _, d := range dues {
		firings = append(firings, d.fire(&s.zones))
	}
	return firings, nil
}

// address adds to each notification who is to be told. Those of spaces that
// nobody is a member of any more are dropped.
func (s *Scheduler) address(ctx context.Context, st *store, ns []Notification) ([]Notification, error) {
	if len(ns) == 0 {
		return nil, nil
	}
	spaces := make([]uuid.UUID, len(ns))
	for i, n := range ns {
		spaces[i] = n.SpaceID
	}
	members, err := st.Members(ctx, spaces)
	if err != nil {
		return nil, err
	}
	for i := range ns {
		ns[i].UserIDs = members[ns[i].SpaceID]
	}
	return slices.DeleteFunc(ns, func(n Notification) bool { return len(n.UserIDs) == 0 }), nil
}
