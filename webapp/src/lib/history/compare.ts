/** How one text became another, in pieces that can be drawn. */
import { diff, tidy } from '#lib/merge/diff.ts';
import { Vocabulary } from '#lib/merge/tokens.ts';

/** A stretch of text: in both, only in the earlier one, or only in the later one. */
export interface Piece {
	readonly kind: 'kept' | 'gone' | 'new';
	readonly text: string;
	/** Whether a part of a long kept stretch was left out before or after the text. */
	readonly cut?: 'before' | 'after' | 'middle';
	/** What stands after the gap, of a stretch that is cut in the middle. */
	readonly tail?: string;
}

/** The length, in characters of both texts, above which words are no longer compared. */
const LONG = 400_000;

/** The pieces of which both texts consist, word by word. */
export function compare(earlier: string, later: string): readonly Piece[] {
	if (earlier.length + later.length > LONG) return unlike(earlier, later);
	const vocabulary = new Vocabulary();
	const a = vocabulary.read(earlier);
	const b = vocabulary.read(later);
	const hunks = diff(a, b);
	if (hunks === undefined) return unlike(earlier, later);
	const words = (tokens: Int32Array, from: number, to: number) =>
		Array.from(tokens.subarray(from, to), (token) => vocabulary.text[token] ?? '').join('');
	const all: [Piece['kind'], string][] = [];
	let at = 0;
	for (const { a0, a1, b0, b1 } of tidy(vocabulary, a, b, hunks)) {
		all.push(['kept', words(a, at, a0)], ['gone', words(a, a0, a1)], ['new', words(b, b0, b1)]);
		at = a1;
	}
	all.push(['kept', words(a, at, a.length)]);
	return pieces(all);
}

function unlike(earlier: string, later: string): readonly Piece[] {
	return pieces([
		['gone', earlier],
		['new', later]
	]);
}

function pieces(all: readonly (readonly [Piece['kind'], string])[]): readonly Piece[] {
	return all.flatMap(([kind, text]) => (text === '' ? [] : { kind, text }));
}

/** How many characters of what did not change stand around what did. */
const AROUND = 64;

/** The same pieces with the long kept stretches cut to what stands around a change. */
export function shorten(all: readonly Piece[]): readonly Piece[] {
	return all.map((piece, i) => {
		if (piece.kind !== 'kept') return piece;
		const isFirst = i === 0;
		const isLast = i === all.length - 1;
		const most = isFirst || isLast ? AROUND : 2 * AROUND;
		if (piece.text.length <= most + AROUND / 2) return piece;
		if (isFirst && isLast) return piece;
		const head = headOf(piece.text);
		const tail = tailOf(piece.text);
		if (isFirst) return { kind: 'kept', text: tail, cut: 'before' };
		if (isLast) return { kind: 'kept', text: head, cut: 'after' };
		return { kind: 'kept', text: head, cut: 'middle', tail };
	});
}

/** The beginning of a text up to the end of a word. */
function headOf(text: string): string {
	const end = text.lastIndexOf(' ', AROUND);
	return text.slice(0, end > AROUND / 2 ? end : AROUND).replace(/[\ud800-\udbff]$/, '');
}

/** The end of a text from the beginning of a word. */
function tailOf(text: string): string {
	const start = text.indexOf(' ', text.length - AROUND);
	const from = start >= 0 && start < text.length - AROUND / 2 ? start + 1 : text.length - AROUND;
	return text.slice(from).replace(/^[\udc00-\udfff]/, '');
}
