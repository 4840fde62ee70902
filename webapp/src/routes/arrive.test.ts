// @vitest-environment jsdom
import 'fake-indexeddb/auto';

import { openDB } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { rememberAccount, rememberedAccount } from '#lib/account/local.ts';
import { openDatabase, ownersHere } from '#lib/db/open.ts';

import { arrive } from './arrive.ts';

const ada = {
	userId: 'u-ada',
	email: 'ada@example.org',
	spaceId: 's-ada',
	epoch: 'e',
	deviceName: 'd'
};
const session = {
	accessToken: 't',
	user: { id: 'u-bob', email: 'bob@example.org' },
	space: { id: 's-bob', epoch: 'e' }
};

const here = async () => (await ownersHere()).map(({ userId }) => userId);

beforeEach(() => {
	localStorage.clear();
	rememberAccount(ada);
});

afterEach(async () => {
	for (const { name = '' } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
});

test('who signs in on a device takes the place of whoever was there, whose data goes', async () => {
	(await openDatabase(ada)).close();
	const { left } = await arrive(session, 'phone');
	expect(left).toBeUndefined();
	expect(rememberedAccount()?.userId).toBe('u-bob');
	expect(await here()).toEqual([]);
});

test('what was never sent stays, and so does what the server refused', async () => {
	const db = await openDatabase(ada);
	await db.connection.run('readwrite', ['parked'], (tx) =>
		tx
			.objectStore('parked')
			.put({ mid: 'm', entry: {} as never, code: 'c', field: undefined, detail: '', at: 1 })
	);
	db.close();
	const { left } = await arrive(session, 'phone');
	expect(left).toContain('ada@example.org');
	expect(await here()).toEqual(['u-ada']);
});

test('data goes that an earlier arrival did not come to, for its page was closed', async () => {
	(await openDatabase({ userId: 'u-cid', spaceId: 's-cid' })).close();
	await arrive(session, 'phone');
	expect(await here()).toEqual([]);
});

test('data of others that this version cannot open keeps nobody out', async () => {
	const reported = vi.fn();
	vi.stubGlobal('reportError', reported);
	(await openDB('tend:u-ada:s-ada', 99)).close();
	const { local } = await arrive(session, 'phone');
	expect(local.userId).toBe('u-bob');
	expect(await here()).toEqual(['u-ada']);
	expect(reported).toHaveBeenCalledOnce();
	vi.unstubAllGlobals();
});
