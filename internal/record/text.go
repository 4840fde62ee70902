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
// both deleted goes, what both inserted comes, ours and then theirs.
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
		x, y := inserted(p[:i], m.ours), inserted(q[:j], m.theirs)
		if i > 0 && j > 0 && comesFirst(q[0], p[0]) {
			x, y = y, x
		}
		m.join(x, y)
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

func inserted(hunks []hunk, side []int32) []int32 {
	if len(hunks) == 1 {
		return side[hunks[0].b0:hunks[0].b1]
	}
	var all []int32
	for _, h := range hunks {
		all = append(all, side[h.b0:h.b1]...)
	}
	return all
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
		if m.last != classSpace && m.vocabulary.class[y[0]] == classWord {
			m.space()
		}
		m.emit(y)
	}
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
