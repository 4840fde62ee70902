package record

import "unicode/utf8"

// A text is merged token by token: words, runs of white space, line breaks, and
// everything else character by character. Scripts that are written without
// spaces go character by character too.
//
// The classes are given here as ranges, not taken from the Unicode tables of Go
// or of the browser: those are of different editions, and both sides must cut a
// text at the same places.

type class uint8

const (
	classSpace  class = iota // white space
	classBreak               // a line break; a token of its own, then counted as space
	classWord                // goes on a word
	classOther               // a token of its own
	classExtend              // belongs to the character before it
	classFlag                // half of a flag
)

const zeroWidthJoiner = 0x200D

// span is a range of code points of one class.
type span struct {
	from, to rune
	class    class
}

// spans is sorted; what it does not name is classOther.
var spans = [...]span{
	{0x0009, 0x0009, classSpace},
	{0x000A, 0x000A, classBreak},
	{0x000B, 0x000C, classSpace},
	{0x000D, 0x000D, classBreak},
	{0x0020, 0x0020, classSpace},
	{0x0027, 0x0027, classWord},
	{0x002D, 0x002D, classWord},
	{0x0030, 0x0039, classWord},
	{0x0041, 0x005A, classWord},
	{0x005F, 0x005F, classWord},
	{0x0061, 0x007A, classWord},
	{0x0085, 0x0085, classBreak},
	{0x00A0, 0x00A0, classSpace},
	{0x00AA, 0x00AA, classWord},
	{0x00AD, 0x00AD, classWord},
	{0x00B5, 0x00B5, classWord},
	{0x00BA, 0x00BA, classWord},
	{0x00C0, 0x00D6, classWord},
	{0x00D8, 0x00F6, classWord},
	{0x00F8, 0x02FF, classWord},
	{0x0300, 0x036F, classExtend},
	{0x0370, 0x037D, classWord},
	{0x037F, 0x0482, classWord},
	{0x0483, 0x0489, classExtend},
	{0x048A, 0x0588, classWord},
	{0x0591, 0x05BD, classWord},
	{0x05BF, 0x05BF, classWord},
	{0x05C1, 0x05C2, classWord},
	{0x05C4, 0x05C5, classWord},
	{0x05C7, 0x05F4, classWord},
	{0x0610, 0x061A, classWord},
	{0x0620, 0x0669, classWord},
	{0x066E, 0x06D3, classWord},
	{0x06D5, 0x06FF, classWord},
	{0x070F, 0x0963, classWord},
	{0x0966, 0x0DF3, classWord},
	{0x0E31, 0x0E31, classExtend},
	{0x0E34, 0x0E3A, classExtend},
	{0x0E47, 0x0E4E, classExtend},
	{0x0EB1, 0x0EB1, classExtend},
	{0x0EB4, 0x0EBC, classExtend},
	{0x0EC8, 0x0ECE, classExtend},
	{0x0F71, 0x0F84, classExtend},
	{0x0F8D, 0x0FBC, classExtend},
	{0x102B, 0x103E, classExtend},
	{0x1056, 0x1059, classExtend},
	{0x105E, 0x1060, classExtend},
	{0x1062, 0x1064, classExtend},
	{0x1067, 0x106D, classExtend},
	{0x1071, 0x1074, classExtend},
	{0x1082, 0x108D, classExtend},
	{0x108F, 0x108F, classExtend},
	{0x109A, 0x109D, classExtend},
	{0x10A0, 0x10FA, classWord},
	{0x10FC, 0x135F, classWord},
	{0x1369, 0x166C, classWord},
	{0x166F, 0x167F, classWord},
	{0x1680, 0x1680, classSpace},
	{0x1681, 0x169A, classWord},
	{0x16A0, 0x1734, classWord},
	{0x1740, 0x1773, classWord},
	{0x17B4, 0x17D3, classExtend},
	{0x180B, 0x1AAF, classWord},
	{0x1AB0, 0x1AFF, classExtend},
	{0x1B00, 0x1DBF, classWord},
	{0x1DC0, 0x1DFF, classExtend},
	{0x1E00, 0x1FFE, classWord},
	{0x2000, 0x200A, classSpace},
	{0x200C, 0x200D, classExtend},
	{0x2019, 0x2019, classWord},
	{0x2028, 0x2029, classBreak},
	{0x202F, 0x202F, classSpace},
	{0x205F, 0x205F, classSpace},
	{0x2071, 0x2071, classWord},
	{0x207F, 0x207F, classWord},
	{0x2090, 0x209C, classWord},
	{0x20D0, 0x20FF, classExtend},
	{0x2C00, 0x2DFF, classWord},
	{0x3000, 0x3000, classSpace},
	{0x302A, 0x302F, classExtend},
	{0x3099, 0x309A, classExtend},
	{0xA4D0, 0xA4FD, classWord},
	{0xA500, 0xA97F, classWord},
	{0xA9E0, 0xABFF, classWord},
	{0xAC00, 0xD7FF, classWord},
	{0xFB00, 0xFD3D, classWord},
	{0xFD50, 0xFDFB, classWord},
	{0xFE00, 0xFE0F, classExtend},
	{0xFE20, 0xFE2F, classExtend},
	{0xFE70, 0xFEFC, classWord},
	{0xFF10, 0xFF19, classWord},
	{0xFF21, 0xFF3A, classWord},
	{0xFF41, 0xFF5A, classWord},
	{0x10000, 0x16FFF, classWord},
	{0x1D400, 0x1D7FF, classWord},
	{0x1E000, 0x1EFFF, classWord},
	{0x1F1E6, 0x1F1FF, classFlag},
	{0x1F3FB, 0x1F3FF, classExtend},
	{0xE0020, 0xE007F, classExtend},
	{0xE0100, 0xE01EF, classExtend},
}

