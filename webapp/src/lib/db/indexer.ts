import type { CollectionName } from '#lib/api/collections.gen.ts';
import { SearchIndex, type StoredSegment } from '#lib/search/search-index.ts';
import type { Doc } from '#lib/search/segment.ts';
import { wordsOf } from '#lib/search/words.ts';

import type { Connection } from './connection.ts';
import { linesOf, parseLine, splitLine } from './lines.ts';
import type { Rules, View } from './pending.ts';
import { generation, views, viewStores } from './read.ts';
import type { RowKey } from './schema.ts';
import {
	looseIds,
	searched,
	searchedText,
	type Findings,
	type Searched,
	type Wanted
} from './searched.ts';
import { readLog, type Log } from './touched.ts';
import { unawaited } from './unawaited.ts';

interface Manifest {
	/** The last entry of the log of changes that the segments know of. */
	readonly upto: number;
	/** The edition of what is taken for words; another one means: build anew. */
	readonly edition: number;
	readonly segments: number;
}

const edition = 2;
const key = 'search';

/** How the work is cut, where somebody else waits for the thread. */
export interface Pace {
	/** Records that are read and taken apart at a time. */
	readonly atOnce: number;
	/** Lets others run. */
	pause(): Promise<void>;
}

const brisk: Pace = { atOnce: 500, pause: () => Promise.resolve() };

/** Keeps the index of all words in step with the database. */
export class Indexer {
	readonly #connection: Connection;
	readonly #rules: Rules;
	readonly #pace: Pace;
	#index: SearchIndex | undefined;
	#upto = 0;
	#savedUpto = -1;
	#busy: Promise<void> = Promise.resolve();
	readonly #waiting: (() => void)[] = [];

	constructor(connection: Connection, rules: Rules, pace: Pace = brisk) {
		this.#connection = connection;
		this.#rules = rules;
		this.#pace = pace;
	}

	/** Whether the index knows of everything that was there when it began. */
	get ready(): boolean {
		return this.#index !== undefined;
	}

