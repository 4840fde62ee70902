/**
 * The records of a long collection that tell of a day or of one after it. Everything is looked at, for a
 * day may have been written down years later; but only those records are parsed, a piece at a time, so
 * that a person with 200,000 of them can go on scrolling.
 */
import type { Connection } from './connection.ts';
import { linesOf, parseLine } from './lines.ts';
import { view, type Pending, type Rules, type View } from './pending.ts';
import { entriesIn, generation, groupEntries, rangeOf, viewStores } from './read.ts';
import type { RowKey, Tx } from './schema.ts';

/** Collections that may hold very many records, each with its time in `at`. */
export type Dated = 'note' | 'interaction';

/** So many chunks, of a quarter of a megabyte at most, are read at once. */
const chunksAtOnce = 4;
/** The screen has its turn after so many milliseconds. */
const turn = 8;

/** Which records are looked for: those of a collection whose `at` is a day or later. */
export interface Since {
	readonly collection: Dated;
	readonly day: string;
}

/** Hands over what the screen shows of each such record, of the deleted ones too, as it is found. */
export async function eachSince(
	connection: Connection,
	{ collection, day }: Since,
	rules: Rules,
	found: (id: string, shown: View) => void
): Promise<void> {
	// The single rows first: one that moves into a chunk meanwhile is then seen twice rather than never.
	const { keys, rows, entries } = await connection.run('readonly', viewStores, (tx) =>
		beginning(tx, collection)
	);
	const known = new Set(rows.map(idOf));
	let until = performance.now() + turn;
	const look = async (lines: readonly string[]) => {
		for (const line of lines) {
			if (performance.now() > until) {
				await breath();
				until = performance.now() + turn;
			}
			const own = entries.get(idOf(line)) ?? [];
			if (own.length === 0 && isBefore(line, day)) continue;
			const shown = view(parseLine(line, collection), own, rules);
			if (shown !== undefined && tellsOf(shown, day)) found(idOf(line), shown);
			entries.delete(idOf(line));
		}
	};
	await look(rows);
	const next = (at: number) => chunksOf(connection, keys[at], keys[at + chunksAtOnce]);
	let coming = next(0);
	for (let at = 0; at < keys.length; at += chunksAtOnce) {
		const chunks = await coming;
		// The next ones are read while these are looked at.
		coming = next(at + chunksAtOnce);
		coming.catch(() => undefined);
		for (const chunk of chunks) {
			await look(linesOf(chunk).filter((line) => !known.has(idOf(line))));
		}
	}
	for (const [id, own] of entries) {
		const shown = view(undefined, own, rules);
		if (shown !== undefined && tellsOf(shown, day)) found(id, shown);
	}
}

async function beginning(
	tx: Tx,
	collection: Dated
): Promise<{
	readonly keys: readonly RowKey[];
	readonly rows: readonly string[];
	readonly entries: Map<string, Pending[]>;
}> {
	const range = rangeOf(await generation(tx), collection);
	const [keys, rows, waiting] = await Promise.all([
		tx.objectStore('chunk').getAllKeys(range),
		tx.objectStore('row').getAll(range),
		tx.objectStore('outbox').index('record').getAll(entriesIn(collection))
	]);
	return { keys, rows, entries: groupEntries(waiting) };
}

/** The chunks from one on and before another; also those that one of them was split into meanwhile. */
function chunksOf(
	connection: Connection,
	from: RowKey | undefined,
	before: RowKey | undefined
): Promise<string[]> {
	if (from === undefined) return Promise.resolve([]);
	const end = before ?? [from[0], from[1], '\uffff'];
	return connection.run('readonly', ['chunk'], (tx) =>
		tx.objectStore('chunk').getAll(IDBKeyRange.bound(from, end, false, true))
	);
}

const named = '"at":"';

/** Whether a stored line says, without being parsed, that it is of no day or of an earlier one. */
function isBefore(line: string, day: string): boolean {
	const start = line.indexOf(named);
	// Written otherwise than the server does, it has to be parsed; quotes within a text are escaped.
	if (start < 0) return !line.includes('"at"');
	return line.slice(start + named.length, start + named.length + day.length) < day;
}

function tellsOf({ fields: { at } }: View, day: string): boolean {
	return typeof at === 'string' && at >= day;
}

function idOf(line: string): string {
	return line.slice(0, 36);
}

/** Lets the browser draw and answer before there is more. */
function breath(): Promise<void> {
	// A timer in a timer waits four milliseconds, half a turn; not every browser has better.
	if ('scheduler' in globalThis && 'yield' in scheduler) return scheduler.yield();
	return new Promise((resolve) => setTimeout(resolve));
}
