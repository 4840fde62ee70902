import { expect, test } from 'vitest';

import type { Interaction, Note } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { detailsOf } from './details.ts';
import type { Card } from './engine.ts';

const frame = { version: 1, pending: false, deleted: false, createdAt: 0 };

function reminderOf(contactId: string | undefined): Card {
	const lead = {
		kind: 'reminder',
		id: 'r',
		reminderId: 'r',
		occurrence: '2026-11-21',
		contactId,
		title: 'Call',
		day: '2026-11-21',
		time: undefined,
		late: false
	} as const;
	return { lead, also: [] };
}

/** A store with one contact, who may be deleted, and notes about them, newest first. */
function store(notes: readonly Note[], deleted = false, interactions: readonly Interaction[] = []) {
	const contact = {
		...frame,
		id: 'ana',
		collection: 'contact',
		fields: { fullName: 'Ana' },
		deleted
	} as const;
	const rows = notes.map(
		(fields, i) => ({ ...frame, id: String(i), collection: 'note', fields }) as const
	);
	const met = interactions.map(
		(fields, i) => ({ ...frame, id: `m${i}`, collection: 'interaction', fields }) as const
	);
	return {
		get: async (_: string, id: string) => (id === 'ana' ? contact : undefined),
		about: async (collection: string) => (collection === 'note' ? rows : met)
	} as unknown as Parameters<typeof detailsOf>[0] & { rows: readonly Row[] };
}

test('a card shows what was written last, but nothing confidential', async () => {
	const db = store([
		{ body: 'secret', confidential: true },
		{},
		{ body: 'She moves to Porto.\n! intro to Raj' }
	]);
	expect(await detailsOf(db, [reminderOf('ana')])).toMatchObject([
		{ contact: { fullName: 'Ana' }, said: 'She moves to Porto.' }
	]);
});

test.each([
	['nobody', undefined, false],
	['somebody unknown', 'raj', false],
	['somebody in the trash', 'ana', true]
])('a card about %s stands for itself', async (_, contactId, deleted) => {
	const [card] = await detailsOf(store([{ body: 'x' }], deleted), [reminderOf(contactId)]);
	expect(card).toMatchObject({ contact: undefined, said: undefined });
});

test('what was last is what was written last, of a note or of a meeting that took place', async () => {
	const db = store([{ body: 'A note.', at: '2026-11-01' }], false, [
		{ body: 'Lunch to come.', at: '2026-12-01', planned: true },
		{ body: 'We walked by the river.', at: '2026-11-10T13:00' }
	]);
	const [card] = await detailsOf(db, [reminderOf('ana')]);
	expect(card?.said).toBe('We walked by the river.');
});
