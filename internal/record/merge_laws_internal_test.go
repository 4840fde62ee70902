package record

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var anyWord = rapid.SampledFrom([]string{
	"a", "b", "c", "d", "the", "long-word", "x", ".", ",", " ", " ", " ", "\n", "\r\n", "会", "議", "👍🏽", "🇩🇪", "नमस्ते", "é",
})

var anyText = rapid.Custom(func(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(anyWord, 0, 40).Draw(t, "words"), "")
})

// anyEdit draws an edit of text: a few stretches of words replaced by others.
func anyEdit(t *rapid.T, text, name string) string {
	v := newVocabulary(0)
	tokens := v.read(text)
	words := make([]string, len(tokens))
	for i, token := range tokens {
		words[i] = v.text[token]
	}
	for range rapid.IntRange(0, 4).Draw(t, name+" edits") {
		from := rapid.IntRange(0, len(words)).Draw(t, "from")
		to := rapid.IntRange(from, min(from+6, len(words))).Draw(t, "to")
		words = slices.Replace(words, from, to, rapid.SliceOfN(anyWord, 0, 6).Draw(t, "inserted")...)
	}
	return strings.Join(words, "")
}

func merge(t *rapid.T, base, ours, theirs string) string {
	merged, ok := MergeText(base, ours, theirs)
	if !ok {
		t.Fatal("short texts were not merged")
	}
	return merged
}

func TestMergeWithAnUnchangedSideIsTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := anyText.Draw(t, "base")
		edit := anyEdit(t, base, "edit")
		for _, got := range []string{merge(t, base, edit, base), merge(t, base, base, edit), merge(t, base, edit, edit)} {
			if got != edit {
				t.Fatalf("got %q, want %q", got, edit)
			}
		}
	})
}

// TestMergeKeepsWhatNobodyDeletedAndAllThatAnybodyInserted looks at the merge
// from inside: what counts as deleted and inserted is what the diffs say.
func TestMergeKeepsWhatNobodyDeletedAndAllThatAnybodyInserted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := anyText.Draw(t, "base")
		ours, theirs := anyEdit(t, base, "our"), anyEdit(t, base, "their")
		merged := merge(t, base, ours, theirs)
		v := newVocabulary(0)
		b, x, y := v.read(base), v.read(ours), v.read(theirs)
		p, q := v.tidy(b, x, mustDiff(t, b, x)), v.tidy(b, y, mustDiff(t, b, y))

		kept := ""
		gone := make([]bool, len(b))
		for _, h := range slices.Concat(p, q) {
			for i := h.a0; i < h.a1; i++ {
				gone[i] = true
			}
		}
		for i, token := range b {
			if !gone[i] {
				kept += v.text[token]
			}
		}
		if !isSubsequence(kept, merged) {
			t.Fatalf("%q lost some of %q, which nobody deleted", merged, kept)
		}
		inserted := 0
		for _, h := range p {
			inserted += mustContain(t, v, merged, x[h.b0:h.b1])
		}
		for _, h := range q {
			inserted += mustContain(t, v, merged, y[h.b0:h.b1])
		}
		if most := len(strip(kept)) + inserted; len(strip(merged)) > most {
			t.Fatalf("%q has more than was kept and inserted", merged)
		}
	})
}

// mustContain fails unless the run of tokens is in the text as it was written,
// and returns how long it is without spaces.
func mustContain(t *rapid.T, v *vocabulary, text string, run []int32) int {
	written := ""
	for _, token := range run {
		written += v.text[token]
	}
	if !strings.Contains(text, written) {
		t.Fatalf("%q lacks %q, which was inserted", text, written)
	}
	return len(strip(written))
}

func strip(s string) string { return strings.ReplaceAll(s, " ", "") }

func isSubsequence(part, whole string) bool {
	rest := []rune(part)
	for _, r := range whole {
		if len(rest) > 0 && rest[0] == r {
			rest = rest[1:]
		}
	}
	return len(rest) == 0
}

func TestMergeHasTheSameWordsWhicheverSideComesFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := anyText.Draw(t, "base")
		ours, theirs := anyEdit(t, base, "our"), anyEdit(t, base, "their")
		one, other := []byte(strip(merge(t, base, ours, theirs))), []byte(strip(merge(t, base, theirs, ours)))
		slices.Sort(one)
		slices.Sort(other)
		if string(one) != string(other) {
			t.Fatalf("%q, or the other way round %q", one, other)
		}
	})
}

func TestTokensGiveTheTextBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(anyText, rapid.String()).Draw(t, "text")
		v := newVocabulary(0)
		var b strings.Builder
		for _, token := range v.read(text) {
			b.WriteString(v.text[token])
		}
		if b.String() != text {
			t.Fatalf("got %q, want %q", b.String(), text)
		}
	})
}

func TestTokensAreWhatPeopleTakeForOne(t *testing.T) {
	for text, want := range map[string]string{
		"Ana's well-known dog.": "Ana's| |well-known| |dog|.",
		"a \t\n\r\nb":           "a| \t|\n|\r\n|b",
		"今日は":                   "今|日|は",
		"か\u3099":               "か\u3099",
		"e\u0301te\u0301":       "e\u0301te\u0301",
		"👨\u200d👩\u200d👧👍🏽❤\ufe0f": "👨\u200d👩\u200d👧|👍🏽|❤\ufe0f",
		"🇩🇪🇫🇷🇨":                    "🇩🇪|🇫🇷|🇨",
		"नमस्ते दुनिया":            "नमस्ते| |दुनिया",
		"ที่บ้าน":                  "ที่|บ้|า|น",
		"\u0301a":                  "\u0301|a",
	} {
		v := newVocabulary(0)
		var got []string
		for _, token := range v.read(text) {
			got = append(got, v.text[token])
		}
		if strings.Join(got, "|") != want {
			t.Errorf("tokens of %q: %q, want %q", text, strings.Join(got, "|"), want)
		}
	}
}

func TestSpansAreSortedAndApart(t *testing.T) {
	for i, s := range spans {
		if s.from > s.to || (i > 0 && s.from <= spans[i-1].to) {
			t.Errorf("span %d from %X to %X is out of order", i, s.from, s.to)
		}
	}
}
