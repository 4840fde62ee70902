/**
 * The log of changes: which rows each committed transaction touched. Whatever
 * is derived from the rows (the list of contacts, the search index) remembers
 * how far it has read and catches up, also after a crash or in another tab.
 */
import type { CollectionName } from '#lib/api/collections.gen.ts';

import type { Tx } from './schema.ts';
import { unawaited } from './unawaited.ts';

/** What happened since some entry of the log. */
export interface Log {
	/** The last entry there is. */
	readonly upto: number;
	/** Whether entries that one should have read are gone. */
	readonly gap: boolean;
	/** Whether everything may have changed. */
	readonly all: boolean;
	readonly ids: ReadonlyMap<CollectionName, ReadonlySet<string>>;
}

/** Who reads the log; its entries stay until all of them have stored what follows from them. */
const readers = ['contacts/upto', 'search/upto'];
/** Reads it too, where somebody ever asked for it. */
const mayRead = 'touches/upto';
/** A reader so many entries behind starts anew rather than keeping them. */
const farBehind = 5000;
const pruned = 'pruned';

/** Reads the log behind the entry `after`. */
export async function readLog(tx: Tx, after: number): Promise<Log> {
	const store = tx.objectStore('touched');
	const [end, entries, lost] = await Promise.all([
		store.openKeyCursor(null, 'prev'),
		store.getAll(IDBKeyRange.lowerBound(after, true)),
		tx.objectStore('derived').get(pruned)
	]);
	const lostUpto = typeof lost === 'number' ? lost : 0;
	const ids = new Map<CollectionName, Set<string>>();
	for (const entry of entries) {
		for (const name in entry) {
			const collection = name as CollectionName;
			const own = ids.get(collection) ?? new Set();
			for (const id of entry[collection] ?? []) own.add(id);
			ids.set(collection, own);
		}
	}
	return {
		upto: Math.max(end?.key ?? 0, lostUpto),
		gap: lostUpto > after,
		all: entries.some((entry) => entry.all !== undefined),
		ids
	};
}

/** How many rows the log names, which is what reading it costs at the next start. */
export async function rowsInLog(tx: Tx): Promise<number> {
	let rows = 0;
	for (const entry of await tx.objectStore('touched').getAll()) {
		if (entry.all !== undefined) return Number.POSITIVE_INFINITY;
		for (const ids of Object.values(entry)) rows += ids.length;
	}
	return rows;
}

/** Forgets entries that every reader has behind it. */
export async function pruneLog(tx: Tx<'readwrite'>): Promise<void> {
	const [store, derived] = [tx.objectStore('touched'), tx.objectStore('derived')];
	const [end, other, ...read] = await Promise.all([
		store.openKeyCursor(null, 'prev'),
		derived.get(mayRead),
		...readers.map((name) => derived.get(name))
	]);
	if (end === null) return;
	if (other !== undefined) read.push(other);
	const slowest = Math.min(...read.map((upto) => (typeof upto === 'number' ? upto : 0)));
	const upto = Math.max(slowest, end.key - farBehind);
	if (upto <= 0) return;
	unawaited(store.delete(IDBKeyRange.upperBound(upto)));
	await derived.put(upto, pruned);
}
