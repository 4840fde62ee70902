import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { announceAccount } from '#lib/account/worker.ts';
import { openDatabase } from '#lib/db/open.ts';
import { nearDates } from '#lib/contact/dates.ts';
import { duePromises } from '#lib/promise/candidates.ts';
import { cardOf, chooseCards, reasonsOf } from '#lib/today/engine.ts';
import { promptIdOf } from '#lib/today/put-off.ts';

import { keepInStep, settle } from './answer.ts';
import { today } from './day.ts';
import { FakeCaches } from './testing.ts';

const userId = '0193b1c0-0000-7000-8000-0000000000a1';
const spaceId = '0193b1c0-0000-7000-8000-0000000000b1';
const contactId = '0193b1c0-0000-7000-8000-0000000000c1';
const promiseId = '0193b1c0-0000-7000-8000-0000000000d1';
const now = new Date('2026-11-21T13:30:00Z');
const day = today(now);
const tomorrow = '2026-11-22';
const birthday = { kind: 'birthday', date: `--${day.slice(5)}` } as const;

/** What messages are about, as the server sends it (internal/reminder, `About`). */
const mine = { spaceId, promiseId, contactId, card: `promise.${promiseId}` };
const theirs = { ...mine, card: `their-promise.${promiseId}` };
const date = { spaceId, contactId, card: `date.b1.${day}` };

beforeEach(async () => {
	vi.stubGlobal('indexedDB', new IDBFactory());
	vi.stubGlobal('caches', new FakeCaches());
	await announceAccount({ userId, spaceId, deviceName: 'd', fallback: { title: 't' } });
});

afterEach(() => {
	vi.unstubAllGlobals();
});

async function withDatabase<T>(
	work: (db: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>
): Promise<T> {
	const db = await openDatabase({ userId, spaceId });
	try {
		return await work(db);
	} finally {
		db.close();
	}
}

async function write(by: 'me' | 'them', due: string): Promise<void> {
	await withDatabase(async (db) => {
		await db.put('contact', contactId, { fullName: 'Ana', 'dates/b1': birthday });
		await db.put('promise', promiseId, { by, text: 'The draft', due, contact: contactId });
	});
}

/** The cards that Today has about promises and days to remember. */
function cards(on = day): Promise<string[]> {
	return withDatabase(async (db) => {
		const [promises, people, prompt] = await Promise.all([
			db.list('promise'),
			db.list('contact'),
			db.get('prompt', promptIdOf(contactId))
		]);
		const candidates = [
			...duePromises(promises, { today: on, locale: 'en' }),
			...nearDates(people, on)
		];
		const about = { today: on, standing: () => undefined, putOff: () => prompt?.fields.until };
		return chooseCards(candidates, about).shown.flatMap(reasonsOf).map(cardOf);
	});
}

test('cards have the names here that the server sends', async () => {
	await write('me', day);
	expect(await cards()).toEqual([mine.card, date.card]);
	await write('them', '2026-11-20');
	expect(await cards()).toContain(theirs.card);
});

test('Done on a promise keeps it in full today, once, and takes its card off Today', async () => {
	await write('me', day);
	expect(await settle({ action: 'done', data: mine }, now)).toBe(true);
	const kept = await withDatabase((db) => db.get('promise', promiseId));
	expect(kept?.fields).toMatchObject({ delivery: 'full', deliveredOn: day });
	expect(await cards()).not.toContain(mine.card);
	const [before] = [await withDatabase((db) => db.pendingCount())];
	expect(await settle({ action: 'done', data: mine }, now)).toBe(true);
	expect(await withDatabase((db) => db.pendingCount())).toBe(before);
});

test('Arrived on a promise of theirs says that it came today', async () => {
	await write('them', '2026-11-20');
	expect(await settle({ action: 'done', data: theirs }, now)).toBe(true);
	const kept = await withDatabase((db) => db.get('promise', promiseId));
	expect(kept?.fields).toMatchObject({ by: 'them', delivery: 'full', deliveredOn: day });
	expect(await cards()).toEqual([date.card]);
});

test('Snooze on a promise brings its card back tomorrow, and leaves the promise as it is', async () => {
	await write('me', day);
	expect(await settle({ action: 'snooze', data: mine }, now)).toBe(true);
	expect(await cards()).toEqual([date.card]);
	expect(await cards(tomorrow)).toContain(mine.card);
	const kept = await withDatabase((db) => db.get('promise', promiseId));
	expect(kept?.fields.delivery).toBeUndefined();
});

test('Done on a birthday takes its card off Today until next year', async () => {
	await write('me', day);
	expect(await settle({ action: 'done', data: date }, now)).toBe(true);
	expect(await cards()).toEqual([mine.card]);
	expect(await cards('2027-11-21')).toContain('date.b1.2027-11-21');
});

test('a promise of another device, not heard of here yet, can be kept all the same', async () => {
	expect(await settle({ action: 'done', data: mine }, now)).toBe(true);
	const kept = await withDatabase((db) => db.get('promise', promiseId));
	expect(kept?.fields).toMatchObject({ delivery: 'full', deliveredOn: day });
});

test('what cannot be put off opens the page instead', async () => {
	await write('me', day);
	expect(await settle({ action: 'snooze', data: { spaceId, promiseId } }, now)).toBe(false);
	expect(await settle({ action: 'done', data: { spaceId } }, now)).toBe(false);
});

test('notifications about what was kept or put off go, the others stay', async () => {
	await write('me', day);
	const closed: string[] = [];
	const setBadge = vi.fn(() => Promise.resolve());
	const shown = [mine, date].map((data) => ({ data, close: () => void closed.push(data.card) }));
	const platform = { getNotifications: async () => shown, setBadge };
	await keepInStep(platform, now);
	expect(closed).toEqual([]);
	await settle({ action: 'done', data: mine }, now);
	await keepInStep(platform, now);
	expect(closed).toEqual([mine.card]);
	await settle({ action: 'done', data: date }, now);
	await keepInStep({ ...platform, getNotifications: async () => shown.slice(1) }, now);
	expect(closed).toEqual([mine.card, date.card]);
	expect(setBadge).toHaveBeenLastCalledWith(0);
});
