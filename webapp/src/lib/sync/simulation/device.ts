import { Client, type Api } from '#lib/api/client.ts';
import { deleteDatabase, openDatabase, type Owner } from '#lib/db/open.ts';
import type { LocalDatabase } from '#lib/db/local-database.ts';
import type { Row } from '#lib/db/types.ts';

import { initial, step, type Effect, type Event, type Problem, type State } from '../engine.ts';
import { replicaOf, type Replica } from '../replica.ts';
import { work } from '../work.ts';
import { CrashError, Disk, mount } from './disk.ts';
import type { Caller, Fault, Profile } from './front.ts';

/** Whose device it is, and where. */
export interface Place {
	readonly name: string;
	readonly user: string;
	readonly space: string;
	readonly profile: Profile;
	/** The right time, in milliseconds of Unix time. */
	readonly now: () => number;
}

/** A name as its person last wrote it, and those that they saw and replaced. */
export interface Typed {
	readonly shown: string;
	readonly replaced: ReadonlySet<string>;
}

/** Exchanges after which a device that finds no rest is taken for one that never will. */
const restless = 100;

/** A device of the simulation: our store and engine, on a disk and a network that may fail. */
export class SimDevice implements Caller {
	readonly name: string;
	readonly user: string;
	readonly space: string;
	readonly profile: Profile;
	readonly disk = new Disk();
	edition = 1;
	plan: (Fault | undefined)[] = [];
	readonly pages: string[] = [];
	/** How far its clock is off, in milliseconds. */
	skew = 0;
	/** Rows as an editor still shows them. */
	readonly editors: Row<'note'>[] = [];
	/** Words that this person wrote, by note: nobody deletes them, so they must never vanish. */
	readonly written = new Map<string, readonly string[]>();
	/** Names that this person wrote, by contact. */
	readonly named = new Map<string, Typed>();
	/** Parked changes that this person sent again or let go. */
	readonly decided = new Set<string>();
	state: State = initial;
	/** Why the last exchange failed that did. */
	problem: Problem | undefined;
	api: Api;
	readonly #now: () => number;
	readonly #fetch: typeof fetch;
	#database: LocalDatabase | undefined;
	#replica: Replica | undefined;

	constructor(place: Place, network: (device: SimDevice) => typeof fetch) {
		this.name = place.name;
		this.user = place.user;
		this.space = place.space;
		this.profile = place.profile;
		this.#now = () => place.now() + this.skew;
		this.#fetch = network(this);
		this.api = this.#client();
	}

	get db(): LocalDatabase {
		if (this.#database === undefined) throw new Error(`${this.name} is off`);
		return this.#database;
	}

	get replica(): Replica {
		if (this.#replica === undefined) throw new Error(`${this.name} is off`);
		return this.#replica;
	}

	/** Starts, or starts again after it died or was reloaded. */
	async start(): Promise<void> {
		this.#database?.close();
		this.disk.restart();
		this.state = initial;
		this.api = this.#client();
		const db = await openDatabase(this.#owner, this.#now);
		mount(db.connection.name, this.disk);
		this.#database = db;
		this.#replica = replicaOf(db, this.#now);
	}

	/**
	 * Syncs until there is rest, or until it has to wait. Tells which effects
	 * that took. Another tab has an engine of its own.
	 */
	async sync(tab: 'this tab' | 'another tab' = 'this tab'): Promise<readonly Effect[]> {
		let state = tab === 'this tab' ? this.state : initial;
		let event: Event = { type: 'woken', by: 'user' };
		const done: Effect[] = [];
		while (done.length < restless) {
			const [next, [effect]] = step(state, event);
			state = next;
			if (tab === 'this tab') this.state = state;
			if (effect === undefined) return done;
			done.push(effect);
			if (effect.type === 'rest' || effect.type === 'retry') return done;
			event = await work(this.replica, this.api, effect);
			if (event.type === 'failed') this.problem = event.problem;
		}
		throw new Error(`I18: ${this.name} exchanges and exchanges and finds no rest`);
	}

	/** The person signs in on this device, with all its tabs. */
	signIn(): void {
		this.profile.cookie = this.user;
	}

	/** Does something that the device may not survive; tells whether it did. */
	async survives(act: () => Promise<unknown>): Promise<boolean> {
		try {
			await act();
			return true;
		} catch (error) {
			if (!(error instanceof CrashError)) throw error;
			await this.start();
			return false;
		} finally {
			this.disk.restart();
		}
	}

	/** Ends it for good, with all that it had. */
	async destroy(): Promise<void> {
		this.#database?.close();
		await deleteDatabase(this.#owner);
	}

	/** Several devices of one user in one process need databases of their own. */
	get #owner(): Owner {
		return { userId: `${this.user} on ${this.name}`, spaceId: this.space };
	}

	#client(): Client {
		return new Client({ userId: this.user, fetch: this.#fetch, locks: undefined });
	}
}

const stores = [
	'chunk',
	'row',
	'outbox',
	'journal',
	'parked',
	'sync',
	'clock',
	'list',
	'touched'
] as const;

/** Copies the profile of one device over that of another, with everything in it. */
export async function copyProfile(from: SimDevice, to: SimDevice): Promise<void> {
	for (const store of stores) {
		const [keys, values] = await from.db.connection.run('readonly', [store], (tx) =>
			Promise.all([tx.objectStore(store).getAllKeys(), tx.objectStore(store).getAll()])
		);
		await to.db.connection.run('readwrite', [store], async (tx) => {
			const target = tx.objectStore(store);
			await target.clear();
			for (const [i, key] of keys.entries()) {
				const inline = target.keyPath !== null;
				await (inline ? target.put(values[i] as never) : target.put(values[i] as never, key));
			}
		});
	}
	for (const [id, words] of from.written) to.written.set(id, words);
	for (const [id, name] of from.named) to.named.set(id, name);
	for (const mid of from.decided) to.decided.add(mid);
}
