import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Api } from '#lib/api/client.ts';
import { isObject } from '#lib/api/problem.ts';

import { pull } from './exchange.ts';
import { FakeServer } from './fake-server.ts';
import { naming, newDevice, sync, type TestDevice } from './testing.ts';

let server: FakeServer;
const devices: TestDevice[] = [];

beforeEach(() => {
	server = new FakeServer(crypto.randomUUID());
	server.pageRows = 3;
});
afterEach(() => {
	for (const { db } of devices.splice(0)) db.close();
});

async function device(profile?: string): Promise<TestDevice> {
	const made = await newDevice(server, profile);
	devices.push(made);
	return made;
}

/** A space with seven people, a reminder, and a note about each of them. */
async function fill(): Promise<{ phone: TestDevice; people: string[]; notes: string[] }> {
	const phone = await device();
	const [people, notes]: [string[], string[]] = [[], []];
	for (let n = 0; n < 7; n++) {
		const [person, note] = [idOf(2 * n), idOf(2 * n + 1)];
		await phone.db.put('contact', person, { fullName: `Ada ${String(n)}` });
		await phone.db.put('note', note, { body: `note ${String(n)}`, ...naming(person) });
		people.push(person);
		notes.push(note);
	}
	await phone.db.put('reminder', phone.db.newId(), { title: 'call' });
	await sync(phone);
	return { phone, people, notes };
}

/** Ids whose order is that of their numbers. */
function idOf(n: number): string {
	return `0193${n.toString(16).padStart(4, '0')}-0000-7000-8000-000000000000`;
}

/** The server, but the request after `pages` pages meets a network that is gone. */
function breakingAfter(pages: number, onpage?: (page: number) => Promise<void>): Api {
	const real = server.api();
	let served = 0;
	return {
		fetch: async (path, init) => {
			if (path !== '/sync/pull') return real.fetch(path, init);
			if (served === pages) throw new TypeError('network error');
			const answer = await real.fetch(path, init);
			served++;
			await onpage?.(served);
			return answer;
		}
	};
}

