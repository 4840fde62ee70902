import { expect, test } from 'vitest';

import type { ContactSummary, Row } from '#lib/db/types.ts';

import { peopleByRecency, plannedAbout } from './recent.ts';

function person(fullName: string): ContactSummary {
	return {
		id: fullName,
		fullName,
		organization: undefined,
		title: undefined,
		tags: [],
		timing: {},
		photo: undefined,
		folded: fullName
	};
}

function noteAbout(...ids: readonly string[]): Row<'note'> {
	const contacts = Object.fromEntries(ids.map((id) => [id, true]));
	return {
		id: ids.join(),
		collection: 'note',
		fields: { contacts },
		version: 1,
		pending: false,
		deleted: false,
		createdAt: 0
	};
}

const all = ['Ana', 'Bea', 'Cem', 'Dia'].map(person);

test('those one wrote about last come first, the others by name', () => {
	const names = peopleByRecency(all, [
		noteAbout('Cem'),
		noteAbout('Bea', 'Cem'),
		noteAbout('gone')
	]).map(({ name }) => name);
	expect(names).toEqual(['Cem', 'Bea', 'Ana', 'Dia']);
});

test('without notes everybody comes by name', () => {
	expect(peopleByRecency(all, []).map(({ id }) => id)).toEqual(['Ana', 'Bea', 'Cem', 'Dia']);
});

test('whom one meets today, or met as planned yesterday, comes before everybody recent', () => {
	const meeting = (who: string, at: string, planned: boolean): Row<'interaction'> => ({
		...noteAbout(who),
		collection: 'interaction',
		fields: { at, planned, contacts: { [who]: true } }
	});
	const planned = plannedAbout(
		[
			meeting('c', '2026-11-22T13:00', true),
			meeting('b', '2026-11-22T09:00', false),
			meeting('a', '2026-12-24', true)
		],
		['2026-11-22', '2026-11-21']
	);
	const people = peopleByRecency(
		[person('a'), person('b'), person('c')],
		[noteAbout('b')],
		planned
	);
	expect(people.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
});
