// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Api } from '#lib/api/client.ts';
import { keptBefore } from '#lib/db/kept.ts';
import type { LocalDatabase } from '#lib/db/local-database.ts';
import { openDatabase } from '#lib/db/open.ts';

import { FakeServer } from './fake-server.ts';
import { exclusively } from './lock.ts';
import { createSync, type Sync } from './sync.svelte.ts';

let server: FakeServer;
const opened: { db: LocalDatabase; sync: Sync }[] = [];

beforeEach(() => {
	server = new FakeServer(crypto.randomUUID());
});
afterEach(() => {
	for (const { db, sync } of opened.splice(0)) {
		sync.stop();
		db.close();
	}
	vi.unstubAllGlobals();
	vi.restoreAllMocks();
});

async function open(
	api: Api = server.api(),
	userId: string = crypto.randomUUID()
): Promise<{ db: LocalDatabase; sync: Sync }> {
	const db = await openDatabase({ userId, spaceId: server.space });
	const page = { db, sync: createSync(db, api) };
	opened.push(page);
	return page;
}

const synced = (sync: Sync) => vi.waitFor(() => expect(sync.state).toBe('synced'));

test('it syncs at the start and after each save, and says so', async () => {
	const { db, sync } = await open();
	expect(sync.state).toBe('syncing');
	await synced(sync);
	await vi.waitFor(() => expect(sync.lastSyncedAt).toBeInstanceOf(Date));

	await db.put('contact', db.newId(), { fullName: 'Ada' });
	await vi.waitFor(() => expect(server.state.records.size).toBe(1));
	await synced(sync);
	await vi.waitFor(() => expect(sync.pending).toBe(0));
});

test('offline, saves wait and are counted; back online they go out', async () => {
	const real = server.api();
	let online = false;
	const api: Api = {
		fetch: (...request) =>
			online ? real.fetch(...request) : Promise.reject(new TypeError('offline'))
	};
	const { db, sync } = await open(api);
	await vi.waitFor(() => expect(sync.state).toBe('offline'));
	await db.put('contact', db.newId(), { fullName: 'Ada' });
	await vi.waitFor(() => expect(sync.pending).toBe(1));

	online = true;
	dispatchEvent(new Event('online'));
	await synced(sync);
	expect(server.state.records.size).toBe(1);
});

test('what the server refused is listed until it is discarded or sent again', async () => {
	const { db, sync } = await open();
	const id = db.newId();
	await db.put('contact', id, { fullName: 'x'.repeat(300) });
	await vi.waitFor(() => expect(sync.parked).toHaveLength(1));
	const [item] = sync.parked;
	expect(item).toMatchObject({ id, code: 'too-long', field: 'fullName' });

	await sync.retryParked(item!.mid);
	await vi.waitFor(() => expect(sync.parked[0]?.mid).not.toBe(item?.mid));
	await vi.waitFor(() => expect(sync.parked).toHaveLength(1));
	await sync.discardParked(sync.parked[0]!.mid);
	expect(sync.parked).toEqual([]);
});

test('a session that has ended is told, and signing in again goes on', async () => {
	let status = 401;
	const real = server.api();
	const api: Api = {
		fetch: async (...request) =>
			status === 401 ? new Response(null, { status }) : real.fetch(...request)
	};
	const { db, sync } = await open(api);
	await vi.waitFor(() => expect(sync.state).toBe('signed-out'));
	await db.put('contact', db.newId(), { fullName: 'Ada' });
	await vi.waitFor(() => expect(sync.pending).toBe(1));
	status = 200;
	sync.syncNow();
	await synced(sync);
	expect(server.state.records.size).toBe(1);
});

test('who is no member any more is told in plain words', async () => {
	server.members.clear();
	const { sync } = await open();
	await vi.waitFor(() => expect(sync.state).toBe('trouble'));
	expect(sync.trouble).toBe('left');
	expect(sync.trouble).toBe('left');
});

test('the first sync tells how far it is, later ones do not', async () => {
	const user = crypto.randomUUID();
	const other = await open();
	for (let i = 0; i < 4; i++) {
		await other.db.put('contact', other.db.newId(), { fullName: `Person ${i}` });
	}
	await vi.waitFor(() => expect(server.state.records.size).toBe(4));
	server.pageRows = 1;
	const parts: (number | undefined)[] = [];
	const real = server.api();
	const { sync } = await open(
		{
			fetch: (...request) => {
				parts.push(sync.firstSync);
				return real.fetch(...request);
			}
		},
		user
	);
	await synced(sync);
	expect(parts.some((part) => part !== undefined && part > 0 && part < 1)).toBe(true);
	await vi.waitFor(() => expect(sync.firstSync).toBeUndefined());
});

test('a change of another device comes with the poke of the server', async () => {
	let poke = (_head: number): void => undefined;
	const real = server.api();
	const stream = new ReadableStream<Uint8Array>({
		start: (line) => {
			poke = (head) => {
				const data = JSON.stringify({ space: server.space, head });
				line.enqueue(new TextEncoder().encode(`event: poke\ndata: ${data}\n\n`));
			};
		}
	});
	const api: Api = {
		fetch: async (path, init) =>
			path === '/sync/events' ? new Response(stream) : real.fetch(path, init)
	};
	const [here, there] = [await open(api), await open()];
	await synced(here.sync);
	await there.db.put('contact', there.db.newId(), { fullName: 'Ada' });
	await vi.waitFor(() => expect(server.state.head).toBe(1));
	poke(1);
	await vi.waitFor(async () => expect(await here.db.contacts()).toHaveLength(1));
});

