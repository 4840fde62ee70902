package record

import (
	"math/rand/v2"
	"testing"
)

// lcs returns the length of the longest common subsequence, the slow sure way.
func lcs(a, b []int32) int {
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			above := row[j+1]
			switch {
			case a[i] == b[j]:
				row[j+1] = diagonal + 1
			case row[j] > above:
				row[j+1] = row[j]
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

// checkDiff applies the hunks to a and returns how many tokens they keep.
func checkDiff(t *testing.T, a, b []int32, hunks []hunk) int {
	t.Helper()
	kept, i, j := 0, int32(0), int32(0)
	for n, h := range hunks {
		if h.a0-i != h.b0-j || h.a0 < i || (n > 0 && h.a0 == i) || h.a1 < h.a0 || h.b1 < h.b0 {
			t.Fatalf("hunk %d of %v does not follow the one before", n, hunks)
		}
		for ; i < h.a0; i, j = i+1, j+1 {
			if a[i] != b[j] {
				t.Fatalf("%v keeps token %d, which differs", hunks, i)
			}
			kept++
		}
		i, j = h.a1, h.b1
	}
	if int(i)+len(b)-int(j) != len(a) {
		t.Fatalf("%v do not lead from %v to %v", hunks, a, b)
	}
	for ; int(i) < len(a); i, j = i+1, j+1 {
		if a[i] != b[j] {
			t.Fatalf("%v keeps token %d, which differs", hunks, i)
		}
		kept++
	}
	return kept
}

func mustDiff(t interface{ Fatal(...any) }, a, b []int32) []hunk {
	hunks, ok := diff(a, b)
	if !ok {
		t.Fatal("the diff was given up")
	}
	return hunks
}

func randomTokens(r *rand.Rand, n, vocabulary int) []int32 {
	tokens := make([]int32, n)
	for i := range tokens {
		tokens[i] = int32(r.IntN(vocabulary))
	}
	return tokens
}

func TestDiffKeepsAsMuchAsCanBeKept(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		a := randomTokens(r, r.IntN(14), 1+r.IntN(5))
		b := randomTokens(r, r.IntN(14), 1+r.IntN(5))
		if kept, want := checkDiff(t, a, b, mustDiff(t, a, b)), lcs(a, b); kept != want {
			t.Fatalf("diff(%v, %v) keeps %d tokens, %d can be kept", a, b, kept, want)
		}
	}
}

func TestDiffStaysRightWhenItsSearchIsGivenUp(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, vocabulary := range []int{2, 20, 1000} {
		a, b := randomTokens(r, 20_000, vocabulary), randomTokens(r, 20_000, vocabulary)
		checkDiff(t, a, b, mustDiff(t, a, b))
	}
}
