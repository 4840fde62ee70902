/** What must hold after every step of the simulation; the numbers are those of the design of sync. */
import type { CollectionName } from '#lib/api/collections.gen.ts';
import { parseLine } from '#lib/db/lines.ts';
import { Phase, textOf, type Confirmed, type Pending } from '#lib/db/pending.ts';
import { allLines } from '#lib/db/read.ts';
import type { Parked, SyncMeta } from '#lib/db/schema.ts';

import type { FakeServer } from './fake-server.ts';
import type { SimDevice, World } from './simulation.ts';

const names: readonly CollectionName[] = ['contact', 'note'];

/** All that a device has stored. */
export interface Stored {
	readonly meta: SyncMeta;
	readonly outbox: readonly Pending[];
	readonly journal: readonly Pending[];
	readonly parked: readonly Parked[];
	readonly confirmed: ReadonlyMap<string, Confirmed>;
}

/** Reads all that a device has stored. */
export async function stored({ replica }: SimDevice): Promise<Stored> {
	const stores = ['sync', 'outbox', 'journal', 'parked', 'chunk', 'row'] as const;
	return replica.connection.run('readonly', stores, async (tx) => {
		const meta = await replica.meta(tx);
		const pages = await tx.objectStore('journal').getAll();
		const confirmed = new Map<string, Confirmed>();
		for (const name of names) {
			for (const { id, text } of await allLines(tx, meta.gen, name)) {
				confirmed.set(id, parseLine(text, name));
			}
		}
		return {
			meta,
			outbox: await tx.objectStore('outbox').getAll(),
			journal: pages.flatMap(({ entries }) => entries),
			parked: await tx.objectStore('parked').getAll(),
			confirmed
		};
	});
}

/** Watches devices over time. */
export class Watch {
	readonly #server: FakeServer;
	readonly #before = new Map<SimDevice, Stored>();
	/** Bytes as first sealed, by device and mutation. */
	readonly #sealed = new Map<SimDevice, Map<string, string>>();
	/** Mutations that some device knows to have been acknowledged. */
	readonly mids = new Set<string>();
	/** Mutations that some device holds as parked, or was told are. */
	readonly refused = new Set<string>();

	constructor(server: FakeServer) {
		this.#server = server;
	}

	/** Checks a device after a step; throws an error that names the invariant. */
	async check(device: SimDevice): Promise<void> {
		const now = await stored(device);
		const before = this.#before.get(device);
		this.#kept(before, now);
		this.#bytes(device, now);
		this.#rows(now);
		await shown(device, now);
		this.#before.set(device, now);
		for (const { mid } of now.journal) this.mids.add(mid);
		for (const { mid } of now.parked) this.refused.add(mid);
	}

	/** I13: a change that was saved is in one place, and in none only if a backup of the server has it. */
	#kept(before: Stored | undefined, { outbox, journal, parked, meta }: Stored): void {
		const waiting = new Set(outbox.map(({ mid }) => mid));
		const kept = new Set(journal.map(({ mid }) => mid));
		const refused = new Set(parked.map(({ mid }) => mid));
		for (const mid of waiting) demand(!kept.has(mid), `I13: ${mid} is in outbox and journal`);
		const here = new Set([...outbox, ...journal, ...parked.map(({ entry }) => entry)].map(saved));
		for (const entry of [...(before?.outbox ?? []), ...(before?.journal ?? [])]) {
			const { mid, phase, op } = entry;
			if (phase === Phase.waiting) {
				// A delete that was taken back before it was sent never was.
				demand(op === 'delete' || here.has(saved(entry)), `I13: ${saved(entry)} is nowhere`);
			} else if (!waiting.has(mid) && !kept.has(mid) && !refused.has(mid)) {
				const settled = this.#server.state.history.find((settled) => settled.mid === mid);
				const safe = settled !== undefined && settled.version <= meta.safe;
				demand(safe, `I13: ${mid} is nowhere`);
			}
		}
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

	/** I15, I16: the confirmed rows are the server's up to the cursor. */
	#rows({ meta, confirmed }: Stored): void {
		const { state } = this.#server;
		if (meta.epoch !== state.epoch || meta.cursor < state.floor) return;
		for (const row of confirmed.values()) {
			demand(row.version <= meta.cursor, `I15: ${row.id} is beyond the cursor`);
		}
		for (const record of state.records.values()) {
			if (record.version > meta.cursor) continue;
			const row = confirmed.get(record.id);
			demand(row !== undefined, `I15: ${record.id} at ${record.version} is missing`);
			demand(row?.version === record.version, `I15: ${record.id} is at another version`);
			demand(row?.deleted === record.deleted, `I15: ${record.id} is not as deleted`);
			const same = record.deleted || canonical(row?.fields) === canonical(record.fields);
			demand(same, `I15: ${record.id} has other fields`);
		}
	}

	/** I19, I22 and that no word is lost: once all have synced, everything is the same everywhere. */
	async checkEnd(world: World): Promise<void> {
		const { state } = this.#server;
		const history = new Set(state.history.map(({ mid }) => mid));
		for (const mid of this.mids) {
			const gone = this.refused.has(mid) || history.has(mid);
			demand(gone, `I22: ${mid} is not in the history`);
		}
		for (const device of world.devices) {
			const { outbox, confirmed, meta } = await stored(device);
			demand(outbox.length === 0, `I18: ${device.name} still has ${outbox.length} in its outbox`);
			demand(meta.cursor === state.head, `I19: ${device.name} has not pulled all`);
			const ours = [...confirmed.values()].filter(({ deleted }) => !deleted);
			const theirs = [...state.records.values()].filter(({ deleted }) => !deleted);
			demand(hash(ours) === hash(theirs), `I19: ${device.name} differs from the server`);
		}
		for (const [id, words] of world.words) {
			const record = state.records.get(id);
			const text = ` ${textOf(record?.fields['body'])} `;
			for (const word of words) {
				demand(record === undefined || text.includes(` ${word} `), `I9: ${word} of ${id} is lost`);
			}
		}
	}
}

/** Which save an entry goes back to, before and after it gets its identity on the wire. */
function saved({ id, at, op }: Pending): string {
	return `${op} of ${id} at ${at}`;
}

/** I20: what a person wrote stays on their screen. */
async function shown(device: SimDevice, { parked }: Stored): Promise<void> {
	const refused = new Set(parked.map(({ entry }) => entry.id));
	for (const [id, words] of device.written) {
		if (refused.has(id)) continue;
		const row = await device.db.get('note', id);
		// Once nobody has it any more: deleted, and its traces removed.
		if (row === undefined || row.deleted) continue;
		const text = ` ${row.fields.body ?? ''} `;
		for (const word of words) {
			demand(text.includes(` ${word} `), `I20: ${word} vanished from ${id} on ${device.name}`);
		}
	}
}

function hash(rows: readonly Pick<Confirmed, 'id' | 'version' | 'fields'>[]): string {
	const lines = rows.map(({ id, version, fields }) => `${id} ${version} ${canonical(fields)}`);
	return lines.sort().join('\n');
}

function canonical(fields: Readonly<Record<string, unknown>> = {}): string {
	const present = Object.entries(fields).filter(([, value]) => value !== undefined);
	return JSON.stringify(present.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function demand(holds: boolean, what: string): void {
	if (!holds) throw new Error(what);
}
