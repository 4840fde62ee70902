import { beforeEach, describe, expect, test, vi } from 'vitest';

import type { Fact } from '#lib/api/collections.gen.ts';
import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import type { Sayer } from '#lib/undo/undo.ts';

import { add, cameUp, type Desk } from './actions.ts';
import { callbacksOf, inOrder, timesUsed, type FactRow } from './callbacks.ts';

const today = '2026-11-22';

function fact(id: string, daysOld: number, fields: Fact = {}): FactRow {
	const createdAt = Date.parse(today) - daysOld * 86_400_000;
	return { id, collection: 'fact', fields, version: 1, pending: false, deleted: false, createdAt };
}

test('what is younger than two weeks or older than a year does not count, unless it came up already', () => {
	const facts = [
		fact('new', 3),
		fact('new and used', 3, { usedIn: { i: true } }),
		fact('old enough', 20),
		fact('used', 200, { usedIn: { i: true, j: true } }),
		fact('taken back', 200, { usedIn: { i: false } }),
		fact('ancient', 400, { usedIn: { i: true } })
	];
	expect(callbacksOf(facts, today)).toEqual({ heard: 4, cameUp: 2 });
});

test('what lies ahead comes first, then what was learned last', () => {
	const facts = [
		fact('old', 90),
		fact('later', 50, { date: '2027-09-01' }),
		fact('recent', 2, { date: '2020' }),
		fact('soon', 70, { date: '2026-12-01' })
	];
	expect(inOrder(facts, today).map(({ id }) => id)).toEqual(['soon', 'later', 'recent', 'old']);
});

describe('with a database', () => {
	let db: Database;
	let desk: Desk;
	let ana: string;
	const shown = vi.fn<Sayer['show']>(() => () => undefined);

	beforeEach(async () => {
		db = await freshDatabase();
		desk = { db, toasts: { show: shown }, zone: 'UTC' };
		ana = db.newId();
	});

	test('what has a day ahead brings a question for the day after; undo takes both', async () => {
		await add(desk, ana, { text: 'Board meets', date: '2999-03-01' });
		const [known] = await db.about('fact', ana);
		const [question] = await db.about('question', ana);
		expect(question?.fields).toEqual({
			contact: ana,
			text: 'How did it go: Board meets?',
			askAfter: '2999-03-02',
			from: known?.id
		});
		await shown.mock.lastCall?.[0].action?.run();
		expect(await db.about('fact', ana)).toEqual([]);
		expect(await db.about('question', ana)).toEqual([]);
	});

	test('what came up again says in which interaction, and can be taken back', async () => {
		await add(desk, ana, { text: 'Plays the cello', date: '' });
		const read = async () => (await db.about('fact', ana))[0]!;
		await cameUp(desk, await read());
		const [interaction] = await db.about('interaction', ana);
		expect((await read()).fields.usedIn).toEqual({ [interaction?.id ?? '']: true });
		// Twice in one conversation is once.
		await cameUp(desk, await read());
		expect(timesUsed(await read())).toBe(1);
		expect(await db.about('interaction', ana)).toHaveLength(1);
	});
});
