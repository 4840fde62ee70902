package chaos_test

import (
	"context"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"tend/internal/postgres/pgtest"
)

// pause waits a random time up to most, or until ctx ends.
func pause(ctx context.Context, rng *rand.Rand, least, most time.Duration) (on bool) {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(least + time.Duration(rng.Int64N(int64(most-least)))):
		return true
	}
}

// wreak lets devices work while havoc is wreaked for the time that tests have.
func wreak(t *testing.T, w *world, havoc func(ctx context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), duration(t))
	defer cancel()
	if err := w.live(ctx, havoc); err != nil {
		t.Fatal(err)
	}
}

// F1.
func TestKillingTheServerLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	rng := dice(t)
	h := newHouse(t, "")
	w := signUp(t, rng, h.address)
	for range 4 {
		w.newDevice(rng.Uint64(), h.address)
	}
	wreak(t, w, func(ctx context.Context) error {
		for pause(ctx, rng, 200*time.Millisecond, time.Second) {
			h.kill()
		}
		return nil
	})
	w.converge(t, h.address)
	h.stop()
	t.Logf("killed %d times", h.starts-1)
	w.verifyDataDir(t, h.dataDir)
}

// F2, F3.
func TestKillingPostgresLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	rng := dice(t)
	h := newHouse(t, "")
	w := signUp(t, rng, h.address)
	for range 4 {
		w.newDevice(rng.Uint64(), h.address)
	}
	kills := 0
	wreak(t, w, func(ctx context.Context) error {
		for pause(ctx, rng, 300*time.Millisecond, 1200*time.Millisecond) {
			h.revive() // after a few such ends in a row the server gives up
			pid, err := h.postmaster()
			if err != nil {
				continue // it is just being started
			}
			sig := []syscall.Signal{syscall.SIGKILL, syscall.SIGQUIT}[rng.IntN(2)]
			if children := backends(ctx, pid); len(children) > 0 && rng.IntN(3) == 0 {
				pid, sig = children[rng.IntN(len(children))], syscall.SIGKILL
			}
			if syscall.Kill(pid, sig) == nil {
				kills++
			}
		}
		return nil
	})
	h.kill() // the supervisor may be waiting between two starts
	w.converge(t, h.address)
	h.stop()
	t.Logf("killed %d times, the server started %d times", kills, h.starts)
	w.verifyDataDir(t, h.dataDir)
}

// B12, F9.
func TestTwoServersOnOneDatabaseLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	rng := dice(t)
	url := pgtest.URL(t)
	houses := []*house{newHouse(t, url), newHouse(t, url)}
	w := signUp(t, rng, houses[0].address)
	for range 4 {
		seed := rng.Uint64()
		choose := rand.New(rand.NewPCG(seed, 2))
		w.newDevice(seed, func() string { return houses[choose.IntN(2)].address() })
	}
	wreak(t, w, func(ctx context.Context) error {
		for pause(ctx, rng, 300*time.Millisecond, 1500*time.Millisecond) {
			houses[rng.IntN(2)].kill()
		}
		return nil
	})
	w.converge(t, houses[1].address)
	w.verify(t, url)
}
