import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { LocalDatabase } from './local-database.ts';
import { openDatabase } from './open.ts';
import type { View } from './pending.ts';
import { allViews, viewStores } from './read.ts';
import { storeRows, type Incoming } from './rows.ts';
import { eachSince } from './since.ts';

const idOf = (n: number) => `0193${n.toString(16).padStart(4, '0')}-0000-7000-8000-000000000000`;
const days = ['2025-11-30', '2025-12-01', '2025-12-01T09:00', '2026-03-04', undefined] as const;
const since = '2025-12-01';

function freshDatabase(): Promise<LocalDatabase> {
	return openDatabase({ userId: crypto.randomUUID(), spaceId: 's' });
}

function incoming(n: number, version: number, at: string | undefined, deleted: boolean): Incoming {
	const [collection, id] = ['note' as const, idOf(n)];
	// A text may speak of fields; only the field itself counts.
	const fields = deleted ? undefined : { ...(at && { at }), body: 'It said "at":"2026-01-01".' };
	const json = JSON.stringify({ collection, id, version, deleted, fields });
	return { collection, id, version, deleted, fields, json };
}

const told = fc.record({
	n: fc.nat(120),
	at: fc.constantFrom(...days),
	deleted: fc.boolean()
});

test('what is of a day or later is what one finds by looking at everything', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.array(told, { maxLength: 60 }), { maxLength: 4 }),
			fc.array(told, { maxLength: 4 }),
			async (pages, edits) => {
				const db = await freshDatabase();
				try {
					for (const [i, page] of pages.entries()) {
						const newest = new Map(page.map((one) => [one.n, one]));
						const rows = [...newest.values()].map(({ n, at, deleted }) =>
							incoming(n, i * 1000 + n + 1, at, deleted)
						);
						// Many go into chunks, few stay single.
						await db.connection.run('readwrite', viewStores, (tx) =>
							storeRows(tx, 0, rows, db.rules)
						);
					}
					for (const { n, at, deleted } of edits) {
						await db.put('note', idOf(n), { at: at ?? null });
						if (deleted) await db.remove('note', idOf(n));
					}
					const all = await db.connection.run('readonly', viewStores, (tx) =>
						allViews(tx, 'note', db.rules)
					);
					const expected = [...all].filter(
						([, { fields }]) => typeof fields['at'] === 'string' && fields['at'] >= since
					);
					const found: [string, View][] = [];
					await eachSince(db.connection, { collection: 'note', day: since }, db.rules, (...one) =>
						found.push(one)
					);
					expect(found).toHaveLength(expected.length);
					expect(new Map(found)).toEqual(new Map(expected));
				} finally {
					db.close();
				}
			}
		),
		{ numRuns: 25 }
	);
});

test('what lies in the trash is not among what happened', async () => {
	const db = await freshDatabase();
	const [kept, gone] = [db.newId(), db.newId()];
	for (const id of [kept, gone]) await db.put('interaction', id, { at: '2026-03-04T12:00' });
	await db.remove('interaction', gone);
	expect((await db.since('interaction', '2026-03-04')).map(({ id }) => id)).toEqual([kept]);
	expect(await db.since('interaction', '2026-03-05')).toEqual([]);
	db.close();
});

test('a chunk that is split meanwhile is read to its end', async () => {
	const db = await freshDatabase();
	const store = (rows: readonly Incoming[]) =>
		db.connection.run('readwrite', viewStores, (tx) => storeRows(tx, 0, rows, db.rules));
	const long = (n: number): Incoming => {
		const row = incoming(n, n + 1, since, false);
		const fields = { ...row.fields, body: 'x'.repeat(7_000) };
		return { ...row, fields, json: JSON.stringify({ ...row, fields, json: undefined }) };
	};
	await store(Array.from({ length: 30 }, (_, i) => long(2 * i)));
	await store([incoming(500, 501, since, false)]);
	const found = new Set<string>();
	let splitting: Promise<void> | undefined;
	await eachSince(db.connection, { collection: 'note', day: since }, db.rules, (id) => {
		splitting ??= store(Array.from({ length: 30 }, (_, i) => long(2 * i + 1)));
		found.add(id);
	});
	await splitting;
	for (let i = 0; i < 30; i++) expect(found).toContain(idOf(2 * i));
	db.close();
});
