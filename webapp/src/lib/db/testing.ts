/** A disk that is full, for tests on the IndexedDB that they bring. */

/** Ends a transaction as a browser does that finds no room: the reason is told to the transaction. */
export function overflow(tx: IDBTransaction): void {
	const abort: unknown = Reflect.get(tx, '_abort');
	if (typeof abort !== 'function') throw new TypeError('This is not the IndexedDB of the tests.');
	Reflect.apply(abort, tx, ['QuotaExceededError']);
}
