/** The colours that a face without a photo can have. */
export type FaceTone = 'moss' | 'sun' | 'clay';

const tones: readonly FaceTone[] = ['moss', 'sun', 'clay'];

/**
 * The first letters of the first and the last word of a name, as a reader sees letters: an emoji or
 * a letter with its marks counts as one. Empty for a name without any.
 */
export function initials(name: string): string {
	const words = name.split(/[^\p{L}\p{N}\p{M}\p{Emoji_Presentation}'’]+/u).filter(Boolean);
	const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
	return ends.map((word) => firstLetter(word ?? '')).join('');
}

/** A tone that stays with the name, on every device and after every start. */
export function toneOf(name: string): FaceTone {
	let sum = 0;
	for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
	return tones[sum % tones.length] ?? 'moss';
}

function firstLetter(word: string): string {
	const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word);
	return first?.segment.toLocaleUpperCase() ?? '';
}
