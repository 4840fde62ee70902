import { describe, expect, test } from 'vitest';

import type { Reminder } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { agenda, entryOf, type Viewpoint } from './agenda.ts';

const view: Viewpoint = { now: new Date('2026-11-21T14:20:00Z'), zone: 'Europe/Lisbon' };

function row(id: string, fields: Reminder): Row<'reminder'> {
	const zone = 'Europe/Lisbon';
	return {
		id,
		collection: 'reminder',
		fields: { zone, ...fields },
		version: 1,
		pending: false,
		deleted: false,
		createdAt: 0
	};
}

function ids(entries: readonly { readonly row: Row }[]): readonly string[] {
	return entries.map((entry) => entry.row.id);
}

test('reminders stand in the group of the day on which they are due, the earliest first', () => {
	const { overdue, today, week, later } = agenda(
		[
			row('later', { at: '2026-11-28' }),
			row('week', { at: '2026-11-27' }),
			row('evening', { at: '2026-11-21T20:00' }),
			row('noon', { at: '2026-11-21T12:00' }),
			row('day', { at: '2026-11-21' }),
			row('yesterday', { at: '2026-11-20' }),
			row('long ago', { at: '2026-10-01' })
		],
		view
	);
	expect(ids(overdue)).toEqual(['long ago', 'yesterday']);
	expect(ids(today)).toEqual(['day', 'noon', 'evening']);
	expect(ids(week)).toEqual(['week']);
	expect(ids(later)).toEqual(['later']);
});

describe('lateness', () => {
	test.each([
		[{ at: '2026-11-21' }, false],
		[{ at: '2026-11-20' }, true],
		[{ at: '2026-11-21T14:00' }, true],
		[{ at: '2026-11-21T14:30' }, false]
	])('of %j is %j', (fields, want) => {
		expect(entryOf(row('r', fields), view)?.late).toBe(want);
	});
});

test('a time is shown as the clock of the reader shows it', () => {
	const entry = entryOf(row('r', { at: '2026-11-21T23:30', zone: 'America/New_York' }), view);
	expect(entry).toMatchObject({ day: '2026-11-22', time: '04:30' });
});

test('a day stays that day wherever the reader is', () => {
	const entry = entryOf(row('r', { at: '2026-11-22', zone: 'Pacific/Auckland' }), view);
	expect(entry).toMatchObject({ day: '2026-11-22', time: undefined });
});

test('a snoozed reminder is due when the snooze ends', () => {
	const entry = entryOf(row('r', { at: '2026-11-20', snoozedUntil: '2026-11-24' }), view);
	expect(entry).toMatchObject({ day: '2026-11-24', late: false });
});

test('a snooze that is over leaves a reminder of a day a reminder of a day', () => {
	const fields: Reminder = { at: '2026-11-20', snoozedUntil: '2026-11-19T09:00' };
	expect(entryOf(row('r', fields), view)).toMatchObject({ day: '2026-11-20', time: undefined });
});

test('a repeating reminder shows the occurrence that waits', () => {
	const fields: Reminder = {
		at: '2026-11-01',
		every: { n: 1, unit: 'week' },
		done: { '2026-11-15': true }
	};
	expect(entryOf(row('r', fields), view)?.day).toBe('2026-11-22');
});

test('paused reminders wait for nothing', () => {
	const { overdue, paused } = agenda([row('r', { at: '2026-11-01', paused: true })], view);
	expect([overdue, paused.map(({ id }) => id)]).toEqual([[], ['r']]);
});

test('what was done lately can be found again, the latest first', () => {
	const { done } = agenda(
		[
			row('old', { at: '2026-10-01', done: { '2026-10-01': true } }),
			row('first', { at: '2026-11-18', done: { '2026-11-18': true } }),
			row('again', {
				at: '2026-11-13',
				every: { n: 1, unit: 'week' },
				done: { '2026-11-13': true, '2026-11-20': true }
			})
		],
		view
	);
	expect(done.map(({ row: { id }, occurrence }) => [id, occurrence])).toEqual([
		['again', '2026-11-20'],
		['first', '2026-11-18']
	]);
});
