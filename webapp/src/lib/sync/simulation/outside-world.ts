import { apiRoot, readSession, type Session } from '#lib/api/client.ts';
import { StorageFullError } from '#lib/db/types.ts';
import type { Confirmed } from '#lib/db/pending.ts';
import { textOf } from '#lib/db/pending.ts';

import { pull } from '../exchange.ts';
import { copyProfile, SimDevice } from './device.ts';
import type { Profile } from './front.ts';
import { Watch, type Observatory } from './invariants.ts';
import * as people from './people.ts';
import type { Random } from './random.ts';
import { canonical, demand, digest, stored } from './stored.ts';
import { cut, forecast, type Toxic } from './weather.ts';

/** What the hand that holds server, database and network is asked to do. */
export type Question =
	| { readonly do: 'weather'; readonly toxic?: Toxic }
	| { readonly do: 'kill' | 'backUp' | 'restore' | 'collectGarbage' }
	| {
			readonly do: 'compare';
			/** Mutations that a device was told are settled. */
			readonly acked: readonly string[];
			/** Live records as every device has them. */
			readonly records: readonly Pick<Confirmed, 'id' | 'version' | 'fields'>[];
			readonly steps: number;
	  };

/** What is known from then on. */
export interface Answer {
	/** Where the server is. */
	readonly address: string;
	/** Records that were deleted so long ago that nobody can ask them back. */
	readonly gone: readonly string[];
}

/** Asks, and waits until it is done. */
export type Hand = (question: Question) => Promise<Answer>;

const year = 365 * 24 * 3600 * 1000;
/** Copies of profiles end at so many devices. */
const enoughDevices = 6;
/** A page is cut in each of its last so many bytes: 5 end the answer, 8 the packing. */
const tail = 16;

/** Devices of one user against a real server. */
export class Outside implements people.Diary, Observatory {
	readonly random: Random;
	readonly devices: SimDevice[] = [];
	readonly words = new Map<string, readonly string[]>();
	readonly story: string[] = [];
	readonly #hand: Hand;
	readonly #email = `${crypto.randomUUID()}@example.org`;
	readonly #watch = new Watch(this);
	#address = '';
	#session: Session | undefined;
	#word = 0;
	#steps = 0;

	constructor(random: Random, hand: Hand) {
		this.random = random;
		this.#hand = hand;
	}

	/** Signs up, and gives the user three devices. */
	async begin(): Promise<void> {
		await this.#weather(undefined);
		this.#session = await this.#enter('sign-up', { cookie: undefined });
		for (let i = 0; i < 3; i++) await this.#join(`a${i}`);
	}

	/** What happens to people in the end, told one by one. */
	async stories(): Promise<void> {
		const [phone, laptop] = this.devices;
		if (phone === undefined || laptop === undefined) throw new Error('There are no devices.');
		await this.#yearAway(phone, laptop);
		await this.#copied(phone);
		await this.#restored(phone, laptop);
		await this.#cutShort(phone);
	}

