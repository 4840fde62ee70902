/**
 * Devices against the server in memory, driven by a seed: people write, networks
 * fail, devices crash and are copied, clocks jump, the server is restored. What
 * must hold after each step is checked in `invariants.ts`.
 */
import type { Api } from '#lib/api/client.ts';
import { openDatabase } from '#lib/db/open.ts';
import type { LocalDatabase } from '#lib/db/local-database.ts';
import type { Row } from '#lib/db/types.ts';

import { initial } from './engine.ts';
import { FakeServer, type FakeState } from './fake-server.ts';
import type { Random } from './random.ts';
import { Replica } from './replica.ts';
import { naming, sync, type TestDevice } from './testing.ts';

/** A device of the simulation. */
export interface SimDevice extends TestDevice {
	readonly name: string;
	readonly profile: string;
	/** How far its clock is off, in milliseconds. */
	skew: number;
	/** What goes wrong with its next requests. */
	faults: Fault[];
	/** Rows as an editor still shows them. */
	readonly editors: Row<'note'>[];
	/** Words that this person wrote, by note: nobody deletes them, so they must never vanish. */
	readonly written: Map<string, string[]>;
}

type Fault =
	| 'lose-request'
	| 'lose-reply'
	| 'twice'
	| 'truncate'
	| 'signed-out'
	| 'busy'
	/** The device dies when the answer comes. */
	| 'crash';

const faults: readonly Fault[] = [
	'lose-request',
	'lose-reply',
	'lose-reply',
	'twice',
	'truncate',
	'signed-out',
	'busy',
	'crash'
];

const year = 365 * 24 * 3600 * 1000;

/** A world of one space: its server, its devices, and what people did. */
export class World {
	readonly random: Random;
	readonly server: FakeServer;
	readonly devices: SimDevice[] = [];
	/** All words ever written and not refused, by note. */
	readonly words = new Map<string, string[]>();
	/** What was done, for who has to find out why it failed. */
	readonly story: string[] = [];
	#backup: FakeState;
	#word = 0;

	constructor(random: Random) {
		this.random = random;
		this.server = new FakeServer(crypto.randomUUID());
		this.server.pageRows = random.from([1, 2, 5, 100]);
		this.#backup = this.server.backUp();
	}

	/** Adds a device that has never synced. */
	async join(): Promise<SimDevice> {
		return this.#open(`d${this.devices.length}`, crypto.randomUUID());
	}

