import { expect, test } from 'vitest';

import { inspect } from './inspect.ts';
import type { PushBrowser, PushDevice } from './push.ts';

const listening = new Uint8Array([4, 1, 2]);
const sent = new Date('2026-11-21T14:00:00Z');
const failed = new Date('2026-11-21T15:00:00Z');

/** A browser that listens to a key and may notify. */
const browser: PushBrowser = {
	supported: true,
	installFirst: false,
	permission: () => 'granted',
	ask: () => Promise.reject(new Error('nobody asked for that')),
	ready: () => Promise.reject(new Error('it may never be')),
	worker: () =>
		Promise.resolve({
			active: {} as ServiceWorker,
			pushManager: {
				getSubscription: () =>
					Promise.resolve({ options: { applicationServerKey: listening.buffer } })
			} as PushManager
		})
};

const device: PushDevice = {
	id: 'd1',
	deviceName: '',
	createdAt: sent,
	lastSentAt: sent,
	lastError: undefined,
	lastErrorAt: undefined,
	refusedAt: undefined,
	muted: [],
	current: true
};

const pushTo = (...devices: readonly PushDevice[]) => ({ devices: () => Promise.resolve(devices) });
const serverWith = (publicKey: string) => ({
	fetch: () => Promise.resolve(Response.json({ publicKey }))
});

test('a device on which all is well', async () => {
	expect(await inspect(serverWith('BAEC'), browser, pushTo(device))).toEqual({
		supported: true,
		installFirst: false,
		permission: 'granted',
		worker: true,
		subscribed: true,
		server: {
			knows: true,
			sameKey: true,
			lastSentAt: sent,
			lastError: undefined,
			lastErrorAt: undefined
		}
	});
});

test('a server with another key, or that knows other devices alone, is seen', async () => {
	const other = await inspect(serverWith('BAED'), browser, pushTo({ ...device, current: false }));
	expect(other.server).toMatchObject({ knows: false, sameKey: false });
});

test('a failure counts until something gets through', async () => {
	const error = { ...device, lastError: 'status-403', lastErrorAt: failed };
	const now = await inspect(serverWith('BAEC'), browser, pushTo(error));
	expect(now.server).toMatchObject({ lastError: 'status-403', lastErrorAt: failed });
	const since = { ...error, lastSentAt: new Date(failed.valueOf() + 1) };
	const later = await inspect(serverWith('BAEC'), browser, pushTo(since));
	expect(later.server?.lastError).toBeUndefined();
});

test('without a network the browser alone is looked at', async () => {
	const offline = { devices: () => Promise.resolve(undefined) };
	const api = { fetch: () => Promise.reject(new TypeError('Failed to fetch')) };
	expect(await inspect(api, browser, offline)).toMatchObject({
		worker: true,
		subscribed: true,
		server: undefined
	});
});

test('a browser without push is not asked for more', async () => {
	const none = { ...browser, supported: false, worker: () => Promise.reject(new Error('none')) };
	const seen = await inspect(serverWith('BAEC'), none, pushTo(device));
	expect(seen).toMatchObject({ supported: false, worker: false, subscribed: false });
});
