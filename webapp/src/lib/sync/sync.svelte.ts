import type { Api } from '#lib/api/client.ts';
import { noteKept } from '#lib/db/kept.ts';
import type { LocalDatabase } from '#lib/db/local-database.ts';
import type { ParkedItem, SyncStatus } from '#lib/db/types.ts';

import { backoff } from './backoff.ts';
import { initial, step, type Effect, type Event, type Trouble } from './engine.ts';
import { exclusively } from './lock.ts';
import { noteSynced, replicaOf, type Replica } from './replica.ts';
import { watchPage, type PageEvents } from './triggers.ts';
import type { Work } from './work.ts';

/** Even if nothing ever told us to, we look after so many milliseconds. */
const lookAnyway = 300_000;
/** What can wait gives way to the page that has just opened: so many milliseconds of rest come before it. */
const quiet = 1_500;

const loadWork = () => import('./work.ts');

/** Keeps the local database and the server in agreement while the page is open. */
export interface Sync extends SyncStatus {
	/** Ends all work; what is not sent stays in the outbox. */
	stop(): void;
}

/**
 * Begins to sync `db` through `api`, which must act for the database's user and
 * nobody else. After signing in again, call `syncNow`.
 */
export function createSync(db: LocalDatabase, api: Api): Sync {
	return new Runner(db, api);
}

class Runner implements Sync {
	#pending = $state(0);
	#lastSyncedAt = $state.raw<Date | undefined>();
	#parked = $state.raw<readonly ParkedItem[]>([]);
	#firstSync = $state<number | undefined>();
	#engine = $state.raw(initial);
	#online = $state(true);

	readonly #db: LocalDatabase;
	readonly #replica: Replica;
	readonly #api: Api;
	readonly #ended = new AbortController();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#tidying: ReturnType<typeof setTimeout> | undefined;
	#persisted = false;
	#bounded = false;

