/**
 * What the service worker has to know of the app: it has no localStorage, and a notification may
 * wake it when no page is open. A cache is the one store that both reach without a library.
 */

import { isObject } from '#lib/api/problem.ts';

/** Whose database the service worker writes to, and what it says when it does not know better. */
export interface WorkerAccount {
	readonly userId: string;
	readonly spaceId: string;
	readonly deviceName: string;
	/** What the pages speak: the worker keeps the app in that language only. */
	readonly language?: string;
	/** What to show when a push cannot be read, in the user's language: the worker knows no messages. */
	readonly fallback: { readonly title: string; readonly body?: string };
}

const cacheName = 'account';
const key = '/account';

/** Tells the service worker who is signed in; `undefined` makes it forget. */
export async function announceAccount(account: WorkerAccount | undefined): Promise<void> {
	if (!('caches' in globalThis)) return;
	if (account === undefined) {
		await caches.delete(cacheName);
		return;
	}
	const cache = await caches.open(cacheName);
	await cache.put(key, Response.json(account));
}

/** Who is signed in, as the pages told. */
export async function announcedAccount(): Promise<WorkerAccount | undefined> {
	const response = await caches.match(key, { cacheName });
	const account: unknown = await response?.json();
	return isWorkerAccount(account) ? account : undefined;
}

function isWorkerAccount(account: unknown): account is WorkerAccount {
	const names = ['userId', 'spaceId', 'deviceName'];
	return (
		isObject(account) &&
		names.every((name) => typeof account[name] === 'string') &&
		isObject(account['fallback'])
	);
}
