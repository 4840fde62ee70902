import { expect, test, vi } from 'vitest';

import { freshDatabase } from '#lib/testing/database.ts';
import type { Sayer } from '#lib/undo/undo.ts';

import { begin, decide, go, plan, unplan, write, type Desk } from './actions.ts';
import { choicesOf } from './plans.ts';
import { decidedAs, decisionsOf, doneOf, goingOn, shownOf, stepOf, stepsOf } from './reviews.ts';
import { summaryOf } from './words.ts';

const today = '2026-11-20';

async function stage() {
	const db = await freshDatabase();
	const show = vi.fn<Sayer['show']>(() => () => undefined);
	const desk: Desk = { db, toasts: { show } };
	await begin(desk, 'week', today);
	const all = () => db.list('review');
	return {
		db,
		desk,
		all,
		now: async () => goingOn(await all(), 'week', today)!,
		undo: () => show.mock.lastCall?.[0].action?.run()
	};
}

test('a review goes on where it was left, and is done at its end', async () => {
	const { desk, all, now } = await stage();
	expect(stepOf((await now()).fields)).toBe('happened');
	await go(desk, await now(), 1, today);
	await go(desk, await now(), 1, today);
	await go(desk, await now(), -1, today);
	expect(stepOf((await now()).fields)).toBe('promises');
	for (const _ of stepsOf('week').slice(2)) await go(desk, await now(), 1, today);
	expect(goingOn(await all(), 'week', today)).toBeUndefined();
	expect(doneOf(await all())).toHaveLength(1);
	expect(shownOf(await all(), 'week', today)?.fields).toMatchObject({ step: 'end', doneOn: today });
	expect(shownOf(await all(), 'week', '2026-11-21')).toBeUndefined();
});

test('what was left for a week is begun anew', async () => {
	const { all } = await stage();
	expect(goingOn(await all(), 'week', '2026-11-26')).toBeDefined();
	expect(goingOn(await all(), 'week', '2026-11-27')).toBeUndefined();
	expect(goingOn(await all(), 'quarter', today)).toBeUndefined();
});

test('a decision and what it changes are taken back together', async () => {
	const { db, desk, now, undo } = await stage();
	const id = db.newId();
	await db.put('contact', id, { fullName: 'Ana', circle: db.newId() });
	const before = (await db.get('contact', id))?.fields.circle;
	const circle = db.newId();
	const to = (to: string | null) =>
		[{ op: 'put', collection: 'contact', id, patch: { circle: to } }] as const;
	await decide(desk, await now(), {
		id,
		decision: { what: 'change-circle', ref: circle },
		text: 'moved',
		changes: to(circle),
		back: to(before ?? null)
	});
	expect(decisionsOf((await now()).fields).get(id)).toEqual({ what: 'change-circle', ref: circle });
	expect((await db.get('contact', id))?.fields.circle).toBe(circle);
	await undo();
	expect(decisionsOf((await now()).fields).size).toBe(0);
	expect((await db.get('contact', id))?.fields.circle).toBe(before);
});

test.each(['reminder', 'interaction'] as const)(
	'who is planned for next week has a %s, until they are not',
	async (how) => {
		const { db, desk, now, undo } = await stage();
		const ana = db.newId();
		const names = new Map([[ana, 'Ana']]);
		const zone = 'Europe/Lisbon';
		await plan(desk, await now(), { contactId: ana, name: 'Ana', how, on: '2026-11-23', zone });
		const [made] = await db.about(how, ana);
		expect(made?.fields).toMatchObject({ at: '2026-11-23' });
		const records = await db.list(how);
		expect(choicesOf(await now(), [], names, records)).toMatchObject([
			{ contactId: ana, planned: { how, on: '2026-11-23' } }
		]);
		await unplan(desk, await now(), ana, 'Ana');
		expect(await db.list(how)).toEqual([]);
		expect(decidedAs((await now()).fields, 'next')).toEqual([]);
		await undo();
		expect(await db.list(how)).toHaveLength(1);
		expect(decidedAs((await now()).fields, 'next')).toEqual([ana]);
	}
);

test('what came of it is said in words, and nobody is named who is not here any more', async () => {
	const { desk, now } = await stage();
	await write(desk, await now(), { learned: 'To wait' });
	const ana = desk.db.newId();
	await decide(desk, await now(), { id: ana, decision: { what: 'new' }, text: '' });
	const { fields } = await now();
	expect(summaryOf(fields, new Map([[ana, 'Ana']]), 'en')).toEqual([
		'New: Ana',
		'Learned: To wait'
	]);
	expect(summaryOf(fields, new Map(), 'en')).toEqual(['Learned: To wait']);
});
