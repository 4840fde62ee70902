import { expect, test } from 'vitest';

import type { ContactSummary, Row } from '#lib/db/types.ts';

import { peopleByRecency } from './recent.ts';

function person(fullName: string): ContactSummary {
	return {
		id: fullName,
		fullName,
		organization: undefined,
		title: undefined,
		tags: [],
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
