import { describe, expect, test } from 'vitest';

import {
	agoWords,
	aheadWords,
	capital,
	clockWords,
	dateLocale,
	dayLine,
	dayWords,
	longDate,
	spanWords
} from './words.ts';

const today = '2026-11-21';

test('the line over a page names the day in full', () => {
	expect(dayLine(today, 'en-GB')).toBe('Saturday 21 November');
	expect(dayLine(today, 'de')).toBe('Samstag, 21. November');
});

describe('a day seen from today', () => {
	test.each([
		['2026-11-21', 'today', 'heute'],
		['2026-11-22', 'tomorrow', 'morgen'],
		['2026-11-20', 'yesterday', 'gestern'],
		['2026-11-27', 'Friday', 'Freitag'],
		['2026-11-28', '28 Nov', '28. Nov.'],
		['2026-10-09', '9 Oct', '9. Okt.'],
		['2027-01-02', '2 Jan 2027', '2. Jan. 2027']
	])('%s is %j, in German %j', (date, english, german) => {
		expect(dayWords(date, today, 'en-GB')).toBe(english);
		expect(dayWords(date, today, 'de')).toBe(german);
	});
});

describe('recency', () => {
	test.each([
		['2026-11-21', 'today'],
		['2026-11-20', 'yesterday'],
		['2026-11-09', '12 days ago'],
		['2026-11-07', '2 weeks ago'],
		['2026-10-03', '7 weeks ago'],
		['2026-05-21', '6 months ago'],
		['2023-11-01', '3 years ago']
	])('of %s is %j', (date, want) => {
		expect(agoWords(date, today, 'en')).toBe(want);
	});

	test('ahead is said the same way', () => {
		expect(aheadWords('2026-11-22', today, 'en')).toBe('tomorrow');
		expect(aheadWords('2026-12-12', today, 'en')).toBe('in 3 weeks');
	});
});

test('a span is said in its largest unit', () => {
	expect(spanWords(49, 'en')).toBe('7 weeks');
	expect(spanWords(1, 'en')).toBe('1 day');
	expect(spanWords(49, 'de')).toBe('7 Wochen');
});

test('dates follow the variant of the language that the device prefers', () => {
	expect(dateLocale('en', ['de-CH', 'en-GB'])).toBe('en-GB');
	expect(dateLocale('de', ['en-GB'])).toBe('de');
	expect(dateLocale('en', ['eng'])).toBe('en');
});

test('a date in full, a clock and a capital follow the locale', () => {
	expect(longDate(today, 'en-GB')).toBe('21 November 2026');
	expect(clockWords('2026-11-21T14:20', 'en-GB')).toBe('14:20');
	expect(clockWords('2026-11-21T14:20', 'de')).toBe('14:20');
	expect(capital('tomorrow', 'en')).toBe('Tomorrow');
	expect(capital('übermorgen', 'de')).toBe('Übermorgen');
});
