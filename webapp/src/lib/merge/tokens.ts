/**
 * Cuts texts into the tokens that they are merged by: words, runs of white space, line breaks, and
 * everything else character by character. Scripts that are written without spaces go character by
 * character too.
 *
 * The classes are given here as ranges, not taken from the Unicode tables of the browser or of Go:
 * those are of different editions, and both sides must cut a text at the same places. The ranges
 * are those of internal/record/tokens.go.
 */

/** White space. */
export const space = 0;
/** A line break; a token of its own, then counted as space. */
const lineBreak = 1;
/** Goes on a word. */
export const word = 2;
/** A token of its own. */
export const other = 3;
/** Belongs to the character before it. */
const extend = 4;
/** Half of a flag. */
const flag = 5;

const zeroWidthJoiner = 0x200d;

/** Triples of the first and the last code point of a range and their class, sorted. */
// prettier-ignore
const spans = /* @__PURE__ */ Int32Array.of(
	0x0009, 0x0009, space, 0x000a, 0x000a, lineBreak, 0x000b, 0x000c, space,
	0x000d, 0x000d, lineBreak, 0x0020, 0x0020, space, 0x0027, 0x0027, word,
	0x002d, 0x002d, word, 0x0030, 0x0039, word, 0x0041, 0x005a, word,
	0x005f, 0x005f, word, 0x0061, 0x007a, word, 0x0085, 0x0085, lineBreak,
	0x00a0, 0x00a0, space, 0x00aa, 0x00aa, word, 0x00ad, 0x00ad, word,
	0x00b5, 0x00b5, word, 0x00ba, 0x00ba, word, 0x00c0, 0x00d6, word,
	0x00d8, 0x00f6, word, 0x00f8, 0x02ff, word, 0x0300, 0x036f, extend,
	0x0370, 0x037d, word, 0x037f, 0x0482, word, 0x0483, 0x0489, extend,
	0x048a, 0x0588, word, 0x0591, 0x05bd, word, 0x05bf, 0x05bf, word,
	0x05c1, 0x05c2, word, 0x05c4, 0x05c5, word, 0x05c7, 0x05f4, word,
	0x0610, 0x061a, word, 0x0620, 0x0669, word, 0x066e, 0x06d3, word,
	0x06d5, 0x06ff, word, 0x070f, 0x0963, word, 0x0966, 0x0df3, word,
	0x0e31, 0x0e31, extend, 0x0e34, 0x0e3a, extend, 0x0e47, 0x0e4e, extend,
	0x0eb1, 0x0eb1, extend, 0x0eb4, 0x0ebc, extend, 0x0ec8, 0x0ece, extend,
	0x0f71, 0x0f84, extend, 0x0f8d, 0x0fbc, extend, 0x102b, 0x103e, extend,
	0x1056, 0x1059, extend, 0x105e, 0x1060, extend, 0x1062, 0x1064, extend,
	0x1067, 0x106d, extend, 0x1071, 0x1074, extend, 0x1082, 0x108d, extend,
	0x108f, 0x108f, extend, 0x109a, 0x109d, extend, 0x10a0, 0x10fa, word,
	0x10fc, 0x135f, word, 0x1369, 0x166c, word, 0x166f, 0x167f, word,
	0x1680, 0x1680, space, 0x1681, 0x169a, word, 0x16a0, 0x1734, word,
	0x1740, 0x1773, word, 0x17b4, 0x17d3, extend, 0x180b, 0x1aaf, word,
	0x1ab0, 0x1aff, extend, 0x1b00, 0x1dbf, word, 0x1dc0, 0x1dff, extend,
	0x1e00, 0x1ffe, word, 0x2000, 0x200a, space, 0x200c, 0x200d, extend,
	0x2019, 0x2019, word, 0x2028, 0x2029, lineBreak, 0x202f, 0x202f, space,
	0x205f, 0x205f, space, 0x2071, 0x2071, word, 0x207f, 0x207f, word,
	0x2090, 0x209c, word, 0x20d0, 0x20ff, extend, 0x2c00, 0x2dff, word,
	0x3000, 0x3000, space, 0x302a, 0x302f, extend, 0x3099, 0x309a, extend,
	0xa4d0, 0xa4fd, word, 0xa500, 0xa97f, word, 0xa9e0, 0xabff, word,
	0xac00, 0xd7ff, word, 0xfb00, 0xfd3d, word, 0xfd50, 0xfdfb, word,
	0xfe00, 0xfe0f, extend, 0xfe20, 0xfe2f, extend, 0xfe70, 0xfefc, word,
	0xff10, 0xff19, word, 0xff21, 0xff3a, word, 0xff41, 0xff5a, word,
	0x10000, 0x16fff, word, 0x1d400, 0x1d7ff, word, 0x1e000, 0x1efff, word,
	0x1f1e6, 0x1f1ff, flag, 0x1f3fb, 0x1f3ff, extend, 0xe0020, 0xe007f, extend,
	0xe0100, 0xe01ef, extend
);

