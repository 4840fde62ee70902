import type { DBSchema, IDBPDatabase } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { deleteDB, openDB } from './promised.ts';

interface Schema extends DBSchema {
	word: { key: string; value: { id: string; n: number }; indexes: { n: number } };
}

const name = 'promised';
let db: IDBPDatabase<Schema>;
let blocked: (number | null)[];

beforeEach(async () => {
	blocked = [];
	db = await openDB<Schema>(name, 1, {
		upgrade: (made) => made.createObjectStore('word', { keyPath: 'id' }).createIndex('n', 'n'),
		blocking: (own, next) => {
			blocked.push(next);
			own.close();
		},
		terminated: () => undefined
	});
});

afterEach(async () => {
	db.close();
	await deleteDB(name);
});

describe('IndexedDB with promises', () => {
	it('answers what was stored, by key and by index', async () => {
		const tx = db.transaction(['word'], 'readwrite');
		const store = tx.objectStore('word');
		await Promise.all([store.put({ id: 'b', n: 1 }), store.put({ id: 'a', n: 2 })]);
		await tx.done;
		const words = db.transaction(['word']).objectStore('word');
		expect(await words.get('a')).toEqual({ id: 'a', n: 2 });
		expect((await words.index('n').getAll()).map(({ id }) => id)).toEqual(['b', 'a']);
		expect(await words.get('c')).toBeUndefined();
	});

	it('walks with a cursor, backwards too', async () => {
		const store = db.transaction(['word'], 'readwrite').objectStore('word');
		for (const id of ['a', 'b', 'c']) await store.put({ id, n: 0 });
		const seen: string[] = [];
		let cursor = await store.openCursor(null, 'prev');
		for (; cursor !== null; cursor = await cursor.continue()) seen.push(cursor.value.id);
		expect(seen).toEqual(['c', 'b', 'a']);
		expect((await store.openKeyCursor(null, 'prev'))?.primaryKey).toBe('c');
	});

	it('rejects a request that fails, and the transaction with the same reason', async () => {
		const tx = db.transaction(['word'], 'readwrite');
		const done = expect(tx.done).rejects.toMatchObject({ name: 'ConstraintError' });
		const store = tx.objectStore('word');
		await store.add({ id: 'a', n: 1 });
		await expect(store.add({ id: 'a', n: 2 })).rejects.toMatchObject({ name: 'ConstraintError' });
		await done;
	});

	it('keeps nothing of a transaction that was given up', async () => {
		const tx = db.transaction(['word'], 'readwrite');
		const done = expect(tx.done).rejects.toMatchObject({ name: 'AbortError' });
		await tx.objectStore('word').put({ id: 'a', n: 1 });
		tx.abort();
		await done;
		expect(await db.transaction(['word']).objectStore('word').count()).toBe(0);
	});

	it('tells of who wants to delete the database', async () => {
		await deleteDB(name);
		expect(blocked).toEqual([null]);
	});
});
