/** A sorted list of words, in which those are looked up that a beginning begins. None is looked at that it does not. */

/** Sorts after every letter. */
const last = '\uffff';

/** The places of the words that `begin` begins. */
export function begunBy(terms: readonly string[], begin: string): number[] {
	const [from, end] = [placeOf(terms, begin), placeOf(terms, begin + last)];
	return Array.from({ length: end - from }, (_, i) => from + i);
}

/** The places of the words that `word` begins but for one slip of the finger, as `nearlyBegins` tells them. */
export function nearlyBegunBy(terms: readonly string[], word: string): number[] {
	const begins = new Set([word]);
	for (let at = 0; at < word.length; at++) {
		const [head, letter, rest] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)];
		begins.add(head + rest);
		begins.add(head + rest.charAt(0) + letter + rest.slice(1));
		for (const other of lettersAfter(terms, head)) {
			begins.add(head + other + rest);
			begins.add(head + other + letter + rest);
		}
	}
	const places = new Set([...begins].flatMap((begin) => begunBy(terms, begin)));
	return [...places].sort((a, b) => a - b);
}

/** The letters with which words go on that `head` begins. */
function lettersAfter(terms: readonly string[], head: string): string[] {
	const letters: string[] = [];
	for (let place = placeOf(terms, head); terms[place]?.startsWith(head) === true;) {
		const letter = terms[place]?.charAt(head.length) ?? '';
		if (letter !== '') letters.push(letter);
		place = letter === '' ? place + 1 : placeOf(terms, head + letter + last);
	}
	return letters;
}

/** The first word that does not sort before `begin`. */
function placeOf(terms: readonly string[], begin: string): number {
	let [low, high] = [0, terms.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((terms[middle] ?? '') < begin) low = middle + 1;
		else high = middle;
	}
	return low;
}
