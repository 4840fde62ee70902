/** What must hold after every step of the simulation; the numbers are those of the design of sync. */
import { Phase, type Confirmed, type Pending } from '#lib/db/pending.ts';
import type { Row } from '#lib/db/types.ts';

import type { FakeState } from '../fake-server.ts';
import { applyPage } from '../page.ts';
import { readPage } from '../protocol.ts';
import type { SimDevice, Typed } from './device.ts';
import type { Random } from './random.ts';
import { canonical, demand, stored, type Stored } from './stored.ts';

/** Where a watch looks things up. */
export interface Observatory {
	/** What the server of a device stores; undefined where that cannot be seen from here. */
	stateOf(device: SimDevice): FakeState | undefined;
}

/** Watches devices over time. */
export class Watch {
	readonly #world: Observatory;
	readonly #before = new Map<SimDevice, Stored>();
	/** Bytes as first sealed, by device and mutation. */
	readonly #sealed = new Map<SimDevice, Map<string, string>>();
	/** The epoch in which a name was typed. */
	readonly #typedIn = new WeakMap<Typed, string>();
	/** Mutations that some device knows to have been acknowledged, by user. */
	readonly acked = new Map<string, string>();
	/** Mutations that some device holds as parked, or was told are. */
	readonly refused = new Set<string>();

	constructor(world: Observatory) {
		this.#world = world;
	}

	/** Checks a device after a step; throws an error that names the invariant. */
	async check(device: SimDevice): Promise<void> {
		const now = await quietly(device, stored);
		const before = this.#before.get(device);
		this.#kept(device, before, now);
		this.#bytes(device, now);
		this.#rows(device, before, now);
		await quietly(device, (own) => this.#shown(own, now));
		this.#before.set(device, now);
		for (const { mid } of now.journal) this.acked.set(mid, device.user);
		for (const { mid } of now.parked) this.refused.add(mid);
	}

	/** I17: a page that came before changes nothing when it comes again. */
	async replay(device: SimDevice, random: Random): Promise<void> {
		const before = await quietly(device, stored);
		const { meta } = before;
		const pages = device.pages
			.map((text) => readPage(text.slice(0, -1).split('\n')))
			.filter((page) => page.kind === 'page')
			.filter(({ epoch, next }) => epoch === meta.epoch && next <= meta.cursor)
			// A page of a phase does not tell by its place whether it had arrived.
			.filter(({ phase }) => phase === undefined || meta.complete);
		if (pages.length === 0 || meta.renewal !== undefined) return;
		const page = random.from(pages);
		await quietly(device, ({ replica }) => applyPage(replica, page));
		const after = await quietly(device, stored);
		demand(
			asText(before) === asText(after),
			`I17: ${device.name} takes the page up to ${page.next} a second time`
		);
	}

	/** I13: a change that was saved is in one place, and in none only if a backup of the server has it. */
	#kept(device: SimDevice, before: Stored | undefined, now: Stored): void {
		const waiting = new Set(now.outbox.map(({ mid }) => mid));
		const kept = new Set(now.journal.map(({ mid }) => mid));
		const refused = new Set(now.parked.map(({ mid }) => mid));
		for (const mid of waiting) demand(!kept.has(mid), `I13: ${mid} is in outbox and journal`);
		const all = [...now.outbox, ...now.journal, ...now.parked.map(({ entry }) => entry)];
		const here = new Set(all.map(saved));
		for (const entry of [...(before?.outbox ?? []), ...(before?.journal ?? [])]) {
			const { mid, phase, op } = entry;
			if (phase === Phase.waiting) {
				// A delete that was taken back before it was sent never was.
				demand(op === 'delete' || here.has(saved(entry)), `I13: ${saved(entry)} is nowhere`);
			} else if (!waiting.has(mid) && !kept.has(mid) && !refused.has(mid)) {
				demand(this.#isSafe(device, mid, now), `I13: ${mid} is nowhere`);
			}
		}
		for (const { mid, ack, again } of now.journal) {
			if (ack?.status !== 'parked' || again === 'parked' || device.decided.has(mid)) continue;
			demand(refused.has(mid), `I13: ${mid} was refused, and nobody is told`);
		}
		for (const { mid } of before?.parked ?? []) {
			demand(refused.has(mid) || device.decided.has(mid), `I13: ${mid} is parked no more`);
		}
	}

	#isSafe(device: SimDevice, mid: string, { meta }: Stored): boolean {
		if (device.decided.has(mid)) return true;
		const state = this.#world.stateOf(device);
		// Looked for in the end.
		if (state === undefined) return this.acked.set(mid, device.user).has(mid);
		const settled = state.history.find((settled) => settled.mid === mid);
		return settled !== undefined && settled.version <= meta.safe;
	}

