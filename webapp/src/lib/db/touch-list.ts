import { addDays, type WallDate } from '#lib/calendar/wall.ts';

import type { Connection } from './connection.ts';
import { candidatesAbout, namedIn } from './lists.ts';
import type { Rules, View } from './pending.ts';
import { views, viewStores } from './read.ts';
import type { Tx } from './schema.ts';
import { eachSince, type Dated } from './since.ts';
import { touchOf, type Touch, type Touches } from './touch.ts';
import { readLog, type Log } from './touched.ts';

/** A touch, and the record that tells of it. */
interface Entry extends Touch {
	readonly id: string;
}

/** As it lies in the store: a line for each contact that was ever touched. */
interface Packed {
	readonly edition: number;
	/** The last entry of the log of changes that the touches know of. */
	readonly upto: number;
	/** Which touches were left out was decided for this day; of an earlier one they say nothing. */
	readonly day: WallDate;
	/** All ids without a gap, and a line of entries for each. */
	readonly ids: string;
	readonly tails: string;
}

const edition = 1;
const idLength = 36;
const key = 'touches';
const dated = ['note', 'interaction'] as const satisfies readonly Dated[];
const stores = [...viewStores, 'touched', 'derived', 'list'] as const;
/** Beyond so many contacts whose touches must be read again, it is cheaper to read everything once. */
const manyAgain = 200;

/**
 * The touches that matter, of everybody at once: kept in memory, patched by what the log says has
 * changed, and packed into one record for the next start. Of a past of years they are a few for each
 * contact: the last one, the last that was answered, and whatever came after that.
 */
export class TouchList {
	readonly #connection: Connection;
	readonly #rules: Rules;
	/** The packed entries of each contact. */
	#tails: ReadonlyMap<string, string> | undefined;
	/** For which day tails were cut. */
	#day: WallDate = '';
	/** The day that was asked for last. */
	#asked: WallDate = '';
	#upto = 0;
	#savedUpto = -1;
	#busy: Promise<unknown> = Promise.resolve();

	constructor(connection: Connection, rules: Rules) {
		this.#connection = connection;
		this.#rules = rules;
	}

