package push

import (
	"cmp"
	"context"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/time/rate"

	"tend/internal/postgres"
)

// SenderOptions are what a sender can be told besides what it needs.
type SenderOptions struct {
	// Parallel is how many messages are on their way at once; 16 if zero.
	Parallel int
	// Lease is how long a sender may take over one message before another one
	// takes it up; 30 s if zero. It must be longer than a request may take.
	Lease time.Duration
	// PerSecond is how many messages a second are sent once a burst is used up, so
	// that a flood leaves room for the people who are at the app; 120 for each core
	// if zero. No message of a day that is as usual waits for it.
	PerSecond int
	// MaxSleep bounds the time between two looks at the outbox; 30 s if zero.
	MaxSleep time.Duration
	// Chance spreads retries, from 0 to 1; random if nil.
	Chance func() float64
	// Ended is called with what became of each attempt that ended a delivery, or
	// put it off; nil if nobody counts.
	Ended func(Result)
}

// Result is what became of an attempt to deliver a message.
type Result string

// The results. They are few and fixed: metrics are labelled with them.
const (
	Sent    Result = "sent"    // its push service has it
	Dropped Result = "dropped" // it was settled meanwhile, or its user wants none of the kind
	Expired Result = "expired" // it was too late to be of use
	Gone    Result = "gone"    // the device has unsubscribed, and is forgotten
	Failed  Result = "failed"  // not now; it is tried again
	Refused Result = "refused" // its push service refuses this server; it is tried again
	Spoiled Result = "spoiled" // too large even when shrunk
	Held    Result = "held"    // it waits for quiet hours to end
)

// Results are all of them.
var Results = []Result{Sent, Dropped, Expired, Gone, Failed, Refused, Spoiled, Held}

// The house-keeping of the outbox.
const (
	keepEnded  = 30 * 24 * time.Hour // for the delivery log
	cleanEvery = time.Hour
	cleanBatch = 5000
)

// The pace of a flood.
const (
	perCore = 120 // messages a second: 100,000 take seven minutes on two cores
	burst   = 500 // messages
)

// drain is how long messages that are on their way get when the sender is
// stopped. Those that take longer are sent again by whoever comes next.
const drain = 5 * time.Second

// Sender works the outbox off.
type Sender struct {
	db      *postgres.DB
	service *Service
	source  Source
	opts    SenderOptions
	id      uuid.UUID // the owner of its leases
	wake    chan struct{}
	slots   chan struct{}
	pace    *rate.Limiter
}

// NewSender returns a sender for the outbox of service, with words from source.
func NewSender(service *Service, source Source, opts SenderOptions) *Sender {
	opts.Parallel = cmp.Or(opts.Parallel, 16)
	opts.PerSecond = cmp.Or(opts.PerSecond, perCore*runtime.GOMAXPROCS(0))
	opts.Lease = cmp.Or(opts.Lease, 30*time.Second)
	opts.MaxSleep = cmp.Or(opts.MaxSleep, 30*time.Second)
	if opts.Chance == nil {
		opts.Chance = rand.Float64
	}
	if opts.Ended == nil {
		opts.Ended = func(Result) {}
	}
	return &Sender{
		db: service.db, service: service, source: source, opts: opts, id: uuid.New(),
		wake: make(chan struct{}, 1), slots: make(chan struct{}, opts.Parallel),
		pace: rate.NewLimiter(rate.Limit(opts.PerSecond), max(burst, opts.Parallel)),
	}
}

// Wake makes the sender look at the outbox now. It must be called after what
// was written there has committed. It never blocks.
func (s *Sender) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run sends what is in the outbox until ctx ends; messages that are on their
// way then get a moment more. Trouble with the database is logged and waited out.
func (s *Sender) Run(ctx context.Context) error {
	// A message under way outlives ctx by the time of draining.
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(drain, cancel) })()
	var underWay sync.WaitGroup
	defer underWay.Wait()

	const most = time.Minute
	pause, cleaned := time.Second, time.Time{}
	for ctx.Err() == nil {
		wait, err := s.round(ctx, sending, &underWay)
		if err == nil && time.Since(cleaned) > cleanEvery {
			cleaned = time.Now()
			err = s.clean(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.service.log.ErrorContext(ctx, "push messages are held up", slog.Any("error", err), slog.Duration("retry_in", pause))
			wait, pause = pause, min(2*pause, most)
		} else {
			pause = time.Second
		}
		s.sleep(ctx, wait)
	}
	return nil
}

