import { openDB } from 'idb';
import { afterEach, expect, test, vi } from 'vitest';

import { overflow } from './testing.ts';

import { Connection } from './connection.ts';
import { deleteDatabase, openDatabase } from './open.ts';
import { StorageFullError } from './types.ts';
import { plainRules, save } from './write.ts';

afterEach(() => vi.restoreAllMocks());

const owner = () => ({ userId: crypto.randomUUID(), spaceId: 's' });

test('the name of the database holds the user, so that nobody else opens it', () => {
	expect(new Connection('u1', 's1').name).toContain('u1');
});

test('a connection that the browser lost is opened anew, and nothing is saved twice', async () => {
	const db = await openDatabase(owner());
	await db.put('contact', db.newId(), { fullName: 'Ada' });
	const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
	transaction.mockImplementationOnce(() => {
		throw new DOMException('The database connection is closing.', 'InvalidStateError');
	});

	await db.put('contact', db.newId(), { fullName: 'Grace' });

	expect((await db.contacts()).map(({ fullName }) => fullName)).toEqual(['Ada', 'Grace']);
	db.close();
});

test('who asks at the same time shares a transaction, and one who fails disturbs nobody', async () => {
	const db = await openDatabase(owner());
	await db.put('contact', db.newId(), { fullName: 'Ada' });
	const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
	const broken = db.connection.run('readonly', ['sync', 'chunk', 'row', 'outbox'], () =>
		Promise.reject(new RangeError('broken'))
	);
	const read = [db.list('contact'), db.list('circle'), db.list('note')];
	await expect(broken).rejects.toThrow('broken');
	expect((await Promise.all(read)).map(({ length }) => length)).toEqual([1, 0, 0]);
	expect(transaction).toHaveBeenCalledTimes(1);
	expect(await db.list('contact')).toHaveLength(1);
	expect(transaction).toHaveBeenCalledTimes(2);
	db.close();
});

test('what fails twice fails', async () => {
	const db = await openDatabase(owner());
	vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
		throw new DOMException('lost', 'UnknownError');
	});
	await expect(db.list('note')).rejects.toThrow('lost');
});

test('a full disk is told as such, and nothing of the change is there', async () => {
	const db = await openDatabase(owner());
	const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
		throw new DOMException('full', 'QuotaExceededError');
	});
	const change = { op: 'put', collection: 'contact', id: db.newId(), patch: {} } as const;
	await expect(save(db.connection, [change], plainRules)).rejects.toThrow(StorageFullError);
	put.mockRestore();
	expect(await db.pendingCount()).toBe(0);
	db.close();
});

test('a full disk gives up the search index before it fails a person', async () => {
	const db = await openDatabase(owner());
	await db.put('contact', db.newId(), { fullName: 'Ada' });
	await db.maintain(true);
	const isThere = () =>
		db.connection.run('readonly', ['derived'], (tx) => tx.objectStore('derived').getKey('search'));
	expect(await isThere()).toBeDefined();
	const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => {
		throw new DOMException('full', 'QuotaExceededError');
	});
	await db.put('contact', db.newId(), { fullName: 'Grace' });
	expect(add).toHaveBeenCalledTimes(2);
	expect(await isThere()).toBeUndefined();
	expect((await db.search('ada', 5)).map(({ text }) => text)).toEqual(['Ada']);
	expect(await db.contacts()).toHaveLength(2);
	db.close();
});

test('a disk that is full only when the change is committed is told as such too', async () => {
	const db = await openDatabase(owner());
	const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
		this: IDBObjectStore,
		value: unknown
	) {
		const request = this.put(value);
		const { transaction } = this;
		request.addEventListener('success', () => overflow(transaction));
		return request;
	});
	const change = { op: 'put', collection: 'contact', id: db.newId(), patch: {} } as const;
	await expect(save(db.connection, [change], plainRules)).rejects.toThrow(StorageFullError);
	add.mockRestore();
	expect(await db.pendingCount()).toBe(0);
	db.close();
});

test('a change is on the disk before it counts as saved', async () => {
	const db = await openDatabase(owner());
	const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
	await db.put('contact', db.newId(), { fullName: 'Ada' });
	expect(transaction.mock.calls[0]?.[2]).toEqual({ durability: 'strict' });
	db.close();
});

test('a database that is deleted elsewhere is let go of and does not come back', async () => {
	const whose = owner();
	const db = await openDatabase(whose);
	await deleteDatabase(whose);
	await expect(db.list('note')).rejects.toThrow();
	expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(db.connection.name);
});

test('a newer tab may change the layout; the older one lets go', async () => {
	const db = await openDatabase(owner());
	const newer = await openDB(db.connection.name, 99);
	expect(newer.version).toBe(99);
	newer.close();
	await expect(db.list('note')).rejects.toThrow();
});
