import { expect, test } from 'vitest';

import type { Candidate, DateCandidate, ReminderCandidate } from './engine.ts';
import { actOf, isLate, whyWords } from './words.ts';

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

const ana = { id: 'x', contactId: 'ana', day: '2026-11-21' };

test.each<[Candidate, string, string]>([
	[
		{ ...ana, kind: 'cadence', since: undefined, idealDays: 30, pastLatest: true },
		'Not in touch yet · you aim for 1 month',
		'Say hello to Ana'
	],
	[
		{ ...ana, kind: 'dormant', since: '2026-03-21' },
		'Last in touch 8 months ago. No reason is needed.',
		'Say hello to Ana'
	],
	[
		{ ...ana, kind: 'second-touch', since: '2026-11-11' },
		'First in touch 10 days ago. A second word makes it last.',
		'Follow up with Ana'
	],
	[
		{
			...ana,
			kind: 'meeting',
			interactionId: 'i',
			contactIds: ['ana'],
			moment: 'before',
			time: '13:00'
		},
		'You meet today, 13:00',
		'Read the brief'
	],
	[
		{
			...ana,
			kind: 'meeting',
			interactionId: 'i',
			contactIds: ['ana'],
			moment: 'after',
			time: undefined,
			day: '2026-11-20'
		},
		'You met yesterday',
		'How was it?'
	],
	[
		{ ...ana, kind: 'reform', roleId: 'r', role: 'CFO, Norte' },
		'No longer CFO, Norte. What changes between you?',
		'Look at it afresh'
	],
	[
		{ ...ana, kind: 'question', why: 'How was the move?', act: { label: 'Ask', href: '/' } },
		'How was the move?',
		'Ask'
	]
])('each kind of card says why, and one thing to do', (candidate, why, act) => {
	expect(whyWords(candidate, reader)).toBe(why);
	expect(actOf(candidate, 'Ana')?.label).toBe(act);
});

test('what should have been done is said as such', () => {
	const cadence = { ...ana, kind: 'cadence', since: undefined, idealDays: 30 } as const;
	expect(isLate({ ...cadence, pastLatest: true })).toBe(true);
	expect(isLate({ ...cadence, pastLatest: false })).toBe(false);
	expect(isLate(reminder('2026-11-20'))).toBe(true);
	expect(isLate(date({}))).toBe(false);
});