async function agreeing(one: TestDevice, other: TestDevice): Promise<void> {
	for (const collection of ['contact', 'note', 'reminder'] as const) {
		const rows = async ({ db }: TestDevice) =>
			(await db.list(collection)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
		expect(await rows(one)).toEqual(await rows(other));
	}
}

test('people and reminders come first, then the newest notes', async () => {
	const { phone, people, notes } = await fill();
	const laptop = await device();
	// Three pages of eight rows, and one of notes.
	laptop.api = breakingAfter(4);
	await sync(laptop);
	expect(await laptop.db.contacts()).toHaveLength(people.length);
	expect(await laptop.db.list('reminder')).toHaveLength(1);
	expect((await laptop.db.recentNotes(10)).map(({ id }) => id)).toEqual(
		notes.toReversed().slice(0, 3)
	);
	expect(await laptop.replica.stand()).toMatchObject({ complete: false, cursor: 0 });

	laptop.api = server.api();
	await sync(laptop);
	await agreeing(laptop, phone);
	const stand = await laptop.replica.stand();
	expect(stand.first).toBeUndefined();
	expect(stand).toMatchObject({ complete: true, cursor: server.state.head });
});

test.each([0, 1, 2, 3, 4, 5, 6, 7])(
	'a first pull that ends after %i pages goes on there, in a browser that was started anew',
	async (pages) => {
		const { phone } = await fill();
		const profile = crypto.randomUUID();
		const before = await device(profile);
		before.api = breakingAfter(pages);
		await sync(before);
		before.db.close();

		const after = await device(profile);
		const asked: unknown[] = [];
		const real = server.api();
		after.api = {
			fetch: async (path, init) => {
				if (path === '/sync/pull') asked.push(cursorIn(init));
				return real.fetch(path, init);
			}
		};
		await sync(after);
		await agreeing(after, phone);
		// Nothing comes twice: three pages of people, three of notes, and the feed.
		expect(asked.length).toBeLessThanOrEqual(7 - pages + 1);
	}
);

test('what others change meanwhile comes too, whichever page it would have been on', async () => {
	const { phone, people, notes } = await fill();
	const laptop = await device();
	const hold = (list: readonly string[], n: number) => list[n % list.length] ?? '';
	laptop.api = breakingAfter(-1, async (page) => {
		if (page > 6) return;
		await phone.db.put('contact', hold(people, page), { nickname: `changed at ${String(page)}` });
		await phone.db.put('note', hold(notes, page), { body: `changed at ${String(page)}` });
		await phone.db.put('note', phone.db.newId(), { body: `new at ${String(page)}` });
		if (page === 2) await phone.db.remove('contact', hold(people, 0));
		if (page === 5) await phone.db.remove('note', hold(notes, 6));
		await sync(phone);
	});
	await sync(laptop);
	await sync(phone);
	laptop.api = server.api();
	await sync(laptop);
	await agreeing(laptop, phone);
	expect((await laptop.db.get('contact', hold(people, 0)))?.deleted).toBe(true);
});

test('what this device saves during a first pull is sent, shown and kept', async () => {
	const { phone, notes } = await fill();
	const laptop = await device();
	laptop.api = breakingAfter(4);
	await sync(laptop);
	const newest = notes.at(-1) ?? '';
	await laptop.db.put('note', newest, { body: 'note 6, edited here' });
	const own = laptop.db.newId();
	await laptop.db.put('contact', own, { fullName: 'Grace' });
	laptop.api = server.api();
	await sync(laptop);
	await sync(phone);
	await agreeing(laptop, phone);
	expect((await phone.db.get('note', newest))?.fields.body).toBe('note 6, edited here');
	expect(await laptop.db.pendingCount()).toBe(0);
});

test('two tabs that pull for the first time at once agree', async () => {
	const { phone } = await fill();
	const profile = crypto.randomUUID();
	const [one, two] = [await device(profile), await device(profile)];
	await Promise.all([pull(one.replica, one.api), pull(two.replica, two.api)]);
	await sync(one);
	await agreeing(one, phone);
	await agreeing(two, phone);
});

test('an empty space takes one page', async () => {
	const laptop = await device();
	let pulls = 0;
	laptop.api = breakingAfter(-1, () => {
		pulls++;
		return Promise.resolve();
	});
	await sync(laptop);
	expect(pulls).toBeLessThanOrEqual(2);
	expect((await laptop.replica.stand()).complete).toBe(true);
});

test('a server that was restored during a first pull is pulled anew', async () => {
	const backup = server.backUp();
	const { phone } = await fill();
	const laptop = await device();
	laptop.api = breakingAfter(4);
	await sync(laptop);
	server.restore(backup);
	await sync(phone);
	laptop.api = server.api();
	await sync(laptop);
	await sync(phone);
	await agreeing(laptop, phone);
	expect((await laptop.replica.stand()).first).toBeUndefined();
});

test.each(['refused', 'ignored'] as const)(
	'a server to which phases are new (%s) is pulled as ever',
	async (phases) => {
		const { phone } = await fill();
		server.phases = phases;
		const laptop = await device();
		await sync(laptop);
		await agreeing(laptop, phone);
		expect((await laptop.replica.stand()).complete).toBe(true);
	}
);

test('a server that forgets phases half-way is pulled as ever', async () => {
	const { phone } = await fill();
	const laptop = await device();
	laptop.api = breakingAfter(4);
	await sync(laptop);
	server.phases = 'refused';
	laptop.api = server.api();
	await sync(laptop);
	await agreeing(laptop, phone);
});

test('progress never goes back', async () => {
	await fill();
	const laptop = await device();
	const seen: number[] = [];
	await pull(laptop.replica, server.api(), {
		onprogress: (done, all) => seen.push(done / all)
	});
	expect(seen.length).toBeGreaterThan(3);
	expect(seen).toEqual(seen.toSorted((a, b) => a - b));
	expect(Math.max(...seen)).toBeLessThanOrEqual(1);
});

/** What the list of people says. */
async function listed({ db }: TestDevice): Promise<string[]> {
	return (await db.contacts()).map(({ fullName }) => fullName);
}

const everybody = Array.from({ length: 7 }, (_, n) => `Ada ${String(n)}`);

test('the list of people takes them as they come, and reads none of them back', async () => {
	const { phone, people } = await fill();
	await phone.db.remove('contact', people[3] ?? '');
	await sync(phone);
	const laptop = await device();
	expect(await listed(laptop)).toEqual([]);
	await sync(laptop);
	await laptop.db.connection.run('readwrite', ['chunk', 'row'], async (tx) => {
		await Promise.all([tx.objectStore('chunk').clear(), tx.objectStore('row').clear()]);
	});
	expect(await listed(laptop)).toEqual(everybody.toSpliced(3, 1));
});

test('the list of people shows what waits over those who come', async () => {
	const { people } = await fill();
	const laptop = await device();
	await listed(laptop);
	laptop.api = breakingAfter(3, async (page) => {
		if (page === 1) await laptop.db.put('contact', people[6] ?? '', { fullName: 'Mine' });
		await listed(laptop);
	});
	await pull(laptop.replica, laptop.api);
	expect(await listed(laptop)).toEqual([...everybody.slice(0, 6), 'Mine']);
});

test('the list of people of a tab knows those whom another tab pulled', async () => {
	await fill();
	const profile = crypto.randomUUID();
	const [one, two] = [await device(profile), await device(profile)];
	await listed(one);
	await pull(two.replica, breakingAfter(1));
	await sync(one);
	expect(await listed(one)).toEqual(everybody);
});

function cursorIn(init: RequestInit | undefined): unknown {
	const body: unknown = JSON.parse(typeof init?.body === 'string' ? init.body : '{}');
	return isObject(body) ? body['cursors'] : undefined;
}

test('a change that a page of a phase holds already is not laid over it again', async () => {
	const { phone, people } = await fill();
	const [person = '', laptop] = [people[4], await device()];
	laptop.api = breakingAfter(1);
	await sync(laptop);
	// Made before the person was pulled, as by whoever imports the same file on a new device.
	await laptop.db.put('contact', person, { title: 'captain' });
	laptop.api = breakingAfter(0);
	await sync(laptop);
	await sync(phone);
	await phone.db.put('contact', person, { title: 'admiral' });
	await sync(phone);
	laptop.api = breakingAfter(1);
	await sync(laptop);
	expect((await laptop.db.get('contact', person))?.fields.title).toBe('admiral');
	expect(await laptop.replica.stand()).toMatchObject({ cursor: 0 });
});

test('a server restored and tidied in the middle of a first pull lets it come to an end', async () => {
	const { phone } = await fill();
	const laptop = await device();
	laptop.api = breakingAfter(2);
	await sync(laptop);
	server.restore(server.backUp());
	server.collectGarbage();

	laptop.api = server.api();
	await sync(laptop);
	await sync(phone);
	await agreeing(laptop, phone);
	expect(await laptop.replica.stand()).toMatchObject({ complete: true });
}, 10_000);
