package scale_test

import (
	"context"
	stdsync "sync"
	"testing"

	"tend/internal/sync"
)

// BenchmarkNeighbour lets one user write and read as people do, alone and beside
// another who sends and asks for as much as they can with 32 requests at a time,
// in turn. Beside it the other's wishes should not double what one in a hundred
// requests takes.
func BenchmarkNeighbour(b *testing.B) {
	const rounds, each = 5, 60
	h := newHouse(b)
	honest, hostile := h.newPlace(b), h.newPlace(b)
	hostile.service = honest.service // the server of both
	hostile.fill(b, 10_000)
	h.exec(b, `analyze record`)
	d, head := newDevice(honest), int64(0)
	day := func(w *stopwatch) {
		for range each {
			body := d.body(1)
			w.time(func() { honest.push(b, body) })
			w.time(func() { honest.pull(b, head, 1) })
			head++
		}
	}
	for b.Loop() {
		var alone, beside stopwatch
		for range rounds {
			day(&alone)
			stop := hostile.rage(b)
			day(&beside)
			stop()
		}
		t := newTable("requests", "alone, p50", "p99", "beside 32 at once, p50", "p99", "ratio of p99")
		t.row([]any{2 * rounds * each, alone.at(50), alone.at(99), beside.at(50), beside.at(99), ratio(beside.at(99), alone.at(99))})
		b.Log(t)
	}
}

// rage pushes and pulls without pause until stop is called.
func (p *place) rage(b *testing.B) (stop func()) {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	var all stdsync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			for d := newDevice(p); ctx.Err() == nil; {
				if i%2 == 0 {
					p.pull(b, 0, -1)
				} else {
					p.push(b, d.body(sync.MaxMutations))
				}
			}
		})
	}
	return func() {
		cancel()
		all.Wait()
	}
}
