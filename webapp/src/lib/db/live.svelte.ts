/**
 * Live queries: the result of a query over the local database, which runs again
 * when something it read has changed, in this tab or in another.
 *
 * ```svelte
 * <script lang="ts">
 * 	const { id }: Props = $props();
 * 	const notes = live((db) => db.about('note', id));
 * 	const contact = live((db) => db.get('contact', id));
 * </script>
 * {#each notes.current ?? [] as note (note.id)} … {/each}
 * ```
 *
 * - Call it while a component initialises; the database comes from the context.
 * - `current` is `undefined` until the first result is there, and keeps the old
 *   result while a newer one is on its way.
 * - The query runs again when a collection changes that it has read through the
 *   `db` it was given (use that one, not another), and when reactive state
 *   changes that it reads **before its first `await`** (`id` above).
 * - Compute from it with `$derived(rows.current ?? [])`.
 */
import { untrack } from 'svelte';

import type { CollectionName } from '#lib/api/collections.gen.ts';

import { getDatabase } from './context.ts';
import type { Database } from './types.ts';

/** What a query may ask. */
export type Reader = Pick<
	Database,
	| 'get'
	| 'list'
	| 'about'
	| 'since'
	| 'touches'
	| 'recentNotes'
	| 'contacts'
	| 'trash'
	| 'search'
	| 'pendingCount'
>;

/** The newest result of a live query. */
export interface Live<T> {
	/** `undefined` until there is a result. */
	readonly current: T | undefined;
	/** Why the last run failed; `undefined` after a run that did not. */
	readonly error: unknown;
}

/** What a query has read: some collections, or all there are. */
type Read = Set<CollectionName | '*'>;

/** Runs `query` now and whenever its answer may have changed. See the top of this file. */
export function live<T>(query: (db: Reader) => Promise<T>): Live<T> {
	const db = getDatabase();
	let current = $state.raw<T | undefined>();
	let error = $state.raw<unknown>();

	$effect(() => {
		let turn = 0;
		let read: Read = new Set();
		const run = async () => {
			const own = ++turn;
			read = new Set();
			try {
				const result = await query(noting(db, read));
				if (own === turn) [current, error] = [result, undefined];
			} catch (cause) {
				if (own === turn) error = cause;
			}
		};
		const stop = db.subscribe((touched) => {
			if (read.has('*') || !touched.isDisjointFrom(read)) untrack(() => void run());
		});
		void run();
		return () => {
			turn++;
			stop();
		};
	});

	return {
		get current() {
			return current;
		},
		get error() {
			return error;
		}
	};
}

/** The database, noting in `read` what is asked of it. */
function noting(db: Database, read: Read): Reader {
	return {
		get: (collection, id) => (read.add(collection), db.get(collection, id)),
		list: (collection, having) => (read.add(collection), db.list(collection, having)),
		about: (collection, contactId, limit) => (
			read.add(collection),
			db.about(collection, contactId, limit)
		),
		since: (collection, day) => (read.add(collection), db.since(collection, day)),
		touches: (today) => (read.add('note'), read.add('interaction'), db.touches(today)),
		recentNotes: (limit) => (read.add('note'), db.recentNotes(limit)),
		contacts: () => (read.add('contact'), db.contacts()),
		trash: () => (read.add('*'), db.trash()),
		search: (query, limit, among = ['contact', 'note', 'interaction']) => (
			among.forEach((collection) => read.add(collection)),
			db.search(query, limit, among)
		),
		pendingCount: () => (read.add('*'), db.pendingCount())
	};
}
