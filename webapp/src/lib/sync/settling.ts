/** What newly confirmed rows mean for the outbox. */
import { hasText, inOrder, Phase, rebase, type Pending } from '#lib/db/pending.ts';
import { confirmedOf, entriesOf, inPhase } from '#lib/db/read.ts';
import type { SyncMeta, Tx } from '#lib/db/schema.ts';
import { unawaited } from '#lib/db/unawaited.ts';

import { toJournal } from './journal.ts';
import type { Page } from './protocol.ts';
import type { Replica } from './replica.ts';

/** What a page says of the outbox. */
export interface Settling extends Pick<Page, 'next' | 'more' | 'lastSeq' | 'lastMid' | 'safe'> {
	/** `all` where every row is new to the screen. */
	readonly rows: 'all' | readonly { readonly id: string }[];
}

/**
 * Takes out of the outbox what the rows now hold, and moves the texts that wait
 * onto the ones that came. Returns the entries that changed.
 */
export async function settleOutbox(
	tx: Tx<'readwrite'>,
	replica: Replica,
	meta: SyncMeta,
	page: Settling
): Promise<Pending[]> {
	const outbox = tx.objectStore('outbox');
	if ((await outbox.count()) === 0) return [];
	const came = page.rows === 'all' ? page.rows : new Set(page.rows.map(({ id }) => id));
	// A record that changed once more comes with a later page: until then its entries stay.
	const here = (id: string) => !page.more || came === 'all' || came.has(id);
	const [settled, sealed] = await Promise.all([
		outbox.index('acked').getAll(IDBKeyRange.upperBound(page.next)),
		outbox.index('phase').getAll(inPhase(Phase.sealed))
	]);
	const acked = settled.filter(({ id }) => here(id));
	for (const { n } of acked) unawaited(outbox.delete(n));
	await toJournal(tx, inOrder(acked), page.safe);

	// Their reply is not here, but the server had applied them when it wrote this page; unless a
	// copy of this profile used their places for something else.
	const { lastSeq, lastMid } = page;
	const ours = sealed.some(({ seq, mid }) => seq === lastSeq && (lastMid ?? mid) === mid);
	const landed = sealed.filter(
		({ landed, seq = 0, id }) => ours && !landed && seq <= lastSeq && here(id)
	);
	for (const entry of landed) unawaited(outbox.put({ ...entry, landed: true }));

	const records = new Set([...acked, ...landed].map(({ id }) => id));
	const moved = await rebaseWaiting(
		tx,
		replica,
		meta.gen,
		(id) => came === 'all' || came.has(id) || records.has(id)
	);
	return [...acked, ...landed, ...moved];
}

/**
 * Takes out of the outbox what rows hold that came before the feed reached
 * them. Each tells by its own version which acknowledged changes it has.
 */
export async function settleHeld(
	tx: Tx<'readwrite'>,
	replica: Replica,
	meta: SyncMeta,
	rows: readonly { readonly id: string; readonly version: number }[]
): Promise<Pending[]> {
	const outbox = tx.objectStore('outbox');
	if ((await outbox.count()) === 0) return [];
	const versions = new Map(rows.map(({ id, version }) => [id, version]));
	const acked = (await outbox.index('acked').getAll()).filter(
		({ id, ack }) => (versions.get(id) ?? 0) >= (ack?.version ?? Number.POSITIVE_INFINITY)
	);
	for (const { n } of acked) unawaited(outbox.delete(n));
	await toJournal(tx, inOrder(acked), meta.safe);
	return [...acked, ...(await rebaseWaiting(tx, replica, meta.gen, (id) => versions.has(id)))];
}

/** Moves the waiting text edits of some records onto what is confirmed now. */
export async function rebaseWaiting(
	tx: Tx<'readwrite'>,
	{ rules }: Replica,
	gen: number,
	concerns: (id: string) => boolean
): Promise<Pending[]> {
	const outbox = tx.objectStore('outbox');
	const waiting = await outbox.index('phase').getAll(inPhase(Phase.waiting));
	const moved: Pending[] = [];
	for (const entry of waiting) {
		if (!hasText(entry) || !concerns(entry.id)) continue;
		const { collection, id, n } = entry;
		const all = await entriesOf(tx, collection, id);
		const before = all.filter((other) => other.phase !== Phase.waiting || other.n < n);
		const confirmed = (await confirmedOf(tx, gen, collection, [id])).get(id);
		const rebased = rebase(entry, before, confirmed, rules);
		if (rebased === entry) continue;
		moved.push(rebased);
		await outbox.put(rebased);
	}
	return moved;
}
