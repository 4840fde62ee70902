/** The list of people: what the field over it finds, and where each letter begins. */
import { fold } from '#lib/db/fold.ts';
import type { ContactSummary } from '#lib/db/types.ts';

/** A list of people made ready to be looked through: ` ana muller ` and ` ana muller norte `. */
interface Ready {
	readonly names: readonly string[];
	readonly whole: readonly string[];
}

/** Made once for each list, and kept for as long as the list is: 20,000 are looked through with every keystroke. */
const ready = new WeakMap<readonly ContactSummary[], Ready>();

/** The people in whose name, or organisation, each word of `query` begins a word; those found by name come first. */
export function findPeople(
	people: readonly ContactSummary[],
	query: string
): readonly ContactSummary[] {
	const wanted = spaced(fold(query))
		.split(' ')
		.filter((word) => word !== '')
		.map((word) => ` ${word}`);
	if (wanted.length === 0) return people;
	const { names, whole } = readyFor(people);
	const found = (text: string | undefined) => wanted.every((word) => text?.includes(word) === true);
	const isNamed = people.map((_, i) => found(names[i]));
	return [
		...people.filter((_, i) => isNamed[i]),
		...people.filter((_, i) => isNamed[i] !== true && found(whole[i]))
	];
}

/** A letter of the index, and the place of the first person under it. */
export interface Letter {
	readonly letter: string;
	readonly index: number;
}

/** Where each letter begins in a list that is in the order of its names. What begins with no letter is under "#". */
export function letters(people: readonly ContactSummary[], locale: string): readonly Letter[] {
	const found = new Map<string, number>();
	people.forEach(({ folded }, index) => {
		const letter = letterOf(folded, locale);
		if (!found.has(letter)) found.set(letter, index);
	});
	return [...found].map(([letter, index]) => ({ letter, index }));
}

/** What a person is, in one line under the name. */
export function roleOf({
	title,
	organization
}: Pick<ContactSummary, 'title' | 'organization'>): string {
	return [title, organization].filter((part) => part !== undefined && part !== '').join(', ');
}

function readyFor(people: readonly ContactSummary[]): Ready {
	const known = ready.get(people);
	if (known !== undefined) return known;
	const names = people.map(({ folded }) => ` ${spaced(folded)} `);
	const whole = people.map(({ organization }, i) =>
		organization === undefined ? '' : `${names[i] ?? ''}${spaced(fold(organization))} `
	);
	const made = { names, whole };
	ready.set(people, made);
	return made;
}

function spaced(folded: string): string {
	return folded.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

function letterOf(folded: string, locale: string): string {
	const [first = ''] = folded;
	return /\p{L}/u.test(first) ? first.toLocaleUpperCase(locale) : '#';
}
