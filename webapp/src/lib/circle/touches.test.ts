import fc from 'fast-check';
import { expect, test } from 'vitest';

import { addDays } from '#lib/calendar/wall.ts';
import type { LocalDatabase } from '#lib/db/local-database.ts';
import { openDatabase } from '#lib/db/open.ts';
import { touchOf } from '#lib/db/touch.ts';
import { uuidv7 } from '#lib/db/uuid.ts';

import { sumTouches } from './cadence.ts';

const today = '2026-06-15';
const people = Array.from({ length: 2 }, (_, i) => uuidv7(i + 1));
const records = Array.from({ length: 12 }, (_, i) => ({
	collection: i > 1 ? ('interaction' as const) : ('note' as const),
	id: uuidv7(100 + i)
}));

const write = fc.record({
	op: fc.constant('put' as const),
	record: fc.nat(records.length - 1),
	at: fc.integer({ min: -20, max: 5 }).map((days) => addDays(today, days)),
	direction: fc.constantFrom('out' as const, 'both' as const),
	planned: fc.constantFrom(false, false, false, true),
	person: fc.nat(people.length - 1),
	takesPart: fc.constantFrom(true, true, null)
});
/** What somebody may do to the records, and where a tab may end. */
const doing = fc.oneof(
	{ arbitrary: write, weight: 4 },
	{
		arbitrary: fc.record({
			op: fc.constantFrom('remove' as const, 'restore' as const),
			record: fc.nat(records.length - 1)
		}),
		weight: 2
	},
	{
		arbitrary: fc.record({
			op: fc.constantFrom('look' as const, 'pack' as const, 'reopen' as const)
		}),
		weight: 3
	}
);
type Doing =
	| (typeof write extends fc.Arbitrary<infer T> ? T : never)
	| { readonly op: 'remove' | 'restore'; readonly record: number }
	| { readonly op: 'look' | 'pack' | 'reopen' };

test('whatever is written, edited, deleted and packed, the touches sum up to those of all records', async () => {
	const doings = fc.array<Doing>(doing, { minLength: 20, maxLength: 60, size: 'max' });
	await fc.assert(fc.asyncProperty(doings, tryAll), { numRuns: 40 });
}, 30_000);

async function tryAll(doings: readonly Doing[]): Promise<void> {
	const userId = crypto.randomUUID();
	const open = () => openDatabase({ userId, spaceId: 's' });
	let db = await open();
	for (const one of doings) {
		if (one.op === 'reopen') {
			db.close();
			db = await open();
		} else await apply(db, one);
	}
	await expectAll(db);
	db.close();
}

async function apply(db: LocalDatabase, one: Doing): Promise<void> {
	if (!('record' in one)) return one.op === 'pack' ? db.maintain(true) : expectAll(db);
	const { collection, id } = records[one.record] ?? { collection: 'note' as const, id: '' };
	if (!('at' in one)) return db[one.op](collection, id);
	const { at, direction, planned } = one;
	const contacts: Record<`contacts/${string}`, true | null> = {
		[`contacts/${people[one.person] ?? ''}`]: one.takesPart
	};
	if (collection === 'note') return db.put('note', id, { at, ...contacts });
	return db.put('interaction', id, { at, direction, planned, ...contacts });
}

/** Of now and of days that come, and of yesterday, as for whoever has travelled. */
async function expectAll(db: LocalDatabase): Promise<void> {
	const touches = await db.touches(today);
	const rows = [...(await db.since('note', '')), ...(await db.since('interaction', ''))];
	for (const id of people) {
		const all = rows.flatMap((row) =>
			row.fields.contacts?.[id] === true ? (touchOf(row) ?? []) : []
		);
		for (const day of [-1, 0, 1, 4, 90].map((days) => addDays(today, days))) {
			expect(sumTouches(touches.of(id), day)).toEqual(sumTouches(all, day));
		}
	}
}

/** A member of `contacts` for a patch. */
function naming(id: string): { readonly [member: `contacts/${string}`]: true } {
	return Object.fromEntries([[`contacts/${id}`, true]]);
}

test('a clock that goes back finds what was left out before', async () => {
	const db = await openDatabase({ userId: crypto.randomUUID(), spaceId: 's' });
	const [ana = ''] = people;
	for (const at of ['2026-05-01', '2026-06-01']) {
		await db.put('note', db.newId(), { at, ...naming(ana) });
	}
	expect((await db.touches(today)).of(ana)).toHaveLength(1);
	const before = await db.touches('2026-05-10');
	expect(sumTouches(before.of(ana), '2026-05-10').last).toBe('2026-05-01');
	db.close();
});
