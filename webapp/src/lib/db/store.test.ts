import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';

import { Connection } from './connection.ts';
import { compactLists, addToLists, candidatesAbout, candidatesInTrash } from './lists.ts';
import { findLine, linesOf, mergeLines, parseLine, toChunks, toLine } from './lines.ts';
import { rules } from './rules.ts';
import { allLines, confirmedOf } from './read.ts';
import { compactRows, storeRows, type Incoming } from './rows.ts';

const id = (n: number) =>
	`0193${n.toString(16).padStart(4, '0')}-0000-7000-8000-00000000000${n % 10}`;
const row = (n: number, version: number, deleted = false): Incoming => {
	const fields = deleted ? undefined : { body: `text ${n} at ${version}\n` };
	const json = JSON.stringify({ collection: 'note', id: id(n), version, deleted, fields });
	return { collection: 'note', id: id(n), version, deleted, fields, json };
};

const open: Connection[] = [];
function connect(): Connection {
	const connection = new Connection(crypto.randomUUID(), 's');
	open.push(connection);
	return connection;
}
afterEach(() => {
	for (const connection of open.splice(0)) connection.close();
});

const stores = ['sync', 'chunk', 'row', 'outbox'] as const;

test('a row is found in a chunk, and of two lines the higher version stays', () => {
	const line = (n: number, version: number) =>
		toLine({ id: id(n), collection: 'note', version, deleted: false, fields: { body: '\n' } });
	const [{ text } = { text: '' }] = toChunks([line(1, 1).text, line(3, 7).text], 1000);
	const merged = mergeLines(text, [line(2, 2), line(3, 6)]);
	expect(merged.map((line) => parseLine(line, 'note').version)).toEqual([1, 2, 7]);
	expect(findLine(text, id(3))).toBe(line(3, 7).text);
	expect(findLine(text, id(2))).toBeUndefined();
	expect(linesOf(text)).toHaveLength(2);
});

test('whatever pages come, the rows are those of the newest version of each', async () => {
	const page = fc.array(fc.tuple(fc.nat(120), fc.boolean()), { maxLength: 80 });
	await fc.assert(
		fc.asyncProperty(fc.array(page, { maxLength: 6 }), fc.boolean(), async (pages, compact) => {
			const connection = connect();
			const expected = new Map<string, number>();
			let version = 0;
			for (const page of pages) {
				const rows = new Map(page.map(([n, gone]) => [n, row(n, ++version, gone)]));
				for (const { id, version } of rows.values()) expected.set(id, version);
				await connection.run('readwrite', stores, (tx) =>
					storeRows(tx, 1, [...rows.values()], rules)
				);
				if (!compact) continue;
				await connection.run('readwrite', stores, (tx) => compactRows(tx, 1, 1000));
			}
			const [lines, found] = await connection.run('readonly', stores, (tx) =>
				Promise.all([allLines(tx, 1, 'note'), confirmedOf(tx, 1, 'note', [...expected.keys()])])
			);
			expect(new Map(lines.map(({ id, version }) => [id, version]))).toEqual(expected);
			expect(new Map([...found].map(([id, { version }]) => [id, version]))).toEqual(expected);
		}),
		{ numRuns: 25 }
	);
}, 60_000);

test('many rows are few records, and each is read without reading all', async () => {
	const connection = connect();
	const rows = Array.from({ length: 5000 }, (_, n) => row(n, n + 1));
	await connection.run('readwrite', stores, (tx) => storeRows(tx, 0, rows, rules));
	const [chunks, singles, found] = await connection.run('readonly', stores, async (tx) => [
		await tx.objectStore('chunk').count(),
		await tx.objectStore('row').count(),
		await confirmedOf(tx, 0, 'note', [id(4321)])
	]);
	expect(chunks).toBeLessThan(20);
	expect(singles).toBe(0);
	expect(found.get(id(4321))?.fields).toEqual({ body: 'text 4321 at 4322\n' });
});

test('a tombstone keeps the fields that were known', async () => {
	const connection = connect();
	await connection.run('readwrite', stores, (tx) => storeRows(tx, 0, [row(1, 1)], rules));
	await connection.run('readwrite', stores, (tx) => storeRows(tx, 0, [row(1, 2, true)], rules));
	const found = await connection.run('readonly', stores, (tx) =>
		confirmedOf(tx, 0, 'note', [id(1)])
	);
	expect(found.get(id(1))).toMatchObject({ deleted: true, fields: { body: 'text 1 at 1\n' } });
});

test('lists tell who is named and what is in the trash, also after they were written anew', async () => {
	const connection = connect();
	const named = (n: number, person: number, at: string) => ({
		collection: 'note' as const,
		id: id(n),
		deleted: n % 2 === 0,
		fields: { [`contacts/${id(person)}`]: true, at }
	});
	for (let n = 0; n < 40; n++) {
		await connection.run('readwrite', ['list'], async (tx) =>
			addToLists(tx, [named(n, 7, '2026-01-01'), named(n, 8, '2026-01-01')])
		);
	}
	await connection.run('readwrite', ['list'], async (tx) =>
		addToLists(tx, [named(3, 7, '2026-02-02')])
	);
	const ask = () =>
		connection.run('readonly', ['list'], async (tx) => ({
			about: await candidatesAbout(tx, 'note', id(7)),
			trash: (await candidatesInTrash(tx)).get('note')?.length,
			parts: await tx.objectStore('list').count()
		}));
	const before = await ask();
	expect(before.about).toHaveLength(40);
	expect(before.about.find((candidate) => candidate.id === id(3))?.at).toBe('2026-02-02');
	expect(before.trash).toBe(20);

	await connection.run('readwrite', ['list'], compactLists);
	const after = await ask();
	expect(after).toEqual({ ...before, parts: after.parts });
	expect(after.parts).toBeLessThan(before.parts);
});
