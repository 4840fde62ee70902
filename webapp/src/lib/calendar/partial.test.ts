import { describe, expect, test } from 'vitest';

import { joinPartial, nextAnniversary, parsePartial, partialWords, yearsOn } from './partial.ts';

describe('a partial date', () => {
	test.each([
		['1980', { year: 1980, month: undefined, day: undefined }],
		['1980-05', { year: 1980, month: 5, day: undefined }],
		['1980-05-12', { year: 1980, month: 5, day: 12 }],
		['--05-12', { year: undefined, month: 5, day: 12 }],
		['--02-29', { year: undefined, month: 2, day: 29 }]
	])('%s is read and written again unchanged', (text, parts) => {
		expect(parsePartial(text)).toEqual(parts);
		expect(joinPartial(parts)).toBe(text);
	});

	test.each(['', '80', '1980-13', '1980-02-30', '--05', '--13-01', '1980-05-12T10:00'])(
		'%j is not one',
		(text) => {
			expect(parsePartial(text)).toBeUndefined();
		}
	);

	test.each([
		[{ day: 12 }],
		[{ month: 5 }],
		[{ year: 1980, day: 12 }],
		[{ year: 1981, month: 2, day: 29 }],
		[{}]
	])('%j makes none', (parts) => {
		expect(joinPartial(parts)).toBeUndefined();
	});
});

test.each([
	['1980', '1980', '1980'],
	['1980-05', 'May 1980', 'Mai 1980'],
	['1980-05-12', '12 May 1980', '12. Mai 1980'],
	['--05-12', '12 May', '12. Mai']
])('%s in words is %j, in German %j', (text, english, german) => {
	const date = parsePartial(text) ?? {};
	expect(partialWords(date, 'en-GB')).toBe(english);
	expect(partialWords(date, 'de')).toBe(german);
});

describe('the next anniversary', () => {
	test.each([
		['--11-21', '2026-11-21', '2026-11-21'],
		['1980-11-22', '2026-11-21', '2026-11-22'],
		['--11-20', '2026-11-21', '2027-11-20'],
		['--02-29', '2026-02-01', '2026-02-28'],
		['--02-29', '2028-02-01', '2028-02-29'],
		['--02-29', '2027-03-01', '2028-02-29']
	])('of %s seen from %s is %s', (text, today, want) => {
		expect(nextAnniversary(parsePartial(text) ?? {}, today)).toBe(want);
	});

	test.each(['1980', '1980-05'])('of %s is not known', (text) => {
		expect(nextAnniversary(parsePartial(text) ?? {}, '2026-11-21')).toBeUndefined();
	});
});

test('the years are counted from the year, if it is known', () => {
	expect(yearsOn({ year: 1980, month: 5, day: 12 }, '2027-05-12')).toBe(47);
	expect(yearsOn({ month: 5, day: 12 }, '2027-05-12')).toBeUndefined();
});
