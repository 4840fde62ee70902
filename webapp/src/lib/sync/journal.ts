import type { Pending } from '#lib/db/pending.ts';
import type { Tx } from '#lib/db/schema.ts';
import { unawaited } from '#lib/db/unawaited.ts';
import { newClock, timeOf } from '#lib/merge/clock.ts';

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
		// One by one: an import makes more of them than a call takes arguments.
		const through = unsafe.reduce((max, { ack }) => Math.max(max, ack?.version ?? 0), 0);
		unawaited(journal.add({ through, entries: unsafe }));
	}
	const backedUp = IDBKeyRange.upperBound(safe);
	const old = await journal.index('through').getAllKeys(backedUp);
	for (const key of old) unawaited(journal.delete(key));
}

/** What a server without backups makes pile up is kept for so long, in milliseconds, */
const longAgo = 90 * 86_400_000;
/** and no more of it than so many changes. */
const many = 10_000;

/**
 * Forgets the oldest part of a journal that no backup will ever make short.
 * What is left has no gaps, so that all of it can still be sent again. What is
 * old is so by this device's clock and by the stamps, which follow the server's:
 * one of them alone may be a year off for an hour.
 */
export async function boundJournal(tx: Tx<'readwrite'>, now: number): Promise<void> {
	const journal = tx.objectStore('journal');
	const clock = (await tx.objectStore('clock').get('clock')) ?? newClock;
	const isOld = ({ at, stamp }: Pending) =>
		at < now - longAgo && timeOf(stamp) < timeOf(clock.last) - longAgo;
	let kept = 0;
	let cursor = await journal.openCursor(null, 'prev');
	for (; cursor !== null; cursor = await cursor.continue()) {
		const { entries } = cursor.value;
		if (kept >= many || entries.every(isOld)) {
			await journal.delete(IDBKeyRange.upperBound(cursor.primaryKey));
			return;
		}
		kept += entries.length;
	}
}

/** Takes everything out of the journal. */
export async function emptyJournal(tx: Tx<'readwrite'>): Promise<Pending[]> {
	const journal = tx.objectStore('journal');
	const pages = await journal.getAll();
	await journal.clear();
	return pages.flatMap(({ entries }) => entries);
}