	/** Resolves once the index knows of everything that was there when it began. */
	whenReady(): Promise<void> {
		if (this.ready) return Promise.resolve();
		return new Promise((resolve) => this.#waiting.push(resolve));
	}

	/** Takes in what has changed; the first time it loads or builds the whole index. */
	catchUp(): Promise<void> {
		return this.#alone(async () => {
			await this.#catchUp();
			if (this.ready) this.#waiting.splice(0).forEach((resolve) => resolve());
		});
	}

	/** What is wanted, as far as the index knows it; `undefined` as long as there is none. */
	search({ words, limit, among }: Wanted): Findings | undefined {
		const kinds = new Set(among.map((collection) => searched.indexOf(collection)));
		const answer = this.#index?.search({ words, limit, kinds });
		return (
			answer && {
				words: answer.words,
				records: answer.docs.flatMap(({ id, kind }) => {
					const collection = searched[kind];
					return collection === undefined ? [] : [{ collection, id }];
				})
			}
		);
	}

	/** Stores the index for the next start, unless it is stored already. */
	save(): Promise<void> {
		return this.#alone(async () => {
			await this.#catchUp();
			if (this.#index === undefined || this.#upto === this.#savedUpto) return;
			const segments = this.#index.store();
			const manifest: Manifest = { upto: this.#upto, edition, segments: segments.length };
			await this.#connection.run('readwrite', ['derived'], async (tx) => {
				const derived = tx.objectStore('derived');
				await derived.delete(IDBKeyRange.bound(`${key}/`, `${key}/\uffff`));
				segments.forEach((segment, i) => unawaited(derived.put(segment, `${key}/${i}`)));
				unawaited(derived.put(manifest, key));
				await derived.put(manifest.upto, `${key}/upto`);
			});
			this.#savedUpto = manifest.upto;
		});
	}

	/** One run after the other: each begins where the one before it ended. */
	#alone(task: () => Promise<void>): Promise<void> {
		const run = this.#busy.then(task);
		this.#busy = run.catch(() => undefined);
		return run;
	}

	async #catchUp(): Promise<void> {
		// A first pull would be taken in page by page, at many times the cost: it is waited for.
		if (this.#savedUpto < 0 && (await this.#isFilling())) {
			this.#index = undefined;
			return;
		}
		if (this.#index === undefined) await this.#load();
		const log = await this.#log();
		if (this.#index === undefined || log.gap || log.all) {
			await this.#build(log);
			return;
		}
		for (const collection of searched) {
			await this.#take(this.#index, collection, [...(log.ids.get(collection) ?? [])]);
		}
		this.#upto = log.upto;
	}

	/** Whether the first pull is under way. */
	#isFilling(): Promise<boolean> {
		return this.#connection.run('readonly', ['sync'], async (tx) => {
			const meta = await tx.objectStore('sync').get('sync');
			return meta !== undefined && !meta.complete && (meta.cursor > 0 || meta.first !== undefined);
		});
	}

	#log(): Promise<Log> {
		return this.#connection.run('readonly', ['touched', 'derived'], (tx) =>
			readLog(tx, this.#upto)
		);
	}

	async #load(): Promise<void> {
		const stored = await this.#connection.run('readonly', ['derived'], async (tx) => {
			const derived = tx.objectStore('derived');
			// Only we write there.
			const manifest = (await derived.get(key)) as Manifest | undefined;
			if (manifest?.edition !== edition) return undefined;
			const places = Array.from({ length: manifest.segments }, (_, i) => `${key}/${i}`);
			const segments = await Promise.all(places.map((place) => derived.get(place)));
			return { upto: manifest.upto, segments: segments as StoredSegment[] };
		});
		if (stored === undefined) return;
		this.#index = new SearchIndex(stored.segments);
		this.#upto = this.#savedUpto = stored.upto;
	}

	/** Goes through everything, chunk by chunk; what changes meanwhile is in the log behind `log`. */
	async #build(log: Log): Promise<void> {
		const index = new SearchIndex();
		for (const collection of searched) {
			const loose = new Set(await looseIds(this.#connection, collection));
			const filling = index.fill();
			for (let from: string | undefined = ''; from !== undefined;) {
				const chunk: Chunk = await this.#chunkAfter(collection, from);
				from = chunk.next;
				await this.#fill(filling.add, collection, chunk.lines, loose);
			}
			filling.end();
			await this.#take(index, collection, [...loose]);
		}
		this.#index = index;
		this.#upto = log.upto;
		this.#savedUpto = -1;
	}

	#chunkAfter(collection: CollectionName, from: string): Promise<Chunk> {
		return this.#connection.run('readonly', ['sync', 'chunk'], async (tx) => {
			const gen = await generation(tx);
			const range = IDBKeyRange.bound([gen, collection, from], [gen, collection, '\uffff']);
			const [texts, keys] = await Promise.all([
				tx.objectStore('chunk').getAll(range, 1),
				tx.objectStore('chunk').getAllKeys(range, 2)
			]);
			const next: RowKey | undefined = keys[1];
			return { lines: linesOf(texts[0] ?? ''), next: next?.[2] };
		});
	}

	/** Puts in the lines of a chunk as they are; what lies over them is looked at with the rest of `loose`. */
	async #fill(
		add: (docs: Iterable<Doc>) => void,
		collection: Searched,
		lines: readonly string[],
		loose: ReadonlySet<string>
	): Promise<void> {
		const { atOnce } = this.#pace;
		for (let at = 0; at < lines.length; at += atOnce) {
			const rows = lines
				.slice(at, at + atOnce)
				.flatMap((line) => (loose.has(splitLine(line).id) ? [] : parseLine(line, collection)));
			add(rows.flatMap((row) => (row.deleted ? [] : docOf(collection, row.id, row))));
			await this.#pace.pause();
		}
	}

	async #take(index: SearchIndex, collection: Searched, ids: readonly string[]): Promise<void> {
		const { atOnce } = this.#pace;
		for (let at = 0; at < ids.length; at += atOnce) {
			await this.#takeSome(index, collection, ids.slice(at, at + atOnce));
			await this.#pace.pause();
		}
	}

	async #takeSome(index: SearchIndex, collection: Searched, ids: readonly string[]): Promise<void> {
		const seen = await this.#connection.run('readonly', viewStores, (tx) =>
			views(tx, collection, ids, this.#rules)
		);
		const docs: Doc[] = [];
		const live = new Set<string>();
		for (const [id, shown] of seen) {
			if (shown.deleted) continue;
			live.add(id);
			docs.push(docOf(collection, id, shown));
		}
		for (const id of ids) if (!live.has(id)) index.remove(id);
		index.put(docs);
	}
}

/**
 * Looks something up, after taking in what has changed if the index may be
 * `behind`. `undefined` as long as there is no index; then one is asked for.
 */
export async function lookUp(
	indexer: Indexer,
	wanted: Wanted,
	behind: boolean
): Promise<Findings | undefined> {
	// The database may have been closed; what the index knows is better than nothing.
	if (!indexer.ready) void indexer.catchUp().catch(() => undefined);
	else if (behind) await indexer.catchUp().catch(() => undefined);
	return indexer.search(wanted);
}

function docOf(collection: Searched, id: string, shown: Pick<View, 'fields'>): Doc {
	const words = new Set(wordsOf(searchedText(collection, shown)));
	return { id, kind: searched.indexOf(collection), words: [...words] };
}

/** Lets an index take in each change soon after it was made; returns what ends that. */
export function follow(connection: Connection, indexer: Indexer): () => void {
	const names: ReadonlySet<string> = new Set(searched);
	// Changes during a run are for one more run, however many they are.
	let queued = 0;
	const run = async () => {
		if (queued > 1) return;
		queued++;
		// The database may have been closed; the next change, or search, will tell.
		await indexer.catchUp().catch(() => undefined);
		queued--;
	};
	void run();
	return connection.channel.listen(({ touched }) => {
		if (!touched.isDisjointFrom(names)) void run();
	});
}

interface Chunk {
	readonly lines: readonly string[];
	/** Where the next one begins. */
	readonly next: string | undefined;
}
