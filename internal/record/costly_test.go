package record_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tend/internal/record"
)

// piece is a part of a long text, told in a few numbers: the character at i is
// From + ((Square*i*i + Step*i) % 104729) % Of, the number a prime one.
type piece struct {
	From    int  `json:"from"`
	Of      int  `json:"of"`
	Square  int  `json:"square,omitempty"`
	Step    int  `json:"step"`
	Count   int  `json:"count"`
	Reverse bool `json:"reverse,omitempty"`
}

type recipe []piece

func (r recipe) text() string {
	var b strings.Builder
	for _, p := range r {
		part := make([]rune, p.Count)
		for i := range part {
			part[i] = rune(p.From + (p.Square*i*i+p.Step*i)%104_729%p.Of)
		}
		if p.Reverse {
			slices.Reverse(part)
		}
		b.WriteString(string(part))
	}
	return b.String()
}

// costly is a merge of texts that are hard to compare, with what it gives. The
// web app's tests read the same file: a merge is given up after the same steps.
type costly struct {
	Name   string `json:"name"`
	Base   recipe `json:"base"`
	Ours   recipe `json:"ours"`
	Theirs recipe `json:"theirs"`
	Merged bool   `json:"merged"`
	SHA256 string `json:"sha256"`
}

func (c *costly) merge() (sum string, merged bool) {
	text, merged := record.MergeText(c.Base.text(), c.Ours.text(), c.Theirs.text())
	hash := sha256.Sum256([]byte(text))
	return hex.EncodeToString(hash[:]), merged
}

// TestMergeTextOfCostlyTextsGivesWhatTheVectorsSay fails when the count of steps
// changes, which the web app must then change too; TEND_GENERATE=1 writes the
// vectors anew.
func TestMergeTextOfCostlyTextsGivesWhatTheVectorsSay(t *testing.T) {
	const file = "testdata/merge.costly.json"
	if os.Getenv("TEND_GENERATE") == "1" {
		writeCostly(t, file)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []costly
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	given := map[bool]int{}
	for _, c := range vectors {
		given[c.Merged]++
		if sum, merged := c.merge(); merged != c.Merged || sum != c.SHA256 {
			t.Errorf("%s: merged %v, SHA-256 %s", c.Name, merged, sum)
		}
	}
	if given[true] < 3 || given[false] < 3 {
		t.Errorf("of %d vectors %d are merged", len(vectors), given[true])
	}
}

func TestTextsThatCostTooMuchAreBothKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, ours, theirs := anyRecipe.Draw(t, "base").text(), anyRecipe.Draw(t, "ours").text(), anyRecipe.Draw(t, "theirs").text()
		merged, ok := record.MergeText(base, ours, theirs)
		if !ok && (!strings.Contains(merged, ours) || !strings.Contains(merged, theirs)) {
			t.Fatal("the texts were neither merged nor both kept")
		}
		// An unchanged side costs nothing, whatever the other one is.
		if merged, ok := record.MergeText(base, base, theirs); !ok || merged != theirs {
			t.Fatal("the only edit there was did not stay")
		}
	})
}

var anyRecipe = rapid.Custom(func(t *rapid.T) recipe {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) piece {
		of := rapid.SampledFrom([]int{2, 20, 331, 19997}).Draw(t, "of")
		return piece{
			From: 0x4E00, Of: of, Square: rapid.IntRange(0, 1).Draw(t, "square"), Step: rapid.IntRange(1, of).Draw(t, "step"),
			Count: rapid.IntRange(1, 3000).Draw(t, "count"), Reverse: rapid.Bool().Draw(t, "reverse"),
		}
	}), 1, 3).Draw(t, "pieces")
})

func writeCostly(t *testing.T, file string) {
	t.Helper()
	repeated := func(n int) piece { return piece{From: 'x', Of: 1, Count: n} }
	marks := func(n int) recipe { return recipe{{From: '!', Of: 1, Count: n}} }
	periodic := func(n int) piece { return piece{From: '#', Of: 2, Step: 1, Count: n} }
	order := func(n, step int) piece { return piece{From: 0x4E00, Of: 19_997, Step: step, Count: n} }
	unlike := func(n, of, step int) recipe {
		return recipe{{From: 0x4E00, Of: of, Square: 7919, Step: step, Count: n}}
	}
	sign := func(from rune) piece { return piece{From: int(from), Of: 1, Count: 1} }
	vectors := []costly{
		{Name: "one word of one letter", Base: recipe{repeated(262_144)}, Ours: recipe{repeated(262_000)}, Theirs: recipe{repeated(131_072)}},
		{Name: "one sign, over and over", Base: marks(262_144), Ours: marks(262_044), Theirs: marks(131_072)},
		{
			Name:   "long stretches that almost repeat, around words in another order",
			Base:   recipe{periodic(80_000), order(100_000, 1), periodic(80_000), sign('p'), sign('!')},
			Ours:   recipe{sign('.'), periodic(79_999), order(100_000, 7919), periodic(80_000), sign('!'), sign('p')},
			Theirs: recipe{sign(','), periodic(79_999), order(100_000, 101), periodic(80_000), sign('!'), sign('p')},
		},
		{Name: "two signs without an order", Base: unlike(262_144, 2, 3), Ours: unlike(262_144, 2, 5), Theirs: unlike(262_144, 2, 11)},
		{Name: "many signs without an order", Base: unlike(262_144, 5003, 3), Ours: unlike(262_144, 5003, 5), Theirs: unlike(262_144, 5003, 11)},
	}
	// The longest texts of a kind that are merged, and the shortest that are not.
	for name, of := range map[string]int{"few signs": 5, "some signs": 23, "a good many signs": 101} {
		at := func(n int) costly {
			return costly{Name: name, Base: unlike(n, of, 3), Ours: unlike(n, of, 5), Theirs: unlike(n, of, 11)}
		}
		low, high := 1000, 262_144
		for high-low > 1 {
			middle := (low + high) / 2
			c := at(middle)
			if _, merged := c.merge(); merged {
				low = middle
			} else {
				high = middle
			}
		}
		vectors = append(vectors, at(low), at(high))
	}
	slices.SortStableFunc(vectors[5:], func(a, b costly) int { return strings.Compare(a.Name, b.Name) })
	var b bytes.Buffer
	for i, c := range vectors {
		c.SHA256, c.Merged = c.merge()
		line, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString([]string{"[\n", ",\n"}[min(i, 1)])
		b.Write(line)
	}
	b.WriteString("\n]\n")
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