test('a line that opens ends the wait for the network', async () => {
	vi.spyOn(Math, 'random').mockReturnValue(1);
	const real = server.api();
	let answer = (): void => undefined;
	const line = new Promise<Response>((resolve) => {
		answer = () => resolve(new Response(new ReadableStream<Uint8Array>()));
	});
	let isUp = false;
	const api: Api = {
		fetch: async (path, init) => {
			if (path === '/sync/events') return line;
			if (!isUp) throw new TypeError('offline');
			return real.fetch(path, init);
		}
	};
	const { sync } = await open(api);
	await vi.waitFor(() => expect(sync.state).toBe('offline'));
	isUp = true;
	answer();
	// The next attempt by itself would come after two seconds.
	await synced(sync);
});

test('what a start needs is stored once there was nothing to do for a while', async () => {
	const { db, sync } = await open();
	const put = () =>
		({ op: 'put', collection: 'contact', id: db.newId(), patch: { fullName: 'Ada' } }) as const;
	await db.putAll(Array.from({ length: 500 }, put));
	await synced(sync);
	const stored = () =>
		db.connection.run('readonly', ['derived'], (tx) =>
			tx.objectStore('derived').get('contacts/upto')
		);
	expect(await stored()).toBeUndefined();
	await vi.waitFor(async () => expect(await stored()).toBeDefined(), 10_000);
}, 15_000);

test('the browser is asked to keep the data once there is some', async () => {
	const persist = vi.fn(() => Promise.resolve(true));
	vi.stubGlobal('navigator', { onLine: true, storage: { persist } });
	const { db, sync } = await open();
	await synced(sync);
	expect(persist).not.toHaveBeenCalled();
	await db.put('contact', db.newId(), { fullName: 'Ada' });
	await db.put('contact', db.newId(), { fullName: 'Bob' });
	await vi.waitFor(() => expect(persist).toHaveBeenCalledOnce());
});

test('once stopped it sends nothing more', async () => {
	const { db, sync } = await open();
	await synced(sync);
	sync.stop();
	await db.put('contact', db.newId(), { fullName: 'Ada' });
	sync.syncNow();
	dispatchEvent(new Event('online'));
	expect(await db.pendingCount()).toBe(1);
	expect(server.pushes).toEqual([]);
});

test('work is done alone where there are locks, and all the same if one is never let go', async () => {
	const held = new Map<string, Promise<unknown>>();
	const request = (name: string, { signal }: LockOptions, task: () => Promise<unknown>) => {
		const refused = new Promise((_, reject) => {
			signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
		});
		const own = Promise.race([held.get(name), refused]).then(task);
		held.set(
			name,
			own.catch(() => undefined)
		);
		return own;
	};
	vi.stubGlobal('navigator', { locks: { request } });
	const order: string[] = [];
	const task = (name: string) => async () => {
		order.push(`${name} begins`);
		await Promise.resolve();
		order.push(`${name} ends`);
	};
	await Promise.all([exclusively('a', task('one')), exclusively('a', task('two'))]);
	expect(order).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);

	const failing = exclusively('b', () => Promise.reject(new Error('broken')));
	await expect(failing).rejects.toThrow('broken');

	const stop = new AbortController();
	held.set('c', new Promise(() => undefined));
	const waiting = exclusively('c', task('three'), stop.signal);
	stop.abort();
	await waiting;
	expect(order).toHaveLength(4);

	vi.useFakeTimers();
	vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
		const late = new AbortController();
		setTimeout(() => late.abort(), milliseconds);
		return late.signal;
	});
	const patient = exclusively('c', task('four'));
	await vi.advanceTimersByTimeAsync(20_000);
	await patient;
	expect(order.slice(4)).toEqual(['four begins', 'four ends']);
	vi.useRealTimers();
});

test('how much is only on this device is noted outside the database', async () => {
	const { db, sync } = await open();
	await synced(sync);
	sync.stop();
	const offline: Api = { fetch: () => Promise.reject(new TypeError('offline')) };
	const other = createSync(db, offline);
	await db.put('contact', db.newId(), { fullName: 'Ada' });
	await vi.waitFor(() => expect(keptBefore(db)).toBe(1));
	other.stop();
});

test('a full disk stops what comes in, not what goes out', async () => {
	const other = await open();
	await other.db.put('contact', other.db.newId(), { fullName: 'Bob' });
	await vi.waitFor(() => expect(server.state.records.size).toBe(1));
	const { db, sync } = await open();
	await synced(sync);
	await other.db.put('contact', other.db.newId(), { fullName: 'Cleo' });
	await vi.waitFor(() => expect(server.state.records.size).toBe(2));
	const original = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')?.value as (
		...args: unknown[]
	) => IDBRequest<IDBValidKey>;
	const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
		this: IDBObjectStore,
		...args: unknown[]
	) {
		if (this.name === 'row') throw new DOMException('full', 'QuotaExceededError');
		return original.apply(this, args);
	});
	sync.syncNow();
	await vi.waitFor(() => expect(sync.trouble).toBe('full'));
	await db.put('contact', db.newId(), { fullName: 'Dora' });
	await vi.waitFor(() => expect(server.state.records.size).toBe(3));
	put.mockRestore();
	sync.syncNow();
	await synced(sync);
	await vi.waitFor(async () => expect(await db.contacts()).toHaveLength(3));
});
