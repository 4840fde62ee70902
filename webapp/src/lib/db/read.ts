/** Reading rows inside a transaction: confirmed ones, and those the screen shows. */
import type { CollectionName } from '#lib/api/collections.gen.ts';

import { findLine, linesOf, parseLine, splitLine, type Line } from './lines.ts';
import {
	asSaved,
	view,
	type Confirmed,
	type Pending,
	type Phase,
	type Rules,
	type View
} from './pending.ts';
import type { RowKey, Tx } from './schema.ts';

/** The stores that {@link views} reads. */
export const viewStores = ['sync', 'chunk', 'row', 'outbox'] as const;

/** Beyond so many rows it is cheaper to fetch a list of keys than to look each one up. */
const fewRows = 12;

/** Sorts after every id. */
const last = '\uffff';

/** All keys of one collection in one generation. */
export function rangeOf(gen: number, collection: string): IDBKeyRange {
	return IDBKeyRange.bound([gen, collection, ''], [gen, collection, last]);
}

/** The generation that the screen reads. */
export async function generation(tx: Tx): Promise<number> {
	return (await tx.objectStore('sync').get('sync'))?.gen ?? 0;
}

/** The confirmed rows of some ids; ids that the server never told of are left out. */
export async function confirmedOf(
	tx: Tx,
	gen: number,
	collection: CollectionName,
	ids: readonly string[]
): Promise<Map<string, Confirmed>> {
	const lines = await linesFor(tx, gen, collection, ids);
	return new Map([...lines].map(([id, line]) => [id, parseLine(line, collection)]));
}

/** The stored lines of some ids. */
async function linesFor(
	tx: Tx,
	gen: number,
	collection: string,
	ids: readonly string[]
): Promise<Map<string, string>> {
	const found = await singleLines(tx, gen, collection, ids);
	const rest = ids.filter((id) => !found.has(id));
	for (const [chunk, members] of await chunksFor(tx, gen, collection, rest)) {
		const lineOf = finder(chunk, members.length);
		for (const id of members) {
			const line = lineOf(id);
			if (line !== undefined) found.set(id, line);
		}
	}
	return found;
}

/** How to find lines of a chunk: by searching it for few, for many by taking it apart once. */
function finder(chunk: string, many: number): (id: string) => string | undefined {
	if (many <= fewRows) return (id) => findLine(chunk, id);
	const lines = new Map(linesOf(chunk).map((line) => [line.slice(0, 36), line]));
	return (id) => lines.get(id);
}

async function singleLines(
	tx: Tx,
	gen: number,
	collection: string,
	ids: readonly string[]
): Promise<Map<string, string>> {
	const rows = tx.objectStore('row');
	let keys: RowKey[] = ids.map((id) => [gen, collection, id]);
	if (ids.length > fewRows) {
		const wanted = new Set(ids);
		keys = (await rows.getAllKeys(rangeOf(gen, collection))).filter(([, , id]) => wanted.has(id));
	}
	const lines = await Promise.all(keys.map((key) => rows.get(key)));
	return new Map(keys.flatMap(([, , id], i) => (lines[i] ? [[id, lines[i]] as const] : [])));
}

/** The chunks that could hold the ids, each with the ids that belong into it. */
async function chunksFor(
	tx: Tx,
	gen: number,
	collection: string,
	ids: readonly string[]
): Promise<[string, string[]][]> {
	const chunks = tx.objectStore('chunk');
	if (ids.length <= fewRows) {
		const cursors = await Promise.all(
			ids.map((id) => {
				const upTo = IDBKeyRange.bound([gen, collection, ''], [gen, collection, id]);
				return chunks.openCursor(upTo, 'prev');
			})
		);
		return ids.map((id, i) => [cursors[i]?.value ?? '', [id]]);
	}
	const keys = await chunks.getAllKeys(rangeOf(gen, collection));
	const groups = groupByChunk(
		keys,
		ids.map((id) => ({ id }))
	);
	const texts = await Promise.all([...groups.keys()].map((key) => chunks.get(key)));
	return [...groups.values()].map((members, i) => [texts[i] ?? '', members.map(({ id }) => id)]);
}

