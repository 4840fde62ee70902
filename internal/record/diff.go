package record

// hunk says that a[a0:a1] became b[b0:b1].
type hunk struct{ a0, a1, b0, b1 int32 }

// diff returns the hunks that make b of a, in order, with at least one token
// kept between any two. It is Myers' algorithm in linear space (An O(ND)
// Difference Algorithm and Its Variations, 1986), with two changes that make it
// fast: tokens that only one side has are set aside first, and a search that
// takes too long settles for the furthest point that it has reached. The result
// is then still right, only not the shortest. Where even that takes more than
// maxSteps, it gives up, and ok is false.
func diff(a, b []int32) (all []hunk, ok bool) {
	d := differ{goneA: make([]bool, len(a)), newB: make([]bool, len(b)), steps: maxSteps}
	d.a, d.atA = common(a, b, d.goneA)
	d.b, d.atB = common(b, a, d.newB)
	n := len(d.a) + len(d.b)
	if n > 0 {
		d.limit = min(max(searchBudget/n, minSearch), maxSearch)
		size := 2*min(d.limit, (n+1)/2) + 3
		d.forward, d.backward = make([]int32, size), make([]int32, size)
		if !d.solve(0, int32(len(d.a)), 0, int32(len(d.b))) { //nolint:gosec // a text is at most some hundred kilobytes
			return nil, false
		}
	}
	return hunks(d.goneA, d.newB), true
}

// The number of edits that one search may follow is searchBudget divided by the
// number of tokens, within these bounds.
const (
	searchBudget = 4_000_000
	minSearch    = 16
	maxSearch    = 1024
)

// maxSteps is how many tokens a diff may compare, and diagonals it may look at,
// in all of its searches. It is counted, not timed, so that it ends at the same
// place on every machine and in the web app.
const maxSteps = 6_000_000

type differ struct {
	a, b              []int32 // the tokens that both sides have
	atA, atB          []int32 // their places in the whole
	goneA, newB       []bool  // the result, by places in the whole
	limit             int
	steps             int     // that are left
	forward, backward []int32 // the furthest x of each diagonal
}

// common returns the tokens of a that b has too, and their places. The others
// are marked in alone.
func common(a, b []int32, alone []bool) (tokens, places []int32) {
	highest := int32(-1)
	for _, t := range b {
		highest = max(highest, t)
	}
	has := make([]bool, highest+1)
	for _, t := range b {
		has[t] = true
	}
	tokens, places = make([]int32, 0, len(a)), make([]int32, 0, len(a))
	for i, t := range a {
		if t > highest || !has[t] {
			alone[i] = true
			continue
		}
		tokens = append(tokens, t)
		places = append(places, int32(i))
	}
	return tokens, places
}

// solve marks the differences of a[a0:a1] and b[b0:b1]; false if no steps are left.
func (d *differ) solve(a0, a1, b0, b1 int32) bool {
	for {
		for a0 < a1 && b0 < b1 && d.a[a0] == d.b[b0] {
			a0++
			b0++
		}
		for a0 < a1 && b0 < b1 && d.a[a1-1] == d.b[b1-1] {
			a1--
			b1--
		}
		if a0 == a1 || b0 == b1 {
			break
		}
		x, y := d.split(a0, a1, b0, b1)
		if d.steps < 0 || !d.solve(a0, x, b0, y) {
			return false
		}
		a0, b0 = x, y
	}
	for ; a0 < a1; a0++ {
		d.goneA[d.atA[a0]] = true
	}
	for ; b0 < b1; b0++ {
		d.newB[d.atB[b0]] = true
	}
	return true
}