	/** One thing that happens. */
	async step(): Promise<void> {
		const device = this.random.from(this.devices);
		const does = (act: people.Act) => () => this.#act(device, () => act(this, device));
		const happening = this.random.weighted<() => Promise<unknown>>([
			[7, does(people.write)],
			[13, does(people.edit)],
			[7, does(people.rename)],
			[3, does(people.open)],
			[3, does(people.remove)],
			[2, does(people.restore)],
			[1, does(people.refused)],
			[1, does(people.decide)],
			[2, does(people.finish)],
			[14, () => this.#sync(device)],
			[5, () => this.#allAtOnce()],
			[3, () => this.#race(device)],
			[4, () => this.#dieSoon(device)],
			[1, () => this.#clone(device)],
			[1, () => this.#jump(device)],
			[1, does((_, { db }) => db.maintain(true))],
			[8, () => this.#weather(forecast(this.random))],
			[4, () => this.#weather(undefined)],
			[1, () => this.#happen('kill')],
			[1, () => this.#happen('backUp')],
			[1, () => this.#happen('restore')],
			[1, () => this.#happen('collectGarbage')]
		]);
		await happening();
		this.#steps++;
		for (const each of this.devices) await this.#watch.check(each);
	}

	/** Everything works again: all devices agree, with each other and with the database. */
	async end(): Promise<void> {
		await this.#weather(undefined);
		for (const device of this.devices) device.skew = 0;
		for (let round = 0; round < 3; round++) {
			for (const device of this.devices) await this.#settle(device);
		}
		const fresh = await this.#join('fresh');
		await this.#settle(fresh);
		const { confirmed } = await stored(fresh);
		const live = [...confirmed.values()].filter(({ deleted }) => !deleted);
		for (const device of this.devices) {
			const own = await stored(device);
			const same = digest(own.confirmed.values()) === digest(live);
			demand(same, `I19: ${device.name} differs from a new device`);
		}
		this.#nothingLost(live);
		const acked = [...this.#watch.acked.keys()];
		await this.#hand({ do: 'compare', acked, records: live.map(plain), steps: this.#steps });
	}

	stateOf(): undefined {
		return undefined;
	}

	newWord(): string {
		return `w${this.#word++}`;
	}

	made(): void {
		// There is one user only.
	}

	tell({ name }: SimDevice, what: string): void {
		this.story.push(`${name} ${what}`);
	}

	/** A device is away for a year, in which the server forgets what its cursor was about. */
	async #yearAway(phone: SimDevice, laptop: SimDevice): Promise<void> {
		for (const device of [phone, laptop]) {
			await people.writeNote(this, device);
			await people.writeNote(this, device);
			await this.#settle(device);
		}
		await people.edit(this, phone);
		await people.writeNote(this, phone);
		phone.skew = year;
		await people.remove(this, laptop);
		await people.edit(this, laptop);
		await this.#settle(laptop);
		await this.#happen('collectGarbage');
		const effects = await this.#settle(phone);
		demand(effects.includes('renew'), 'I12: an old cursor was not reset');
		await this.#settle(laptop);
		await this.#agree(phone, laptop);
		phone.skew = 0;
	}

	/** A profile is copied with changes on their way, and both go on. */
	async #copied(phone: SimDevice): Promise<void> {
		await people.writeNote(this, phone);
		const copy = await this.#clone(phone);
		await people.writeNote(this, phone);
		await people.writeNote(this, copy);
		const before = (await stored(copy)).meta.device;
		await this.#settle(phone);
		const effects = await this.#settle(copy);
		const { device } = (await stored(copy)).meta;
		demand(effects.includes('rename') && device !== before, 'I4: a copy kept its name');
		await this.#settle(phone);
		await this.#agree(phone, copy);
	}

	/** The server goes back to a backup, and its devices bring everything again. */
	async #restored(phone: SimDevice, laptop: SimDevice): Promise<void> {
		for (const device of [phone, laptop, phone]) await this.#settle(device);
		await this.#happen('backUp');
		for (const device of [phone, laptop]) {
			await people.writeNote(this, device);
			await people.edit(this, device);
			await this.#settle(device);
		}
		await this.#happen('restore');
		for (const device of [laptop, phone, laptop]) await this.#settle(device);
		await this.#agree(phone, laptop);
	}

	/** A page that breaks off near its end changes nothing, or is whole. */
	async #cutShort(phone: SimDevice): Promise<void> {
		const reader = await this.#join('reader');
		const size = await this.#pageSize(reader);
		for (let at = size - tail; at < size; at++) {
			await reader.start();
			await this.#weather(cut('downstream', at));
			const event = await pull(reader.replica, reader.api);
			const [own, all] = [await stored(reader), await stored(phone)];
			const whole = digest(own.confirmed.values()) === digest(all.confirmed.values());
			const none = own.meta.cursor === 0 && own.confirmed.size === 0;
			demand(event.type === 'pulled' ? whole : none, `I16: a page cut after ${at} bytes counts`);
			if (event.type === 'pulled') break;
		}
		await this.#weather(undefined);
		await this.#settle(reader);
	}

	/** The least number of bytes with which the first page arrives. */
	async #pageSize(reader: SimDevice): Promise<number> {
		let [low, high] = [0, 1 << 16];
		while (low + 1 < high) {
			const middle = (low + high) >> 1;
			await this.#weather(cut('downstream', middle));
			const { space } = reader;
			const body = JSON.stringify({
				device: crypto.randomUUID(),
				schema: 1,
				cursors: [{ space, since: 0 }]
			});
			const init = { method: 'POST', body, headers: { 'Content-Type': 'application/json' } };
			const answer = await reader.api.fetch('/sync/pull', init).catch(() => undefined);
			const text = await answer?.text().catch(() => undefined);
			if (text?.endsWith('}\n')) high = middle;
			else low = middle;
		}
		return high;
	}

	/** Syncs on a network that works; all that is left has to go. */
	async #settle(device: SimDevice): Promise<readonly string[]> {
		const effects = (await device.sync()).map(({ type }) => type);
		if (device.problem?.kind === 'signed-out') {
			// Its session began after the backup that the server went back to.
			await this.#signIn(device);
			effects.push(...(await device.sync()).map(({ type }) => type));
		}
		this.tell(device, `syncs: ${effects.join(' ')}`);
		await this.#watch.check(device);
		const { outbox } = await stored(device);
		demand(
			outbox.length === 0,
			`I18: ${device.name} still has ${outbox.length} in its outbox: ${JSON.stringify(device.problem)}`
		);
		return effects;
	}

	async #agree(one: SimDevice, other: SimDevice): Promise<void> {
		const [ours, theirs] = [await stored(one), await stored(other)];
		const same = digest(ours.confirmed.values()) === digest(theirs.confirmed.values());
		demand(same, `I19: ${one.name} and ${other.name} differ`);
		this.#nothingLost([...ours.confirmed.values()]);
	}

	/** I9: every word is in its note, unless the note is gone. */
	#nothingLost(records: readonly Confirmed[]): void {
		for (const { id, deleted, fields } of records) {
			const text = ` ${textOf(fields['body'])} `;
			for (const word of this.words.get(id) ?? []) {
				demand(deleted || text.includes(` ${word} `), `I9: ${word} of ${id} is lost`);
			}
		}
	}

	async #act(device: SimDevice, act: () => Promise<unknown>): Promise<void> {
		try {
			if (!(await device.survives(act))) this.tell(device, 'died of it');
		} catch (error) {
			if (!(error instanceof StorageFullError)) throw error;
		}
	}

	async #sync(device: SimDevice): Promise<void> {
		await this.#act(device, async () => {
			const effects = await device.sync();
			this.tell(device, `syncs: ${effects.map(({ type }) => type).join(' ')}`);
		});
	}

	async #allAtOnce(): Promise<void> {
		this.story.push('all sync at once');
		await Promise.all(this.devices.map((device) => this.#sync(device)));
	}

	async #race(device: SimDevice): Promise<void> {
		this.tell(device, 'syncs from two tabs');
		await this.#act(device, async () => {
			for (const tab of await Promise.allSettled([device.sync(), device.sync('another tab')])) {
				if (tab.status === 'rejected') throw tab.reason;
			}
		});
	}

	async #dieSoon(device: SimDevice): Promise<void> {
		device.disk.left = this.random.below(14);
		this.tell(device, `dies in ${device.disk.left} transactions`);
		await (this.random.below(2) === 0 ? this.#sync(device) : this.#race(device));
	}

	async #clone(device: SimDevice): Promise<SimDevice> {
		if (this.devices.length >= enoughDevices) return device;
		const copy = await this.#join(`${device.name}-${this.devices.length}`);
		this.tell(device, `is copied to ${copy.name}`);
		await copyProfile(device, copy);
		return copy;
	}

	#jump(device: SimDevice): Promise<void> {
		device.skew = this.random.from([0, year, -year]);
		this.tell(device, `clock is ${device.skew} ms off`);
		return Promise.resolve();
	}

	async #weather(toxic: Toxic): Promise<void> {
		this.story.push(`the weather is ${toxic === undefined ? 'fine' : JSON.stringify(toxic)}`);
		const { address } = await this.#hand({ do: 'weather', ...(toxic && { toxic }) });
		this.#address = address;
	}

	async #happen(what: 'kill' | 'backUp' | 'restore' | 'collectGarbage'): Promise<void> {
		this.story.push(what);
		const { address, gone } = await this.#hand({ do: what });
		this.#address = address;
		for (const id of gone) {
			for (const { written } of [...this.devices, { written: this.words }]) written.delete(id);
		}
	}

	async #join(name: string): Promise<SimDevice> {
		const { user, space } = this.#session ?? { user: { id: '' }, space: { id: '' } };
		const profile: Profile = { cookie: undefined };
		const place = { name, user: user.id, space: space.id, profile, now: () => Date.now() };
		const device = new SimDevice(
			place,
			() => (input, init) =>
				this.#fetch(profile, input instanceof Request ? input.url : input.toString(), init)
		);
		await device.start();
		await this.#signIn(device);
		if (name !== 'fresh' && name !== 'reader') this.devices.push(device);
		return device;
	}

	/** Signs in; the address that this takes is one without weather. */
	async #signIn({ profile }: SimDevice): Promise<void> {
		await this.#weather(undefined);
		await this.#enter('sign-in', profile);
	}

	async #enter(how: 'sign-up' | 'sign-in', profile: Profile): Promise<Session> {
		const body = JSON.stringify({
			email: this.#email,
			password: 'a long enough password',
			deviceName: 'simulation'
		});
		const headers = { 'Content-Type': 'application/json' };
		return readSession(
			await this.#fetch(profile, `${apiRoot}/auth/${how}`, { method: 'POST', headers, body })
		);
	}

	/** `fetch` of a browser, which keeps the one cookie there is. */
	async #fetch(profile: Profile, path: string, init: RequestInit = {}): Promise<Response> {
		const headers = new Headers(init.headers);
		if (profile.cookie !== undefined) headers.set('Cookie', profile.cookie);
		const answer = await fetch(this.#address + path, { ...init, headers });
		const [cookie] = answer.headers.getSetCookie();
		if (cookie !== undefined) profile.cookie = cookie.split(';', 1)[0];
		return answer;
	}
}

/** A record without what it does not have. */
function plain({ id, version, fields }: Confirmed): Pick<Confirmed, 'id' | 'version' | 'fields'> {
	return { id, version, fields: JSON.parse(canonicalObject(fields)) as Confirmed['fields'] };
}

function canonicalObject(fields: Confirmed['fields']): string {
	const pairs: unknown = JSON.parse(canonical(fields));
	return JSON.stringify(Object.fromEntries(pairs as [string, unknown][]));
}