/** Finds the class of a code point by bisection. */
function classOf(codePoint: number): number {
	let low = 0;
	let high = spans.length / 3;
	while (low < high) {
		const mid = (low + high) >> 1;
		if ((spans[3 * mid + 1] ?? 0) < codePoint) low = mid + 1;
		else high = mid;
	}
	const from = spans[3 * low];
	return from !== undefined && from <= codePoint ? (spans[3 * low + 2] ?? other) : other;
}

/** Finds where the tokens of a text end. */
class Cutter {
	pos = 0;
	readonly #text: string;

	constructor(text: string) {
		this.#text = text;
	}

	/** The class of the code point at `pos`, -1 at the end. */
	#next(): number {
		const codePoint = this.#text.codePointAt(this.pos);
		return codePoint === undefined ? -1 : classOf(codePoint);
	}

	/** Moves past one code point. */
	#step(): void {
		this.pos += (this.#text.codePointAt(this.pos) ?? 0) > 0xffff ? 2 : 1;
	}

	/** Moves past one token and returns its class. */
	token(): number {
		const first = this.#text.charCodeAt(this.pos);
		const kind = this.#next();
		this.#step();
		if (kind === lineBreak) {
			if (first === 0x0d && this.#text.charCodeAt(this.pos) === 0x0a) this.pos++;
			return space;
		}
		if (kind === space) {
			while (this.#next() === space) this.#step();
			return space;
		}
		if (kind === word) {
			for (let next = this.#next(); next === word || next === extend; next = this.#next()) {
				this.#step();
			}
			return word;
		}
		if (kind === flag && this.#next() === flag) this.#step();
		this.#extend();
		return other;
	}

	/** Moves past what belongs to the character before: marks, shades of skin, and what a joiner joins to it. */
	#extend(): void {
		while (this.#next() === extend) {
			const joins = this.#text.charCodeAt(this.pos) === zeroWidthJoiner;
			this.#step();
			if (joins && this.#next() === other) this.#step();
		}
	}
}

/** Numbers the tokens of the texts that are merged. */
export class Vocabulary {
	readonly text: string[] = [];
	/** `space`, `word` or `other`. */
	readonly class: number[] = [];
	/** In code points. */
	readonly length: number[] = [];
	readonly #ids = new Map<string, number>();
	/** One more than the number of each token of a single code unit: most characters of a script without spaces. */
	readonly #single = new Int32Array(0x1_0000);

	/** Cuts a text into tokens and returns their numbers. */
	read(text: string): Int32Array {
		const tokens = new Int32Array(text.length);
		let n = 0;
		for (const cutter = new Cutter(text); cutter.pos < text.length; n++) {
			const start = cutter.pos;
			const kind = cutter.token();
			tokens[n] = this.#numberOf(text, start, cutter.pos, kind);
		}
		return tokens.subarray(0, n);
	}

	#numberOf(text: string, start: number, end: number, kind: number): number {
		const unit = text.charCodeAt(start);
		const known = end - start === 1 ? (this.#single[unit] ?? 0) : 0;
		if (known > 0) return known - 1;
		const token = text.slice(start, end);
		let id = this.#ids.get(token);
		if (id === undefined) {
			id = this.text.push(token) - 1;
			this.#ids.set(token, id);
			this.class.push(kind);
			this.length.push(codePoints(token));
		}
		if (end - start === 1) this.#single[unit] = id + 1;
		return id;
	}
}

/** The length of a text in code points. */
export function codePoints(text: string): number {
	let pairs = 0;
	for (let i = 0; i < text.length; i++) {
		if ((text.codePointAt(i) ?? 0) > 0xffff) {
			pairs++;
			i++;
		}
	}
	return text.length - pairs;
}
