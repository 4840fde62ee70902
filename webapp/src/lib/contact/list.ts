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

/** The people found by name, then those found otherwise: by a tag, an address, or a slip of the finger. */
export function withOthers(
	byName: readonly ContactSummary[],
	people: readonly ContactSummary[],
	otherwise: readonly { readonly id: string }[]
): readonly ContactSummary[] {
	const ids = new Set(otherwise.map(({ id }) => id));
	for (const { id } of byName) ids.delete(id);
	return ids.size === 0 ? byName : [...byName, ...people.filter(({ id }) => ids.has(id))];
}

/** A letter of the index, and the place of the first person under it. */
export interface Letter {
	readonly letter: string;
	readonly index: number;
}

/** The letters of a list, kept for as long as the list is: each visit of the page asks for them. */
const known = new WeakMap<readonly ContactSummary[], readonly Letter[]>();

/**
 * Where each letter begins in a list that is in the order of its names. What
 * begins with no letter is under "#". All callers have the same locale.
 */
export function letters(people: readonly ContactSummary[], locale: string): readonly Letter[] {
	const before = known.get(people);
	if (before !== undefined) return before;
	const found = new Map<string, number>();
	// Many names begin with few signs: each sign is folded once.
	const letterOfSign = new Map<string, string>();
	people.forEach(({ fullName }, index) => {
		const sign = String.fromCodePoint(fullName.codePointAt(0) ?? 0);
		let letter = letterOfSign.get(sign);
		if (letter === undefined) letterOfSign.set(sign, (letter = letterOf(fold(sign), locale)));
		if (!found.has(letter)) found.set(letter, index);
	});
	const made = [...found].map(([letter, index]) => ({ letter, index }));
	known.set(people, made);
	return made;
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
	// Most names are words with spaces between them already.
	if (/^[a-z0-9]+(?: [a-z0-9]+)*$/.test(folded)) return folded;
	return folded.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

function letterOf(folded: string, locale: string): string {
	const [first = ''] = folded;
	return /\p{L}/u.test(first) ? first.toLocaleUpperCase(locale) : '#';
}
