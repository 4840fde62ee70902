// Package scale measures how the cost of sync grows: with the records of a
// space, with the number of spaces, and with writers on one of them. Beside each
// figure stands what Postgres takes for the same work by the plainest statement,
// in the same run: times alone say more about the machine.
//
// Postgres runs as it does for users, with every commit on the disk.
package scale_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"testing"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"tend/internal/sync"
)

// upTo returns the numbers of records that the machine has time for: all, or
// those up to TEND_SCALE of the environment. A million takes minutes.
func upTo(b *testing.B, sizes ...int) []int {
	b.Helper()
	set := os.Getenv("TEND_SCALE")
	if set == "" {
		return sizes
	}
	most, err := strconv.Atoi(set)
	if err != nil {
		b.Fatalf("TEND_SCALE: %v", err)
	}
	return slices.DeleteFunc(sizes, func(n int) bool { return n > most })
}

// small is how many single requests are timed; their median counts.
const small = 60

// BenchmarkRecords fills one space.
func BenchmarkRecords(b *testing.B) {
	h := newHouse(b)
	for b.Loop() {
		t := newTable("records in one space", "push all", "/s", "COPY", "ratio", "COPY by 500", "ratio", "pull all", "SELECT", "ratio",
			"push 1", "INSERT 1", "pull 1", "nothing new", "SELECT head", "ratio")
		for _, n := range upTo(b, 1_000, 10_000, 100_000, 1_000_000) {
			t.row(h.records(b, n))
			b.Log(t) // what comes next takes ten times as long
		}
	}
}

func (h *house) records(b *testing.B, n int) []any {
	b.Helper()
	p, filled := h.newPlace(b), stretch{}
	filled.add(b, p, n)
	for range max(1, 5*part/n) - 1 { // few records are soon there: once more, in another space
		filled.add(b, h.newPlace(b), n)
	}
	rows := p.read(b, 0, small)
	h.exec(b, `analyze record`)

	var pulls, selects, pushOne, insertOne, pullOne, nothing, head []time.Duration
	for range max(1, 5_000/n) + 2 {
		pulls = append(pulls, took(func() { p.pull(b, 0, n) }))
		selects = append(selects, took(func() { p.selectAll(b, n) }))
	}
	d := newDevice(p)
	for i := range small {
		body := d.body(1)
		pushOne = append(pushOne, took(func() { p.push(b, body) }))
		insertOne = append(insertOne, took(func() { h.insert(b, rows[i]) }))
		pullOne = append(pullOne, took(func() { p.pull(b, int64(n+i), 1) }))
		nothing = append(nothing, took(func() { p.pull(b, int64(n+i+1), 0) }))
		head = append(head, took(func() { p.head(b) }))
	}
	return []any{
		n, filled.push.of(n), perSecond(n, filled.push.of(n)), filled.copied.of(n), filled.push.ratio(filled.copied),
		filled.copiedBy.of(n), filled.push.ratio(filled.copiedBy), median(pulls), median(selects), ratio(median(pulls), median(selects)),
		median(pushOne), median(insertOne), median(pullOne), median(nothing), median(head), ratio(median(nothing), median(head)),
	}
}

// part is how many records are written at a time, by each of those who compete.
const part = 10_000

// stretch is what writing records took, in turn: a push of 500 and a commit at a
// time; the same rows by COPY, in one transaction; and by COPY with a commit for
// every 500, as pushes have. Each commit waits for the disk. Each writes to a
// table of its own, with the same indexes, that grows with the others.
type stretch struct{ push, copied, copiedBy paces }

// add pushes n records to a space that has none, part by part.
func (s *stretch) add(b *testing.B, p *place, n int) {
	b.Helper()
	d := newDevice(p)
	for done := 0; done < n; done += part {
		size := min(n-done, part)
		s.push.add(size, p.fillFrom(b, d, size))
		rows := p.read(b, int64(done), size)
		s.copied.add(size, took(func() { p.copyTo(b, "plain", rows) }))
		s.copiedBy.add(size, took(func() {
			for few := range slices.Chunk(rows, sync.MaxMutations) {
				p.copyTo(b, "plain_by", few)
			}
		}))
	}
}

