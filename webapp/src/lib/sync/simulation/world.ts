/**
 * Devices against servers in memory, driven by a seed: people write, networks
 * fail, devices die and are copied, clocks jump, servers are restored. What
 * must hold after each step is checked in `invariants.ts`.
 */
import { StorageFullError } from '#lib/db/types.ts';

import { FakeServer, type FakeState } from '../fake-server.ts';
import { nextBatch } from '../outbox.ts';
import { copyProfile, SimDevice } from './device.ts';
import { faults, Front, type Profile } from './front.ts';
import type { Observatory } from './invariants.ts';
import * as people from './people.ts';
import type { Random } from './random.ts';

const year = 365 * 24 * 3600 * 1000;
/** Copies of profiles end at so many devices. */
const enoughDevices = 5;

/** What a server of the simulation has behind it. */
interface Machine {
	readonly server: FakeServer;
	backup: FakeState;
}

/** A value that an app of a later edition wrote, which this one has no word for. */
export interface Novelty {
	readonly server: FakeServer;
	readonly id: string;
	readonly field: string;
	readonly value: unknown;
}

/** Two users with a space each, their servers and devices, and what they did. */
export class World implements people.Diary, Observatory {
	readonly random: Random;
	readonly front: Front;
	readonly devices: SimDevice[] = [];
	readonly words = new Map<string, readonly string[]>();
	novelties: Novelty[] = [];
	/** What was done, for who has to find out why it failed. */
	readonly story: string[] = [];
	/** Is shown the devices after what happened to them within a step. */
	look: (device: SimDevice) => Promise<void> = () => Promise.resolve();
	readonly #machines: Machine[] = [];
	#word = 0;
	#now = Date.UTC(2026, 10, 21);

	constructor(random: Random) {
		this.random = random;
		this.front = new Front(random, (line) => this.story.push(line));
		for (const user of ['ada', 'bob']) {
			const server = new FakeServer(crypto.randomUUID());
			server.pageRows = random.from([1, 2, 5, 100]);
			this.front.servers.set(user, server);
			this.#machines.push({ server, backup: server.backUp() });
		}
	}

	/** Two or three devices of one user; on the first one's browser somebody else signs in at times. */
	async populate(): Promise<void> {
		const shared = await this.#join('ada', 'a0', { cookie: 'ada' });
		for (let i = 1; i < 2 + this.random.below(2); i++) {
			await this.#join('ada', `a${i}`, { cookie: 'ada' });
		}
		await this.#join('bob', 'b0', shared.profile);
	}

	/** The server that a device syncs with. */
	serverOf({ user }: { readonly user: string }): FakeServer {
		const server = this.front.servers.get(user);
		if (server === undefined) throw new Error(`${user} has no server`);
		return server;
	}

	stateOf(device: SimDevice): FakeState {
		return this.serverOf(device).state;
	}

