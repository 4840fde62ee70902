/**
 * The way of every local change: outbox entry, clock and lists in one strict
 * transaction. It needs neither Svelte nor the whole store, so the service
 * worker saves Done and Snooze by the same rules:
 *
 * ```ts
 * const connection = new Connection(userId, spaceId);
 * await save(connection, [{ op: 'put', collection: 'reminder', id, patch }], plainRules);
 * ```
 */
import type { CollectionName } from '#lib/api/collections.gen.ts';
import { newClock, tick } from '#lib/merge/clock.ts';

import type { Connection } from './connection.ts';
import type { FlatFields } from './flat.ts';
import { addToLists, type Listed } from './lists.ts';
import {
	enqueue,
	type Confirmed,
	type Edit,
	type Minted,
	type Pending,
	type Rules
} from './pending.ts';
import { confirmedOf, entriesOf, generation } from './read.ts';
import type { Tx } from './schema.ts';
import { unawaited } from './unawaited.ts';

/** The stores that {@link save} writes, and those it reads to know what a change is made to. */
const writeStores = ['outbox', 'clock', 'list', 'touched', 'sync', 'chunk', 'row'] as const;

/** A change of one record. */
export type Change = { readonly collection: CollectionName; readonly id: string } & Edit;

/** Rules for who edits no texts: the service worker, which merging would only make bigger. */
export const plainRules: Rules = {
	kind: (_, field) => (field === 'doneThrough' ? 'max' : 'lww'),
	mergeText: (_base, _there, coming) => coming
};

/**
 * Saves changes: all of them or none. Resolves when they are on the disk of
 * this device and rejects with `StorageFullError` if that is full.
 */
export async function save(
	connection: Connection,
	changes: readonly Change[],
	rules: Rules,
	now: () => number = Date.now
): Promise<void> {
	const touched = await connection.run(
		'readwrite',
		writeStores,
		async (tx) => {
			const { mint, stop } = await minting(tx, now);
			const records = await load(tx, changes);
			const ids = new Map<CollectionName, Set<string>>();
			for (const change of changes) {
				if (!apply(tx, change, records, mint, rules)) continue;
				ids.set(change.collection, (ids.get(change.collection) ?? new Set()).add(change.id));
			}
			if (ids.size === 0) return undefined;
			stop();
			addToLists(tx, changes.map(listed));
			const log = Object.fromEntries([...ids].map(([name, own]) => [name, [...own]]));
			unawaited(tx.objectStore('touched').add(log));
			return new Set(ids.keys());
		},
		'strict'
	);
	if (touched !== undefined) connection.channel.tell({ touched, saved: true });
}

interface Known {
	readonly confirmed: Confirmed | undefined;
	entries: Pending[];
}

/** What is known of each record that the changes are about. */
async function load(tx: Tx<'readwrite'>, changes: readonly Change[]): Promise<Map<string, Known>> {
	const gen = await generation(tx);
	const known = new Map<string, Known>();
	const byCollection = Map.groupBy(changes, ({ collection }) => collection);
	for (const [collection, own] of byCollection) {
		const ids = [...new Set(own.map(({ id }) => id))];
		const [confirmed, entries] = await Promise.all([
			confirmedOf(tx, gen, collection, ids),
			Promise.all(ids.map((id) => entriesOf(tx, collection, id)))
		]);
		ids.forEach((id, i) => {
			known.set(`${collection}/${id}`, {
				confirmed: confirmed.get(id),
				entries: entries[i] ?? []
			});
		});
	}
	return known;
}

/** Writes one change; false if it would change nothing. */
function apply(
	tx: Tx<'readwrite'>,
	change: Change,
	records: Map<string, Known>,
	mint: () => Minted,
	rules: Rules
): boolean {
	const { collection, id } = change;
	const record = records.get(`${collection}/${id}`);
	if (record === undefined) return false;
	const outbox = tx.objectStore('outbox');
	const target = { collection, id };
	const { put, drop } = enqueue(target, record.confirmed, record.entries, change, mint, rules);
	for (const n of drop) unawaited(outbox.delete(n));
	for (const entry of put) unawaited(outbox.put(entry));
	const gone = new Set([...drop, ...put.map(({ n }) => n)]);
	record.entries = [...record.entries.filter(({ n }) => !gone.has(n)), ...put];
	return put.length + drop.length > 0;
}

/** Makes places and stamps for new entries; `stop` stores how far the clock went. */
async function minting(tx: Tx<'readwrite'>, now: () => number) {
	const [stored, end] = await Promise.all([
		tx.objectStore('clock').get('clock'),
		tx.objectStore('outbox').openKeyCursor(null, 'prev')
	]);
	let n = end?.primaryKey ?? 0;
	let clock = stored ?? newClock;
	const mint = (): Minted => {
		clock = tick(clock, now());
		return { n: ++n, stamp: clock.last, at: now() };
	};
	const stop = () => unawaited(tx.objectStore('clock').put(clock, 'clock'));
	return { mint, stop };
}

function listed(change: Change): Listed {
	const { collection, id, op } = change;
	const fields: FlatFields = op === 'put' ? change.patch : {};
	return { collection, id, deleted: op === 'delete', fields };
}
