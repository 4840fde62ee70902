import { expect, test } from 'vitest';

import type { Row } from '#lib/db/types.ts';

import { USUAL_PER_WEEK } from './cadence.ts';
import type { Known } from './candidates.ts';
import { formOf, freshStart, inOrder, moved, patchOf, problemsOf } from './circles.ts';

const today = '2026-11-21';

function circle(id: string, pos?: number): Row<'circle'> {
	const frame = { version: 1, pending: false, deleted: false, createdAt: 0 };
	return { id, collection: 'circle', fields: pos === undefined ? {} : { pos }, ...frame };
}

test('circles keep their order, and moving one changes only places', () => {
	const sorted = inOrder([circle('c', 2), circle('a', 0), circle('b', 1)]);
	expect(sorted.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
	expect(moved(sorted, 2, -1)).toMatchObject([
		{ id: 'c', patch: { pos: 1 } },
		{ id: 'b', patch: { pos: 2 } }
	]);
});

test('circles that share a place are told apart when one moves', () => {
	const sorted = inOrder([circle('b'), circle('a')]);
	expect(moved(sorted, 1, -1)).toMatchObject([
		{ id: 'b', patch: { pos: 0 } },
		{ id: 'a', patch: { pos: 1 } }
	]);
});

test('a form says which field is wrong and by which rule', () => {
	const form = { ...formOf(), idealDays: 'often', latestDays: '10', cap: '-1' };
	expect([...problemsOf(form)]).toEqual([
		['name', 'required'],
		['idealDays', 'not-days'],
		['cap', 'not-days']
	]);
	const late = { ...formOf(), name: 'Close', idealDays: '30', latestDays: '20' };
	expect([...problemsOf(late)]).toEqual([['latestDays', 'before-ideal']]);
	expect(patchOf({ ...late, latestDays: '' })).toEqual({
		name: 'Close',
		idealDays: 30,
		latestDays: null,
		cap: null
	});
});

test('a fresh start gives everybody who waits a day, and undo takes all of it back', () => {
	const people = Array.from({ length: 12 }, (_, i): Known => ({
		id: `p${String(i).padStart(2, '0')}`,
		createdAt: 0,
		person: { cadenceDays: 30 },
		touched: { last: '2026-01-01', unanswered: 0 }
	}));
	const { changes, undo, last } = freshStart(people, new Map(), undefined, today);
	// The first is for today and needs nothing written.
	expect(changes).toHaveLength(11);
	expect(undo.map((change) => change.op === 'put' && change.patch)).toEqual(
		Array(11).fill({ snoozedUntil: null })
	);
	expect(last).toBe('2026-12-06');
	expect(12 / USUAL_PER_WEEK).toBeGreaterThan(2);
});