	/** One thing that happens, and the devices that it happens to. */
	async step(): Promise<readonly SimDevice[]> {
		const { random } = this;
		// The other user is there for one invariant only.
		const own = this.devices.filter(({ user }) => user === 'ada');
		const device = random.below(12) === 0 ? random.from(this.devices) : random.from(own);
		this.#now += random.below(60_000);
		for (const { server } of this.#machines) server.now = this.#now;
		const known = this.devices.length;
		const happening = random.weighted([...this.#onDevice(device), ...this.#elsewhere()]);
		await happening();
		const [breach] = this.front.breaches;
		if (breach !== undefined) throw new Error(breach);
		return [device, ...this.devices.slice(known)];
	}

	/** Everything works again: what was late arrives, and everybody is signed in and up to date. */
	async calm(): Promise<void> {
		this.front.leastEdition = 1;
		for (const device of this.devices) {
			device.plan = [];
			device.skew = 0;
			device.disk.room = 'plenty';
			device.disk.restart();
		}
		while (this.front.late.length > 0) await this.#arriveLate();
	}

	newWord(): string {
		return `w${this.#word++}`;
	}

	made({ user }: SimDevice, id: string): void {
		this.front.owners.set(id, user);
	}

	tell({ name }: SimDevice, what: string): void {
		this.story.push(`${name} ${what}`);
	}

	#onDevice(device: SimDevice): Happenings {
		const does = (act: people.Act) => () => this.#act(device, () => act(this, device));
		return [
			[7, does(people.write)],
			[13, does(people.edit)],
			[7, does(people.rename)],
			[3, does(people.open)],
			[3, does(people.remove)],
			[2, does(people.restore)],
			[2, does(people.refused)],
			[1, does(people.decide)],
			[2, does(people.finish)],
			[14, () => this.#sync(device)],
			[6, () => this.#sync(device, 1 + this.random.below(3))],
			[3, () => this.#race(device)],
			[3, () => this.#stall(device)],
			[4, () => this.#dieSoon(device)],
			[2, () => this.#sealOnly(device)],
			[1, () => this.#clone(device)],
			[1, () => this.#jump(device)],
			[2, () => this.#maintain(device)],
			[1, () => this.#fill(device)],
			[1, () => this.#loseConnection(device)],
			[1, () => this.#age(device)],
			[2, () => this.#signInElse(device)]
		];
	}

	#elsewhere(): Happenings {
		const machine = this.random.below(8) === 0 ? this.#machines.at(-1) : this.#machines.at(0);
		if (machine === undefined) return [];
		return [
			[2, () => this.#backUp(machine)],
			[1, () => this.#restore(machine)],
			[1, () => this.#collectGarbage(machine)],
			[1, () => this.#innovate(machine)],
			[1, () => this.front.expire()],
			[3, () => this.#arriveLate()]
		];
	}

	/** Does what a person asks of a device; on a full disk or without power it is not done. */
	async #act(device: SimDevice, act: () => Promise<unknown>): Promise<void> {
		try {
			if (!(await device.survives(act))) this.tell(device, 'died of it');
		} catch (error) {
			if (!(error instanceof StorageFullError)) throw error;
			this.tell(device, 'has no room for it');
		}
	}

	async #join(user: string, name: string, profile: Profile): Promise<SimDevice> {
		const { space } = this.serverOf({ user });
		const place = { name, user, space, profile, now: () => this.#now };
		const device = new SimDevice(place, (caller) => this.front.fetchFor(caller));
		await device.start();
		this.devices.push(device);
		return device;
	}

	async #sync(device: SimDevice, trouble = 0): Promise<void> {
		// A request or two may pass before the trouble begins.
		const spared = Array.from({ length: trouble && this.random.below(3) }, () => undefined);
		device.plan = [...spared, ...Array.from({ length: trouble }, () => this.random.from(faults))];
		// Most people sign in when they are asked to.
		if (this.random.below(4) > 0) device.signIn();
		await this.#act(device, async () => {
			const effects = await device.sync();
			this.tell(device, `syncs: ${effects.map(({ type }) => type).join(' ')}`);
		});
		device.plan = [];
	}

	/** Two tabs sync at once, without a lock. */
	async #race(device: SimDevice): Promise<void> {
		this.tell(device, 'syncs from two tabs');
		await this.#act(device, async () => {
			const tabs = [device.sync(), device.sync('another tab')];
			// Both have come to their end before anything else happens.
			for (const tab of await Promise.allSettled(tabs)) {
				if (tab.status === 'rejected') throw tab.reason;
			}
		});
	}

	/** One tab waits long for an answer, and the world goes on. */
	async #stall(device: SimDevice): Promise<void> {
		this.tell(device, 'waits in one tab');
		device.plan = [...Array.from({ length: this.random.below(4) }, () => undefined), 'slow'];
		const tab = device.sync('another tab');
		await Promise.race([tab, this.front.slowness()]);
		device.plan = [];
		for (let i = 1 + this.random.below(3); i > 0; i--) {
			const happening = this.random.weighted<() => Promise<void> | void>([
				[3, () => this.#sync(device)],
				[2, () => this.#sync(this.random.from(this.devices))],
				[2, () => this.#act(device, () => people.edit(this, device))],
				...this.#elsewhere()
			]);
			await happening();
			for (const each of this.devices) await this.look(each);
		}
		this.tell(device, 'hears the answer in that tab');
		this.front.hurry();
		await tab;
	}

	/** The device dies between two transactions of what it does next. */
	async #dieSoon(device: SimDevice): Promise<void> {
		device.disk.left = this.random.below(14);
		this.tell(device, `dies in ${device.disk.left} transactions`);
		const act = this.random.from<() => Promise<void>>([
			() => this.#sync(device),
			() => this.#sync(device, 1),
			() => this.#race(device),
			() => this.#maintain(device),
			() => this.#act(device, () => people.edit(this, device))
		]);
		await act();
	}

	/** What is next gets its place, and then nothing is sent. */
	async #sealOnly(device: SimDevice): Promise<void> {
		this.tell(device, 'seals');
		await this.#act(device, async () => {
			await nextBatch(device.replica, 1 + this.random.below(5));
			await device.start();
		});
	}

	/** The profile of the device is copied, with everything in it. */
	async #clone(device: SimDevice): Promise<void> {
		if (this.devices.length >= enoughDevices) return;
		const copy = await this.#join(device.user, `${device.name}-${this.devices.length}`, {
			cookie: device.user
		});
		this.tell(device, `is copied to ${copy.name}`);
		await copyProfile(device, copy);
	}

	#jump(device: SimDevice): void {
		device.skew = this.random.from([0, year, -year, 3_600_000]);
		this.tell(device, `clock is ${device.skew} ms off`);
	}

	async #maintain(device: SimDevice): Promise<void> {
		this.tell(device, 'tidies up');
		await this.#act(device, () => device.db.maintain(true));
	}

	#fill(device: SimDevice): void {
		device.disk.room = this.random.from(['plenty', 'plenty', 'little', 'none']);
		this.tell(device, `has ${device.disk.room} room`);
	}

	#loseConnection(device: SimDevice): void {
		device.disk.lost = 1;
		this.tell(device, 'loses its connection to the disk');
	}

	/** The server asks for a newer edition, or the device gets it. */
	#age(device: SimDevice): void {
		if (device.edition < this.front.leastEdition) device.edition = this.front.leastEdition;
		else if (this.random.below(2) === 0) this.front.leastEdition++;
		this.tell(device, `is of edition ${device.edition} of ${this.front.leastEdition}`);
	}

	/** Somebody else signs in, in the same browser; whoever was signed in keeps a tab open. */
	#signInElse({ profile }: SimDevice): void {
		const who = this.random.from(['ada', 'bob', 'nobody']);
		profile.cookie = who === 'nobody' ? undefined : who;
		this.story.push(`${who} is signed in`);
	}

	#backUp(machine: Machine): void {
		this.story.push('server is backed up');
		machine.backup = machine.server.backUp();
	}

