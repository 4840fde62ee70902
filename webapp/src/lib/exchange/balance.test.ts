import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { addDays } from '#lib/calendar/wall.ts';

import { bandOf, gapOf, oneWay, valueMix, type ExchangeRow } from './balance.ts';
import { exchangeRow } from './testing.ts';

const today = '2026-11-22';
let n = 0;

const gave = (daysAgo: number, size: 's' | 'm' | 'l' = 'm'): ExchangeRow =>
	exchangeRow(`e${String(n++)}`, { direction: 'gave', size, on: addDays(today, -daysAgo) });
const got = (daysAgo: number, size: 's' | 'm' | 'l' = 'm'): ExchangeRow =>
	exchangeRow(`e${String(n++)}`, { direction: 'received', size, on: addDays(today, -daysAgo) });

describe('the band', () => {
	test.each<[string, readonly ExchangeRow[], ReturnType<typeof bandOf>]>([
		['is unknown where nothing was given', [], undefined],
		['is unknown where all was long ago', [gave(400), got(365)], undefined],
		['is level between equals', [gave(10), got(20)], 'level'],
		['is not tipped by one small thing', [gave(0, 's')], 'level'],
		['is theirs when they gave much', [got(5, 'l'), gave(5, 's')], 'they'],
		['is yours when you gave much', [gave(5, 'l'), gave(40, 'm'), got(5, 's')], 'you'],
		['forgets what is old', [got(360, 'l'), gave(3, 'm')], 'you']
	])('%s', (_, rows, want) => {
		expect(bandOf(rows, today)).toBe(want);
	});

	test('turns around when giving and receiving do', () => {
		const exchange = fc.record({
			gave: fc.boolean(),
			size: fc.constantFrom('s', 'm', 'l'),
			ago: fc.integer({ min: 0, max: 500 })
		});
		const turned = { they: 'you', you: 'they', level: 'level' } as const;
		fc.assert(
			fc.property(fc.array(exchange), (list) => {
				const rows = list.map(({ gave: mine, size, ago }) => (mine ? gave : got)(ago, size));
				const others = list.map(({ gave: mine, size, ago }) => (mine ? got : gave)(ago, size));
				const band = bandOf(rows, today);
				expect(bandOf(others, today)).toBe(band && turned[band]);
			})
		);
	});
});

test('the value mix counts what was given within a year, by the five kinds; the gap is the first that is missing', () => {
	const give = (kind: 'insight' | 'expertise' | 'letter', daysAgo: number) =>
		exchangeRow(kind, { direction: 'gave', kind, on: addDays(today, -daysAgo) });
	const rows = [give('insight', 1), give('insight', 90), give('expertise', 400), give('letter', 2)];
	const mix = valueMix(
		[...rows, exchangeRow('got', { direction: 'received', kind: 'idea', on: today })],
		today
	);
	expect(mix).toEqual({ expertise: 0, insight: 2, opportunity: 0, idea: 0, priority: 0 });
	expect(gapOf(mix)).toBe('expertise');
	expect(gapOf(valueMix([], today))).toBeUndefined();
});

describe('one way', () => {
	test('three times received without a give between is take and take', () => {
		expect(oneWay([got(1), got(20), got(90), gave(100)], today)?.kind).toBe('take');
		expect(oneWay([got(1), got(20), gave(30), got(90)], today)).toBeUndefined();
	});

	test('four times given is give and give, three times is not', () => {
		expect(oneWay([gave(1), gave(20), gave(90), gave(100)], today)?.kind).toBe('give');
		expect(oneWay([gave(1), gave(20), gave(90), got(100)], today)).toBeUndefined();
	});

	test('what is older than a year does not count', () => {
		expect(oneWay([got(1), got(20), got(366)], today)).toBeUndefined();
	});
});
