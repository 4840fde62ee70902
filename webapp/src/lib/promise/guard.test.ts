import { expect, test } from 'vitest';

import { loadOn } from './guard.ts';
import { promiseRow } from './testing.ts';

const on = (due: string, n: number) => promiseRow(`${due}-${String(n)}`, { by: 'me', due });

test('a day that holds three promises says so, and only that day', () => {
	const rows = [on('2026-11-24', 1), on('2026-11-24', 2), on('2026-11-24T10:00', 3)];
	expect(loadOn(rows, '2026-11-24')).toEqual({ span: 'day', count: 3 });
	expect(loadOn(rows, '2026-11-25')).toBeUndefined();
	expect(loadOn(rows.slice(1), '2026-11-24')).toBeUndefined();
});

test('a week from Monday to Sunday that holds seven says so, on a day that has room itself', () => {
	const week = ['23', '23', '24', '25', '26', '27', '29'].map((day, n) => on(`2026-11-${day}`, n));
	expect(loadOn(week, '2026-11-28')).toEqual({ span: 'week', count: 7 });
	expect(loadOn(week, '2026-11-30')).toBeUndefined();
	expect(loadOn(week, '2026-11-22')).toBeUndefined();
});

test('their promises, settled ones and the one that is being changed do not count', () => {
	const rows = [
		on('2026-11-24', 1),
		on('2026-11-24', 2),
		promiseRow('hers', { by: 'them', due: '2026-11-24' }),
		promiseRow('done', { by: 'me', due: '2026-11-24', delivery: 'full', deliveredOn: '2026-11-20' })
	];
	expect(loadOn(rows, '2026-11-24')).toBeUndefined();
	expect(loadOn([...rows, on('2026-11-24', 3)], '2026-11-24', '2026-11-24-1')).toBeUndefined();
	expect(loadOn(rows, undefined)).toBeUndefined();
	expect(loadOn(rows, '')).toBeUndefined();
});
