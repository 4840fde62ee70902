import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Introduction, Letter, Need } from '#lib/api/collections.gen.ts';
import { addDays } from '#lib/calendar/wall.ts';

import {
	byCircle,
	countPlaces,
	followedUp,
	inCalendar,
	introductionsMade,
	lettersPosted,
	needsHeard,
	touchesByWeek,
	type Placed
} from './figures.ts';
import { inYear, monthsOf, weeksTo, yearStart } from './period.ts';

const today = '2026-12-01';
const monday = '2026-11-30';
const made = <T>(fields: T, day = '2026-06-01') => ({ createdAt: Date.parse(day), fields });
const dayArb = fc.integer({ min: -500, max: 30 }).map((days) => addDays(today, days));

test('the year is the 365 days up to today, and its months are those that it touches', () => {
	expect(yearStart(today)).toBe('2025-12-02');
	expect(
		['2025-12-01', '2025-12-02', today, '2026-12-02'].map((day) => inYear(day, today))
	).toEqual([false, true, true, false]);
	expect(monthsOf(today)).toHaveLength(13);
	expect([monthsOf(today)[0], monthsOf(today).at(-1)]).toEqual(['2025-12', '2026-12']);
	expect(monthsOf('2026-12-31')).toHaveLength(12);
	expect(monthsOf('2024-02-29')[0]).toBe('2023-03');
});

test('each day of the year lies in one of its months', () => {
	fc.assert(
		fc.property(dayArb, fc.integer({ min: 0, max: 364 }), (end, back) => {
			expect(monthsOf(end)).toContain(addDays(end, -back).slice(0, 7));
		})
	);
});

test('weeks begin on Mondays, also over a new year', () => {
	expect(weeksTo('2026-01-05', 3)).toEqual(['2025-12-22', '2025-12-29', '2026-01-05']);
});

const circles = [
	{ id: 'close', name: 'Close' },
	{ id: 'wide', name: 'Wider' },
	{ id: 'empty', name: 'Nobody' }
];
const somebody = (id: string, circle: string | undefined, place: Placed['place']): Placed => ({
	id,
	name: id,
	circle,
	place
});

test('people are counted by circle, in the order of the circles; those with a cadence of their own come last', () => {
	const people = [
		somebody('ana', 'close', 'within'),
		somebody('raj', 'close', 'latest'),
		somebody('mei', 'wide', 'resting'),
		somebody('ida', undefined, 'ideal'),
		somebody('kofi', 'deleted circle', 'within')
	];
	expect(byCircle(circles, people)).toEqual([
		{ id: 'close', name: 'Close', counts: { within: 1, ideal: 0, latest: 1, resting: 0 } },
		{ id: 'wide', name: 'Wider', counts: { within: 0, ideal: 0, latest: 0, resting: 1 } },
		{ id: undefined, name: undefined, counts: { within: 1, ideal: 1, latest: 0, resting: 0 } }
	]);
});

test('nobody is lost between the circles and nobody counts twice', () => {
	const placeArb = fc.constantFrom<Placed['place']>('within', 'ideal', 'latest', 'resting');
	const circleArb = fc.constantFrom('close', 'wide', 'gone', undefined);
	fc.assert(
		fc.property(fc.array(fc.tuple(circleArb, placeArb)), (drawn) => {
			const people = drawn.map(([circle, place], i) => somebody(String(i), circle, place));
			const sum = { within: 0, ideal: 0, latest: 0, resting: 0 };
			for (const { counts } of byCircle(circles, people))
				for (const place of ['within', 'ideal', 'latest', 'resting'] as const)
					sum[place] += counts[place];
			expect(sum).toEqual(countPlaces(people));
			expect(Object.values(sum).reduce((a, b) => a + b)).toBe(people.length);
		})
	);
});