	constructor(db: LocalDatabase, api: Api) {
		this.#db = db;
		this.#api = api;
		this.#replica = replicaOf(db);
		const { signal } = this.#ended;
		const stopListening = db.connection.channel.listen(({ saved }) => {
			void this.#look();
			if (saved) this.#saved();
		});
		signal.addEventListener('abort', stopListening);
		watchPage(this.#pageEvents(), signal);
		void this.#look();
		this.#dispatch({ type: 'woken', by: 'page' });
	}

	get state(): SyncStatus['state'] {
		const { signedOut, trouble, work, failures } = this.#engine;
		if (signedOut) return 'signed-out';
		if (trouble !== undefined) return 'trouble';
		if (!this.#online || failures > 0) return 'offline';
		if (work !== 'none') return 'syncing';
		return this.#pending > 0 ? 'waiting' : 'synced';
	}

	get pending(): number {
		return this.#pending;
	}

	get lastSyncedAt(): Date | undefined {
		return this.#lastSyncedAt;
	}

	get trouble(): Trouble | undefined {
		return this.#engine.trouble;
	}

	get parked(): readonly ParkedItem[] {
		return this.#parked;
	}

	get firstSync(): number | undefined {
		return this.#firstSync;
	}

	syncNow(): void {
		this.#dispatch({ type: 'woken', by: 'user' });
	}

	async discardParked(mid: string): Promise<void> {
		const { discardParked } = await loadWork();
		await discardParked(this.#replica, mid);
		await this.#look();
	}

	async retryParked(mid: string): Promise<void> {
		const { retryParked } = await loadWork();
		await retryParked(this.#replica, mid);
		await this.#look();
	}

	stop(): void {
		clearTimeout(this.#timer);
		clearTimeout(this.#tidying);
		this.#ended.abort();
	}

	#dispatch(event: Event): void {
		if (this.#ended.signal.aborted) return;
		const [state, effects] = step(this.#engine, event);
		this.#engine = state;
		for (const effect of effects) void this.#carryOut(effect);
	}

	async #carryOut(effect: Effect): Promise<void> {
		switch (effect.type) {
			case 'retry':
				this.#later(Math.max(effect.after, backoff(effect.failures)));
				return;
			case 'rest':
				this.#later(lookAnyway);
				return this.#rested();
			default:
				return this.#work(effect);
		}
	}

	/** One step of work, alone among the tabs of this browser. */
	async #work(effect: Work): Promise<void> {
		const { signal } = this.#ended;
		try {
			const event = await exclusively(`${this.#db.connection.name}:sync`, () => this.#do(effect));
			this.#dispatch(event);
		} catch (error) {
			// What nobody expected must not stop the queue for good.
			this.#dispatch({ type: 'failed', problem: { kind: 'network' } });
			if (!signal.aborted) reportError(error);
		}
		await this.#look();
	}

	async #do(effect: Work): Promise<Event> {
		const [{ work }, { complete }] = await Promise.all([loadWork(), this.#replica.stand()]);
		const onprogress = (cursor: number, head: number) => {
			if (!complete) this.#firstSync = head > 0 ? Math.min(1, cursor / head) : 0;
		};
		return work(this.#replica, this.#api, effect, { signal: this.#ended.signal, onprogress });
	}

	/** Everything is exchanged: note it, and use the quiet moment if one follows. */
	async #rested(): Promise<void> {
		const { failures, trouble } = this.#engine;
		if (failures > 0 || trouble !== undefined) return;
		clearTimeout(this.#tidying);
		if (!this.#ended.signal.aborted) {
			this.#tidying = setTimeout(() => void this.#tidy(), quiet);
		}
		try {
			await noteSynced(this.#replica);
		} catch {
			// The database was closed, or the disk is full: the next time will do.
		}
		await this.#look();
	}

	async #tidy(): Promise<void> {
		if (this.#engine.work !== 'none') return;
		try {
			await this.#boundJournal();
			await this.#db.maintain();
		} catch {
			// As above.
		}
	}

	/** Once for each start: reading the journal takes a while, and it grows slowly. */
	async #boundJournal(): Promise<void> {
		if (this.#bounded) return;
		this.#bounded = true;
		const { boundJournal } = await loadWork();
		const stores = ['journal', 'clock'] as const;
		await this.#db.connection.run('readwrite', stores, (tx) => boundJournal(tx, Date.now()));
	}

	#saved(): void {
		this.#dispatch({ type: 'saved' });
		if (this.#persisted) return;
		this.#persisted = true;
		// Asked once there is something to lose; a browser that refuses may do so silently.
		if ('storage' in navigator) void navigator.storage.persist().catch(() => undefined);
	}

	#later(milliseconds: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#dispatch({ type: 'woken', by: 'timer' }), milliseconds);
	}

	#pageEvents(): PageEvents {
		return {
			woken: () => this.#dispatch({ type: 'woken', by: 'page' }),
			online: (online) => (this.#online = online),
			// Without the line the timer still looks; the next time that the page is seen tries again.
			attended: (signal) => void this.#watchPokes(signal).catch(() => undefined)
		};
	}

	/** One line to the server for all tabs; whoever holds the lock has it. */
	async #watchPokes(signal: AbortSignal): Promise<void> {
		// What was poked before is missed; and whoever answers is there again, however long a wait is left.
		const opened = () => this.#dispatch({ type: 'woken', by: 'page' });
		const poked = async (space: string, head: number) => {
			if (space !== this.#db.spaceId) return;
			const { cursor } = await this.#replica.stand();
			if (head > cursor) this.#dispatch({ type: 'poked' });
		};
		// The database may have been closed meanwhile.
		const ignore = () => undefined;
		const { watchPokes } = await loadWork();
		const line = () =>
			watchPokes(
				this.#api,
				{ opened, poked: (...poke) => void poked(...poke).catch(ignore) },
				signal
			);
		await exclusively(`${this.#db.connection.name}:pokes`, line, signal);
	}

	/** Reads anew what the status shows. */
	async #look(): Promise<void> {
		try {
			const { listParked } = await loadWork();
			const [pending, parked, meta] = await Promise.all([
				this.#db.pendingCount(),
				listParked(this.#replica),
				this.#replica.stand()
			]);
			this.#pending = pending;
			this.#parked = parked;
			if (meta.cursor > 0 || pending > 0) noteKept(this.#db, pending + parked.length);
			this.#lastSyncedAt = meta.syncedAt === undefined ? undefined : new Date(meta.syncedAt);
			if (meta.complete) this.#firstSync = undefined;
		} catch {
			// The database was closed meanwhile.
		}
	}
}
