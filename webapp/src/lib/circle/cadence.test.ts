import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import type { Circle } from '#lib/api/collections.gen.ts';
import { daysBetween, isWallDate } from '#lib/calendar/wall.ts';
import { touchOf } from '#lib/db/touch.ts';
import type { Row } from '#lib/db/types.ts';

import { keepInTouch, spread, sumTouches, type Person } from './cadence.ts';

/** The file that the server runs as well. */
interface Vectors {
	readonly cases: readonly {
		readonly name: string;
		readonly today: string;
		readonly contactId: string;
		readonly contact: Person;
		readonly circles?: Readonly<Record<string, Circle>>;
		readonly records?: readonly (Pick<Row<'interaction'>, 'fields'> & {
			readonly collection: 'interaction';
			readonly deleted?: boolean;
		})[];
		readonly promptedOn?: string;
		readonly want: Readonly<Record<string, unknown>>;
	}[];
	readonly spreads: readonly {
		readonly name: string;
		readonly today: string;
		readonly count: number;
		readonly perWeek?: number;
		readonly want: readonly string[];
	}[];
}

const file = join(import.meta.dirname, '../../../../internal/reminder/testdata/cadence.json');
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

describe('the phone and the server agree on', () => {
	test.each(vectors.cases.map((c) => [c.name, c] as const))('%s', (_, c) => {
		const touches = (c.records ?? []).flatMap((record) => {
			const takesPart = Object.entries(record.fields.contacts ?? {}).some(
				([id, is]) => id.toLowerCase() === c.contactId && Boolean(is)
			);
			return record.deleted === true || !takesPart ? [] : (touchOf(record) ?? []);
		});
		const touched = sumTouches(touches, c.today);
		const cadence = keepInTouch(c.contact, c.circles?.[c.contact.circle ?? ''], touched, {
			createdAt: madeAt(c.contactId),
			today: c.today,
			promptedOn: c.promptedOn
		});
		expect(JSON.parse(JSON.stringify({ ...cadence, ...touched }))).toEqual(c.want);
	});

	test.each(vectors.spreads.map((s) => [s.name, s] as const))('a fresh start: %s', (_, s) => {
		expect(spread(s.count, s.perWeek, s.today)).toEqual(s.want);
	});
});

/** What `Row.createdAt` says: the time that the id begins with, if it is of version 7. */
function madeAt(id: string): number {
	return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : 0;
}

test('the order of the records changes nothing', () => {
	const touch = fc.record({
		at: fc.constantFrom('2026-01-01', '2026-01-01T10:00', '2026-02-03', '2026-12-01'),
		way: fc.constantFrom('out', 'both', 'noted')
	});
	fc.assert(
		fc.property(fc.array(touch), (touches) => {
			expect(sumTouches(touches.toReversed(), '2026-06-01')).toEqual(
				sumTouches(touches, '2026-06-01')
			);
		})
	);
});

test('a fresh start asks for no more people a week than one has room for', () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 40 }), (n, perWeek) => {
			const days = spread(n, perWeek, '2026-11-22');
			expect(days).toHaveLength(n);
			expect(days.every(isWallDate)).toBe(true);
			const weeks = Map.groupBy(days, (day) => Math.floor(daysBetween('2026-11-22', day) / 7));
			for (const week of weeks.values()) expect(week.length).toBeLessThanOrEqual(perWeek);
		})
	);
});
