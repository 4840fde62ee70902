import { expect, test } from 'vitest';

import { ledger, reckon } from './ledger.ts';
import { promiseRow } from './testing.ts';

const today = '2026-11-22';
const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

const rows = [
	promiseRow('next-year', { by: 'me', due: '2027-03-01' }),
	promiseRow('some-day', { by: 'me' }),
	promiseRow('today', { by: 'me', due: today }),
	promiseRow('hers', { by: 'them', due: '2026-11-21' }),
	promiseRow('late', { by: 'me', due: '2026-11-10' }),
	promiseRow('done', { by: 'me', due: '2026-11-18', deliveredOn: '2026-11-18', delivery: 'full' }),
	promiseRow('old', {
		by: 'me',
		due: '2026-03-01',
		deliveredOn: '2026-03-05',
		delivery: 'full',
		madeGoodOn: '2026-03-09'
	})
];

test('what is open stands by when it is due; what was settled lately can still be seen', () => {
	const found = ledger(rows, today);
	expect(ids(found.due)).toEqual(['late', 'hers', 'today']);
	expect(ids(found.later)).toEqual(['next-year']);
	expect(ids(found.undated)).toEqual(['some-day']);
	expect(ids(found.settled)).toEqual(['done']);
});

test('one side can be looked at alone; what was missed is always told of both', () => {
	const found = ledger(rows, today, 'theirs');
	expect(ids(found.due)).toEqual(['hers']);
	expect(found.mine.of).toBe(3);
	expect(found.theirs.of).toBe(1);
});

test('misses are listed one by one, what is not made good first, and nothing older than a year', () => {
	const { of, missed } = reckon(
		[...rows, promiseRow('ancient', { due: '2025-11-22', delivery: 'not' })].filter(
			({ fields }) => fields.by !== 'them'
		),
		today
	);
	expect(of).toBe(3);
	expect(missed.map(({ row, miss }) => [row.id, miss])).toEqual([
		['late', { how: 'open', days: 12 }],
		['old', { how: 'late', days: 4 }]
	]);
});

test('five thousand promises are sorted within a frame or few', () => {
	const many = Array.from({ length: 5000 }, (_, i) =>
		promiseRow(`p${String(i).padStart(5, '0')}`, {
			by: i % 3 === 0 ? 'them' : 'me',
			due: `2026-${String((i % 12) + 1).padStart(2, '0')}-10`
		})
	);
	const start = performance.now();
	ledger(many, today);
	expect(performance.now() - start).toBeLessThan(250);
});
