/** What a pull does to the store: rows, cursor and the outbox that they settle, all at once. */
import type { CollectionName } from '#lib/api/collections.gen.ts';
import { addToLists } from '#lib/db/lists.ts';
import type { Pending } from '#lib/db/pending.ts';
import { viewStores } from '#lib/db/read.ts';
import { storeRows } from '#lib/db/rows.ts';
import type { SyncMeta, Touched, Tx } from '#lib/db/schema.ts';
import { unawaited } from '#lib/db/unawaited.ts';

import { afterPage, isNext } from './first-sync.ts';
import type { Cursor, Page, PageRow } from './protocol.ts';
import { changeOver } from './renewal.ts';
import type { Replica } from './replica.ts';
import { settleHeld, settleOutbox } from './settling.ts';

/** The stores that a page touches. */
export const pageStores = [...viewStores, 'journal', 'list', 'touched'] as const;

/** `stale`: the page does not follow what is here (another tab was first); pull again. */
export type Applied = 'applied' | 'stale';

/**
 * Applies a page: it counts as a whole or not at all, and a second time changes
 * nothing. Of a phase, `asked` is what was asked for. `tell` hears what looks
 * different now.
 */
export async function applyPage(
	replica: Replica,
	page: Page,
	asked?: Cursor['part'],
	tell: (touched: ReadonlySet<CollectionName>) => void = (touched) =>
		replica.connection.channel.tell({ touched })
): Promise<Applied> {
	// The entry of the log for rows that are shown just as they came.
	let plain: Promise<number> | undefined;
	const touched = await replica.connection.run('readwrite', pageStores, async (tx) => {
		const meta = await replica.meta(tx);
		const { renewal } = meta;
		if (page.phase !== undefined) {
			if (!isNext(meta, page, asked) || !isOf(meta, page)) return undefined;
			const part = await applyPart(tx, replica, meta, page);
			plain = part.plain;
			return part.touched;
		}
		const { gen, cursor } = renewal ?? meta;
		// One that begins elsewhere was overtaken. What it holds up to our cursor would be left out, and
		// a record that changed once more since is not there in its place.
		if (!isOf(renewal ?? meta, page) || page.from !== cursor) return undefined;

		const { rows } = page;
		await storeRows(tx, gen, rows, replica.rules);
		addToLists(tx, rows.map(listed));
		const stand = after(meta, page);
		if (renewal !== undefined && !page.more) return changeOver(tx, replica, meta, renewal, page);
		unawaited(tx.objectStore('sync').put(stand, 'sync'));
		if (renewal !== undefined) return new Set<CollectionName>();
		const settled = await settleOutbox(tx, replica, meta, { ...page, safe: stand.safe, rows });
		return log(tx, rows, settled).touched;
	});
	if (touched === undefined) return 'stale';
	if (plain !== undefined) replica.onrows?.(await plain, page.rows);
	if (touched.size > 0) tell(touched);
	return 'applied';
}

/** Where this device stands once a page is stored, but for what the outbox makes of it. */
export function after(meta: SyncMeta, page: Page): SyncMeta {
	const { renewal, first, ...rest } = meta;
	// A page may have been overtaken by another answer.
	const told = { head: Math.max(meta.head, page.head), safe: Math.max(meta.safe, page.safe) };
	if (page.phase !== undefined) {
		const floor = first === undefined ? page.floor : meta.floor;
		const next = afterPage(meta, page);
		const here = { epoch: page.epoch, ...(floor !== undefined && { floor }) };
		return { ...rest, ...next, ...told, ...here, complete: 'cursor' in next };
	}
	const floor = page.from === 0 ? page.floor : (renewal ?? meta).floor;
	const here = { cursor: page.next, epoch: page.epoch, ...(floor !== undefined && { floor }) };
	if (renewal !== undefined) return { ...meta, renewal: { ...renewal, ...here } };
	const stand = { ...rest, ...told, ...here, complete: meta.complete || !page.more };
	return page.more ? stand : through(stand);
}

/** Stores a page of a first pull; `plain` is its entry in the log if no change of this device lies over a row. */
async function applyPart(
	tx: Tx<'readwrite'>,
	replica: Replica,
	meta: SyncMeta,
	page: Page
): Promise<{
	readonly touched: Set<CollectionName>;
	readonly plain?: Promise<number> | undefined;
}> {
	const waiting = tx.objectStore('outbox').count();
	unawaited(waiting);
	await storeRows(tx, meta.gen, page.rows, replica.rules);
	addToLists(tx, page.rows.map(listed));
	unawaited(tx.objectStore('sync').put(after(meta, page), 'sync'));
	if ((await waiting) > 0)
		return log(tx, page.rows, await settleHeld(tx, replica, meta, page.rows));
	const { touched, entry } = log(tx, page.rows, []);
	return { touched, plain: entry };
}

/** Whether a page is of the epoch that is known. */
function isOf({ epoch }: Pick<SyncMeta, 'epoch'>, page: Page): boolean {
	return epoch === undefined || epoch === page.epoch;
}

/**
 * The server has nothing newer than the cursor: whatever it acknowledged up to there is here.
 * `epoch` is that of the space, as far as anybody told.
 */
export async function applyNothing(replica: Replica, epoch: string | undefined): Promise<void> {
	const touched = await replica.connection.run('readwrite', pageStores, async (tx) => {
		const meta = await replica.meta(tx);
		const { renewal, safe } = meta;
		const end = {
			more: false,
			lastSeq: 0,
			lastMid: undefined,
			safe,
			phase: undefined,
			after: undefined
		};
		if (renewal !== undefined) {
			const { cursor: next } = renewal;
			// Without it the renewal cannot end; the next pull may learn it.
			if (epoch === undefined) return new Set<CollectionName>();
			return changeOver(tx, replica, meta, renewal, { ...end, next, head: next, epoch });
		}
		const { cursor: next } = meta;
		const settled = await settleOutbox(tx, replica, meta, { ...end, next, rows: [] });
		const head = Math.max(meta.head, meta.cursor);
		unawaited(
			tx
				.objectStore('sync')
				.put(
					through({ ...meta, ...(epoch !== undefined && { epoch }), head, complete: true }),
					'sync'
				)
		);
		return log(tx, [], settled).touched;
	});
	if (touched.size > 0) replica.connection.channel.tell({ touched });
}

/** What a pull from the beginning had to remember is forgotten at its end. */
function through({ floor: _floor, ...meta }: SyncMeta): SyncMeta {
	return meta;
}

/** Notes in the log what looks different now, and returns the collections of it and its place there. */
function log(
	tx: Tx<'readwrite'>,
	rows: readonly PageRow[],
	entries: readonly Pending[]
): { readonly touched: Set<CollectionName>; readonly entry?: Promise<number> } {
	const ids = new Map<CollectionName, Set<string>>();
	for (const { collection, id } of [...rows, ...entries]) {
		const own = ids.get(collection) ?? new Set();
		ids.set(collection, own.add(id));
	}
	if (ids.size === 0) return { touched: new Set() };
	const noted: Touched = Object.fromEntries([...ids].map(([name, own]) => [name, [...own]]));
	const entry = tx.objectStore('touched').add(noted);
	unawaited(entry);
	return { touched: new Set(ids.keys()), entry };
}

function listed({ collection, id, deleted, fields = {} }: PageRow) {
	return { collection, id, deleted, fields };
}
