import { afterEach, beforeEach, expect, test } from 'vitest';

import { FakeServer } from './fake-server.ts';
import { boundJournal } from './journal.ts';
import { newDevice, sync, type TestDevice } from './testing.ts';

let server: FakeServer;
let phone: TestDevice;

beforeEach(async () => {
	server = new FakeServer(crypto.randomUUID());
	phone = await newDevice(server);
});
afterEach(() => phone.db.close());

async function save(fullName: string): Promise<void> {
	await phone.db.put('contact', phone.db.newId(), { fullName });
	await sync(phone);
}

async function bound(now: number): Promise<void> {
	const last = `${now.toString(16).padStart(12, '0')}0000`;
	await phone.replica.connection.run('readwrite', ['journal', 'clock'], async (tx) => {
		await tx.objectStore('clock').put({ last, offset: 0 }, 'clock');
		await boundJournal(tx, now);
	});
}

async function journal() {
	const pages = await phone.replica.connection.run('readonly', ['journal'], (tx) =>
		tx.objectStore('journal').getAll()
	);
	return pages.flatMap(({ entries }) => entries);
}

test('what a backup holds leaves the journal', async () => {
	await save('Ada');
	expect(await journal()).toHaveLength(1);
	server.backUp();
	await save('Bob');
	expect((await journal()).map(({ fields }) => fields['fullName'])).toEqual(['Bob']);
});

test('without backups it keeps ninety days', async () => {
	await save('Ada');
	await save('Bob');
	const { at } = (await journal()).at(-1) ?? { at: 0 };
	await bound(at + 89 * 86_400_000);
	expect(await journal()).toHaveLength(2);
	await bound(at + 91 * 86_400_000);
	expect(await journal()).toEqual([]);
});

test('a clock that is a year ahead makes nothing old', async () => {
	await save('Ada');
	const [entry] = await journal();
	await phone.replica.connection.run('readwrite', ['journal', 'clock'], (tx) =>
		boundJournal(tx, (entry?.at ?? 0) + 365 * 86_400_000)
	);
	expect(await journal()).toHaveLength(1);
});

test('and ten thousand changes, the newest ones', async () => {
	await save('Ada');
	const [entry] = await journal();
	if (entry === undefined) throw new Error('nothing was acknowledged');
	await phone.replica.connection.run('readwrite', ['journal'], async (tx) => {
		for (let page = 0; page < 5; page++) {
			const entries = Array.from({ length: 2_500 }, (_, i) => ({ ...entry, n: 2_500 * page + i }));
			await tx.objectStore('journal').add({ through: 10 + page, entries });
		}
	});
	await bound(entry.at);
	const left = await journal();
	expect(left).toHaveLength(10_000);
	expect(left[0]?.n).toBe(2_500);
});

test('a restored server is sent what is left, although the oldest is not there any more', async () => {
	const backup = server.backUp();
	for (const name of ['Ada', 'Bob', 'Cleo']) await save(name);
	await phone.replica.connection.run('readwrite', ['journal'], async (tx) => {
		const [oldest] = await tx.objectStore('journal').getAllKeys();
		await tx.objectStore('journal').delete(oldest ?? 0);
	});
	server.restore(backup);
	await sync(phone);
	await sync(phone);
	const names = [...server.state.records.values()].map(({ fields }) => fields['fullName']);
	expect(names.sort()).toEqual(['Bob', 'Cleo']);
	expect(await phone.db.pendingCount()).toBe(0);
});