	#restore({ server, backup }: Machine): void {
		this.story.push(`server is restored to ${backup.head}`);
		server.restore(backup);
		// What another app wrote is not in our journals.
		this.novelties = this.novelties.filter(
			(novelty) =>
				novelty.server !== server ||
				backup.records.get(novelty.id)?.fields[novelty.field] === novelty.value
		);
	}

	#collectGarbage(machine: Machine): void {
		this.story.push('server collects garbage');
		const { server } = machine;
		// What was deleted and is purged now, nobody can ask back.
		for (const { id, deleted } of server.state.records.values()) {
			if (!deleted) continue;
			this.words.delete(id);
			for (const { written } of this.devices) written.delete(id);
		}
		server.collectGarbage();
		machine.backup = server.backUp();
	}

	/** An app of a later edition writes what this one does not know. */
	async #innovate({ server }: Machine): Promise<void> {
		const contacts = [...server.state.records.values()].filter(
			({ collection, deleted }) => collection === 'contact' && !deleted
		);
		if (contacts.length === 0) return;
		const { id, collection, version } = this.random.from(contacts);
		const field = this.random.from(['pronouns', 'signs/sun', 'signs/moon']);
		const value = this.newWord();
		this.story.push(`a later edition sets ${field} of ${id} to ${value}`);
		const mutation = {
			seq: 1,
			mid: crypto.randomUUID(),
			collection,
			id,
			stamp: `${server.now.toString(16).padStart(12, '0')}0000`,
			base: version,
			op: 'put',
			fields: { [field]: value }
		};
		const body = JSON.stringify({
			space: server.space,
			device: crypto.randomUUID(),
			epoch: server.state.epoch,
			schema: 2,
			mutations: [mutation]
		});
		await server.api().fetch('/sync/push', { method: 'POST', body });
		this.novelties = this.novelties.filter((old) => old.id !== id || old.field !== field);
		this.novelties.push({ server, id, field, value });
	}

	/** A request arrives that everybody had given up, after others that were sent later. */
	async #arriveLate(): Promise<void> {
		const { late } = this.front;
		const [arrive] = late.splice(this.random.below(late.length), 1);
		if (arrive === undefined) return;
		this.story.push('a request arrives late');
		await arrive();
	}
}

type Happenings = readonly (readonly [number, () => Promise<void> | void])[];
