import { describe, expect, it } from 'vitest';

import { nextOpen, type ReminderFields } from './recurrence.ts';
import { donePatch, snoozePatch, undonePatch } from './settle.ts';

const weekly: ReminderFields = {
	at: '2026-11-21T09:00',
	zone: 'Europe/Berlin',
	every: { n: 1, unit: 'week' }
};
const now = new Date('2026-11-22T23:30:00Z');

describe('done', () => {
	it('settles the occurrence by its name', () => {
		expect(donePatch(weekly, '2026-11-21T09:00')).toEqual({ 'done/2026-11-21T09:00': true });
	});

	it('ends a snooze, which would swallow the next occurrence', () => {
		const snoozed = { ...weekly, snoozedUntil: '2026-12-20T09:00' };
		expect(donePatch(snoozed, '2026-11-21T09:00')).toHaveProperty('snoozedUntil', null);
	});

	it('is taken back', () => {
		expect(undonePatch('2026-11-21T09:00')).toEqual({ 'done/2026-11-21T09:00': null });
	});

	it('turns old members into one date, so that the record does not grow for ever', () => {
		const daily = { ...weekly, at: '2026-01-01', every: { n: 1, unit: 'day' } };
		const names = Array.from({ length: 100 }, (_, day) =>
			new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)
		);
		const done = Object.fromEntries(names.map((name) => [name, true]));
		const patch = donePatch({ ...daily, done }, '2026-04-11');
		expect(patch.doneThrough).toBe('2026-02-19');
		expect(patch).toHaveProperty(['done/2026-02-19'], null);
		expect(patch).not.toHaveProperty(['done/2026-02-20']);
		const kept = Object.fromEntries(names.slice(50).map((name) => [name, true]));
		const pruned = { ...daily, done: kept, doneThrough: '2026-02-19' };
		expect(nextOpen(pruned, new Date('2026-02-10T12:00:00Z'))?.occurrence).toBe('2026-04-11');
	});
});

describe('a snooze', () => {
	it('goes to the hour of the reminder, on a day counted in its zone', () => {
		// It is half past midnight of the 23rd in Berlin.
		expect(snoozePatch(weekly, 1, now)).toEqual({ snoozedUntil: '2026-11-24T09:00' });
	});

	it('goes to a whole day if the reminder has no hour', () => {
		const patch = snoozePatch({ at: '2026-11-21' }, 7, now, { zone: 'America/New_York' });
		expect(patch).toEqual({ snoozedUntil: '2026-11-29' });
	});
});
