/** Writing confirmed rows: many at once into chunks, few one by one over them. */
import type { CollectionName } from '#lib/api/collections.gen.ts';

import type { FlatFields } from './flat.ts';
import { mergeLines, splitLine, toChunks, toLine, type Line } from './lines.ts';
import { Phase, view, type Rules } from './pending.ts';
import { confirmedOf, entriesOf, generation, groupByChunk, rangeOf } from './read.ts';
import type { RowKey, Tx } from './schema.ts';
import { unawaited } from './unawaited.ts';

/** Characters of a chunk when it is written; it grows to twice that before it is split. */
const chunkSize = 128 * 1024;
/** Up to so many rows of a collection are written one by one. */
const fewRows = 24;
/** From so many rows on it is worth writing a chunk anew. */
const worthChunk = 8;

/** A row as the server sent it. */
export interface Incoming {
	readonly collection: CollectionName;
	readonly id: string;
	readonly version: number;
	readonly deleted: boolean;
	readonly fields: FlatFields | undefined;
	/** As it stood on the wire. */
	readonly json: string;
}

/**
 * Stores rows into a generation. They must be newer than what is there. A
 * tombstone comes without fields and keeps those last known, so that the trash
 * can be read.
 */
export async function storeRows(
	tx: Tx<'readwrite'>,
	gen: number,
	rows: readonly Incoming[],
	rules: Rules
): Promise<void> {
	const byCollection = Map.groupBy(rows, ({ collection }) => collection);
	for (const [collection, own] of byCollection) {
		const lines = await asLines(tx, collection, own, rules);
		if (lines.length <= fewRows) putRows(tx, gen, collection, lines);
		else await intoChunks(tx, gen, collection, lines, worthChunk);
	}
}

/**
 * Moves some of the single rows of a generation into chunks, and tells whether
 * there are more. Neighbours go together, so that few chunks are written anew.
 */
export async function compactRows(
	tx: Tx<'readwrite'>,
	gen: number,
	some: number
): Promise<boolean> {
	const store = tx.objectStore('row');
	const keys = await store.getAllKeys(IDBKeyRange.bound([gen], [gen, []]), some);
	for (const [collection, own] of Map.groupBy(keys, ([, name]) => name)) {
		const [first, last] = [own.at(0), own.at(-1)];
		if (first === undefined || last === undefined) continue;
		const texts = await store.getAll(IDBKeyRange.bound(first, last));
		await intoChunks(tx, gen, collection, texts.map(splitLine), 1);
	}
	return keys.length === some;
}

async function asLines(
	tx: Tx<'readwrite'>,
	collection: CollectionName,
	rows: readonly Incoming[],
	rules: Rules
): Promise<Line[]> {
	const bare = rows.filter(({ fields }) => fields === undefined).map(({ id }) => id);
	const known = await settledFields(tx, collection, bare, rules);
	const lines = rows.map((row) => {
		const { id, version, deleted } = row;
		const fields = row.fields ?? known.get(id) ?? {};
		const json = row.fields === undefined ? undefined : row.json;
		return toLine({ id, collection, version, deleted, fields }, json);
	});
	return lines.sort((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
}

/** What this device knows of records that are gone now, without what the server does not know. */
async function settledFields(
	tx: Tx<'readwrite'>,
	collection: CollectionName,
	ids: readonly string[],
	rules: Rules
): Promise<Map<string, FlatFields>> {
	if (ids.length === 0) return new Map();
	const confirmed = await confirmedOf(tx, await generation(tx), collection, ids);
	const known = new Map<string, FlatFields>();
	for (const id of ids) {
		const entries = await entriesOf(tx, collection, id);
		const settled = entries.filter(({ phase }) => phase === Phase.acked);
		known.set(id, view(confirmed.get(id), settled, rules)?.fields ?? {});
	}
	return known;
}

function putRows(
	tx: Tx<'readwrite'>,
	gen: number,
	collection: string,
	lines: readonly Line[]
): void {
	const store = tx.objectStore('row');
	for (const { id, text } of lines) unawaited(store.put(text, [gen, collection, id]));
}

async function intoChunks(
	tx: Tx<'readwrite'>,
	gen: number,
	collection: string,
	lines: readonly Line[],
	worth: number
): Promise<void> {
	const [chunks, rows] = [tx.objectStore('chunk'), tx.objectStore('row')];
	const range = rangeOf(gen, collection);
	const [chunkKeys, rowKeys] = await Promise.all([
		chunks.getAllKeys(range),
		rows.getAllKeys(range)
	]);
	// The first chunk takes whatever sorts before all others.
	const keys: RowKey[] = chunkKeys.length > 0 ? chunkKeys : [[gen, collection, '']];
	const single = new Set(rowKeys.map(([, , id]) => id));
	const rewritten = [...groupByChunk(keys, lines)].map(async ([key, own]) => {
		if (own.length < worth && key !== keys.at(-1)) {
			putRows(tx, gen, collection, own);
			return;
		}
		await rewriteChunk(tx, key, own);
		for (const { id } of own) {
			if (single.has(id)) unawaited(rows.delete([gen, collection, id]));
		}
	});
	await Promise.all(rewritten);
}

async function rewriteChunk(
	tx: Tx<'readwrite'>,
	key: RowKey,
	lines: readonly Line[]
): Promise<void> {
	const store = tx.objectStore('chunk');
	const old = (await store.get(key)) ?? '';
	const merged = old === '' ? lines.map(({ text }) => text) : mergeLines(old, lines);
	const length = merged.reduce((sum, line) => sum + line.length, 0);
	const size = length > 2 * chunkSize ? chunkSize : 2 * chunkSize;
	toChunks(merged, size).forEach(({ from, text }, i) => {
		unawaited(store.put(text, i === 0 ? key : [key[0], key[1], from]));
	});
}
