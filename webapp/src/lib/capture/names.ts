/** How names are compared: by their words, without case and marks. */
import { fold } from '#lib/db/fold.ts';

/** Whoever has a name. */
export interface Named {
	readonly name: string;
	/** The name lower-cased and without marks, where that is known already. */
	readonly folded?: string | undefined;
}

/**
 * Each list of people with the names in it made ready to be compared. A list of
 * 20,000 is looked through with every keystroke, so this is done once a list, and
 * kept for as long as the list is.
 */
const kept = new WeakMap<readonly Named[], readonly string[]>();

/** The words of `text`, lower-cased and without marks: "Zoë O'Neill-Sá" gives "zoe", "o", "neill", "sa". */
export function words(text: string): readonly string[] {
	return spaced(fold(text))
		.split(' ')
		.filter((word) => word !== '');
}

/**
 * The names of the people as ` zoe o neill `: their words with a space on either
 * side, so that ` zoe ` is a whole word in it and ` ne` begins one.
 */
export function spacedNames(people: readonly Named[]): readonly string[] {
	const known = kept.get(people);
	if (known !== undefined) return known;
	const names = people.map(({ name, folded }) => ` ${spaced(folded ?? fold(name)).trim()} `);
	kept.set(people, names);
	return names;
}

function spaced(folded: string): string {
	return folded.replace(/[^\p{L}\p{N}]+/gu, ' ');
}
