import { expect, test } from 'vitest';

import type { DateCandidate, ReminderCandidate } from './engine.ts';
import { whyWords } from './words.ts';

const reader = { today: '2026-11-21', locale: 'en-GB' };

function reminder(day: string, time?: string, late = day < reader.today): ReminderCandidate {
	return {
		kind: 'reminder',
		id: 'r',
		reminderId: 'r',
		occurrence: day,
		contactId: 'ana',
		title: 'Intro to Raj',
		day,
		time,
		late
	};
}

function date(change: Partial<DateCandidate>): DateCandidate {
	return {
		kind: 'date',
		id: 'd',
		contactId: 'ana',
		occasion: 'birthday',
		label: undefined,
		years: undefined,
		day: '2026-11-22',
		...change
	};
}

test.each([
	[reminder('2026-11-21'), 'Intro to Raj'],
	[reminder('2026-11-21', '20:00'), 'Intro to Raj · 20:00'],
	[reminder('2026-11-21', '12:00', true), 'Intro to Raj · due 12:00'],
	[reminder('2026-11-20'), 'Intro to Raj · due yesterday'],
	[reminder('2026-11-18', '09:00'), 'Intro to Raj · due 3 days ago'],
	[date({}), 'Birthday tomorrow'],
	[date({ years: 47, day: '2026-11-21' }), 'Birthday today: 47'],
	[
		date({ occasion: 'anniversary', label: 'First project', years: 1 }),
		'First project tomorrow: 1 year'
	],
	[date({ occasion: 'anniversary' }), 'Anniversary tomorrow'],
	[date({ occasion: 'other', years: 0 }), 'A day to remember tomorrow']
])('a card says why it is there', (candidate, want) => {
	expect(whyWords(candidate, reader)).toBe(want);
});
