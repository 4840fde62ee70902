import { describe, expect, test } from 'vitest';

import { addDays } from '#lib/calendar/wall.ts';

import type { Person } from './cadence.ts';
import { backlog, DORMANT_SEATS, timeToTouch, type Known } from './candidates.ts';

const today = '2026-11-21';
const made = Date.parse('2025-01-01');
const none = new Map<string, never>();

function known(id: string, person: Person, last?: string, createdAt = made): Known {
	return { id, createdAt, person, touched: { last, unanswered: 0 } };
}

const due = (...people: readonly Known[]) =>
	timeToTouch(people, none, today).map(({ kind, contactId }) => [kind, contactId]);

describe('it is time to be in touch', () => {
	test('when the ideal is past, with those who have a cadence', () => {
		expect(
			due(
				known('due', { cadenceDays: 30 }, '2026-10-01'),
				known('fresh', { cadenceDays: 30 }, '2026-11-10'),
				known('without', {}, '2020-01-01')
			)
		).toEqual([['cadence', 'due']]);
	});

	test('the most urgent first, where many wait', () => {
		const people = [
			known('ideal', { cadenceDays: 30 }, '2026-10-01'),
			known('long', { cadenceDays: 30 }, '2026-06-01'),
			known('latest', { cadenceDays: 30, latestDays: 40 }, '2026-10-01')
		];
		expect(backlog(people, none, today).map(({ contactId }) => contactId)).toEqual([
			'latest',
			'long',
			'ideal'
		]);
	});

	test.each([
		[3, undefined, 0],
		[9, undefined, 1],
		[9, 1, 1],
		[20, undefined, 1],
		[60, undefined, 0]
	])('a second time with somebody new, %d days after the first', (age, touchedAgo, want) => {
		const first = addDays(today, -age);
		const last = touchedAgo === undefined ? first : addDays(first, touchedAgo);
		expect(due(known('new', { stage: 'new' }, last, Date.parse(first)))).toHaveLength(want);
	});

	test('not a second time with somebody who has had a second touch', () => {
		const createdAt = Date.parse('2026-11-10');
		expect(due(known('new', { stage: 'new' }, '2026-11-15', createdAt))).toEqual([]);
	});
});

describe('whoever has been quiet for long', () => {
	const asleep = (id: string, person: Person = {}) =>
		known(id, { stage: 'dormant', ...person }, '2026-01-01');

	test('has one of two seats a week', () => {
		const cards = due(...['a', 'b', 'c', 'd'].map((id) => asleep(id)));
		expect(cards).toEqual([
			['dormant', 'a'],
			['dormant', 'b']
		]);
		expect(cards).toHaveLength(DORMANT_SEATS);
	});

	test('keeps the seat for the week when passed over, and then makes room for others', () => {
		const [a, b] = ['a', 'b'].map((id) => asleep(id, { snoozedUntil: addDays(today, 2) }));
		expect(due(a!, b!, asleep('c'))).toEqual([]);
		const rested = asleep('a', { snoozedUntil: today });
		expect(due(rested, asleep('b'), asleep('c'))).toEqual([
			['dormant', 'b'],
			['dormant', 'c']
		]);
	});

	test('is not spoken of while paused, nor when in touch lately', () => {
		expect(
			due(
				asleep('paused', { pausedUntil: '2026-12-01' }),
				known('awake', { stage: 'dormant' }, '2026-11-10')
			)
		).toEqual([]);
	});
});
