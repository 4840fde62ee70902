/** Writing confirmed rows: many at once into chunks, few one by one over them. */
import type { CollectionName } from '#lib/api/collections.gen.ts';

import type { FlatFields } from './flat.ts';
import { mergeLines, parseLine, splitLine, toChunks, toLine, type Line } from './lines.ts';
import { groupByChunk, linesFor, rangeOf } from './read.ts';
import type { RowKey, Tx } from './schema.ts';

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
 * tombstone keeps the fields last known, so that the trash can be read; `shown`
 * is the generation to look for them.
 */
export async function storeRows(
	tx: Tx<'readwrite'>,
	gen: number,
	shown: number,
	rows: readonly Incoming[]
): Promise<void> {
	const byCollection = Map.groupBy(rows, ({ collection }) => collection);
	for (const [collection, own] of byCollection) {
		const lines = await asLines(tx, shown, collection, own);
		if (lines.length <= fewRows) putRows(tx, gen, collection, lines);
		else await intoChunks(tx, gen, collection, lines, worthChunk);
	}
}

/** Moves the single rows of a generation into chunks. */
export async function compactRows(tx: Tx<'readwrite'>, gen: number): Promise<void> {
	const store = tx.objectStore('row');
	const keys = await store.getAllKeys(IDBKeyRange.bound([gen], [gen, []]));
	for (const [collection, own] of Map.groupBy(keys, ([, name]) => name)) {
		if (own.length <= fewRows) continue;
		const texts = await store.getAll(rangeOf(gen, collection));
		await intoChunks(tx, gen, collection, texts.map(splitLine), 1);
	}
}

async function asLines(
	tx: Tx<'readwrite'>,
	shown: number,
	collection: CollectionName,
	rows: readonly Incoming[]
): Promise<Line[]> {
	const gone = rows.filter(({ deleted, fields }) => deleted && fields === undefined);
	const old = await linesFor(
		tx,
		shown,
		collection,
		gone.map(({ id }) => id)
	);
	const lines = rows.map((row) => {
		const { id, version, deleted } = row;
		const before = old.get(id);
		const fields = row.fields ?? (before ? parseLine(before, collection).fields : {});
		const json = row.fields === undefined ? undefined : row.json;
		return toLine({ id, collection, version, deleted, fields }, json);
	});
	return lines.sort((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
}

function putRows(
	tx: Tx<'readwrite'>,
	gen: number,
	collection: string,
	lines: readonly Line[]
): void {
	const store = tx.objectStore('row');
	for (const { id, text } of lines) void store.put(text, [gen, collection, id]);
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
	const byId = new Map(lines.map((line) => [line.id, line]));
	for (const [key, ids] of groupByChunk(keys, [...byId.keys()])) {
		const own = ids.flatMap((id) => byId.get(id) ?? []);
		if (own.length < worth && key !== keys.at(-1)) {
			putRows(tx, gen, collection, own);
			continue;
		}
		await rewriteChunk(tx, key, own);
		for (const { id } of own) {
			if (single.has(id)) void rows.delete([gen, collection, id]);
		}
	}
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
		void store.put(text, i === 0 ? key : [key[0], key[1], from]);
	});
}
