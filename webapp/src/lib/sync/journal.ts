import type { Pending } from '#lib/db/pending.ts';
import type { Tx } from '#lib/db/schema.ts';

/**
 * Keeps entries that have come to their end until a backup of the server holds
 * them: a server restored from an older one is told of them again.
 */
export async function toJournal(
	tx: Tx<'readwrite'>,
	entries: readonly Pending[],
	safe: number
): Promise<void> {
	const journal = tx.objectStore('journal');
	const unsafe = entries.filter(({ ack }) => (ack?.version ?? 0) > safe);
	if (unsafe.length > 0) {
		const through = Math.max(...unsafe.map(({ ack }) => ack?.version ?? 0));
		void journal.add({ through, entries: unsafe });
	}
	const backedUp = IDBKeyRange.upperBound(safe);
	const old = await journal.index('through').getAllKeys(backedUp);
	for (const key of old) void journal.delete(key);
}

/** Takes everything out of the journal. */
export async function emptyJournal(tx: Tx<'readwrite'>): Promise<Pending[]> {
	const journal = tx.objectStore('journal');
	const pages = await journal.getAll();
	await journal.clear();
	return pages.flatMap(({ entries }) => entries);
}