// split returns a point on a shortest path from (a0, b0) to (a1, b1), or, if the
// search is given up, the furthest point that can be reached. Two searches run
// towards each other, from the beginning and from the end; where they meet is
// the point. Without steps left, the point means nothing.
func (d *differ) split(a0, a1, b0, b1 int32) (x, y int32) {
	n, m := a1-a0, b1-b0
	most := min(int32(d.limit), (n+m+1)/2) //nolint:gosec // at most maxSearch
	middle := most + 1
	for i := range 2*most + 3 {
		d.forward[i], d.backward[i] = -1, -1
	}
	d.forward[middle+1], d.backward[middle+1] = 0, 0
	d.steps -= int(2*most + 3)
	delta := n - m
	for e := range most + 1 {
		low, high := -(e - 2*max(0, e-m)), e-2*max(0, e-n)
		for k := low; k <= high; k += 2 {
			x := furthest(d.forward, middle+k, k, n, m)
			if x < 0 {
				continue
			}
			from := x
			for y := x - k; x < n && y < m && d.a[a0+x] == d.b[b0+y]; y++ {
				x++
			}
			d.forward[middle+k] = x
			if d.steps -= int(x-from) + 1; d.steps < 0 {
				return a0, b0
			}
			// The backward search is one step behind, on the diagonal delta-k.
			if c := delta - k; delta&1 != 0 && c > -e && c < e && x+d.backward[middle+c] >= n && d.backward[middle+c] >= 0 {
				return a0 + x, b0 + x - k
			}
		}
		for k := low; k <= high; k += 2 {
			x := furthest(d.backward, middle+k, k, n, m)
			if x < 0 {
				continue
			}
			from := x
			for y := x - k; x < n && y < m && d.a[a1-1-x] == d.b[b1-1-y]; y++ {
				x++
			}
			d.backward[middle+k] = x
			if d.steps -= int(x-from) + 1; d.steps < 0 {
				return a0, b0
			}
			if c := delta - k; delta&1 == 0 && c >= -e && c <= e && x+d.forward[middle+c] >= n && d.forward[middle+c] >= 0 {
				return a1 - x, b1 - x + k
			}
		}
	}
	return d.furthestPoint(a0, b0, n, m, most)
}

// furthest returns the furthest x from which diagonal k, at index i of v, can be
// entered: one to the right of the diagonal below, or one down from that above.
// It is -1 if both lead out of the n by m tokens.
func furthest(v []int32, i, k, n, m int32) int32 {
	x := int32(-1)
	if right := v[i-1]; right >= 0 && right < n {
		x = right + 1
	}
	if down := v[i+1]; down > x && down-k <= m {
		x = down
	}
	return x
}

// furthestPoint returns the point that the forward search has got furthest to.
func (d *differ) furthestPoint(a0, b0, n, m, most int32) (int32, int32) {
	middle := most + 1
	bestX, bestY := int32(0), int32(0)
	for k := -most; k <= most; k++ {
		x := d.forward[middle+k]
		y := x - k
		if x >= 0 && y >= 0 && x <= n && y <= m && x+y > bestX+bestY {
			bestX, bestY = x, y
		}
	}
	return a0 + bestX, b0 + bestY
}

// hunks gathers marked tokens that follow each other.
func hunks(goneA, newB []bool) []hunk {
	var all []hunk
	i, j := 0, 0
	for i < len(goneA) || j < len(newB) {
		h := hunk{a0: int32(i), b0: int32(j)}
		for i < len(goneA) && goneA[i] {
			i++
		}
		for j < len(newB) && newB[j] {
			j++
		}
		h.a1, h.b1 = int32(i), int32(j)
		if h.a0 < h.a1 || h.b0 < h.b1 {
			all = append(all, h)
			continue
		}
		i++
		j++
	}
	return all
}

// maxAccident is the longest stretch, in code points, that counts as kept by
// accident when more than that was written anew right beside it. Of 600 pairs of
// sentences rewritten at once, none was torn at 16 (600 at 0, 85 at 4); above 24,
// sentences that somebody only wrote around begin to appear twice.
const maxAccident = 16

// tidy joins hunks that only a short stretch parts: someone who writes a
// sentence anew does not keep the "the" in its middle, and a sentence of the
// other side must not end up around it. The idea is the semantic clean-up of
// Neil Fraser's diff-match-patch.
func (v *vocabulary) tidy(a, b []int32, hunks []hunk) []hunk {
	beforeA, beforeB := v.offsets(a), v.offsets(b)
	size := func(h hunk) int32 { return max(beforeA[h.a1]-beforeA[h.a0], beforeB[h.b1]-beforeB[h.b0]) }
	tidied := hunks[:0]
	for _, h := range hunks {
		for len(tidied) > 0 {
			p := tidied[len(tidied)-1]
			kept := beforeA[h.a0] - beforeA[p.a1]
			if kept > maxAccident || kept > max(size(p), size(h)) {
				break
			}
			h.a0, h.b0 = p.a0, p.b0
			tidied = tidied[:len(tidied)-1]
		}
		tidied = append(tidied, h)
	}
	return tidied
}

// offsets returns how many code points come before each token, and the sum.
func (v *vocabulary) offsets(tokens []int32) []int32 {
	offsets := make([]int32, len(tokens)+1)
	for i, t := range tokens {
		offsets[i+1] = offsets[i] + v.length[t]
	}
	return offsets
}
