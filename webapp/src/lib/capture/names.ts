/** How names are compared: by their words, without case and marks. */
import { fold } from '#lib/db/fold.ts';

/** Names are compared with each keystroke, so each person's folded name is kept as long as the person is. */
const kept = new WeakMap<Named, string>();

/** Whoever has a name. */
export interface Named {
	readonly name: string;
}

/** The words of `text`, lower-cased and without marks: "Zoë O'Neill-Sá" gives "zoe", "o", "neill", "sa". */
export function words(text: string): readonly string[] {
	return fold(text)
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');
}

/** The {@link words} of the name with one space between them. */
export function foldedName(person: Named): string {
	const known = kept.get(person);
	if (known !== undefined) return known;
	const folded = words(person.name).join(' ');
	kept.set(person, folded);
	return folded;
}

/** Whether each of the words `wanted` begins a word of the name. */
export function beginsWords(person: Named, wanted: readonly string[]): boolean {
	const padded = ` ${foldedName(person)}`;
	return wanted.every((word) => padded.includes(` ${word}`));
}
