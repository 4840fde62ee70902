package record_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tend/internal/record"
)

// prose returns about n bytes of sentences over a vocabulary of the given size.
func prose(r *rand.Rand, n, vocabulary int) string {
	var b strings.Builder
	for b.Len() < n {
		for w := range 8 + r.IntN(8) {
			if w > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "w%d", r.IntN(vocabulary))
		}
		b.WriteString(".\n")
	}
	return b.String()[:n]
}

// revise inserts, deletes and replaces n stretches of text.
func revise(r *rand.Rand, text string, n int) string {
	for i := range n {
		at := r.IntN(len(text))
		end := min(len(text), at+r.IntN(60))
		text = text[:at] + fmt.Sprintf(" new%d ", i) + text[end:]
	}
	return text
}

func BenchmarkMergeText(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		name             string
		size, vocabulary int
		unlike           bool
	}{
		{"500B", 500, 500, false},
		{"5KB", 5_000, 2000, false},
		{"50KB", 50_000, 5000, false},
		{"250KB", 250_000, 5000, false},
		{"50KB-unlike", 50_000, 5000, true},
		{"50KB-unlike-few-words", 50_000, 20, true},
		{"250KB-unlike", 250_000, 5000, true},
		{"250KB-unlike-few-words", 250_000, 20, true},
		{"250KB-unlike-2-words", 250_000, 2, true},
	} {
		base := prose(r, c.size, c.vocabulary)
		ours, theirs := revise(r, base, 20), revise(r, base, 20)
		if c.unlike {
			ours, theirs = prose(r, c.size, c.vocabulary), prose(r, c.size, c.vocabulary)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				// Of texts too unlike both are kept: giving up has its cost, too.
				if _, ok := record.MergeText(base, ours, theirs); !ok && !c.unlike {
					b.Fatal("not merged")
				}
			}
		})
	}
	mixed := func() string {
		runes := make([]rune, 250_000)
		for i := range runes {
			runes[i] = rune(0x4E00 + r.IntN(500))
		}
		return string(runes)
	}
	base, ours, theirs := mixed(), mixed(), mixed()
	b.Run("250k-ideographs-unlike", func(b *testing.B) {
		for b.Loop() {
			record.MergeText(base, ours, theirs)
		}
	})
}

// BenchmarkMergeOfNotes merges notes of 50 KB, no two the same, and says how long
// the slowest of a hundred take: 50 ms is the bound for notes that both sides
// edited, and 300 ms for any, also if they have nothing in common.
func BenchmarkMergeOfNotes(b *testing.B) {
	edited := func(r *rand.Rand, base string) string { return revise(r, base, 1+r.IntN(200)) }
	unlike := func(r *rand.Rand, _ string) string { return prose(r, 50_000, 50+r.IntN(5000)) }
	for name, write := range map[string]func(*rand.Rand, string) string{"edited": edited, "unlike": unlike} {
		b.Run(name, func(b *testing.B) {
			r := rand.New(rand.NewPCG(2, 1))
			var took []time.Duration
			for b.Loop() {
				b.StopTimer()
				base := prose(r, 50_000, 50+r.IntN(5000))
				ours, theirs := write(r, base), write(r, base)
				b.StartTimer()
				begun := time.Now()
				record.MergeText(base, ours, theirs)
				took = append(took, time.Since(begun))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
		})
	}
}