// classOf finds the class of r by bisection.
func classOf(r rune) class {
	low, high := 0, len(spans)
	for low < high {
		mid := (low + high) >> 1
		if spans[mid].to < r {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(spans) && spans[low].from <= r {
		return spans[low].class
	}
	return classOther
}

// asciiClasses spares most texts the bisection.
var asciiClasses = func() (classes [128]class) {
	for r := range classes {
		classes[r] = classOf(rune(r))
	}
	return classes
}()

// vocabulary numbers the tokens of the texts that are merged.
type vocabulary struct {
	ids    map[string]int32
	text   []string
	class  []class // classSpace, classWord or classOther
	length []int32 // in code points
}

// newVocabulary returns an empty vocabulary with room for the words of a text of
// size bytes; long texts repeat themselves.
func newVocabulary(size int) *vocabulary {
	n := min(size/6+16, 2048)
	return &vocabulary{
		ids: make(map[string]int32, n), text: make([]string, 0, n), class: make([]class, 0, n), length: make([]int32, 0, n),
	}
}

// read cuts text into tokens and returns their numbers.
func (v *vocabulary) read(text string) []int32 {
	tokens := make([]int32, 0, len(text)/3+8)
	c := cutter{text: text}
	for c.pos < len(text) {
		start := c.pos
		class := c.token()
		token := text[start:c.pos]
		id, known := v.ids[token]
		if !known {
			id = int32(len(v.text)) //nolint:gosec // a text is at most some hundred kilobytes
			v.ids[token] = id
			v.text = append(v.text, token)
			v.class = append(v.class, class)
			v.length = append(v.length, int32(utf8.RuneCountInString(token))) //nolint:gosec // as above
		}
		tokens = append(tokens, id)
	}
	return tokens
}

// cutter finds where tokens end.
type cutter struct {
	text string
	pos  int
}

// next returns the code point at pos, its class and its size, 0 at the end.
func (c *cutter) next() (rune, class, int) {
	if c.pos >= len(c.text) {
		return 0, classOther, 0
	}
	if b := c.text[c.pos]; b < utf8.RuneSelf {
		return rune(b), asciiClasses[b], 1
	}
	r, size := utf8.DecodeRuneInString(c.text[c.pos:])
	return r, classOf(r), size
}

// token moves past one token and returns its class.
func (c *cutter) token() class {
	r, k, size := c.next()
	c.pos += size
	switch k {
	case classBreak:
		if next, _, n := c.next(); r == '\r' && next == '\n' {
			c.pos += n
		}
		return classSpace
	case classSpace:
		c.skip(classSpace, classSpace)
		return classSpace
	case classWord:
		c.skip(classWord, classExtend)
		return classWord
	case classFlag:
		if _, next, n := c.next(); next == classFlag {
			c.pos += n
		}
	case classOther, classExtend:
	}
	c.extend()
	return classOther
}

func (c *cutter) skip(a, b class) {
	for {
		_, k, size := c.next()
		if size == 0 || (k != a && k != b) {
			return
		}
		c.pos += size
	}
}

// extend moves past what belongs to the character before: marks, shades of
// skin, and what a joiner joins to it.
func (c *cutter) extend() {
	for {
		r, k, size := c.next()
		if size == 0 || k != classExtend {
			return
		}
		c.pos += size
		if r != zeroWidthJoiner {
			continue
		}
		if _, k, size := c.next(); k == classOther {
			c.pos += size
		}
	}
}
