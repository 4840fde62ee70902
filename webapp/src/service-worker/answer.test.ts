import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { announceAccount } from '#lib/account/worker.ts';
import { openDatabase } from '#lib/db/open.ts';

import { keepInStep, send, settle } from './answer.ts';
import { FakeCaches } from './testing.ts';

const userId = '0193b1c0-0000-7000-8000-0000000000a1';
const spaceId = '0193b1c0-0000-7000-8000-0000000000b1';
const epoch = '0193b1c0-0000-7000-8000-0000000000c1';
const id = '0193b1c0-0000-7000-8000-0000000000d1';
const occurrence = '2026-11-21T14:00';
const data = { kind: 'reminder', reminderId: id, occurrence, spaceId };
const now = new Date('2026-11-21T13:30:00Z');

beforeEach(async () => {
	vi.stubGlobal('indexedDB', new IDBFactory());
	vi.stubGlobal('caches', new FakeCaches());
	await announceAccount({ userId, spaceId, deviceName: 'd', fallback: { title: 't' } });
	const db = await openDatabase({ userId, spaceId, epoch });
	await db.put('reminder', id, { title: 'Call Ana', at: occurrence, zone: 'Europe/Berlin' });
	db.close();
});

afterEach(() => {
	vi.unstubAllGlobals();
});

/** The reminder as the app shows it afterwards. */
async function seen() {
	const db = await openDatabase({ userId, spaceId });
	const row = await db.get('reminder', id);
	const pending = await db.pendingCount();
	db.close();
	return { fields: row?.fields, pending };
}

test('Done without any page settles the occurrence on this device, once however often it is pressed', async () => {
	expect(await settle({ action: 'done', data }, now)).toBe(true);
	expect(await settle({ action: 'done', data }, now)).toBe(true);
	const { fields, pending } = await seen();
	expect(fields?.done).toEqual({ [occurrence]: true });
	expect(pending).toBeGreaterThan(0);
});

test('Snooze puts the reminder off to the same hour tomorrow, where the user is', async () => {
	expect(await settle({ action: 'snooze', data }, now)).toBe(true);
	expect((await seen()).fields?.snoozedUntil).toBe('2026-11-22T14:00');
});

test('a press about another space, or with nobody signed in, opens the page instead', async () => {
	expect(await settle({ action: 'done', data: { ...data, spaceId: 'other' } }, now)).toBe(false);
	await announceAccount(undefined);
	expect(await settle({ action: 'done', data }, now)).toBe(false);
	expect((await seen()).fields?.done).toBeUndefined();
});

test('what was pressed reaches the server without any page, and a second press too', async () => {
	const sent: { readonly seq: number; readonly fields?: object }[] = [];
	vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
		if (path.endsWith('/auth/refresh')) {
			return Response.json({
				accessToken: 't',
				user: { id: userId, email: 'a@example.org' },
				space: { id: spaceId, epoch }
			});
		}
		const { mutations } = JSON.parse(init.body as string) as { mutations: typeof sent };
		sent.push(...mutations);
		const acks = mutations.map(({ seq }) => ({ seq, version: seq, status: 'ok' }));
		const lastSeq = mutations.at(-1)?.seq ?? 0;
		return Response.json({ acks, lastSeq, head: lastSeq, safe: 0, epoch, now: now.toISOString() });
	});

	await settle({ action: 'snooze', data }, now);
	expect(await send()).toBe(true);
	await settle({ action: 'done', data }, now);
	expect(await send()).toBe(true);

	expect(sent.map(({ seq }) => seq)).toEqual(sent.map((_, i) => i + 1));
	expect(sent.at(-1)?.fields).toEqual({ [`done/${occurrence}`]: true, snoozedUntil: null });
});

test('without a network it says that it has to be tried again, and loses nothing', async () => {
	vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
	await settle({ action: 'done', data }, now);
	expect(await send()).toBe(false);
	expect((await seen()).fields?.done).toEqual({ [occurrence]: true });
});

/** A platform that shows one notification. */
function platformShowing(reminderId: string) {
	const close = vi.fn();
	const setBadge = vi.fn(() => Promise.resolve());
	const shown = [{ data: { ...data, reminderId }, close }];
	return { close, setBadge, platform: { getNotifications: async () => shown, setBadge } };
}

test('after Done the badge and the other notifications agree with what is due, without a network', async () => {
	const later = new Date('2026-11-21T14:30:00Z');
	const before = platformShowing(id);
	await keepInStep(before.platform, later);
	expect(before.setBadge).toHaveBeenCalledWith(1);
	expect(before.close).not.toHaveBeenCalled();

	await settle({ action: 'done', data }, later);
	const after = platformShowing(id);
	await keepInStep(after.platform, later);
	expect(after.setBadge).toHaveBeenCalledWith(0);
	expect(after.close).toHaveBeenCalledOnce();
});

test('a reminder of another device, not heard of here yet, stays shown and counts', async () => {
	const { platform, close, setBadge } = platformShowing('0193b1c0-0000-7000-8000-0000000000e1');
	await settle({ action: 'done', data }, now);
	await keepInStep(platform, now);
	expect(close).not.toHaveBeenCalled();
	expect(setBadge).toHaveBeenCalledWith(1);
});

test('it can be put off all the same, to its own hour', async () => {
	const unheardOf = '0193b1c0-0000-7000-8000-0000000000e1';
	await settle({ action: 'snooze', data: { ...data, reminderId: unheardOf } }, now);
	const db = await openDatabase({ userId, spaceId });
	const row = await db.get('reminder', unheardOf);
	db.close();
	expect(row?.fields.snoozedUntil).toBe('2026-11-22T14:00');
});
