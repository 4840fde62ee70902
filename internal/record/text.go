package record

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxMergeLength is the length, in code points, above which texts are not merged.
const MaxMergeLength = 262144

// textsKept stands between two texts that were not merged.
const textsKept = "\n\n* * *\n\n"

// MergeText returns what becomes of a text when one side made ours of base and
// another made theirs of it. Every run of words that either side inserted is in
// the result as it was written, and every word of base that neither deleted, in
// order. Nothing else appears, but a space where two words would run together.
// Where both sides inserted at one place, ours comes first.
//
// Texts are not merged if one is above MaxMergeLength, or if finding what
// changed would take too many steps, as it does of texts that somebody made for
// that: the result then holds both, one after the other, and ok is false.
//
// The web app has the same function, in lib/merge/text.ts; both give the same
// result for every input, which testdata/merge.json holds them to.
func MergeText(base, ours, theirs string) (merged string, ok bool) {
	switch {
	case ours == theirs, theirs == base:
		return ours, true
	case ours == base:
		return theirs, true
	case tooLong(base) || tooLong(ours) || tooLong(theirs):
		return keepBoth(ours, theirs), false
	}
	v := newVocabulary(len(base))
	b, x, y := v.read(base), v.read(ours), v.read(theirs)
	ourHunks, ok := diff(b, x)
	if !ok {
		return keepBoth(ours, theirs), false
	}
	theirHunks, ok := diff(b, y)
	if !ok {
		return keepBoth(ours, theirs), false
	}
	m := merger{
		vocabulary: v, base: b, ours: x, theirs: y,
		ourHunks:   v.tidy(b, x, ourHunks),
		theirHunks: v.tidy(b, y, theirHunks),
		last:       classSpace,
	}
	m.out.Grow(len(ours) + len(theirs) - min(len(base), len(ours), len(theirs)))
	m.run()
	return m.out.String(), true
}

func tooLong(text string) bool {
	return len(text) > MaxMergeLength && utf8.RuneCountInString(text) > MaxMergeLength
}

func keepBoth(ours, theirs string) string {
	switch {
	case strings.HasPrefix(ours, theirs) || strings.HasSuffix(ours, theirs):
		return ours
	case strings.HasPrefix(theirs, ours) || strings.HasSuffix(theirs, ours):
		return theirs
	}
	return ours + textsKept + theirs
}

// merger puts the result together.
type merger struct {
	vocabulary           *vocabulary
	base, ours, theirs   []int32
	ourHunks, theirHunks []hunk
	out                  strings.Builder
	last                 class // of the token emitted last
}

// run walks over the base. Hunks of both sides that touch form a group: what
// both deleted goes, what both inserted comes.
func (m *merger) run() {
	at := int32(0)
	p, q := m.ourHunks, m.theirHunks
	for len(p) > 0 || len(q) > 0 {
		start := firstStart(p, q)
		end := start
		i, j := 0, 0
		for {
			if i < len(p) && p[i].a0 <= end {
				end = max(end, p[i].a1)
				i++
				continue
			}
			if j < len(q) && q[j].a0 <= end {
				end = max(end, q[j].a1)
				j++
				continue
			}
			break
		}
		m.emit(m.base[at:start])
		m.weave(p[:i], q[:j])
		at, p, q = end, p[i:], q[j:]
	}
	m.emit(m.base[at:])
}

// firstStart returns where the first group begins.
func firstStart(p, q []hunk) int32 {
	if len(q) == 0 || (len(p) > 0 && p[0].a0 <= q[0].a0) {
		return p[0].a0
	}
	return q[0].a0
}

// comesFirst reports whether what h inserts belongs before what g inserts: h
// begins before g, or inserts where g begins to delete.
func comesFirst(h, g hunk) bool {
	return h.a0 < g.a0 || (h.a0 == g.a0 && h.a0 == h.a1 && g.a0 < g.a1)
}

// weave emits what a group inserts, in the order in which its hunks begin. A
// hunk may hold words of the base that it only wrote around (see tidy); they
// stay in their order for that reason.
func (m *merger) weave(p, q []hunk) {
	if len(p) == 1 && len(q) == 1 {
		x, y := m.ours[p[0].b0:p[0].b1], m.theirs[q[0].b0:q[0].b1]
		if comesFirst(q[0], p[0]) {
			x, y = y, x
		}
		m.join(x, y)
		return
	}
	for first := true; len(p) > 0 || len(q) > 0; first = false {
		var tokens []int32
		if len(q) == 0 || len(p) > 0 && !comesFirst(q[0], p[0]) {
			tokens, p = m.ours[p[0].b0:p[0].b1], p[1:]
		} else {
			tokens, q = m.theirs[q[0].b0:q[0].b1], q[1:]
		}
		if first {
			m.emit(tokens)
		} else {
			m.follow(tokens)
		}
	}
}

// join emits what both sides inserted at one place; only once what both did.
func (m *merger) join(x, y []int32) {
	switch {
	case startsOrEndsWith(x, y):
		m.emit(x)
	case startsOrEndsWith(y, x):
		m.emit(y)
	default:
		m.emit(x)
		m.follow(y)
	}
}

// follow emits what another side inserted, apart from what comes before it.
func (m *merger) follow(tokens []int32) {
	if len(tokens) > 0 && m.last != classSpace && m.vocabulary.class[tokens[0]] == classWord {
		m.space()
	}
	m.emit(tokens)
}

func startsOrEndsWith(x, y []int32) bool {
	n := len(x) - len(y)
	return n >= 0 && (slices.Equal(x[:len(y)], y) || slices.Equal(x[n:], y))
}

func (m *merger) emit(tokens []int32) {
	for _, t := range tokens {
		c := m.vocabulary.class[t]
		if c == classWord && m.last == classWord {
			m.space()
		}
		m.out.WriteString(m.vocabulary.text[t])
		m.last = c
	}
}

func (m *merger) space() {
	m.out.WriteByte(' ')
	m.last = classSpace
}
