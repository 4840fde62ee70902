import { apiRoot } from '#lib/api/client.ts';

import { forgetAccount } from './local.ts';
import { announceAccount } from './worker.ts';

/** What {@link wipe} takes away, as far as a browser has it; a test brings its own. */
export interface Belongings {
	readonly indexedDB: Pick<IDBFactory, 'databases' | 'deleteDatabase'>;
	readonly storage: Storage;
	readonly sessionStorage: Storage;
	readonly serviceWorker: Pick<ServiceWorkerContainer, 'getRegistration'> | undefined;
}

/** Signing out waits so many milliseconds for the server; then that end is owed. */
const patience = 10_000;

/** Remembers, for as long as there is no network, that the session on the server has to end too. */
const owedKey = 'tend.sign-out';

/**
 * Ends the session on the server. Without a network that is owed: {@link settle} does it later, and
 * until then the cookie stays, but nothing on this device can use it any more.
 */
export async function endSession(
	storage: Storage = localStorage,
	fetch: typeof globalThis.fetch = globalThis.fetch
): Promise<void> {
	storage.setItem(owedKey, '1');
	try {
		const signal = AbortSignal.timeout(patience);
		const init = { method: 'POST', keepalive: true, signal };
		const response = await fetch(`${apiRoot}/auth/sign-out`, init);
		if (response.ok || response.status === 401) storage.removeItem(owedKey);
	} catch {
		// No network: it stays owed.
	}
}

/** Ends the session that signing out offline left behind, before anybody else signs in. */
export async function settle(
	storage: Storage = localStorage,
	fetch: typeof globalThis.fetch = globalThis.fetch
): Promise<void> {
	if (storage.getItem(owedKey) !== null) await endSession(storage, fetch);
}

/**
 * Takes everything of a user off this device: databases, drafts, the push subscription and what it
 * showed. The app itself stays, so that it opens offline for whoever comes next.
 */
export async function wipe(userId: string, belongings: Belongings): Promise<void> {
	forgetAccount(userId, belongings.storage);
	belongings.sessionStorage.clear();
	await Promise.all([
		deleteDatabases(userId, belongings.indexedDB),
		silence(belongings.serviceWorker),
		announceAccount(undefined)
	]);
}

/** Deletes what this device holds of one user; of another one nothing. */
export async function deleteDatabases(
	userId: string,
	factory: Belongings['indexedDB']
): Promise<void> {
	const databases = await factory.databases();
	const own = databases.filter(({ name }) => name?.startsWith('tend') && name.includes(userId));
	await Promise.all(own.map(({ name = '' }) => deleted(factory.deleteDatabase(name))));
}

/** Resolves when the database is gone, or as good as: another tab that still reads lets go soon. */
function deleted(request: IDBOpenDBRequest): Promise<void> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve();
		request.onblocked = () => resolve();
		request.onerror = () => reject(request.error ?? new Error('The database was not deleted.'));
	});
}

async function silence(serviceWorker: Belongings['serviceWorker']): Promise<void> {
	const registration = await serviceWorker?.getRegistration();
	if (registration === undefined) return;
	const subscription = await registration.pushManager.getSubscription().catch(() => null);
	await subscription?.unsubscribe().catch(() => false);
	for (const notification of await registration.getNotifications()) notification.close();
	if ('clearAppBadge' in navigator) await navigator.clearAppBadge().catch(() => undefined);
}

/** What the browser keeps. */
export function browserBelongings(): Belongings {
	return {
		indexedDB,
		storage: localStorage,
		sessionStorage,
		serviceWorker: 'serviceWorker' in navigator ? navigator.serviceWorker : undefined
	};
}
