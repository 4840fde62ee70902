/** Merges two edits of one text, with the same result as MergeText of internal/record. */
import { diff, tidy, type Hunk } from './diff.ts';
import { codePoints, space, Vocabulary, word } from './tokens.ts';

/** The length, in code points, above which texts are not merged. */
export const maxMergeLength = 262_144;

/** What stands between two texts that were not merged. */
const textsKept = '\n\n* * *\n\n';

export interface MergedText {
	readonly text: string;
	/** Whether the texts were merged; false if that would take too long and both are in `text`, one after the other. */
	readonly merged: boolean;
}

/**
 * Returns what becomes of a text when one side made `ours` of `base` and another made `theirs` of
 * it. Every run of words that either side inserted is in the result as it was written, and every
 * word of `base` that neither deleted, in order. Nothing else appears, but a space where two words
 * would run together. Where both sides inserted at one place, ours comes first.
 *
 * Texts are not merged if one is above `maxMergeLength`, or if finding what changed would take too
 * many steps, as it does of texts that somebody made for that.
 */
export function mergeText(base: string, ours: string, theirs: string): MergedText {
	if (ours === theirs || theirs === base) return { text: ours, merged: true };
	if (ours === base) return { text: theirs, merged: true };
	if (tooLong(base) || tooLong(ours) || tooLong(theirs)) {
		return { text: keepBoth(ours, theirs), merged: false };
	}
	const vocabulary = new Vocabulary();
	const b = vocabulary.read(base);
	const x = vocabulary.read(ours);
	const y = vocabulary.read(theirs);
	const p = diff(b, x);
	const q = p && diff(b, y);
	if (p === undefined || q === undefined) return { text: keepBoth(ours, theirs), merged: false };
	const sides = [
		[x, tidy(vocabulary, b, x, p)],
		[y, tidy(vocabulary, b, y, q)]
	] as const;
	return { text: weave(new Output(vocabulary), b, ...sides), merged: true };
}

function tooLong(text: string): boolean {
	return text.length > maxMergeLength && codePoints(text) > maxMergeLength;
}

function keepBoth(ours: string, theirs: string): string {
	if (ours.startsWith(theirs) || ours.endsWith(theirs)) return ours;
	if (theirs.startsWith(ours) || theirs.endsWith(ours)) return theirs;
	return ours + textsKept + theirs;
}

/** The tokens of one side, and its differences from the base. */
type Side = readonly [tokens: Int32Array, hunks: readonly Hunk[]];

/**
 * Walks over the base. Hunks of both sides that touch form a group: what both deleted goes, what
 * both inserted comes.
 */
function weave(out: Output, base: Int32Array, [ours, p]: Side, [theirs, q]: Side): string {
	let at = 0;
	let i = 0;
	let j = 0;
	while (i < p.length || j < q.length) {
		const start = Math.min(p[i]?.a0 ?? Infinity, q[j]?.a0 ?? Infinity);
		let end = start;
		const [fromP, fromQ] = [i, j];
		for (;;) {
			const [h, g] = [p[i], q[j]];
			if (h !== undefined && h.a0 <= end) {
				end = Math.max(end, h.a1);
				i++;
			} else if (g !== undefined && g.a0 <= end) {
				end = Math.max(end, g.a1);
				j++;
			} else {
				break;
			}
		}
		out.emit(base.subarray(at, start));
		emitGroup(out, [ours, p.slice(fromP, i)], [theirs, q.slice(fromQ, j)]);
		at = end;
	}
	out.emit(base.subarray(at));
	return out.text();
}

/**
 * Emits what a group inserts, in the order in which its hunks begin. A hunk may hold words of the
 * base that it only wrote around (see {@link tidy}); they stay in their order for that reason.
 */
function emitGroup(out: Output, [ours, p]: Side, [theirs, q]: Side): void {
	const inserted: Int32Array[] = [];
	for (let i = 0, j = 0; i < p.length || j < q.length;) {
		const [h, g] = [p[i], q[j]];
		if (h !== undefined && !comesFirst(g, h)) {
			inserted.push(ours.subarray(h.b0, h.b1));
			i++;
		} else if (g !== undefined) {
			inserted.push(theirs.subarray(g.b0, g.b1));
			j++;
		}
	}
	const [first = none, second = none] = inserted;
	if (p.length === 1 && q.length === 1) {
		out.join(first, second);
		return;
	}
	out.emit(first);
	for (const tokens of inserted.slice(1)) out.follow(tokens);
}

const none = new Int32Array();

/** Whether what `h` inserts belongs before what `g` inserts: `h` begins before `g`, or inserts where `g` begins to delete. */
function comesFirst(h: Hunk | undefined, g: Hunk | undefined): boolean {
	if (h === undefined || g === undefined) return false;
	return h.a0 < g.a0 || (h.a0 === g.a0 && h.a0 === h.a1 && g.a0 < g.a1);
}

/** Puts the result together. */
class Output {
	readonly #vocabulary: Vocabulary;
	readonly #pieces: string[] = [];
	/** The class of the token emitted last. */
	#last = space;

	constructor(vocabulary: Vocabulary) {
		this.#vocabulary = vocabulary;
	}

	text(): string {
		return this.#pieces.join('');
	}

	emit(tokens: Iterable<number>): void {
		for (const token of tokens) {
			const kind = this.#vocabulary.class[token] ?? space;
			if (kind === word && this.#last === word) this.#space();
			this.#pieces.push(this.#vocabulary.text[token] ?? '');
			this.#last = kind;
		}
	}

	/** Emits what both sides inserted at one place; only once what both did. */
	join(x: Int32Array, y: Int32Array): void {
		if (startsOrEndsWith(x, y)) {
			this.emit(x);
		} else if (startsOrEndsWith(y, x)) {
			this.emit(y);
		} else {
			this.emit(x);
			this.follow(y);
		}
	}

	/** Emits what another side inserted, apart from what comes before it. */
	follow(tokens: Int32Array): void {
		const first = this.#vocabulary.class[tokens[0] ?? -1];
		if (this.#last !== space && first === word) this.#space();
		this.emit(tokens);
	}

	#space(): void {
		this.#pieces.push(' ');
		this.#last = space;
	}
}

function startsOrEndsWith(x: Int32Array, y: Int32Array): boolean {
	const n = x.length - y.length;
	return (
		n >= 0 && (y.every((token, i) => token === x[i]) || y.every((token, i) => token === x[n + i]))
	);
}
