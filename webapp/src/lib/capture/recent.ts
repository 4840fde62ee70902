import type { ContactSummary, Row } from '#lib/db/types.ts';

import type { Person } from './understand.ts';

/**
 * Everybody: first those whom one meets about now, then those of the newest notes, newest first, then
 * the others in the order of the list.
 */
export function peopleByRecency(
	contacts: readonly ContactSummary[],
	notes: readonly Row<'note'>[],
	planned: readonly Row<'interaction'>[] = []
): readonly Person[] {
	const recent = new Set(
		[...planned, ...notes].flatMap(({ fields }) =>
			Object.entries(fields.contacts ?? {}).flatMap(([id, is]) => (is === false ? [] : id))
		)
	);
	const people = contacts.map(({ id, fullName, folded }): Person => ({
		id,
		name: fullName,
		folded
	}));
	if (recent.size === 0) return people;
	const first = new Map(
		people.filter(({ id }) => recent.has(id)).map((person) => [person.id, person])
	);
	const inOrder = [...recent].flatMap((id) => first.get(id) ?? []);
	return [...inOrder, ...people.filter(({ id }) => !first.has(id))];
}

/** The interactions that are planned for some days, such as today and yesterday. */
export function plannedAbout(
	interactions: readonly Row<'interaction'>[],
	days: readonly string[]
): readonly Row<'interaction'>[] {
	return interactions.filter(
		({ fields: { planned, at = '' } }) => planned === true && days.includes(at.slice(0, 10))
	);
}