	/** The touches as they stand, for whoever asks about `today` or a day after it. */
	all(today: WallDate): Promise<Touches> {
		return this.#alone(async () => {
			this.#asked = today;
			// A traveller may have the day before once more.
			if (!(await this.#refresh(today))) {
				await this.#build(addDays(today, -1));
				// Reading everything again at the next start would take longer.
				void this.save().catch(() => undefined);
			}
			const tails = this.#tails;
			return { of: (contactId: string) => unpack(tails?.get(contactId) ?? '') };
		});
	}

	/** Packs the touches for the next start, if anybody ever asked for them. */
	save(): Promise<void> {
		return this.#alone(async () => {
			if (this.#tails === undefined && !(await this.#isPacked())) return;
			if (!(await this.#refresh())) return this.#forget();
			const upto = this.#upto;
			if (upto === this.#savedUpto) return;
			const tails = this.#cut(this.#tails ?? new Map<string, string>());
			this.#tails = tails;
			const packed: Packed = {
				edition,
				upto,
				day: this.#day,
				ids: [...tails.keys()].join(''),
				tails: [...tails.values()].join('\n')
			};
			await this.#connection.run('readwrite', ['derived'], async (tx) => {
				const derived = tx.objectStore('derived');
				await Promise.all([derived.put(packed, key), derived.put(upto, `${key}/upto`)]);
			});
			this.#savedUpto = upto;
		});
	}

	/** Leaves out what no longer matters. */
	#cut(tails: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
		const day = this.#asked === '' ? '' : addDays(this.#asked, -1);
		if (day <= this.#day) return tails;
		this.#day = day;
		return new Map([...tails].map(([id, tail]) => [id, pack(tailOf(unpack(tail), day))]));
	}

	#isPacked(): Promise<boolean> {
		return this.#connection.run('readonly', ['derived'], async (tx) => {
			return (await tx.objectStore('derived').getKey(key)) !== undefined;
		});
	}

	/** One after the other: what changed during a run is for the next one to see. */
	#alone<T>(task: () => Promise<T>): Promise<T> {
		const run = this.#busy.then(task);
		this.#busy = run.catch(() => undefined);
		return run;
	}

	/** Takes in what has changed; false if everything has to be read. */
	#refresh(today?: WallDate): Promise<boolean> {
		return this.#connection.run('readonly', stores, async (tx) => {
			if (this.#tails === undefined) await this.#load(tx);
			let log = await readLog(tx, this.#upto);
			// Another tab packed what we have not seen, and the log no longer tells.
			if (log.gap) {
				await this.#load(tx);
				log = await readLog(tx, this.#upto);
			}
			const tails = this.#tails;
			if (tails === undefined || log.all || log.gap) return false;
			if (today !== undefined && today < this.#day) return false;
			const patched = await this.#patch(tx, tails, log);
			if (patched === undefined) return false;
			this.#tails = patched;
			this.#upto = log.upto;
			return true;
		});
	}

	async #load(tx: Tx): Promise<void> {
		// Only we write there.
		const packed = (await tx.objectStore('derived').get(key)) as Packed | undefined;
		if (packed?.edition !== edition) return;
		const tails = packed.tails.split('\n');
		const count = packed.ids.length / idLength;
		const idAt = (i: number) => packed.ids.slice(i * idLength, (i + 1) * idLength);
		this.#tails = new Map(Array.from({ length: count }, (_, i) => [idAt(i), tails[i] ?? '']));
		this.#day = packed.day;
		this.#upto = this.#savedUpto = packed.upto;
	}

	/** Reads everything; what changes meanwhile is in the log behind its end of now. */
	async #build(day: WallDate): Promise<void> {
		const { upto } = await this.#connection.run('readonly', ['touched', 'derived'], (tx) =>
			readLog(tx, Number.MAX_SAFE_INTEGER)
		);
		const found = new Map<string, Entry[]>();
		for (const collection of dated) {
			await eachSince(this.#connection, { collection, day: '' }, this.#rules, (id, shown) => {
				gather(found, entriesOf(collection, id, shown));
			});
		}
		this.#tails = new Map([...found].map(([id, entries]) => [id, pack(tailOf(entries, day))]));
		this.#day = day;
		this.#upto = upto;
		this.#savedUpto = -1;
	}

	/** The tails with some records seen anew; undefined if that is more than reading everything. */
	async #patch(
		tx: Tx,
		tails: ReadonlyMap<string, string>,
		{ ids }: Log
	): Promise<ReadonlyMap<string, string> | undefined> {
		const changed = new Set(dated.flatMap((collection) => [...(ids.get(collection) ?? [])]));
		if (changed.size === 0) return tails;
		const patched = new Map(tails);
		// What a tail was made of may be gone: what comes in its place was left out.
		const again = [...tails].filter(([, tail]) => holdsAny(tail, changed)).map(([id]) => id);
		if (again.length > manyAgain) return undefined;
		const added = new Map<string, Entry[]>();
		for (const collection of dated) {
			const own = [...(ids.get(collection) ?? [])];
			for (const [id, shown] of await views(tx, collection, own, this.#rules)) {
				gather(added, entriesOf(collection, id, shown));
			}
		}
		for (const [contactId, entries] of added) {
			const tail = unpack(patched.get(contactId) ?? '');
			patched.set(contactId, pack(tailOf([...tail, ...entries], this.#day)));
		}
		for (const contactId of again) {
			patched.set(contactId, pack(tailOf(await this.#entriesAbout(tx, contactId), this.#day)));
		}
		return patched;
	}

	/** All touches with one contact. */
	async #entriesAbout(tx: Tx, contactId: string): Promise<Entry[]> {
		const found = new Map<string, Entry[]>();
		for (const collection of dated) {
			const ids = (await candidatesAbout(tx, collection, contactId)).map(({ id }) => id);
			for (const [id, shown] of await views(tx, collection, ids, this.#rules)) {
				gather(found, entriesOf(collection, id, shown));
			}
		}
		return found.get(contactId) ?? [];
	}

	/** What is packed is too old to be of use, and nobody has asked since. */
	async #forget(): Promise<void> {
		this.#tails = undefined;
		await this.#connection.run('readwrite', ['derived'], async (tx) => {
			await tx.objectStore('derived').delete(IDBKeyRange.bound(key, `${key}/\uffff`));
		});
	}
}

/** The touch that a record tells of, for each contact that took part. */
function entriesOf(collection: Dated, id: string, { deleted, fields }: View): [string, Entry][] {
	const touch = deleted ? undefined : touchOf({ collection, fields });
	if (touch === undefined) return [];
	return namedIn(fields).map((contactId) => [contactId, { id, ...touch }]);
}

function gather(found: Map<string, Entry[]>, entries: readonly [string, Entry][]): void {
	for (const [contactId, entry] of entries) {
		const own = found.get(contactId);
		if (own === undefined) found.set(contactId, [entry]);
		else own.push(entry);
	}
}

/**
 * What of somebody's touches still matters on a day and after it. More may come: what is left out of
 * a tail is left out of every longer one.
 */
function tailOf(entries: readonly Entry[], day: WallDate): Entry[] {
	const past = entries.filter(({ at }) => at.slice(0, 10) <= day);
	const newest = (some: readonly Entry[]) =>
		some.reduce<Entry | undefined>(
			(last, entry) => (last && last.at >= entry.at ? last : entry),
			undefined
		);
	const last = newest(past);
	const answered = newest(past.filter(({ way }) => way === 'both'));
	const isOpen = ({ at, way }: Entry) => way === 'out' && at > (answered?.at ?? '');
	const behind = new Set(past);
	return entries.filter(
		(entry) => !behind.has(entry) || entry === last || entry === answered || isOpen(entry)
	);
}

const letters = { out: 'o', both: 'b', noted: 'n' } as const;
const ways = { o: 'out', b: 'both', n: 'noted' } as const;

function pack(tail: readonly Entry[]): string {
	return tail.map(({ id, way, at }) => `${id}${letters[way]}${at}`).join('\t');
}

function unpack(tail: string): Entry[] {
	if (tail === '') return [];
	return tail.split('\t').map((entry) => {
		// Only `pack` writes there.
		const way = ways[entry.charAt(idLength) as keyof typeof ways];
		return { id: entry.slice(0, idLength), way, at: entry.slice(idLength + 1) };
	});
}

function holdsAny(tail: string, ids: ReadonlySet<string>): boolean {
	for (let at = 0; at >= 0 && at < tail.length; at = tail.indexOf('\t', at) + 1 || -1) {
		if (ids.has(tail.slice(at, at + idLength))) return true;
	}
	return false;
}
