import { expect, test } from 'vitest';

import type { Exchange, Motivator } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { landings, rate, unrate, unrated } from './landing.ts';

const today = '2026-11-21';
const frame = { version: 1, pending: false, deleted: false, createdAt: 0 };
const motivator = (id: string, fields: Motivator): Row<'motivator'> => ({
	id,
	collection: 'motivator',
	fields,
	...frame
});
const give = (id: string, landed?: number, on = '2026-11-01'): Row<'exchange'> => {
	const fields: Exchange = { direction: 'gave', on, ...(landed !== undefined && { landed }) };
	return { id, collection: 'exchange', fields, ...frame };
};

test('a motivator says how often what was given for it landed', () => {
	const evidence = { a: {}, b: {}, c: {}, unrated: {}, gone: {} };
	const [first, second] = landings(
		[
			motivator('fun', { word: 'fun', status: 'told' }),
			motivator('results', { word: 'results', evidence })
		],
		[give('a', 3), give('b', 2), give('c', 1), give('unrated')]
	);
	expect(first).toMatchObject({ row: { id: 'results' }, given: 3, landed: 2 });
	expect(second).toMatchObject({ row: { id: 'fun' }, given: 0, landed: 0 });
});

test('one tap says how it landed and for whom it speaks; twice right is seen', () => {
	const guess = motivator('results', { status: 'guess', evidence: { a: {} } });
	const [results] = landings([guess], [give('a', 3)]);
	expect(rate(give('b'), 3, results, today)).toEqual([
		{ op: 'put', collection: 'exchange', id: 'b', patch: { landed: 3 } },
		{
			op: 'put',
			collection: 'motivator',
			id: 'results',
			patch: { 'evidence/b': { on: '2026-11-01' }, status: 'seen' }
		}
	]);
	expect(rate(give('b'), 1, results, today)[1]).toEqual({
		op: 'put',
		collection: 'motivator',
		id: 'results',
		patch: { 'evidence/b': { on: '2026-11-01' } }
	});
	expect(rate(give('b'), 1, undefined, today)).toHaveLength(1);
	expect(unrate(give('b'), results)).toMatchObject([
		{ patch: { landed: null } },
		{ patch: { 'evidence/b': null, status: 'guess' } }
	]);
});

test('the newest give that nothing is known of is asked about', () => {
	const gives = [give('a', undefined, '2026-10-01'), give('b'), give('c', 2)];
	expect(unrated(gives, today)?.id).toBe('b');
	expect(unrated([give('a', 3), give('later', undefined, '2026-12-01')], today)).toBeUndefined();
});
