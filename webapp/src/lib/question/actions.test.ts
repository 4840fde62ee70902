import { beforeEach, expect, test, vi } from 'vitest';

import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import type { Sayer } from '#lib/undo/undo.ts';

import { add, answer, type Desk } from './actions.ts';

let db: Database;
let desk: Desk;
let ana: string;
const shown = vi.fn<Sayer['show']>(() => () => undefined);

beforeEach(async () => {
	shown.mockClear();
	db = await freshDatabase();
	desk = { db, toasts: { show: shown }, zone: 'UTC' };
	ana = db.newId();
	await db.put('contact', ana, { fullName: 'Ana Müller' });
	await add(desk, ana, { text: ' How is Porto? ', askAfter: '' });
});

async function only() {
	const [row] = await db.about('question', ana);
	if (row === undefined) throw new Error('no question');
	return row;
}

test('an answer stands with the question and becomes something good to know', async () => {
	await answer(desk, await only(), { text: 'Rain, but happy', keep: true });
	const [interaction] = await db.about('interaction', ana);
	expect((await only()).fields).toMatchObject({
		text: 'How is Porto?',
		answer: 'Rain, but happy',
		askedIn: interaction?.id
	});
	const [fact] = await db.about('fact', ana);
	expect(fact?.fields).toMatchObject({ text: 'Rain, but happy', heardIn: interaction?.id });
});

test('a question asked in the conversation of today needs no other one', async () => {
	const met = db.newId();
	const at = new Date(Date.now() - 60_000).toISOString().slice(0, 16);
	await db.put('interaction', met, { at, kind: 'call' });
	await db.put('interaction', met, { [`contacts/${ana}`]: true as const });
	await answer(desk, await only(), { text: '', keep: true });
	expect((await only()).fields.askedIn).toBe(met);
	expect(await db.about('interaction', ana)).toHaveLength(1);
	expect(await db.about('fact', ana)).toEqual([]);
});

test('asked can be taken back, with all that came of it', async () => {
	await answer(desk, await only(), { text: 'Well', keep: true });
	await shown.mock.lastCall?.[0].action?.run();
	expect((await only()).fields).toEqual({ contact: ana, text: 'How is Porto?' });
	expect(await db.about('fact', ana)).toEqual([]);
	expect(await db.about('interaction', ana)).toEqual([]);
});