/** Which chunk each of some rows belongs into; `keys` are sorted, ids below the first belong nowhere. */
export function groupByChunk<R extends { readonly id: string }>(
	keys: readonly RowKey[],
	rows: readonly R[]
): Map<RowKey, R[]> {
	const groups = new Map<RowKey, R[]>();
	for (const row of rows) {
		let [low, high] = [0, keys.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((keys[middle]?.[2] ?? '') <= row.id) low = middle + 1;
			else high = middle;
		}
		const key = keys[low - 1];
		if (key === undefined) continue;
		const members = groups.get(key);
		if (members === undefined) groups.set(key, [row]);
		else members.push(row);
	}
	return groups;
}

/** Every stored line of a collection, the newer of two. */
export async function allLines(tx: Tx, gen: number, collection: string): Promise<Line[]> {
	const range = rangeOf(gen, collection);
	const [chunks, rows] = await Promise.all([
		tx.objectStore('chunk').getAll(range),
		tx.objectStore('row').getAll(range)
	]);
	const over = new Map(rows.map((text) => [text.slice(0, 36), text]));
	const lines: Line[] = [];
	for (const chunk of chunks) {
		for (const text of linesOf(chunk)) {
			if (!over.has(text.slice(0, 36))) lines.push(splitLine(text));
		}
	}
	for (const text of over.values()) lines.push(splitLine(text));
	return lines;
}

/** All entries of one phase, or of two neighbouring ones, for the index `phase`. */
export function inPhase(phase: Phase, upto: Phase = phase): IDBKeyRange {
	return IDBKeyRange.bound([phase], [upto, []]);
}

/** The entries of one record, in the order in which they lie over it. */
export async function entriesOf(
	tx: Tx,
	collection: CollectionName,
	id: string
): Promise<Pending[]> {
	const index = tx.objectStore('outbox').index('record');
	return asSaved(await index.getAll(IDBKeyRange.only([collection, id])));
}

/** What the screen shows of some records, in the order of the ids; unknown ones are left out. */
export async function views(
	tx: Tx,
	collection: CollectionName,
	ids: readonly string[],
	rules: Rules
): Promise<[string, View][]> {
	const gen = await generation(tx);
	const [confirmed, entries] = await Promise.all([
		confirmedOf(tx, gen, collection, ids),
		entriesFor(tx, collection, ids)
	]);
	return ids.flatMap((id): [string, View][] => {
		const seen = view(confirmed.get(id), entries.get(id) ?? [], rules);
		return seen === undefined ? [] : [[id, seen]];
	});
}

async function entriesFor(
	tx: Tx,
	collection: CollectionName,
	ids: readonly string[]
): Promise<Map<string, Pending[]>> {
	const outbox = tx.objectStore('outbox');
	if ((await outbox.count()) === 0) return new Map();
	if (ids.length > fewRows)
		return groupEntries(await outbox.index('record').getAll(entriesIn(collection)));
	const own = await Promise.all(ids.map((id) => entriesOf(tx, collection, id)));
	return new Map(ids.map((id, i) => [id, own[i] ?? []]));
}

/** All entries of a collection, for the index `record`. */
export function entriesIn(collection: string): IDBKeyRange {
	return IDBKeyRange.bound([collection, ''], [collection, last]);
}

/** Entries by record, each record's in the order in which they lie over it. */
export function groupEntries(entries: readonly Pending[]): Map<string, Pending[]> {
	return new Map([...Map.groupBy(entries, ({ id }) => id)].map(([id, own]) => [id, asSaved(own)]));
}

/**
 * What the screen shows of a whole collection; of those records only that hold `text` somewhere or
 * have changes waiting, if it is given. Looking for a text costs a fiftieth of parsing a row.
 */
export async function allViews(
	tx: Tx,
	collection: CollectionName,
	rules: Rules,
	text?: string
): Promise<Map<string, View>> {
	const gen = await generation(tx);
	const [lines, waiting] = await Promise.all([
		allLines(tx, gen, collection),
		tx.objectStore('outbox').index('record').getAll(entriesIn(collection))
	]);
	const entries = groupEntries(waiting);
	const seen = new Map<string, View>();
	for (const line of lines) {
		if (text !== undefined && !line.text.includes(text) && !entries.has(line.id)) continue;
		const confirmed = parseLine(line.text, collection);
		const shown = view(confirmed, entries.get(line.id) ?? [], rules);
		if (shown !== undefined) seen.set(line.id, shown);
		entries.delete(line.id);
	}
	for (const [id, own] of entries) {
		const shown = view(undefined, own, rules);
		if (shown !== undefined) seen.set(id, shown);
	}
	return seen;
}
