/** The colours that a face without a photo can have. */
export type FaceTone = 'moss' | 'sun' | 'clay';

const tones: readonly FaceTone[] = ['moss', 'sun', 'clay'];

/**
 * The first letters of the first and the last word of a name, as a reader sees letters: an emoji or
 * a letter with its marks counts as one. Empty for a name without any.
 */
export function initials(name: string): string {
	const letters = name.split(/\s+/).map(firstLetter).filter(Boolean);
	return letters.length > 1 ? `${letters[0] ?? ''}${letters.at(-1) ?? ''}` : (letters[0] ?? '');
}

/** A tone that stays with the name, on every device and after every start. */
export function toneOf(name: string): FaceTone {
	let sum = 0;
	for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
	return tones[sum % tones.length] ?? 'moss';
}

/** Dear to make, and asked for by each row of a list that flies by. */
const segmenter = new Intl.Segmenter();

/** The first thing in a word that is more than punctuation, with all that belongs to it. */
function firstLetter(word: string): string {
	// Most words begin with two signs that nothing can be added to.
	if (/^[A-Za-z0-9](?:[A-Za-z0-9]|$)/.test(word)) return word.charAt(0).toLocaleUpperCase();
	for (const { segment } of segmenter.segment(word)) {
		if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment.toLocaleUpperCase();
	}
	return '';
}