// paces are what a record took, in each part. The median of them is what counts:
// now and then a part meets a checkpoint, or others who use the machine.
type paces []time.Duration

func (p *paces) add(n int, took time.Duration) { *p = append(*p, took/time.Duration(n)) }

// of returns what n records take.
func (p *paces) of(n int) time.Duration { return median(*p) * time.Duration(n) }

func (p *paces) ratio(plain paces) float64 { return ratio(median(*p), median(plain)) }

// BenchmarkSpaces fills many spaces at once, by as many clients as a server has
// connections for.
func BenchmarkSpaces(b *testing.B) {
	const each, clients = 1_000, 8
	for b.Loop() {
		t := newTable("spaces of 1,000", "push all, 8 at a time", "/s", "pull one of them", "push 1", "nothing new", "SELECT head", "ratio")
		for _, total := range upTo(b, each, 10*each, 100*each, 1_000*each) {
			n := total / each
			h := newHouse(b)
			places := make([]*place, n)
			for i := range places {
				places[i] = h.newPlace(b)
			}
			var g errgroup.Group
			g.SetLimit(clients)
			push := took(func() {
				for _, p := range places {
					g.Go(func() error { p.fill(b, each); return nil })
				}
				_ = g.Wait() // what fails ends the benchmark
			})
			h.exec(b, `analyze record`)
			var pulls, pushOne, nothing, head []time.Duration
			for i := range small {
				p := places[i*7%n]
				pulls = append(pulls, took(func() { p.pull(b, 0, -1) }))
				body := newDevice(p).body(1)
				pushOne = append(pushOne, took(func() { p.push(b, body) }))
				now := p.head(b)
				nothing = append(nothing, took(func() { p.pull(b, now, 0) }))
				head = append(head, took(func() { p.head(b) }))
			}
			t.row([]any{n, push, perSecond(n*each, push), median(pulls), median(pushOne), median(nothing), median(head), ratio(median(nothing), median(head))})
			h.close(b)
			b.Log(t)
		}
	}
}

// BenchmarkWriters lets eight devices write to one space, which takes one push
// at a time, beside eight connections that insert rows in transactions of their
// own. The database is new, and Postgres has no statistics of it yet: that is how
// it is when somebody imports everything on the first day.
func BenchmarkWriters(b *testing.B) {
	const writers = 8
	h := newHouse(b)
	for b.Loop() {
		t := newTable("8 writers, one space", "pushes", "took", "mutations/s", "8 × INSERT of as many", "ratio")
		for _, size := range []int{1, 20, 200, 200} { // the first row leaves the plans of a nearly empty database
			const pushes = 30
			p := h.newPlace(b)
			bodies := make([][][]byte, writers)
			for i := range bodies {
				d := newDevice(p)
				for range pushes {
					bodies[i] = append(bodies[i], d.body(size))
				}
			}
			ours := together(bodies, func(list [][]byte) {
				for _, body := range list {
					p.push(b, body)
				}
			})
			rows := p.read(b, 0, writers*pushes*size)
			parts := make([][][]any, writers)
			for i := range parts {
				parts[i] = rows[i*pushes*size : (i+1)*pushes*size]
			}
			plain := together(parts, func(part [][]any) {
				for len(part) > 0 {
					h.insert(b, part[:size]...)
					part = part[size:]
				}
			})
			t.row([]any{
				fmt.Sprintf("%d at a time", size), writers * pushes, ours,
				perSecond(writers*pushes*size, ours), plain, ratio(ours, plain),
			})
		}
		b.Log(t)
	}
}

