import { expect, test, vi } from 'vitest';

import type { Goal, Interaction } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import type { Sayer } from '#lib/undo/undo.ts';

import { add, change, move, save, setState, unmove, type Desk } from './actions.ts';
import { check, formOf, patchOf } from './form.ts';
import { goalsOf, isPast, lastDay, movesOf, sharedWith, stateOf, type GoalRow } from './goals.ts';
import { latelyOf } from './lately.ts';
import { aboutLine } from './words.ts';

const today = '2026-11-21';

function goal(id: string, fields: Goal): GoalRow {
	const frame = { version: 1, pending: false, deleted: false, createdAt: 0 };
	return { id, collection: 'goal', fields, ...frame };
}

test('goals to be reached stand by their day, undated ones last; the rest by when it was settled', () => {
	const { open, settled } = goalsOf([
		goal('undated', {}),
		goal('year', { by: '2027' }),
		goal('month', { by: '2027-03', state: 'open' }),
		goal('unknown', { state: 'resting', by: '2026-12-01' }),
		goal('dropped', { state: 'dropped', stateOn: '2026-10-01' }),
		goal('reached', { state: 'reached', stateOn: '2026-11-01' })
	]);
	expect(open.map(({ id }) => id)).toEqual(['unknown', 'month', 'year', 'undated']);
	expect(settled.map(({ id }) => id)).toEqual(['reached', 'dropped']);
});

test.each([
	['2027', '2027-12-31'],
	['2028-02', '2028-02-29'],
	['2026-12', '2026-12-31'],
	['2026-11-20', '2026-11-20'],
	['--11-20', undefined],
	['', undefined]
])('the last day of %j is %s', (by, last) => {
	expect(lastDay(by)).toBe(last);
});

test('a goal is past once the last day it could be meant for is over', () => {
	expect(isPast({ by: '2026-11' }, today)).toBe(false);
	expect(isPast({ by: '2026-10' }, today)).toBe(true);
	expect(isPast({}, today)).toBe(false);
});

test('a form needs words, and a day that exists and has a year', () => {
	const form = { ...formOf(undefined, ['ana']), text: ' One price list ' };
	expect(check({ ...form, text: ' ' })).toEqual({ text: 'required' });
	expect(check({ ...form, day: '30', month: '2', year: '2027' })).toEqual({ by: 'not-a-date' });
	expect(check({ ...form, day: '3', month: '2' })).toEqual({ by: 'not-a-date' });
	expect(check({ ...form, month: '2', year: '2027' })).toEqual({});
	expect(patchOf({ ...form, month: '2', year: '2027' })).toEqual({
		text: 'One price list',
		by: '2027-02',
		'contacts/ana': true
	});
});

test('saving writes only who came and who went', () => {
	const row = goal('g', { text: 'a', contacts: { ana: true, raj: true, gone: false } });
	const form = { ...formOf(row), contacts: ['raj', 'lena'] };
	expect(patchOf(form, row)).toEqual({
		text: 'a',
		by: null,
		'contacts/ana': null,
		'contacts/lena': true
	});
});

test('a goal is shared, moves, is reached and becomes another one; each step can be taken back', async () => {
	const db = await freshDatabase();
	const show = vi.fn<Sayer['show']>(() => () => undefined);
	const desk: Desk = { db, toasts: { show } };
	const undo = () => show.mock.lastCall?.[0].action?.run();
	const [ana, raj] = [db.newId(), db.newId()];
	const all = async () => goalsOf(await db.list('goal'));
	const one = async () => (await all()).open[0]!;

	await add(desk, { ...formOf(undefined, [ana]), text: 'One price list' });
	expect(sharedWith(await db.about('goal', ana), ana)).toHaveLength(1);

	await save(desk, await one(), { ...formOf(await one()), contacts: [raj] });
	expect(sharedWith((await all()).open, ana)).toEqual([]);
	await undo();
	expect(sharedWith((await all()).open, ana)).toHaveLength(1);

	await move(desk, await one(), 'The board agreed', today);
	const [step] = movesOf((await one()).fields);
	expect(step).toMatchObject({ text: 'The board agreed', on: today });
	await unmove(desk, await one(), step!);
	expect(movesOf((await one()).fields)).toEqual([]);
	await undo();
	expect(movesOf((await one()).fields)).toHaveLength(1);

	await setState(desk, await one(), 'reached', today);
	expect((await all()).settled[0]?.fields).toMatchObject({ state: 'reached', stateOn: today });
	await undo();

	await change(desk, await one(), 'Two price lists', today);
	const { open, settled } = await all();
	expect(open.map(({ fields }) => fields.text)).toEqual(['Two price lists']);
	expect(settled[0]?.fields).toMatchObject({ state: 'changed', became: open[0]?.id });
	expect(sharedWith(open, ana)).toHaveLength(1);
	await undo();
	expect((await all()).open.map(({ fields }) => fields.text)).toEqual(['One price list']);
	expect(stateOf((await one()).fields)).toBe('open');
});

test('a line says by when and with whom, or since when it is settled', () => {
	const reader = { today, locale: 'en-GB' };
	expect(aboutLine({ by: '2027-03' }, ['Ana', 'Raj'], reader)).toBe(
		'by March 2027 · with Ana and Raj'
	);
	expect(aboutLine({ by: '2026-03' }, [], reader)).toBe('was to be reached by March 2026');
	expect(aboutLine({ state: 'reached', stateOn: '2026-11-01', by: '2027' }, [], reader)).toBe(
		'Reached on 1 November 2026'
	);
});

test('what happened lately with those who share it, each touch once, the latest first', () => {
	const touch = (id: string, fields: Interaction): Row<'interaction'> => {
		const frame = { version: 1, pending: false, deleted: false, createdAt: 0 };
		return { id, collection: 'interaction', fields, ...frame };
	};
	const both = touch('both', { at: '2026-11-20', contacts: { ana: true, raj: {}, mei: true } });
	const found = latelyOf(
		[
			touch('old', { at: '2026-09-01', contacts: { ana: true } }),
			touch('first', { at: '2026-11-01T12:00', contacts: { ana: true } }),
			touch('planned', { at: '2026-11-21', planned: true, contacts: { ana: true } }),
			both,
			both
		],
		['ana', 'raj'],
		today
	);
	expect(found.map(({ row, contactIds }) => [row.id, contactIds])).toEqual([
		['both', ['ana', 'raj']],
		['first', ['ana']]
	]);
});
