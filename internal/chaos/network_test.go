package chaos_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"tend/internal/postgres/pgtest"
)

// network stands between devices and a server. Each weather is a proxy of its
// own: the end of one cuts every connection that is open.
type network struct {
	server  *toxiproxy.ApiServer
	address func() string // of the server behind
	proxy   *toxiproxy.Proxy
	url     atomic.Value
}

func newNetwork(t *testing.T, address func() string) *network {
	t.Helper()
	n := &network{
		server:  toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop()),
		address: address,
	}
	n.weather(t, "")
	t.Cleanup(func() { n.proxy.Stop() })
	return n
}

func (n *network) through() string {
	return n.url.Load().(string) //nolint:errcheck // nothing else is stored
}

// weather cuts all connections and lets new ones suffer from a toxic, given as
// toxiproxy's JSON; none if it is empty.
func (n *network) weather(t *testing.T, toxic string) {
	t.Helper()
	behind, err := url.Parse(n.address())
	if err != nil {
		t.Fatal(err)
	}
	proxy := toxiproxy.NewProxy(n.server, "network", "127.0.0.1:0", behind.Host)
	if toxic != "" {
		if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
			t.Fatalf("%s: %v", toxic, err)
		}
	}
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	n.url.Store("http://" + proxy.Listen)
	if n.proxy != nil {
		n.proxy.Stop()
	}
	n.proxy = proxy
}

// cut ends a connection after so many bytes towards the device, or from it.
func cut(stream string, bytes int) string {
	return fmt.Sprintf(`{"type":"limit_data","stream":%q,"attributes":{"bytes":%d}}`, stream, bytes)
}

// forecast draws a weather.
func forecast(rng *rand.Rand) string {
	switch rng.IntN(8) {
	case 0:
		return cut("downstream", 0) // after the commit, before the answer
	case 1:
		return cut("downstream", rng.IntN(4000)) // inside a line, or a header
	case 2:
		return cut("upstream", rng.IntN(6000)) // inside what is sent
	case 3:
		return fmt.Sprintf(`{"type":"reset_peer","stream":"downstream","attributes":{"timeout":%d}}`, rng.IntN(100))
	case 4:
		return fmt.Sprintf(`{"type":"latency","stream":"downstream","attributes":{"latency":%d,"jitter":20}}`, 20+rng.IntN(60))
	case 5:
		return `{"type":"slicer","stream":"downstream","attributes":{"average_size":30,"size_variation":20,"delay":10}}`
	case 6:
		return `{"type":"timeout","stream":"upstream","attributes":{"timeout":100}}` // swallowed, then closed
	default:
		return ""
	}
}

// F6, F7.
func TestABadNetworkLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	rng := dice(t)
	database := pgtest.URL(t)
	h := newHouse(t, database)
	n := newNetwork(t, h.address)
	w := signUp(t, rng, h.address)
	for range 4 {
		w.newDevice(rng.Uint64(), n.through)
	}
	wreak(t, w, func(ctx context.Context) error {
		for pause(ctx, rng, 50*time.Millisecond, 300*time.Millisecond) {
			n.weather(t, forecast(rng))
		}
		return nil
	})
	w.converge(t, h.address)
	w.verify(t, database)
}

// F6. A page that is cut anywhere is no page: not inside a line, not between two
// lines, not inside the trailer of gzip, not inside the end of the answer.
func TestAPageThatIsCutAnywhereIsNotApplied(t *testing.T) {
	t.Parallel()
	rng := dice(t)
	h := newHouse(t, pgtest.URL(t))
	n := newNetwork(t, h.address)
	w := signUp(t, rng, h.address)
	writer, reader := w.newDevice(rng.Uint64(), h.address), w.newDevice(rng.Uint64(), n.through)
	for range 60 {
		writer.write()
	}
	if err := writer.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, coding := range []string{"identity", "gzip"} {
		size := pageSize(t, n, reader, coding)
		cuts := []int{0, 1}
		for range 12 {
			cuts = append(cuts, rng.IntN(size))
		}
		for last := range 20 { // 5 bytes end the answer, 8 the packing
			cuts = append(cuts, size-1-last)
		}
		for _, at := range cuts {
			n.weather(t, cut("downstream", at))
			if p, err := reader.line.pullAs(t.Context(), w.token, reader.firstPage(), coding); err == nil {
				t.Errorf("%s: a page of %d bytes is taken as whole after %d: %d rows", coding, size, at, len(p.rows))
			}
		}
		n.weather(t, "")
		p, err := reader.line.pullAs(t.Context(), w.token, reader.firstPage(), coding)
		if err != nil || len(p.rows) == 0 {
			t.Errorf("%s: the whole page: %v", coding, err)
		}
	}
}

// firstPage is the body of a pull from the beginning.
func (d *device) firstPage() any {
	return map[string]any{"device": d.id, "schema": 1, "cursors": []any{map[string]any{"space": d.space, "since": 0}}}
}

// pageSize is how many bytes come down for the first page: the least that a
// connection must let through for it to be whole.
func pageSize(t *testing.T, n *network, d *device, coding string) int {
	t.Helper()
	whole := func(size int) bool {
		n.weather(t, cut("downstream", size))
		_, err := d.line.pullAs(t.Context(), d.token, d.firstPage(), coding)
		return err == nil
	}
	low, high := 0, 1<<16 // it is not whole after low bytes, it is after high
	for low+1 < high {
		if middle := (low + high) / 2; whole(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	if high == 1<<16 {
		t.Fatal("the page is larger than thought")
	}
	return high
}

// F1, F6. The answer gets lost after the commit: the device sends the same again, and
// is told what it would have been told.
func TestAnAnswerLostAfterTheCommitIsGivenAgain(t *testing.T) {
	t.Parallel()
	rng := dice(t)
	database := pgtest.URL(t)
	h := newHouse(t, database)
	n := newNetwork(t, h.address)
	w := signUp(t, rng, h.address)
	d := w.newDevice(rng.Uint64(), n.through)
	lost := 0
	for range 10 {
		d.write()
		n.weather(t, cut("downstream", 0))
		if err := d.push(t.Context()); err == nil {
			t.Fatal("an answer came through")
		}
		if w.committed(t, h) == d.seq {
			lost++ // the server is done with it, the device does not know
		}
		n.weather(t, "")
		if err := d.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if lost == 0 {
		t.Error("no answer was lost after its commit")
	}
	w.converge(t, h.address)
	w.verify(t, database)
}

// committed is the head of the space, as an observer sees it.
func (w *world) committed(t *testing.T, h *house) int64 {
	t.Helper()
	c := newConnection(rand.New(rand.NewPCG(0, 0)), h.address)
	p, err := c.pull(t.Context(), w.token, map[string]any{
		"device": uuid.New(), "schema": 1, "cursors": []any{map[string]any{"space": w.space, "since": 0}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if p == nil {
		return 0
	}
	return p.Next
}
