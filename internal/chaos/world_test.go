package chaos_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"tend/internal/record"
)

// world is one space, its devices, and what is known of what they did.
type world struct {
	token   string
	space   uuid.UUID
	epoch   uuid.UUID
	devices []*device
	shared  *shared
	ledger  *ledger
}

// signUp makes the first user of a server, whose personal space all devices share.
func signUp(t *testing.T, rng *rand.Rand, address func() string) *world {
	t.Helper()
	var grant struct {
		AccessToken string
		Space       struct{ ID, Epoch uuid.UUID }
	}
	c := newConnection(rng, address)
	c.timeout = signUpTimeout
	err := c.post(t.Context(), "", "/auth/sign-up", map[string]string{
		"email": "ada@example.org", "password": "a long enough password", "deviceName": "chaos",
	}, &grant)
	if err != nil {
		t.Fatalf("sign up: %v", err)
	}
	return &world{
		token: grant.AccessToken, space: grant.Space.ID, epoch: grant.Space.Epoch,
		shared: newShared(), ledger: newLedger(),
	}
}

// shared are the records that all devices work on. Notes are left once they are
// full, so that a long run does not become one about long texts.
type shared struct {
	mu        sync.Mutex
	notes     []uuid.UUID // all ever
	contacts  []uuid.UUID
	reminders []uuid.UUID
	words     map[string]uuid.UUID // every word ever written, and the note it went into
}

const (
	openNotes    = 3
	wordsPerNote = 150
)

func newShared() *shared {
	s := &shared{words: make(map[string]uuid.UUID)}
	for range openNotes {
		s.notes = append(s.notes, newID())
		s.contacts = append(s.contacts, newID())
		s.reminders = append(s.reminders, newID())
	}
	return s
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

func (s *shared) contact(rng *rand.Rand) uuid.UUID  { return s.contacts[rng.IntN(len(s.contacts))] }
func (s *shared) reminder(rng *rand.Rand) uuid.UUID { return s.reminders[rng.IntN(len(s.reminders))] }

// note returns one of the open notes, and a new word for it.
func (s *shared) note(rng *rand.Rand) (note uuid.UUID, word string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.words) > wordsPerNote*(len(s.notes)-openNotes+1) {
		s.notes = append(s.notes, newID())
	}
	note = s.notes[len(s.notes)-1-rng.IntN(openNotes)]
	word = fmt.Sprintf("w%d", len(s.words))
	s.words[word] = note
	return note, word
}

func (s *shared) any(rng *rand.Rand) uuid.UUID {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Concat(s.notes[len(s.notes)-openNotes:], s.contacts, s.reminders)
	return all[rng.IntN(len(all))]
}

// ledger is what devices made, and what servers told them of it.
type ledger struct {
	mu      sync.Mutex
	devices map[uuid.UUID]uuid.UUID // of each mutation, by mid
	seqs    map[uuid.UUID]int64
	acks    map[uuid.UUID]ack
}

func newLedger() *ledger {
	return &ledger{devices: map[uuid.UUID]uuid.UUID{}, seqs: map[uuid.UUID]int64{}, acks: map[uuid.UUID]ack{}}
}

func (l *ledger) made(device uuid.UUID, m record.Mutation) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.devices[m.MID], l.seqs[m.MID] = device, m.Seq
}

// acknowledged notes an answer, and refuses one that differs from an earlier one.
func (l *ledger) acknowledged(mid uuid.UUID, a ack) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if before, ok := l.acks[mid]; ok && before != a {
		return fmt.Errorf("mutation %s was %+v and now is %+v", mid, before, a)
	}
	l.acks[mid] = a
	return nil
}

// live lets all devices work, while havoc is wreaked, until ctx ends. The first
// device that meets what it may not ends it for all.
func (w *world) live(ctx context.Context, havoc func(ctx context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, d := range w.devices {
		g.Go(func() error { return d.live(ctx) })
	}
	g.Go(func() error { return havoc(ctx) })
	return g.Wait()
}

// settleTimeout is how long the devices may take to agree once nothing is in
// their way any more.
const settleTimeout = time.Minute

// converge lets all devices send and pull everything, and compares what they
// hold with each other, with a new device, and with what was written.
func (w *world) converge(t *testing.T, address func() string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), settleTimeout)
	defer cancel()
	for range 2 { // once to send everything, once to learn of everything
		for _, d := range w.devices {
			d.line.address = address
			if err := d.catchUp(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	fresh := w.newDevice(1, address)
	if err := fresh.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	want := fresh.hash()
	for _, d := range w.devices {
		if got := d.hash(); got != want {
			t.Errorf("device %s holds %s, a new one %s", d.id, got, want)
		}
	}
	for word, note := range w.shared.words {
		var text string
		_ = json.Unmarshal(fresh.confirmed[note].Fields["body"], &text) // absent is empty
		if !slices.Contains(strings.Fields(text), word) {
			t.Errorf("%s is not in note %s: %q", word, note, text)
		}
	}
}
