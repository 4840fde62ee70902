import { describe, expect, test } from 'vitest';

import type { Reminder } from '#lib/api/collections.gen.ts';

import { check, formOf, newForm, patchOf, preview, type ReminderForm } from './form.ts';

const now = new Date('2026-11-21T14:20:00Z');
const zone = 'Europe/Lisbon';

const monthly: Reminder = {
	title: 'Call Ana',
	at: '2026-01-31T09:30',
	zone,
	every: { n: 1, unit: 'month' },
	contact: 'ana',
	snoozedUntil: '2026-11-25'
};

function edited(change: Partial<ReminderForm>): ReminderForm {
	return { ...formOf(monthly, zone), ...change };
}

test('a new reminder is for tomorrow, once, in the zone of the device', () => {
	const form = { ...newForm(now, zone, 'ana'), title: ' Call Ana ' };
	expect(patchOf({}, form)).toEqual({ title: 'Call Ana', contact: 'ana', at: '2026-11-22', zone });
});

describe('saving', () => {
	test('a reminder that nobody touched changes nothing', () => {
		expect(patchOf(monthly, formOf(monthly, zone))).toEqual({});
	});

	test('sends only what changed', () => {
		expect(patchOf(monthly, edited({ title: 'Write to Ana', contact: '' }))).toEqual({
			title: 'Write to Ana',
			contact: null
		});
	});

	test('ends a snooze when the day is moved', () => {
		expect(patchOf(monthly, edited({ date: '2026-12-01', time: '' }))).toEqual({
			at: '2026-12-01',
			snoozedUntil: null
		});
	});

	test('a reminder that no longer repeats has no end', () => {
		const before: Reminder = {
			title: 'Call Ana',
			at: '2026-01-31',
			zone,
			every: { n: 1, unit: 'month' },
			until: '2027-01-01'
		};
		expect(patchOf(before, { ...formOf(before, zone), repeats: false })).toEqual({
			every: null,
			until: null
		});
	});

	test('writes down only that it shall not tell', () => {
		expect(patchOf(monthly, edited({ notify: false }))).toEqual({ notify: false });
		expect(patchOf({ ...monthly, notify: false }, edited({}))).toEqual({ notify: null });
	});
});

describe('checking', () => {
	test.each<[Partial<ReminderForm>, ReturnType<typeof check>]>([
		[{}, {}],
		[{ title: ' ' }, { title: 'required' }],
		[{ title: 'x'.repeat(501) }, { title: 'too-long' }],
		[{ date: '' }, { date: 'not-a-date' }],
		[{ n: '0' }, { n: 'not-a-number' }],
		[{ n: '1.5' }, { n: 'not-a-number' }],
		[{ n: '', repeats: false }, {}],
		[{ until: '2025-12-31' }, { until: 'before-start' }]
	])('%j finds %j', (change, want) => {
		expect(check(edited(change))).toEqual(want);
	});
});

describe('the preview', () => {
	test('shows the next three, counted from the anchor', () => {
		expect(preview(edited({}), now, 3)).toEqual([
			'2026-11-30T09:30',
			'2026-12-31T09:30',
			'2027-01-31T09:30'
		]);
	});

	test('ends with the reminder', () => {
		expect(preview(edited({ until: '2026-12-31' }), now, 3)).toEqual([
			'2026-11-30T09:30',
			'2026-12-31T09:30'
		]);
		expect(preview(edited({ repeats: false, date: '2026-12-24', time: '' }), now, 3)).toEqual([
			'2026-12-24'
		]);
	});

	test('is empty while the sheet is not filled in', () => {
		expect(preview(edited({ date: '' }), now, 3)).toEqual([]);
		expect(preview(edited({ n: '0' }), now, 3)).toEqual([]);
	});
});
