// @vitest-environment jsdom
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { deleteDatabases, endSession, settle, wipe, type Belongings } from './leave.ts';
import { rememberAccount } from './local.ts';

const ana = { userId: 'u-ana', email: 'a@example.org', spaceId: 's', epoch: 'e', deviceName: 'd' };

let factory: IDBFactory;

beforeEach(() => {
	factory = new IDBFactory();
	vi.stubGlobal('indexedDB', factory);
	localStorage.clear();
	sessionStorage.clear();
});
afterEach(() => {
	vi.unstubAllGlobals();
});

async function makeDatabase(name: string) {
	const db = await openDB(name, 1, { upgrade: (made) => void made.createObjectStore('x') });
	db.close();
}

const names = async () => (await factory.databases()).map(({ name }) => name).sort();

test('signing out takes the databases, drafts, notifications and the subscription of the user along', async () => {
	await makeDatabase('tend:u-ana:s');
	await makeDatabase('tend:u-ana:shared');
	await makeDatabase('tend:u-raj:s');
	rememberAccount(ana);
	localStorage.setItem('tend.draft.u-ana.capture', 'half a sentence');
	localStorage.setItem('tend.locale', 'de');
	sessionStorage.setItem('x', 'y');
	const unsubscribe = vi.fn(() => Promise.resolve(true));
	const close = vi.fn();
	const registration = {
		pushManager: { getSubscription: () => Promise.resolve({ unsubscribe }) },
		getNotifications: () => Promise.resolve([{ close }, { close }])
	};
	const serviceWorker = {
		getRegistration: () => Promise.resolve(registration)
	} as unknown as Belongings['serviceWorker'];

	await wipe('u-ana', { indexedDB: factory, storage: localStorage, sessionStorage, serviceWorker });

	expect(await names()).toEqual(['tend:u-raj:s']);
	expect(Object.fromEntries(Object.entries(localStorage))).toEqual({ 'tend.locale': 'de' });
	expect(sessionStorage).toHaveLength(0);
	expect(unsubscribe).toHaveBeenCalledOnce();
	expect(close).toHaveBeenCalledTimes(2);
});

test('a browser without a service worker is wiped too', async () => {
	await makeDatabase('tend:u-ana:s');
	const belongings = { indexedDB: factory, storage: localStorage, sessionStorage };
	await wipe('u-ana', { ...belongings, serviceWorker: undefined });
	expect(await names()).toEqual([]);
});

test('a database that another tab still reads does not keep anybody from leaving', async () => {
	const reading = await openDB('tend:u-ana:s', 1);
	await deleteDatabases('u-ana', factory);
	reading.close();
	await vi.waitFor(async () => expect(await names()).toEqual([]));
});

test('a session that ends without a network is ended before anybody else comes in', async () => {
	const offline = () => Promise.reject(new TypeError('Failed to fetch'));
	await endSession(localStorage, offline);

	const fetch = vi.fn((_: unknown) => Promise.resolve(new Response(null, { status: 204 })));
	await settle(localStorage, fetch);
	expect(fetch.mock.calls.map(([path]) => path)).toEqual(['/api/v1/auth/sign-out']);

	await settle(localStorage, fetch);
	expect(fetch).toHaveBeenCalledOnce();
});