// round starts to send all whose turn has come and says how long nothing's will.
func (s *Sender) round(ctx, sending context.Context, underWay *sync.WaitGroup) (time.Duration, error) {
	for {
		free := s.freeSlots(ctx)
		if free == 0 {
			return 0, nil
		}
		// An idle look takes of the burst too, which is full again in a moment.
		if err := s.pace.WaitN(ctx, free); err != nil {
			return 0, err
		}
		leased, err := newStore(s.db).Lease(ctx, s.id, free, s.opts.Lease)
		if err != nil {
			return 0, err
		}
		for _, d := range leased {
			s.slots <- struct{}{}
			underWay.Go(func() {
				defer func() { <-s.slots }()
				s.deliver(sending, d)
			})
		}
		if len(leased) < free {
			break
		}
	}
	wait, ok, err := newStore(s.db).UntilNext(ctx)
	if err != nil || !ok {
		return s.opts.MaxSleep, err
	}
	const least = 50 * time.Millisecond // a row that is locked now is another sender's
	return min(max(wait, least), s.opts.MaxSleep), nil
}

// freeSlots waits until at least one message may be sent and says how many may;
// 0 if ctx has ended.
func (s *Sender) freeSlots(ctx context.Context) int {
	select {
	case s.slots <- struct{}{}:
		<-s.slots
	case <-ctx.Done():
		return 0
	}
	return cap(s.slots) - len(s.slots) // nobody but Run takes one
}

func (s *Sender) sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-s.wake:
	case <-timer.C:
	}
}

// deliver sends one message and writes down how it went. If that cannot be
// written, the lease runs out and the message is sent again: twice is better
// than never, and the topic and the tag make the two one.
func (s *Sender) deliver(ctx context.Context, d delivery) {
	result, err := s.attempt(ctx, d)
	if err != nil && ctx.Err() == nil {
		s.service.log.ErrorContext(ctx, "push message held up", slog.String("host", hostOf(d.Endpoint)), slog.Any("error", err))
	}
	if err == nil {
		s.opts.Ended(result)
	}
}

func (s *Sender) attempt(ctx context.Context, d delivery) (Result, error) {
	st := newStore(s.db)
	switch {
	case !d.Live:
		return Gone, st.Forget(ctx, d)
	case d.Left <= 0:
		return Expired, st.End(ctx, s.id, d, stateExpired)
	case d.Muted:
		return Dropped, st.End(ctx, s.id, d, stateDropped)
	}
	m, ok, err := s.source.Message(ctx, d.UserID, d.Subject)
	if err != nil {
		return "", err
	}
	if !ok {
		return Dropped, st.End(ctx, s.id, d, stateDropped)
	}
	if !m.NotBefore.IsZero() {
		defer s.Wake() // its turn may come before the lease would have ended
		return Held, st.Hold(ctx, s.id, d, m.NotBefore)
	}
	a, err := s.post(ctx, d, m)
	if err != nil && ctx.Err() != nil {
		return "", ctx.Err() // being stopped says nothing about the push service
	}
	return s.settle(ctx, d, a, err)
}

// settle writes down what came of handing a message over.
func (s *Sender) settle(ctx context.Context, d delivery, a answer, failure error) (Result, error) {
	st := newStore(s.db)
	v := judge(a, failure)
	if v != delivered {
		s.service.logFailure(ctx, v, d.Endpoint, a, failure)
	}
	why := trouble{problem: problemOf(a, failure), refused: v == refused}
	switch v {
	case delivered:
		return Sent, st.Sent(ctx, s.id, d)
	case gone:
		return Gone, st.Forget(ctx, d)
	case tooLarge:
		if d.Shrunk {
			return Spoiled, st.End(ctx, s.id, d, stateRefused)
		}
		d.Shrunk = true
		return Failed, s.postpone(ctx, d, 0, why)
	case refused:
		return Refused, s.postpone(ctx, d, pause(v, d.Attempts, a.retryAfter, s.opts.Chance()), why)
	default:
		return Failed, s.postpone(ctx, d, pause(v, d.Attempts, a.retryAfter, s.opts.Chance()), why)
	}
}

// postpone puts a delivery off and lets Run know that its turn may come before
// the lease would have ended.
func (s *Sender) postpone(ctx context.Context, d delivery, wait time.Duration, why trouble) error {
	defer s.Wake()
	return newStore(s.db).Postpone(ctx, s.id, d, wait, why)
}

func (s *Sender) post(ctx context.Context, d delivery, m Message) (answer, error) {
	if d.Shrunk {
		m = m.shrunk()
	}
	body, err := m.payload(s.service.publicURL)
	if err != nil {
		return answer{}, err
	}
	when := urgencyHigh // a reminder is late if it waits for the charger
	switch d.Subject.Kind {
	case KindReminder, KindPromise:
	case KindDate:
		when = urgencyNormal
	case KindDigest:
		when = urgencyLow
	}
	return s.service.post(ctx, letter{
		endpoint: d.Endpoint, p256dh: d.P256dh, auth: d.Auth,
		payload: body, ttl: min(d.Left, 24*time.Hour), topic: d.Subject.topic(), urgency: when,
	})
}

// clean removes deliveries that ended long ago.
func (s *Sender) clean(ctx context.Context) error {
	for {
		n, err := newStore(s.db).Clean(ctx, keepEnded, cleanBatch)
		if err != nil || n < cleanBatch {
			return err
		}
	}
}