	/** One thing that happens. */
	async step(): Promise<SimDevice> {
		const { random } = this;
		const device = random.from(this.devices);
		this.server.now += random.below(60_000);
		const act = random.weighted<() => Promise<void> | void>([
			[6, () => this.#write(device)],
			[12, () => this.#edit(device)],
			[6, () => this.#rename(device)],
			[3, () => this.#open_(device)],
			[3, () => this.#delete(device)],
			[2, () => this.#restore(device)],
			[2, () => this.#refused(device)],
			[14, () => this.#sync(device)],
			[5, () => this.#sync(device, 1 + random.below(3))],
			[3, () => this.#race(device)],
			[3, () => this.#crash(device)],
			[1, () => this.#clone(device)],
			[1, () => this.#jump(device)],
			[1, () => this.#maintain(device)],
			[1, () => this.#backUp()],
			[1, () => this.#loseServer()],
			[1, () => this.#collectGarbage()]
		]);
		await act();
		return device;
	}

	/** Everything works again, and all devices sync until nothing is left. */
	async settle(): Promise<void> {
		for (const device of this.devices) {
			device.faults = [];
			device.skew = 0;
		}
		for (let round = 0; round < 3; round++) {
			for (const device of this.devices) await sync(device);
		}
	}

	async #open(name: string, profile: string): Promise<SimDevice> {
		const device = await this.#device(name, profile);
		this.devices.push(device);
		return device;
	}

	async #device(name: string, profile: string, skew = 0): Promise<SimDevice> {
		const device: SimDevice = {
			name,
			profile,
			skew,
			faults: [],
			editors: [],
			written: new Map(),
			state: initial,
			api: { fetch: (path, init) => this.#fetch(device, path, init) },
			...(await this.#store(profile, () => this.server.now + device.skew))
		};
		return device;
	}

	async #store(
		profile: string,
		now: () => number
	): Promise<{ db: LocalDatabase; replica: Replica }> {
		const { space } = this.server;
		const db = await openDatabase({ userId: profile, spaceId: space }, now);
		return { db, replica: new Replica(db.connection, space, db.rules, now) };
	}

	async #fetch(device: SimDevice, ...[path, init]: Parameters<Api['fetch']>): Promise<Response> {
		const real = this.server.api();
		const fault = device.faults.shift();
		if (fault !== undefined) this.#tell(device, `${path} ${fault}`);
		switch (fault) {
			case 'lose-request':
				throw new TypeError('no network');
			case 'signed-out':
				return new Response(null, { status: 401 });
			case 'busy':
				return new Response(null, { status: 503, headers: { 'Retry-After': '1' } });
			case 'twice':
				await real.fetch(path, init);
				return real.fetch(path, init);
			case 'truncate': {
				const text = await (await real.fetch(path, init)).text();
				return new Response(text.slice(0, this.random.below(text.length)));
			}
			case 'lose-reply':
			case 'crash':
				await real.fetch(path, init);
				throw new TypeError('no answer');
			case undefined:
				return real.fetch(path, init);
		}
	}

	async #write(device: SimDevice): Promise<void> {
		const id = device.db.newId();
		if (this.random.below(3) === 0) {
			this.#tell(device, `writes contact ${id}`);
			await device.db.put('contact', id, { fullName: this.#newWord(), nickname: 'x' });
			return;
		}
		const contacts = (await device.db.contacts()).map(({ id }) => id);
		const about = contacts.length > 0 ? [this.random.from(contacts)] : [];
		const word = this.#newWord();
		this.#tell(device, `writes note ${id}: ${word}`);
		await device.db.put('note', id, { body: `the quick brown fox ${word}`, ...naming(...about) });
		this.#wrote(device, id, word);
	}

	/** Types a new word somewhere, and may delete a word that everybody may delete. */
	async #edit(device: SimDevice): Promise<void> {
		const seen = this.random.below(3) === 0 ? device.editors.shift() : undefined;
		const from = seen ?? (await this.#anyNote(device));
		if (from === undefined) return;
		const words = (from.fields.body ?? '').split(' ');
		const common = words.findIndex((word) => ['quick', 'brown', 'fox'].includes(word));
		if (common >= 0 && this.random.below(4) === 0) words.splice(common, 1);
		const word = this.#newWord();
		words.splice(this.random.below(words.length + 1), 0, word);
		this.#tell(device, `edits ${from.id}: ${words.join(' ')}${seen ? ' (late)' : ''}`);
		const options = { from };
		await device.db.put('note', from.id, { body: words.join(' ') }, options);
		this.#wrote(device, from.id, word);
	}

	async #rename(device: SimDevice): Promise<void> {
		const contacts = await device.db.contacts();
		if (contacts.length === 0) return;
		const { id } = this.random.from(contacts);
		const name = this.#newWord();
		this.#tell(device, `renames ${id}: ${name}`);
		await device.db.put('contact', id, { fullName: name });
	}

	async #open_(device: SimDevice): Promise<void> {
		const note = await this.#anyNote(device);
		if (note !== undefined) device.editors.push(note);
	}

	async #delete(device: SimDevice): Promise<void> {
		const note = await this.#anyNote(device);
		if (note === undefined) return;
		this.#tell(device, `deletes ${note.id}`);
		await device.db.remove('note', note.id);
	}

	async #restore(device: SimDevice): Promise<void> {
		const [row] = await device.db.trash();
		if (row === undefined) return;
		this.#tell(device, `restores ${row.id}`);
		await device.db.restore(row.collection, row.id);
	}

	/** Something that the server parks. */
	async #refused(device: SimDevice): Promise<void> {
		const id = device.db.newId();
		this.#tell(device, `writes refused ${id}`);
		await device.db.put('contact', id, { fullName: 'x'.repeat(201) });
	}

	async #sync(device: SimDevice, trouble = 0): Promise<void> {
		device.faults = Array.from({ length: trouble }, () => this.random.from(faults));
		// A request or two may pass before the trouble begins.
		const spared = Array.from({ length: trouble && this.random.below(3) }, () => undefined);
		const plan = [...spared, ...device.faults];
		device.faults = [];
		const api = device.api;
		const crashes = plan.includes('crash');
		device.api = {
			fetch: (path, init) => {
				const fault = plan.shift();
				if (fault !== undefined) device.faults = [fault];
				return this.#fetch(device, path, init);
			}
		};
		const effect = await sync(device);
		this.#tell(device, `syncs: ${effect.type}`);
		device.api = api;
		device.faults = [];
		if (crashes) await this.#crash(device);
	}

	/** Two tabs sync at once, without a lock. */
	async #race(device: SimDevice): Promise<void> {
		this.#tell(device, 'syncs from two tabs');
		const tab = { ...device, state: initial };
		await Promise.all([sync(device), sync(tab)]);
	}

	async #crash(device: SimDevice): Promise<void> {
		this.#tell(device, 'crashes');
		device.db.close();
		device.state = initial;
		const now = () => this.server.now + device.skew;
		Object.assign(device, await this.#store(device.profile, now));
	}

	/** The profile of the device is copied, with everything in it. */
	async #clone(device: SimDevice): Promise<void> {
		if (this.devices.length > 4) return;
		const copy = await this.#open(`${device.name}'`, crypto.randomUUID());
		this.#tell(device, `is copied to ${copy.name}`);
		await copyDatabase(device.db, copy.db);
		for (const [id, words] of device.written) copy.written.set(id, [...words]);
	}

	#jump(device: SimDevice): void {
		device.skew = this.random.from([0, year, -year, 3_600_000]);
		this.#tell(device, `clock is ${device.skew} ms off`);
	}

	async #maintain(device: SimDevice): Promise<void> {
		await device.db.maintain(true);
	}

	#backUp(): void {
		this.story.push('server is backed up');
		this.#backup = this.server.backUp();
	}

	#loseServer(): void {
		this.story.push(`server is restored to ${this.#backup.head}`);
		this.server.restore(this.#backup);
	}

	#collectGarbage(): void {
		this.story.push('server collects garbage');
		// What was deleted and is purged now, nobody can ask back.
		for (const { id, deleted } of this.server.state.records.values()) {
			if (!deleted) continue;
			this.words.delete(id);
			for (const { written } of this.devices) written.delete(id);
		}
		this.server.collectGarbage();
		this.#backup = this.server.backUp();
	}

	async #anyNote(device: SimDevice): Promise<Row<'note'> | undefined> {
		const notes = await device.db.list('note');
		return notes.length === 0 ? undefined : this.random.from(notes);
	}

	#newWord(): string {
		return `w${this.#word++}`;
	}

	#wrote(device: SimDevice, id: string, word: string): void {
		for (const words of [device.written, this.words]) {
			words.set(id, [...(words.get(id) ?? []), word]);
		}
	}

	#tell(device: SimDevice, what: string): void {
		this.story.push(`${device.name} ${what}`);
	}
}

async function copyDatabase(from: LocalDatabase, to: LocalDatabase): Promise<void> {
	const stores = ['chunk', 'row', 'outbox', 'journal', 'parked', 'sync', 'clock', 'list'] as const;
	for (const store of stores) {
		const [keys, values] = await from.connection.run('readonly', [store], (tx) =>
			Promise.all([tx.objectStore(store).getAllKeys(), tx.objectStore(store).getAll()])
		);
		await to.connection.run('readwrite', [store], async (tx) => {
			const target = tx.objectStore(store);
			await target.clear();
			for (const [i, key] of keys.entries()) {
				const inline = target.keyPath !== null;
				await (inline ? target.put(values[i] as never) : target.put(values[i] as never, key));
			}
		});
	}
}
