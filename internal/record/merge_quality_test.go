package record_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tend/internal/record"
)

var commonWords = strings.Fields(`the a of and to in is was he for it with as his on be at by i this had not are but from or
	have an they which one you were her all she there would their we him been has when who will more no if out so said what
	up about into than them can only other new some could time these two may then do first any my now such like our over
	man me even most made after also did many before must through back years where much your way well down`)

// TestSentencesWrittenAnewByBothSidesStayWhole holds the merge to what people
// expect of it beyond its laws: neither sentence is torn by what they share.
func TestSentencesWrittenAnewByBothSidesStayWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	sentence := func(words int) string {
		s := make([]string, words)
		for i := range s {
			s[i] = pick(r, commonWords)
		}
		return strings.Join(s, " ")
	}
	for i := range 300 {
		lines := []string{sentence(10) + ".", sentence(6) + ".", sentence(14) + ".", sentence(9) + "."}
		base := strings.Join(lines, "\n")
		at := r.IntN(len(lines))
		ours, theirs := fmt.Sprintf("ours%d %s", i, sentence(8)), fmt.Sprintf("theirs%d %s", i, sentence(8))
		rewrite := func(sentence string) string {
			l := append([]string{}, lines...)
			l[at] = sentence
			return strings.Join(l, "\n")
		}
		merged, _ := record.MergeText(base, rewrite(ours), rewrite(theirs))
		if !strings.Contains(merged, ours) || !strings.Contains(merged, theirs) {
			t.Fatalf("%q and %q instead of %q became\n%s", ours, theirs, lines[at], merged)
		}
	}
}

func TestMergingHostileTextsComesToAnEnd(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for _, words := range []int{2, 5000} {
		base, ours, theirs := prose(r, 120_000, words), prose(r, 120_000, words), prose(r, 120_000, words)
		started := time.Now()
		record.MergeText(base, ours, theirs)
		// About 100 ms on a quiet machine; without a bound on its steps, minutes.
		if took := time.Since(started); took > 30*time.Second {
			t.Errorf("three texts over %d words took %s", words, took)
		}
	}
}
