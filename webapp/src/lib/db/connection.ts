import { openDB, type IDBPDatabase } from 'idb';

import { Channel } from './channel.ts';
import { layout, upgrade, type Mode, type StoreName, type TendSchema, type Tx } from './schema.ts';
import { StorageFullError } from './types.ts';

/**
 * The connection to the local database of one user and one space.
 *
 * Browsers lose connections (WebKit after a while in the background), so each
 * transaction opens the database anew if need be and is tried twice.
 */
export class Connection {
	readonly name: string;
	/** Tells of what was committed. */
	readonly channel: Channel;
	#opening: Promise<IDBPDatabase<TendSchema>> | undefined;
	/** Transactions to read, by their stores, that others of the same turn may join. */
	readonly #reading = new Map<string, Tx<'readonly'>>();
	#ended: 'closed' | 'gone' | undefined;

	constructor(userId: string, spaceId: string) {
		this.name = databaseName(userId, spaceId);
		this.channel = new Channel(this.name);
	}

	/**
	 * Runs `work` in one transaction and resolves with its result once that is
	 * committed. `strict` waits until the data is on the disk. `work` may run
	 * twice and must do the same again. Whoever only reads may share the
	 * transaction with others who ask at the same time.
	 */
	async run<T, M extends Mode>(
		mode: M,
		stores: readonly StoreName[],
		work: (tx: Tx<M>) => Promise<T>,
		durability: 'strict' | 'relaxed' = 'relaxed'
	): Promise<T> {
		try {
			return await this.#twice(() => this.#once(mode, stores, work, durability));
		} catch (error) {
			if (!isFull(error)) throw error;
			if (!(await this.#makeRoom())) throw new StorageFullError(fullWords);
		}
		try {
			return await this.#twice(() => this.#once(mode, stores, work, durability));
		} catch (error) {
			throw isFull(error) ? new StorageFullError(fullWords) : error;
		}
	}

	/**
	 * Gives up what can be computed again, the search index, so that what a person
	 * writes has its place. False if there was nothing of it.
	 */
	async #makeRoom(): Promise<boolean> {
		try {
			return await this.#once(
				'readwrite',
				['derived'],
				async (tx) => {
					const derived = tx.objectStore('derived');
					const range = IDBKeyRange.bound('search', 'search/\uffff');
					if ((await derived.count(range)) === 0) return false;
					await derived.delete(range);
					return true;
				},
				'strict'
			);
		} catch {
			return false;
		}
	}

	close(): void {
		this.#ended ??= 'closed';
		this.channel.close();
		void this.#drop();
	}

	/** Tries once more, on a new connection, if the one there was is lost. */
	async #twice<T>(attempt: () => Promise<T>): Promise<T> {
		try {
			return await attempt();
		} catch (error) {
			if (!isLost(error) || this.#ended !== undefined) throw error;
			await this.#drop();
			return attempt();
		}
	}

	async #once<T, M extends Mode>(
		mode: M,
		stores: readonly StoreName[],
		work: (tx: Tx<M>) => Promise<T>,
		durability: 'strict' | 'relaxed'
	): Promise<T> {
		if (this.#ended !== undefined) throw new DOMException('closed', 'InvalidStateError');
		this.#opening ??= this.#open();
		const db = await this.#opening;
		// M is of those who only read, then.
		if (mode === 'readonly') return work(this.#readTogether(db, stores) as Tx<M>);
		const tx = db.transaction([...stores], mode, { durability });
		const done = ended(tx);
		// Awaited below; a rejection before that must not count as unhandled.
		done.catch(() => undefined);
		try {
			const result = await work(tx);
			commit(tx);
			await done;
			return result;
		} catch (error) {
			try {
				tx.abort();
			} catch {
				// It had ended by itself; then `done` knows the reason.
				await done;
			}
			throw error;
		}
	}

	/**
	 * A page that opens asks forty questions at once. One transaction for them, which
	 * others can join for as long as this turn of microtasks lasts, is less for the
	 * browser to open and close than forty.
	 */
	#readTogether(db: IDBPDatabase<TendSchema>, stores: readonly StoreName[]): Tx<'readonly'> {
		const key = stores.join();
		const begun = this.#reading.get(key);
		if (begun !== undefined) return begun;
		const tx = db.transaction([...stores], 'readonly');
		// Whoever reads hears from their own requests.
		tx.done.catch(() => undefined);
		this.#reading.set(key, tx);
		queueMicrotask(() => this.#reading.delete(key));
		return tx;
	}

	async #open(): Promise<IDBPDatabase<TendSchema>> {
		try {
			return await openDB<TendSchema>(this.name, layout, {
				upgrade,
				// Another tab deletes the database or brings a newer layout: let it.
				blocking: (_, next) => {
					if (next === null) this.#ended = 'gone';
					void this.#drop();
				},
				terminated: () => {
					this.#opening = undefined;
				}
			});
		} catch (error) {
			this.#opening = undefined;
			throw error;
		}
	}

	async #drop(): Promise<void> {
		const opening = this.#opening;
		this.#opening = undefined;
		try {
			(await opening)?.close();
		} catch {
			// It never opened, so there is nothing to close.
		}
	}
}

/** Requests that are on their way go first; but nobody waits until the browser sees that no more will come. */
function commit(tx: Tx): void {
	try {
		tx.commit();
	} catch {
		// It has ended by itself.
	}
}

/**
 * Resolves once a transaction is committed, and rejects with the reason why it
 * was not. `tx.done` rejects before that reason is known, with the first
 * request that fails; a full disk could not be told from others then.
 */
function ended(tx: Tx): Promise<void> {
	tx.done.catch(() => undefined);
	return new Promise((resolve, reject) => {
		tx.addEventListener('complete', () => resolve());
		tx.addEventListener('abort', () =>
			reject(tx.error ?? new DOMException('aborted', 'AbortError'))
		);
	});
}

/** The name of the database, which belongs to one user and one space. */
export function databaseName(userId: string, spaceId: string): string {
	return `tend:${userId}:${spaceId}`;
}

/** Whose database it is, from its name; `undefined` if it is none of ours. */
export function ownerOf(name: string): { userId: string; spaceId: string } | undefined {
	const [, userId, spaceId] = /^tend:([^:]+):(.+)$/.exec(name) ?? [];
	return userId === undefined || spaceId === undefined ? undefined : { userId, spaceId };
}

const fullWords = 'The storage of this device is full.';

function isFull(error: unknown): boolean {
	return error instanceof DOMException && error.name === 'QuotaExceededError';
}

/** Whether the connection, rather than what was asked of it, is the trouble. */
function isLost(error: unknown): boolean {
	return (
		error instanceof DOMException &&
		['InvalidStateError', 'UnknownError', 'AbortError'].includes(error.name)
	);
}
