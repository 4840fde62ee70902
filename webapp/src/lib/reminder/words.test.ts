import { describe, expect, test } from 'vitest';

import {
	dueChip,
	dueWords,
	everyWords,
	lateWords,
	occurrenceList,
	repetition,
	unitWords
} from './words.ts';

const reader = { today: '2026-11-21', locale: 'en-GB' };

test.each([
	[{ n: 1, unit: 'day' }, 'every day'],
	[{ n: 2, unit: 'week' }, 'every 2 weeks'],
	[{ n: 1, unit: 'month' }, 'every month'],
	[{ unit: 'year' }, 'every year'],
	[{}, '']
] as const)('%j is said as %j', (every, want) => {
	expect(everyWords(every)).toBe(want);
});

test('a unit agrees with its number', () => {
	expect([unitWords('week', 1), unitWords('week', 2), unitWords('week', NaN)]).toEqual([
		'week',
		'weeks',
		'weeks'
	]);
});

describe('when it is due', () => {
	test.each([
		['2026-11-21', undefined, 'today', 'Today'],
		['2026-11-21', '14:20', '14:20', 'Today, 14:20'],
		['2026-11-22', undefined, 'tomorrow', 'Tomorrow'],
		['2026-11-27', '09:00', 'Friday', 'Friday, 09:00'],
		['2026-12-03', undefined, '3 Dec', '3 Dec']
	])('%s at %s is %j on a chip and %j in a sentence', (day, time, chip, words) => {
		expect(dueChip(day, time, reader)).toBe(chip);
		expect(dueWords(day, time, reader)).toBe(words);
	});
});

test('the next occurrences are said one after the other', () => {
	expect(occurrenceList(['2026-11-30T09:30', '2026-12-31T09:30', '2027-01-31T09:30'], reader)).toBe(
		'30 Nov · 31 Dec · 31 Jan 2027'
	);
});

test('a repetition says how long it goes on', () => {
	expect(repetition({ n: 2, unit: 'week' }, '2027-03-03', 'en-GB')).toBe(
		'every 2 weeks, until 3 March 2027'
	);
	expect(repetition({ n: 2, unit: 'week' }, undefined, 'en-GB')).toBe('every 2 weeks');
	expect(repetition(undefined, '2027-03-03', 'en-GB')).toBe('');
});

test('what is late says how late', () => {
	expect(lateWords('2026-11-17', undefined, reader)).toBe('Due 4 days ago');
	expect(lateWords('2026-11-21', '12:00', reader)).toBe('Due 12:00');
});
