/**
 * The first pull of a device, in phases: people and reminders first, then all
 * else from the newest on, and then the feed from where it stood at the
 * beginning. How far it is stands in the database, changed with the rows of
 * each page; so it goes on after any end.
 */
import type { FirstSync, SyncMeta } from '#lib/db/schema.ts';

import type { Cursor, Page } from './protocol.ts';

/** Where the next pull goes on. */
export function cursorOf(meta: SyncMeta): Cursor {
	const { renewal, first, complete, cursor } = meta;
	if (renewal !== undefined) return renewal;
	const part = first ?? (!complete && cursor === 0 ? { phase: 'early' as const } : undefined);
	return { ...meta, ...(part && { part }) };
}

/** Whether a page of a phase is the one that is next: another tab may have been there before. */
export function isNext(meta: SyncMeta, { phase }: Page, asked: Cursor['part']): boolean {
	const { part } = cursorOf(meta);
	return part?.phase === phase && part?.after === asked?.after;
}

/** What a page of a phase leaves: where the phases go on, or the cursor from where the feed does. */
export function afterPage(
	{ first }: SyncMeta,
	page: Page
): { readonly first: FirstSync } | { readonly cursor: number } {
	const head = first?.head ?? page.head;
	const rows = (first?.rows ?? 0) + page.count;
	if (page.more && page.after !== undefined) {
		return { first: { phase: page.phase ?? 'early', after: page.after, head, rows } };
	}
	// Of an empty space there is nothing else to ask for.
	if (page.phase === 'rest' || page.head === 0) return { cursor: head };
	return { first: { phase: 'rest', head, rows } };
}
