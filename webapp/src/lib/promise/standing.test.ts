import { describe, expect, test } from 'vitest';

import type { Promise as PromiseFields } from '#lib/api/collections.gen.ts';

import { firstDue, isOpen, movedInTime, outcomeOf } from './standing.ts';

const today = '2026-11-22';

describe('what became of a promise', () => {
	test.each<[string, PromiseFields, ReturnType<typeof outcomeOf>]>([
		[
			'in full on its day',
			{ due: '2026-06-08', deliveredOn: '2026-06-08', delivery: 'full' },
			'kept'
		],
		[
			'in full before its day',
			{ due: '2026-06-08', deliveredOn: '2026-06-01', delivery: 'full' },
			'kept'
		],
		[
			'in full four days late',
			{ due: '2026-06-08', deliveredOn: '2026-06-12', delivery: 'full' },
			{ how: 'late', days: 4 }
		],
		[
			'partly, though in time',
			{ due: '2026-06-08', deliveredOn: '2026-06-08', delivery: 'partly' },
			{ how: 'partly' }
		],
		['not at all', { due: '2026-06-08', delivery: 'not' }, { how: 'not' }],
		['nothing yet, two days after', { due: '2026-11-20' }, { how: 'open', days: 2 }],
		['nothing yet, on the day itself', { due: today }, undefined],
		['released', { due: '2026-06-08', deliveredOn: '2026-06-20', delivery: 'released' }, undefined],
		[
			'handed over',
			{ due: '2026-06-08', deliveredOn: '2026-06-20', delivery: 'handed-over' },
			undefined
		],
		['without a day', { deliveredOn: '2026-06-20', delivery: 'full' }, undefined]
	])('%s', (_, fields, want) => {
		expect(outcomeOf(fields, today)).toEqual(want);
	});

	test('is judged by the day that was named first, also when a later one was agreed in time', () => {
		const fields: PromiseFields = {
			due: '2026-06-20',
			originalDue: '2026-06-10',
			renegotiatedOn: '2026-06-05',
			deliveredOn: '2026-06-18',
			delivery: 'full'
		};
		expect(firstDue(fields)).toBe('2026-06-10');
		expect(outcomeOf(fields, today)).toEqual({ how: 'late', days: 8 });
		expect(movedInTime(fields)).toBe(true);
		expect(movedInTime({ ...fields, renegotiatedOn: '2026-06-11' })).toBe(false);
	});

	test('knows the day of a promise that has an hour', () => {
		expect(
			outcomeOf({ due: '2026-06-08T10:00', deliveredOn: '2026-06-08', delivery: 'full' }, today)
		).toBe('kept');
	});
});

test('a promise is open until somebody says what became of it', () => {
	expect(isOpen({ due: '2020-01-01' })).toBe(true);
	expect(isOpen({ delivery: 'not' })).toBe(false);
	expect(isOpen({ deliveredOn: '2026-01-01' })).toBe(false);
});