test('a week counts different people, from Monday to Sunday', () => {
	const touches = [
		{ day: '2026-11-22', people: ['ana'] },
		{ day: '2026-11-23', people: ['ana', 'raj'] },
		{ day: '2026-11-29', people: ['raj', 'mei'] },
		{ day: '2026-11-30', people: ['mei'] },
		{ day: '2026-12-07', people: ['ida'] },
		{ day: '2026-11-08', people: ['ida'] }
	];
	expect(touchesByWeek(touches, monday, 3)).toEqual([
		{ monday: '2026-11-16', people: 1 },
		{ monday: '2026-11-23', people: 3 },
		{ monday: '2026-11-30', people: 1 }
	]);
});

test('a week never counts more people than there were touches, and the order of the records does not matter', () => {
	const touchArb = fc.record({
		day: dayArb,
		people: fc.array(fc.constantFrom('ana', 'raj', 'mei'), { maxLength: 3 })
	});
	fc.assert(
		fc.property(fc.array(touchArb), (touches) => {
			const weeks = touchesByWeek(touches, monday, 52);
			expect(touchesByWeek(touches.toReversed(), monday, 52)).toEqual(weeks);
			expect(weeks.every(({ people }) => people <= 3)).toBe(true);
			// The last twelve weeks of the year are the twelve weeks.
			expect(touchesByWeek(touches, monday, 12)).toEqual(weeks.slice(-12));
		})
	);
});

test('promises stand by the day named first, ties by id', () => {
	const promise = (id: string, first: string) => ({ id, first, fate: 'kept' as const });
	const sorted = inCalendar([
		promise('b', '2026-03-01'),
		promise('c', '2026-01-01'),
		promise('a', '2026-03-01')
	]);
	expect(sorted.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
});

test('needs of others count by who said so and by what became of them; my own asks do not', () => {
	const needs = [
		made<Need>({ contact: 'ana', confidence: 'said', state: 'met' }),
		made<Need>({ contact: 'raj', confidence: 'said' }),
		made<Need>({ contact: 'gone since', state: 'gone' }),
		made<Need>({ contact: 'mei', confidence: 'guess', state: 'open' }),
		made<Need>({ askedOf: 'ana', state: 'open' }),
		made<Need>({ contact: 'ana', state: 'met' }, '2025-11-30')
	];
	expect(needsHeard(needs, today)).toEqual({
		said: { met: 1, open: 1, gone: 1 },
		guessed: { met: 0, open: 1, gone: 0 }
	});
});

test('an introduction stands in one place', () => {
	const rows = [
		made<Introduction>({}),
		made<Introduction>({ state: 'asked-b' }),
		made<Introduction>({ state: 'agreed' }),
		made<Introduction>({ state: 'introduced' }),
		made<Introduction>({ state: 'closed', outcome: 'good' }),
		made<Introduction>({ state: 'closed', outcome: 'bad' }),
		made<Introduction>({ state: 'closed' }),
		made<Introduction>({ state: 'declined' }),
		made<Introduction>({ state: 'closed', outcome: 'good' }, '2025-01-01')
	];
	const figure = introductionsMade(rows, today);
	expect(figure).toEqual({ underway: 3, good: 1, neutral: 0, bad: 1, unheard: 2, declined: 1 });
	const { underway, good, neutral, bad, unheard, declined } = figure;
	expect(underway + good + neutral + bad + unheard + declined).toBe(8);
});

test('a question counts from the day on which it may be asked, also if it was asked before', () => {
	const questions = [
		{ askAfter: today, asked: false },
		{ askAfter: '2026-11-01', asked: true },
		{ askAfter: '2026-12-02', asked: true },
		{ askAfter: undefined, asked: true },
		{ askAfter: '2025-12-01', asked: true }
	];
	expect(followedUp(questions, today)).toEqual({ ripe: 2, asked: 1 });
});

test('only letters that were posted count, in the order of their days', () => {
	const letters: readonly { readonly fields: Letter }[] = [
		{ fields: { state: 'arrived', postedOn: '2026-03-01' } },
		{ fields: { state: 'posted', postedOn: '2026-02-01' } },
		{ fields: { state: 'written', postedOn: '2026-02-01' } },
		{ fields: { state: 'posted' } },
		{ fields: { state: 'posted', postedOn: '2025-12-01' } }
	];
	expect(lettersPosted(letters, today)).toEqual(['2026-02-01', '2026-03-01']);
});
