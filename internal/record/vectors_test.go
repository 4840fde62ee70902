package record_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"tend/internal/record"
)

// vector is one merge with its result. The web app's tests read the same files.
type vector struct {
	Name   string `json:"name,omitempty"`
	Base   string `json:"base"`
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
	Merged string `json:"merged"`
}

func readVectors(t testing.TB, file string) []vector {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return vectors
}

func TestMergeTextGivesWhatTheVectorsSay(t *testing.T) {
	for _, v := range readVectors(t, "merge.json") {
		if got, ok := record.MergeText(v.Base, v.Ours, v.Theirs); got != v.Merged || !ok {
			t.Errorf("%s:\ngot  %q\nwant %q", v.Name, got, v.Merged)
		}
	}
}

// TestMergeTextGivesWhatTheGeneratedVectorsSay fails when a merge changes, which
// the web app must then change too; TEND_GENERATE=1 writes the vectors anew.
func TestMergeTextGivesWhatTheGeneratedVectorsSay(t *testing.T) {
	if os.Getenv("TEND_GENERATE") == "1" {
		words := generateVectors(rand.New(rand.NewPCG(20261121, 1)), 320)
		paragraphs := paragraphVectors(rand.New(rand.NewPCG(20261122, 1)), 60)
		writeVectors(t, "merge.generated.json", append(words, paragraphs...))
	}
	for i, v := range readVectors(t, "merge.generated.json") {
		if got, ok := record.MergeText(v.Base, v.Ours, v.Theirs); got != v.Merged || !ok {
			t.Errorf("vector %d: MergeText(%q, %q, %q)\ngot  %q\nwant %q", i, v.Base, v.Ours, v.Theirs, got, v.Merged)
		}
	}
}

func writeVectors(t *testing.T, file string, vectors []vector) {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("[\n")
	for i, v := range vectors {
		if i > 0 {
			b.WriteString(",\n")
		}
		var line bytes.Buffer
		e := json.NewEncoder(&line)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
		b.Write(bytes.TrimSpace(line.Bytes()))
	}
	b.WriteString("\n]\n")
	if err := os.WriteFile("testdata/"+file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// alphabets are the words that generated texts are made of.
var alphabets = [][]string{
	strings.Fields("the a of met lunch about job dog birthday trip sister moved call next week coffee . , !"),
	{"äpfel", "größe", "naïve", "e\u0301te\u0301", "can't", "don’t", "well-known", "x_1", "42", "—", "…"},
	{"会", "議", "で", "話", "し", "た", "。", "、", "か\u3099", "ｶﾅ", "東京"},
	{"سلام", "مرحبا،", "שלום", "नमस्ते", "क्\u200dष", "สวัสดี", "ที่", "ប្រាប់", "မြန်မာ"},
	{"👋", "👨\u200d👩\u200d👧", "👍🏽", "🇩🇪", "🇩🇪🇫🇷", "❤\ufe0f", "1\ufe0f\u20e3", "𝒳", "😀😀"},
	{"\r\n", "\n", "\r", "\t", "  ", "\u00a0", "\u3000", "\u2028", "\u0301", "\u200d", "\ufe0f", "- item", "\u0085"},
}

var separators = []string{" ", " ", " ", "\n", "\r\n", "", "  "}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

func randomText(r *rand.Rand, words int) string {
	var b strings.Builder
	alphabet := alphabets[r.IntN(len(alphabets))]
	for range words {
		if r.IntN(8) == 0 {
			alphabet = alphabets[r.IntN(len(alphabets))]
		}
		b.WriteString(pick(r, alphabet))
		b.WriteString(pick(r, separators))
	}
	return b.String()
}

// editAtRunes replaces stretches of text anywhere, within words too.
func editAtRunes(r *rand.Rand, text string, edits int) string {
	runes := []rune(text)
	for range edits {
		from := r.IntN(len(runes) + 1)
		to := min(len(runes), from+r.IntN(8)*r.IntN(2))
		inserted := ""
		if r.IntN(4) > 0 {
			inserted = randomText(r, r.IntN(4))
		}
		runes = append(append(append([]rune{}, runes[:from]...), []rune(inserted)...), runes[to:]...)
	}
	return string(runes)
}

func generateVectors(r *rand.Rand, n int) []vector {
	vectors := make([]vector, n)
	for i := range vectors {
		base := randomText(r, r.IntN(18))
		ours, theirs := editAtRunes(r, base, r.IntN(5)), editAtRunes(r, base, r.IntN(5))
		if r.IntN(12) == 0 {
			theirs = editAtRunes(r, ours, r.IntN(3))
		}
		merged, _ := record.MergeText(base, ours, theirs)
		vectors[i] = vector{Base: base, Ours: ours, Theirs: theirs, Merged: merged}
	}
	return vectors
}

// paragraphVectors are of what notes look like: paragraphs that one side moves
// or splits while the other writes in them, and lines that never break.
func paragraphVectors(r *rand.Rand, n int) []vector {
	vectors := make([]vector, n)
	for i := range vectors {
		br := pick(r, []string{"\n\n", "\r\n\r\n", "\n"})
		paragraphs := make([]string, 2+r.IntN(4))
		for p := range paragraphs {
			paragraphs[p] = strings.Join(strings.Fields(randomText(r, 3+r.IntN(6)*(1+r.IntN(8)))), " ")
		}
		base := strings.Join(paragraphs, br)
		ours, theirs := movedParagraph(r, paragraphs, br), editAtRunes(r, base, 1+r.IntN(4))
		if r.IntN(4) == 0 {
			theirs = movedParagraph(r, paragraphs, br)
		}
		merged, _ := record.MergeText(base, ours, theirs)
		vectors[i] = vector{Base: base, Ours: ours, Theirs: theirs, Merged: merged}
	}
	return vectors
}

func movedParagraph(r *rand.Rand, paragraphs []string, br string) string {
	from, to := r.IntN(len(paragraphs)), r.IntN(len(paragraphs))
	rest := slices.Delete(slices.Clone(paragraphs), from, from+1)
	return strings.Join(slices.Insert(rest, min(to, len(rest)), paragraphs[from]), br)
}
