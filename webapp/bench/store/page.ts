/** What the bench runs inside the browser: the local store and sync, without a user interface. */
import { openDatabase } from '#lib/db/open.ts';
import type { LocalDatabase } from '#lib/db/local-database.ts';
import { pull } from '#lib/sync/exchange.ts';
import { Replica } from '#lib/sync/replica.ts';

const user = 'bench';
let db: LocalDatabase;

/** The times of one run, in milliseconds. */
type Times = Record<string, number>;

async function timed<T>(times: Times, name: string, work: () => Promise<T>): Promise<T> {
	const begin = performance.now();
	const result = await work();
	times[name] = performance.now() - begin;
	return result;
}

const bench = {
	/** Opens the database of a space; `/api/<space>` serves what it holds. */
	async open(space: string): Promise<Times> {
		const times: Times = {};
		db = await timed(times, 'open', () => openDatabase({ userId: user, spaceId: space }));
		return times;
	},

	/** The first pull, from an empty database. */
	async pull(space: string): Promise<Times> {
		const times: Times = {};
		const api = {
			fetch: (path: string, init?: RequestInit) => fetch(`/api/${space}${path}`, init)
		};
		const replica = new Replica(db.connection, space, db.rules);
		const begin = performance.now();
		await timed(times, 'pull', () =>
			pull(replica, api, {
				onprogress: () => {
					times['firstPage'] ??= performance.now() - begin;
				}
			})
		);
		await timed(times, 'contactsAfterPull', () => db.contacts());
		await timed(times, 'maintain', () => db.maintain(true));
		return times;
	},

	/** A start with everything there: until the list of contacts is ready. */
	async ready(space: string): Promise<Times> {
		const times: Times = {};
		await timed(times, 'ready', async () => {
			db = await openDatabase({ userId: user, spaceId: space });
			times['contacts'] = (await db.contacts()).length;
		});
		const [contact] = await db.contacts();
		const id = contact?.id ?? '';
		await timed(times, 'get', () => db.get('contact', id));
		await timed(times, 'about', () => db.about('note', id));
		await timed(times, 'recentNotes', () => db.recentNotes(20));
		await timed(times, 'put', () => db.put('contact', id, { nickname: String(Math.random()) }));
		await timed(times, 'contactsAfterPut', () => db.contacts());
		await timed(times, 'reminders', () => db.list('reminder'));
		return times;
	},

	/** Searches, once the index is there: the times in the order of their length. */
	async search(queries: readonly string[]): Promise<{ first: number; times: number[] }> {
		const begin = performance.now();
		await db.search(queries[0] ?? '', 20);
		const first = performance.now() - begin;
		const times: number[] = [];
		for (const query of queries) {
			const start = performance.now();
			await db.search(query, 20);
			times.push(performance.now() - start);
		}
		return { first, times: times.sort((a, b) => a - b) };
	},

	close(): void {
		db.close();
	}
};

declare global {
	interface Window {
		bench: typeof bench;
	}
}

window.bench = bench;
