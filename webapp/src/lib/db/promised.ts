/**
 * IndexedDB with promises: as much of the package `idb` as the store uses, and
 * typed by its types. Its own code weighs three times as much, in the service worker too.
 */
import type { DBSchema, IDBPDatabase } from 'idb';

/** What may happen to a database while it is open, besides its use. */
export interface Happenings<S extends DBSchema> {
	/** Makes the stores of a new database. */
	readonly upgrade: (db: IDBPDatabase<S>) => void;
	/** Somebody else wants to delete the database (`next` is null) or to bring a newer layout. */
	readonly blocking: (db: IDBDatabase, next: number | null) => void;
	/** The browser closed the connection by itself. */
	readonly terminated: () => void;
}

/** Opens a database, and makes it if there is none. */
export async function openDB<S extends DBSchema>(
	name: string,
	version: number,
	{ upgrade, blocking, terminated }: Happenings<S>
): Promise<IDBPDatabase<S>> {
	const request = indexedDB.open(name, version);
	// The proxies give what the types of idb promise, of all that the store calls.
	request.onupgradeneeded = () => upgrade(promised(request.result) as IDBPDatabase<S>);
	const opened = (await answer(request)) as unknown as IDBPDatabase<S>;
	// A browser takes handlers on the database itself only, not on a proxy of it.
	const db = request.result;
	db.onversionchange = ({ newVersion }) => blocking(db, newVersion);
	db.onclose = terminated;
	return opened;
}

/** Deletes a database once all connections to it are closed. */
export async function deleteDB(name: string): Promise<void> {
	await answer(indexedDB.deleteDatabase(name));
}

/** A value as the callers see it: a request is a promise, and what makes requests makes promises. */
function promised(value: unknown): unknown {
	if (value instanceof IDBRequest) return answer(value);
	const asks =
		value instanceof IDBObjectStore ||
		value instanceof IDBIndex ||
		value instanceof IDBTransaction ||
		value instanceof IDBCursor ||
		value instanceof IDBDatabase;
	return asks ? new Proxy(value, members) : value;
}

const members: ProxyHandler<object> = {
	get(target, name) {
		if (name === 'done') return end(target as IDBTransaction);
		const member: unknown = Reflect.get(target, name);
		if (typeof member !== 'function') return promised(member);
		return (...args: unknown[]) => {
			const result: unknown = Reflect.apply(member, target, args);
			// A cursor answers through the request that opened it.
			return promised(name === 'continue' ? (target as IDBCursor).request : result);
		};
	}
};

function answer<T>(request: IDBRequest<T>): Promise<T> {
	const answered = new Promise<T>((resolve, reject) => {
		request.onsuccess = () => resolve(promised(request.result) as T);
		request.onerror = () => reject(request.error ?? aborted());
	});
	// Who does not wait for it learns from the transaction, which ends with it.
	answered.catch(() => undefined);
	return answered;
}

/** Resolves once the transaction is committed. */
function end(tx: IDBTransaction): Promise<void> {
	return new Promise((resolve, reject) => {
		tx.oncomplete = () => resolve();
		tx.onabort = () => reject(tx.error ?? aborted());
	});
}

function aborted(): DOMException {
	return new DOMException('aborted', 'AbortError');
}
