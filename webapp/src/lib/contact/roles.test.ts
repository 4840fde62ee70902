import { expect, test } from 'vitest';

import type { Role } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { byLatest, formerRole, reforms } from './roles.ts';

const today = '2026-11-21';
const frame = { id: 'r1', contact: 'ana', today };

function row(id: string, fields: Role): Row<'role'> {
	return {
		id,
		collection: 'role',
		fields,
		version: 1,
		pending: false,
		deleted: false,
		createdAt: 0
	};
}

test('a new role keeps the one before', () => {
	expect(
		formerRole(
			{ title: 'CFO', organization: 'Norte' },
			{ title: 'CEO', organization: 'Norte' },
			frame
		)
	).toMatchObject({
		collection: 'role',
		patch: { contact: 'ana', title: 'CFO', organization: 'Norte', until: today }
	});
});

test.each([
	[{}, { title: 'CFO' }],
	[{ title: 'CFO' }, { title: 'CFO' }]
])('nothing is kept where nothing was known or nothing changed', (before, after) => {
	expect(formerRole(before, after, frame)).toBeUndefined();
});

test('a role that changed in the last month is news, the newest of each person', () => {
	const rows = [
		row('a', { contact: 'ana', title: 'CFO', until: '2026-11-20' }),
		row('b', { contact: 'ana', title: 'Head of Sales', until: '2026-11-01' }),
		row('c', { contact: 'raj', title: 'Founder', until: '2026-09-01' })
	];
	expect(reforms(rows, today)).toMatchObject([
		{ contactId: 'ana', role: 'CFO', day: '2026-11-20' }
	]);
	expect(byLatest(rows).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});
