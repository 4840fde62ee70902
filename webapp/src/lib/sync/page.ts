/** What a pull does to the store: rows, cursor and the outbox that they settle, all at once. */
import type { CollectionName } from '#lib/api/collections.gen.ts';
import { addToLists } from '#lib/db/lists.ts';
import type { Pending } from '#lib/db/pending.ts';
import { viewStores } from '#lib/db/read.ts';
import { storeRows } from '#lib/db/rows.ts';
import type { SyncMeta, Touched, Tx } from '#lib/db/schema.ts';

import type { Page, PageRow } from './protocol.ts';
import { changeOver } from './renewal.ts';
import type { Replica } from './replica.ts';
import { settleOutbox } from './settling.ts';

/** The stores that a page touches. */
export const pageStores = [...viewStores, 'journal', 'list', 'touched'] as const;

/** `stale`: the page does not follow what is here (another tab was first); pull again. */
export type Applied = 'applied' | 'stale';

/** Applies a page: it counts as a whole or not at all, and a second time changes nothing. */
export async function applyPage(replica: Replica, page: Page): Promise<Applied> {
	const touched = await replica.connection.run('readwrite', pageStores, async (tx) => {
		const meta = await replica.meta(tx);
		const { renewal } = meta;
		const { gen, cursor, epoch } = renewal ?? meta;
		const known = epoch === undefined || epoch === page.epoch;
		if (!known || page.from > cursor || page.next < cursor) return undefined;

		const rows = page.rows.filter(({ version }) => version > cursor);
		await storeRows(tx, gen, rows, replica.rules);
		addToLists(tx, rows.map(listed));
		const floor = page.from === 0 ? page.floor : (renewal ?? meta).floor;
		const here = { cursor: page.next, epoch: page.epoch, ...(floor !== undefined && { floor }) };
		if (renewal !== undefined) {
			if (!page.more) return changeOver(tx, replica, meta, renewal, page);
			void tx.objectStore('sync').put({ ...meta, renewal: { ...renewal, ...here } }, 'sync');
			return new Set<CollectionName>();
		}
		// A page may have been overtaken by another answer.
		const [head, safe] = [Math.max(meta.head, page.head), Math.max(meta.safe, page.safe)];
		const settled = await settleOutbox(tx, replica, meta, { ...page, safe, rows });
		const { more } = page;
		const stand = { ...meta, ...here, head, safe, complete: meta.complete || !more };
		void tx.objectStore('sync').put(more ? stand : through(stand), 'sync');
		return log(tx, rows, settled);
	});
	if (touched === undefined) return 'stale';
	if (touched.size > 0) replica.connection.channel.tell({ touched });
	return 'applied';
}

/**
 * The server has nothing newer than the cursor: whatever it acknowledged up to there is here.
 * `epoch` is that of the space, as far as anybody told.
 */
export async function applyNothing(replica: Replica, epoch: string | undefined): Promise<void> {
	const touched = await replica.connection.run('readwrite', pageStores, async (tx) => {
		const meta = await replica.meta(tx);
		const { renewal, safe } = meta;
		const end = { more: false, lastSeq: 0, lastMid: undefined, safe };
		if (renewal !== undefined) {
			const { cursor: next } = renewal;
			// Without it the renewal cannot end; the next pull may learn it.
			if (epoch === undefined) return new Set<CollectionName>();
			return changeOver(tx, replica, meta, renewal, { ...end, next, head: next, epoch });
		}
		const { cursor: next } = meta;
		const settled = await settleOutbox(tx, replica, meta, { ...end, next, rows: [] });
		const head = Math.max(meta.head, meta.cursor);
		void tx
			.objectStore('sync')
			.put({ ...meta, ...(epoch !== undefined && { epoch }), head, complete: true }, 'sync');
		return log(tx, [], settled);
	});
	if (touched.size > 0) replica.connection.channel.tell({ touched });
}

/** What a pull from the beginning had to remember is forgotten at its end. */
function through({ floor: _floor, ...meta }: SyncMeta): SyncMeta {
	return meta;
}

/** Notes in the log what looks different now, and returns the collections of it. */
function log(
	tx: Tx<'readwrite'>,
	rows: readonly PageRow[],
	entries: readonly Pending[]
): Set<CollectionName> {
	const ids = new Map<CollectionName, Set<string>>();
	for (const { collection, id } of [...rows, ...entries]) {
		const own = ids.get(collection) ?? new Set();
		ids.set(collection, own.add(id));
	}
	if (ids.size === 0) return new Set();
	const touched: Touched = Object.fromEntries([...ids].map(([name, own]) => [name, [...own]]));
	void tx.objectStore('touched').add(touched);
	return new Set(ids.keys());
}

function listed({ collection, id, deleted, fields = {} }: PageRow) {
	return { collection, id, deleted, fields };
}
