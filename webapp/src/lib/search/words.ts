const marks = /\p{M}+/gu;
const word = /[\p{L}\p{N}]+/gu;
/** Most texts hold nothing else, and take a tenth of the time then. */
const plain = /^[\0-\x7f]*$/;
const plainWord = /[a-z0-9]+/g;

/** Lower case without marks, so that "José" is found by "jose". */
export function fold(text: string): string {
	if (plain.test(text)) return text.toLowerCase();
	return text.normalize('NFKD').replace(marks, '').toLowerCase();
}

/** The words of a text, folded, in their order. */
export function wordsOf(text: string): string[] {
	const folded = fold(text);
	return folded.match(plain.test(folded) ? plainWord : word) ?? [];
}

/** Whether each of the words begins a word of the folded text. */
export function beginsAll(folded: string, words: readonly string[]): boolean {
	return words.every((begin) => {
		for (let at = folded.indexOf(begin); at >= 0; at = folded.indexOf(begin, at + 1)) {
			if (!/[\p{L}\p{N}]$/u.test(folded.slice(Math.max(0, at - 2), at))) return true;
		}
		return false;
	});
}

const before = 40;

/** The part of a text around the first word that one of `words` begins, about `length` characters long. */
export function excerpt(text: string, words: readonly string[], length = 200): string {
	if (text.length <= length) return text;
	const match = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].find(([found]) => {
		const folded = fold(found);
		return words.some((begin) => folded.startsWith(begin));
	});
	const near = Math.max(0, (match?.index ?? 0) - before);
	const start = near === 0 ? 0 : text.indexOf(' ', near) + 1;
	const part = text.slice(start, start + length);
	return `${start > 0 ? '… ' : ''}${part}${start + length < text.length ? ' …' : ''}`;
}
