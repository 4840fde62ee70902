/**
 * The stores of the local database.
 *
 * Confirmed rows lie in `chunk` (many rows a string) with `row` over it (one
 * row each, newer). Keys of both begin with a generation: a server that makes
 * us start again fills the next one while the screen still reads this one.
 */
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';

import type { CollectionName } from '#lib/api/collections.gen.ts';
import type { ClockState } from '#lib/merge/clock.ts';

import type { Pending } from './pending.ts';

/** Version of the layout below; a layout that changes adds a step to `upgrade`. */
export const layout = 1;

/** `[generation, collection, id]`; of a chunk, the lowest id that belongs into it. */
export type RowKey = [number, string, string];

/** `[list, bucket, order]`. */
export type ListKey = [string, number, string];

/** A change that the server refused, with its reason. */
export interface Parked {
	readonly mid: string;
	readonly entry: Pending;
	readonly code: string;
	readonly field: string | undefined;
	readonly detail: string;
	readonly at: number;
}

/** Acknowledged mutations whose loss a restored server could still suffer. */
export interface JournalPage {
	/** The highest version among them: beyond the server's `safe`, they must stay. */
	readonly through: number;
	readonly entries: readonly Pending[];
}

/** Which rows a committed change touched, by collection; `all` after a new generation took over. */
export type Touched = Readonly<Partial<Record<CollectionName | 'all', readonly string[]>>>;

/** Where this device stands with the server. */
export interface SyncMeta {
	/** Names this browser profile on the wire. */
	readonly device: string;
	readonly nextSeq: number;
	/** The generation that the screen reads. */
	readonly gen: number;
	/** Unknown until the server has told it. */
	readonly epoch?: string;
	/** All versions up to it are in the generation. */
	readonly cursor: number;
	/** As the server told when the pull from 0 began; lets a long one go on. Gone once it is through. */
	readonly floor?: number;
	/** The newest version that the server told of. */
	readonly head: number;
	/** Versions up to it survive the loss of the server. */
	readonly safe: number;
	/** Whether the first pull has come to its end. */
	readonly complete: boolean;
	/** A first pull in phases that is under way. The cursor is 0 until it is through. */
	readonly first?: FirstSync;
	/** Milliseconds of Unix time of the last exchange that left nothing to do. */
	readonly syncedAt?: number;
	/** A pull from the beginning into the next generation, and why. */
	readonly renewal?: Renewal;
}

/** How far a first pull is: people and reminders come first, then the rest from the newest on. */
export interface FirstSync {
	readonly phase: 'early' | 'rest';
	/** The last id that came; none where the phase begins. */
	readonly after?: string;
	/** The head when it all began, from where the feed goes on in the end. */
	readonly head: number;
	/** Rows that came so far. */
	readonly rows: number;
}

export interface Renewal {
	readonly reason: 'gc' | 'epoch';
	readonly gen: number;
	readonly cursor: number;
	readonly epoch?: string;
	readonly floor?: number;
}

export interface TendSchema extends DBSchema {
	chunk: { key: RowKey; value: string };
	row: { key: RowKey; value: string };
	outbox: {
		key: number;
		value: Pending;
		indexes: { record: [string, string]; phase: [number, number]; acked: number };
	};
	journal: { key: number; value: JournalPage; indexes: { through: number } };
	parked: { key: string; value: Parked };
	/** One value each. */
	sync: { key: 'sync'; value: SyncMeta };
	clock: { key: 'clock'; value: ClockState };
	/** Lists of ids in buckets: which notes name a contact, what lies in the trash. Supersets of the truth. */
	list: { key: ListKey; value: string };
	touched: { key: number; value: Touched };
	/** What could be computed again: the list of contacts, the search index. */
	derived: { key: string; value: unknown };
}

export type StoreName = StoreNames<TendSchema>;
export type Mode = 'readonly' | 'readwrite';
export type Tx<M extends Mode = Mode> = IDBPTransaction<TendSchema, StoreName[], M>;

/** Makes the stores of a new database. */
export function upgrade(db: IDBPDatabase<TendSchema>): void {
	db.createObjectStore('chunk');
	db.createObjectStore('row');
	const outbox = db.createObjectStore('outbox', { keyPath: 'n' });
	outbox.createIndex('record', ['collection', 'id']);
	outbox.createIndex('phase', ['phase', 'n']);
	outbox.createIndex('acked', 'ack.version');
	db.createObjectStore('journal', { autoIncrement: true }).createIndex('through', 'through');
	db.createObjectStore('parked', { keyPath: 'mid' });
	db.createObjectStore('sync');
	db.createObjectStore('clock');
	db.createObjectStore('list');
	db.createObjectStore('touched', { autoIncrement: true });
	db.createObjectStore('derived');
}
