import { describe, expect, test } from 'vitest';

import type { Contact } from '#lib/api/collections.gen.ts';

import { nearDates } from './dates.ts';

const today = '2026-11-21';

function near(fields: Partial<Contact>): readonly string[] {
	const person = { id: 'ana', fields };
	return nearDates([person], today).map(({ day }) => day);
}

describe('a day comes near', () => {
	test.each([
		['1980-11-21', 7, ['2026-11-21']],
		['--11-28', 7, ['2026-11-28']],
		['--11-29', 7, []],
		['--11-20', 7, []],
		['--12-05', 14, ['2026-12-05']],
		['--11-21', 0, ['2026-11-21']],
		['1980-11', 7, []]
	])('%s with %i lead days: %j', (date, leadDays, want) => {
		expect(near({ dates: { d: { kind: 'birthday', date, leadDays } } })).toEqual(want);
	});

	test('a week ahead if nobody said otherwise', () => {
		expect(near({ dates: { d: { date: '--11-28' } } })).toEqual(['2026-11-28']);
	});

	test('but not for somebody who is paused or said goodbye to', () => {
		const dates = { d: { date: '--11-21' } };
		expect(near({ dates, pausedUntil: '2026-12-01' })).toEqual([]);
		expect(near({ dates, pausedUntil: today })).toEqual([today]);
		expect(near({ dates, stage: 'ended' })).toEqual([]);
	});
});

test('a day with a year says how many it will be', () => {
	const dates = { d: { kind: 'birthday', date: '1980-11-24', label: 'Ana' } } as const;
	expect(nearDates([{ id: 'ana', fields: { dates } }], today)).toEqual([
		{
			kind: 'date',
			id: 'date/ana/d/2026-11-24',
			contactId: 'ana',
			day: '2026-11-24',
			occasion: 'birthday',
			label: 'Ana',
			years: 46
		}
	]);
});
