import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Review, Setting } from '#lib/api/collections.gen.ts';
import { addDays, weekday } from '#lib/calendar/wall.ts';

import { dueReview, nextOn, quarterOf } from './due.ts';
import type { ReviewRow } from './reviews.ts';

const friday = '2026-11-20';

function review(fields: Review, id = 'r'): ReviewRow {
	const frame = { version: 1, pending: false, deleted: false, createdAt: 0 };
	return { id, collection: 'review', fields, ...frame };
}

const due = (today: string, reviews: readonly ReviewRow[] = [], setting: Setting = {}) =>
	dueReview({ reviews, setting, since: '2025-01-01', today });

describe('the weekly review', () => {
	test.each([
		['2026-11-19', undefined],
		[friday, 'week'],
		['2026-11-23', 'week'],
		['2026-11-24', undefined]
	])('on %s it is %s', (today, kind) => {
		expect(due(today)).toBe(kind);
	});

	test('comes on the day that was chosen, or never', () => {
		expect(due('2026-11-22', [], { reviewDay: 7 })).toBe('week');
		expect(due(friday, [], { reviewDay: 7 })).toBeUndefined();
		expect(due(friday, [], { reviewDay: 0 })).toBeUndefined();
	});

	test('is done once it was done, also a little early, and not by one of last week', () => {
		expect(due(friday, [review({ kind: 'week', doneOn: '2026-11-18' })])).toBeUndefined();
		expect(due(friday, [review({ kind: 'week', doneOn: '2026-11-14' })])).toBe('week');
		expect(due(friday, [review({ kind: 'week', on: friday })])).toBe('week');
	});

	test('can be put off', () => {
		expect(due(friday, [], { weekPutOff: '2026-11-25' })).toBeUndefined();
	});
});

describe('the quarterly review', () => {
	test('is due in the first three weeks of a quarter, and goes before the weekly one', () => {
		expect(due('2026-10-02')).toBe('quarter');
		expect(due('2026-10-21')).toBe('quarter');
		expect(due('2026-10-22')).toBeUndefined();
	});

	test('is done once it was done, also shortly before', () => {
		const done = [review({ kind: 'quarter', doneOn: '2026-09-20' })];
		expect(due('2026-10-01', done)).toBeUndefined();
	});

	test('can be put off', () => {
		expect(due('2026-10-07', [], { quarterPutOff: '2026-10-27' })).toBeUndefined();
	});
});

test('nothing is due where there is nobody yet, or nobody was there when it began', () => {
	const setting = undefined;
	expect(dueReview({ reviews: [], setting, since: undefined, today: friday })).toBeUndefined();
	expect(dueReview({ reviews: [], setting, since: '2026-11-21', today: friday })).toBeUndefined();
});

test('the next weekly review is on the chosen day, within a week, or ten days after one that was early', () => {
	const day = fc.integer({ min: 0, max: 2000 }).map((n) => addDays('2026-01-01', n));
	fc.assert(
		fc.property(day, fc.integer({ min: 1, max: 7 }), fc.boolean(), (today, reviewDay, isDone) => {
			const next = nextOn('week', { reviewDay }, today, isDone) ?? '';
			expect(weekday(next)).toBe(reviewDay % 7);
			const [from, to] = isDone ? [3, 10] : [0, 7];
			expect(next > addDays(today, from) && next <= addDays(today, to)).toBe(true);
			const done = [review({ kind: 'week', doneOn: today })];
			if (isDone) expect(due(next, done, { reviewDay, quarterPutOff: '2099-01-01' })).toBe('week');
		})
	);
	expect(nextOn('week', { reviewDay: 0 }, friday)).toBeUndefined();
});

test('the next quarter begins on the first of a month that follows', () => {
	expect(nextOn('quarter', undefined, '2026-11-20')).toBe('2027-01-01');
	expect(nextOn('quarter', undefined, '2027-01-01')).toBe('2027-04-01');
	expect(nextOn('quarter', undefined, '2026-12-20', true)).toBe('2027-04-01');
	expect(quarterOf('2026-09-30')).toBe('2026-07-01');
});
