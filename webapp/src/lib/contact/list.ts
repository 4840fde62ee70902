/** The list of people: what the field over it finds, and where each letter begins. */
import { fold } from '#lib/db/fold.ts';
import type { ContactSummary } from '#lib/db/types.ts';

/** The people in whose name, or organisation, each word of `query` begins a word; those found by name come first. */
export function findPeople(
	people: readonly ContactSummary[],
	query: string
): readonly ContactSummary[] {
	const wanted = fold(query)
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');
	if (wanted.length === 0) return people;
	const byName: ContactSummary[] = [];
	const byWork: ContactSummary[] = [];
	for (const person of people) {
		if (begins(person.folded, wanted)) byName.push(person);
		else if (
			person.organization !== undefined &&
			begins(`${person.folded} ${fold(person.organization)}`, wanted)
		)
			byWork.push(person);
	}
	return [...byName, ...byWork];
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

function begins(folded: string, wanted: readonly string[]): boolean {
	return wanted.every((word) => {
		for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
			if (at === 0 || !/[\p{L}\p{N}]/u.test(folded.charAt(at - 1))) return true;
		}
		return false;
	});
}

function letterOf(folded: string, locale: string): string {
	const [first = ''] = folded;
	return /\p{L}/u.test(first) ? first.toLocaleUpperCase(locale) : '#';
}