	/** I14: what was sealed is never changed. */
	#bytes(device: SimDevice, { outbox, journal }: Stored): void {
		const sealed = this.#sealed.get(device) ?? new Map<string, string>();
		this.#sealed.set(device, sealed);
		for (const entry of [...outbox, ...journal]) {
			if (entry.phase === Phase.waiting) {
				demand(!sealed.has(entry.mid), `I14: ${entry.mid} was sealed and is no more`);
				continue;
			}
			const first = sealed.get(entry.mid) ?? entry.sealed ?? '';
			demand(first === entry.sealed, `I14: the bytes of ${entry.mid} changed`);
			sealed.set(entry.mid, first);
		}
	}

	/** I15, I16: the confirmed rows are the server's up to the cursor, which moved with them. */
	#rows(device: SimDevice, before: Stored | undefined, { meta, confirmed }: Stored): void {
		for (const row of confirmed.values()) {
			// The phases of a first pull bring what changed meanwhile before the feed comes to it.
			const upto = Math.max(meta.cursor, meta.head);
			demand(row.version <= upto, `I15: ${row.id} is beyond the head`);
		}
		const state = this.#world.stateOf(device);
		if (state === undefined || meta.epoch !== state.epoch || meta.cursor < state.floor) return;
		for (const record of state.records.values()) {
			if (record.version > meta.cursor) continue;
			const row = confirmed.get(record.id);
			if (record.version > (before?.meta.cursor ?? 0)) {
				demand(row?.version === record.version, `I16: the cursor passed ${record.id}`);
			}
			sameRow(row, record);
		}
	}

	/** I20: what a person wrote stays on their screen. */
	async #shown(device: SimDevice, { parked, meta }: Stored): Promise<void> {
		const state = this.#world.stateOf(device);
		const gone = new Set(parked.map(({ entry }) => entry.id));
		const notes = new Map((await device.db.list('note')).map((row) => [row.id, row]));
		for (const [id, words] of device.written) {
			if (gone.has(id)) continue;
			const row = notes.get(id);
			if (row === undefined) {
				const known = await device.db.get('note', id);
				const settled = meta.epoch === state?.epoch && meta.renewal === undefined;
				const there = state?.records.get(id)?.deleted === false;
				demand(
					known !== undefined || !settled || !there,
					`I20: ${id} vanished from ${device.name}`
				);
				continue;
			}
			const text = ` ${row.fields.body ?? ''} `;
			for (const word of words) {
				demand(text.includes(` ${word} `), `I20: ${word} vanished from ${id} on ${device.name}`);
			}
		}
		const contacts = await device.db.list('contact');
		await listed(device, contacts);
		this.#names(device, new Map(contacts.map((row) => [row.id, row])), gone, meta.epoch);
	}

	/** I20 of a field: a value that was seen and replaced does not come back by itself. */
	#names(
		device: SimDevice,
		contacts: ReadonlyMap<string, Row<'contact'>>,
		gone: ReadonlySet<string>,
		known: string | undefined
	): void {
		const state = this.#world.stateOf(device);
		const now = state?.epoch ?? known ?? '';
		for (const [id, typed] of device.named) {
			const name = contacts.get(id)?.fields.fullName;
			const epoch = this.#typedIn.get(typed) ?? now;
			this.#typedIn.set(typed, epoch);
			// A restored server tells old values until it is told the new ones.
			if (gone.has(id) || name === undefined || epoch !== now) continue;
			const decided = state?.records.get(id)?.fields['fullName'] === name;
			const back = name !== typed.shown && typed.replaced.has(name) && !decided;
			demand(!back, `I20: ${id} is ${name} again on ${device.name}, not ${typed.shown}`);
		}
	}
}

/** All that counts of what a device has stored. */
function asText({ journal, confirmed, ...rest }: Stored): string {
	// What is safe may leave the journal at any time.
	const unsafe = journal.filter(({ ack }) => (ack?.version ?? 0) > rest.meta.safe);
	return JSON.stringify({ ...rest, unsafe, confirmed: [...confirmed.values()] });
}

function sameRow(row: Confirmed | undefined, record: Confirmed): void {
	const { id, version, deleted } = record;
	demand(row !== undefined, `I15: ${id} at ${version} is missing`);
	demand(row.version === version, `I15: ${id} is at another version`);
	demand(row.deleted === deleted, `I15: ${id} is not as deleted`);
	const same = deleted || canonical(row.fields) === canonical(record.fields);
	demand(same, `I15: ${id} has other fields`);
}

/** I20 of what is derived: the list of people is that of their records, however it was told of them. */
async function listed({ db, name }: SimDevice, contacts: readonly Row<'contact'>[]): Promise<void> {
	const line = (id: string, fullName = '') => `${id} ${fullName}`;
	const rows = contacts.map(({ id, fields }) => line(id, fields.fullName)).sort();
	const list = (await db.contacts()).map(({ id, fullName }) => line(id, fullName)).sort();
	demand(list.join() === rows.join(), `I20: ${name} lists other people than it has`);
}

/** Which save an entry goes back to, before and after it gets its identity on the wire. */
function saved({ id, at, op }: Pending): string {
	return `${op} of ${id} at ${at}`;
}

/** Looks at a device while its disk works, and is not counted for its faults. */
export async function quietly<T>(
	device: SimDevice,
	look: (device: SimDevice) => Promise<T>
): Promise<T> {
	const { left, lost, room } = device.disk;
	Object.assign(device.disk, { left: undefined, lost: 0, room: 'plenty' });
	try {
		return await look(device);
	} finally {
		Object.assign(device.disk, { left, lost, room });
	}
}