// together runs do for each part at once, and returns how long all took.
func together[T any](parts []T, do func(T)) time.Duration {
	var g errgroup.Group
	return took(func() {
		for _, part := range parts {
			g.Go(func() error { do(part); return nil })
		}
		_ = g.Wait() // what fails ends the benchmark
	})
}

// push takes one body, as it comes off the wire.
func (p *place) push(b *testing.B, body []byte) {
	b.Helper()
	batch, err := sync.DecodeBatch(body)
	if err == nil {
		_, err = p.service.Push(b.Context(), p.user, batch)
	}
	if err != nil {
		b.Error(err)
	}
}

// fill pushes n notes and returns how long that took, without making them.
func (p *place) fill(b *testing.B, n int) (push time.Duration) {
	b.Helper()
	return p.fillFrom(b, newDevice(p), n)
}

// fillFrom is fill for a device that may have pushed before.
func (p *place) fillFrom(b *testing.B, d *device, n int) (push time.Duration) {
	b.Helper()
	for done := 0; done < n; done += sync.MaxMutations {
		body := d.body(min(n-done, sync.MaxMutations))
		push += took(func() { p.push(b, body) })
	}
	return push
}

// pull pulls everything after since; want is how many rows that is, unless negative.
func (p *place) pull(b *testing.B, since int64, want int) {
	b.Helper()
	rows := 0
	for more := true; more; {
		var page pageReader
		err := p.service.Pull(b.Context(), p.user, sync.PullRequest{ // without a device: as an observer
			Schema: 1, MaxBytes: 64 << 20, Cursors: []sync.Cursor{{Space: p.space, Epoch: p.epoch, Since: since}},
		}, &page)
		if err != nil {
			b.Error(err)
			return
		}
		rows += max(page.lines-2, 0) // but header and terminator
		since, more = page.end(b, since)
	}
	if want >= 0 && rows != want {
		b.Errorf("pulled %d rows, want %d", rows, want)
	}
}

// pageReader counts lines and keeps the last bytes, where the terminator is.
type pageReader struct {
	lines int
	tail  []byte
}

// Write implements io.Writer.
func (r *pageReader) Write(p []byte) (int, error) {
	const terminator = 512 // bytes are more than it has
	r.lines += bytes.Count(p, []byte{'\n'})
	r.tail = append(r.tail, p[max(0, len(p)-terminator):]...)
	r.tail = r.tail[max(0, len(r.tail)-terminator):]
	return len(p), nil
}

// end reads how the page ended.
func (r *pageReader) end(b *testing.B, since int64) (next int64, more bool) {
	b.Helper()
	if r.lines == 0 {
		return since, false // nothing new
	}
	tail := bytes.TrimSpace(r.tail)
	var t struct {
		Next int64
		More bool
	}
	if err := json.Unmarshal(tail[bytes.LastIndexByte(tail, '\n')+1:], &t); err != nil {
		b.Fatal(err)
	}
	return t.Next, t.More
}

var _ io.Writer = (*pageReader)(nil)

// table is a table of figures.
type table struct {
	out bytes.Buffer
	w   *tabwriter.Writer
}

func newTable(columns ...any) *table {
	t := new(table)
	t.w = tabwriter.NewWriter(&t.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	t.out.WriteByte('\n')
	t.row(columns)
	return t
}

func (t *table) row(cells []any) {
	for _, c := range cells {
		switch c := c.(type) {
		case time.Duration:
			_, _ = fmt.Fprintf(t.w, "%.2f ms\t", float64(c.Microseconds())/1000)
		case float64:
			_, _ = fmt.Fprintf(t.w, "%.2f\t", c)
		default:
			_, _ = fmt.Fprintf(t.w, "%v\t", c)
		}
	}
	_, _ = fmt.Fprintln(t.w)
}

// String returns the table as text.
func (t *table) String() string {
	_ = t.w.Flush() // a buffer takes everything
	return t.out.String()
}
