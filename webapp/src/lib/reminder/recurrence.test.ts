import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import {
	nextOpen,
	occurrenceAfter,
	occurrenceAt,
	type Defaults,
	type ReminderFields
} from './recurrence.ts';
import { dayAt, instantOf } from './zone.ts';

/** One line of the file that the server runs as well. */
interface Vector {
	readonly name: string;
	readonly reminder: ReminderFields;
	readonly defaults?: Defaults;
	readonly ask: 'at' | 'after' | 'open';
	readonly k?: number;
	readonly instant?: string;
	readonly want: {
		readonly occurrence: string;
		readonly dueAt: string;
		readonly overdue?: boolean;
	} | null;
}

const file = join(import.meta.dirname, '../../../../internal/reminder/testdata/recurrence.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Vector[] };

describe('the vectors', () => {
	it('are all there', () => {
		expect(cases.length).toBeGreaterThanOrEqual(500);
	});

	it.each(cases.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
		const got = answer(vector);
		const want = vector.want && { ...vector.want, dueAt: new Date(vector.want.dueAt) };
		expect(got ?? null).toEqual(want);
	});
});

function answer({ reminder, defaults, ask, k = 0, instant = '' }: Vector) {
	switch (ask) {
		case 'at':
			return occurrenceAt(reminder, k, defaults);
		case 'after':
			return occurrenceAfter(reminder, new Date(instant), defaults);
		case 'open':
			return nextOpen(reminder, new Date(instant), defaults);
	}
}

const zone = fc.constantFrom(
	'UTC',
	'Europe/Berlin',
	'America/St_Johns',
	'America/Santiago',
	'Australia/Lord_Howe',
	'Pacific/Chatham',
	'Pacific/Apia'
);

const reminders = fc.record({
	at: fc
		.date({ min: new Date('1970-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
		.map((date) => date.toISOString().slice(0, 16)),
	zone,
	every: fc.record({
		n: fc.integer({ min: 1, max: 40 }),
		unit: fc.constantFrom('day', 'week', 'month', 'year')
	})
});

describe('occurrences', () => {
	it('follow each other and keep their wall time', () => {
		fc.assert(
			fc.property(reminders, fc.integer({ min: 0, max: 500 }), (reminder, k) => {
				const first = occurrenceAt(reminder, k);
				const second = occurrenceAt(reminder, k + 1);
				if (first === undefined || second === undefined) return second === undefined;
				return (
					first.occurrence < second.occurrence &&
					first.dueAt <= second.dueAt &&
					first.occurrence.slice(10) === reminder.at.slice(10) &&
					first.dueAt.valueOf() === slowInstant(first.occurrence, reminder.zone)
				);
			}),
			{ numRuns: 60 }
		);
	});

	it('are found by arithmetic where a walk from the anchor finds them', () => {
		fc.assert(
			fc.property(reminders, fc.integer({ min: -1e5, max: 4e7 }), (reminder, seconds) => {
				const anchor = occurrenceAt(reminder, 0);
				const now = new Date((anchor?.dueAt.valueOf() ?? 0) + seconds * 1000);
				let k = 0;
				let due = anchor;
				while (due !== undefined && due.dueAt <= now) due = occurrenceAt(reminder, ++k);
				expect(occurrenceAfter(reminder, now)).toEqual(due);
				const open = k > 0 ? occurrenceAt(reminder, k - 1) : due;
				expect(nextOpen(reminder, now)).toEqual({ ...open, overdue: k > 0 });
			}),
			{ numRuns: 60 }
		);
	});

	it('are numbered without walking, however far', () => {
		const daily = { at: '1900-01-01', zone: 'UTC', every: { n: 1, unit: 'day' } };
		const started = performance.now();
		for (let i = 0; i < 1000; i++) nextOpen(daily, new Date('2200-12-01'));
		expect(performance.now() - started).toBeLessThan(1000);
	});
});

/** The first minute at which the clocks of `zone` do not show less than `wall`, by looking at them all. */
function slowInstant(wall: string, zone: string): number {
	const format = new Intl.DateTimeFormat('sv-SE', {
		timeZone: zone,
		dateStyle: 'short',
		timeStyle: 'short'
	});
	let instant = Date.parse(`${wall}Z`) - 27 * 3_600_000;
	while (format.format(instant).replace(' ', 'T') < wall) instant += 60_000;
	return instant;
}

describe('a day', () => {
	it('is that of the zone', () => {
		const instant = instantOf('2026-11-21T23:30', 'America/New_York');
		expect(dayAt(instant, 'America/New_York')).toBe('2026-11-21');
		expect(dayAt(instant, 'UTC')).toBe('2026-11-22');
	});
});
