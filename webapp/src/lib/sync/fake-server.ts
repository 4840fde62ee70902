import type { Api } from '#lib/api/client.ts';
import { rules } from '#lib/db/rules.ts';
import { tick } from '#lib/merge/clock.ts';

import { apply, type FakeRecord, type WireMutation } from './fake-record.ts';
import type { Ack } from './protocol.ts';

/** A settled mutation. */
export interface Settled {
	readonly version: number;
	readonly device: string;
	readonly seq: number;
	readonly mid: string;
	readonly mutation: WireMutation;
	readonly ack: Ack;
	/** The texts of the record after it. */
	readonly texts: Readonly<Record<string, string>>;
}

/** All that the fake server stores; replaced as a whole, so that a backup is a reference. */
export interface FakeState {
	readonly epoch: string;
	readonly head: number;
	readonly safe: number;
	readonly floor: number;
	readonly records: ReadonlyMap<string, FakeRecord>;
	readonly history: readonly Settled[];
	readonly devices: ReadonlyMap<string, { readonly lastSeq: number; readonly lastMid?: string }>;
	/** The heads at which earlier epochs ended. */
	readonly past: ReadonlyMap<string, number>;
}

interface Push {
	readonly space: string;
	readonly device: string;
	readonly epoch: string;
	readonly mutations: readonly WireMutation[];
}

interface Pull {
	readonly device: string;
	readonly cursors: readonly {
		readonly space: string;
		readonly epoch?: string;
		readonly since: number;
		readonly floor?: number;
		readonly phase?: 'early' | 'rest';
		readonly after?: string;
	}[];
}

/** How far ahead of the server's clock a stamp counts, in milliseconds. */
const maxAhead = 120_000;

/** A server of one space that keeps to the protocol, in memory. For tests and the simulator. */
export class FakeServer {
	readonly space: string;
	state: FakeState;
	/** Rows of one page. */
	pageRows = 1000;
	/** Whether it knows the phases of a first pull; servers of before refuse them, or take no notice. */
	phases: 'known' | 'refused' | 'ignored' = 'known';
	/** The server's clock. */
	now = Date.UTC(2026, 10, 21);
	/** Whoever is a member. */
	readonly members = new Set<string>(['user']);
	/** The bodies of all pushes that came in, as text. */
	readonly pushes: string[] = [];

	constructor(space: string) {
		this.space = space;
		this.state = {
			epoch: crypto.randomUUID(),
			head: 0,
			safe: 0,
			floor: 0,
			records: new Map(),
			history: [],
			devices: new Map(),
			past: new Map()
		};
	}

	/** The server as one user reaches it. */
	api(user = 'user'): Api {
		return {
			fetch: async (path, init = {}) => {
				const body = await bodyOf(init);
				if (!this.members.has(user)) return problem(403, 'not-a-member');
				if (path === '/sync/push') return this.#push(body);
				if (path === '/sync/pull') return this.#pull(body);
				if (path === '/spaces') return Response.json([{ id: this.space, epoch: this.state.epoch }]);
				return problem(404, 'not-found');
			}
		};
	}

	/** Goes back to an earlier state, as from a backup. */
	restore(state: FakeState): void {
		const past = new Map(state.past).set(state.epoch, state.head);
		this.state = { ...state, past, epoch: crypto.randomUUID() };
	}

	/** Declares that a backup holds everything up to now. */
	backUp(): FakeState {
		this.state = { ...this.state, safe: this.state.head };
		return this.state;
	}

	/** Forgets tombstones and the history up to now: cursors below can not go on. */
	collectGarbage(): void {
		const { records, head } = this.state;
		const left = [...records].filter(([, { deleted }]) => !deleted);
		this.state = { ...this.state, records: new Map(left), floor: head };
	}

	#push(body: string): Response {
		this.pushes.push(body);
		const { device, epoch, mutations } = JSON.parse(body) as Push;
		if (epoch !== this.state.epoch) return problem(409, 'epoch-changed');
		const { lastSeq = 0 } = this.state.devices.get(device) ?? {};
		const [first] = mutations;
		if (first !== undefined && first.seq > lastSeq + 1) return problem(409, 'seq-gap');
		const acks: Ack[] = [];
		for (const mutation of mutations) {
			const { lastSeq = 0 } = this.state.devices.get(device) ?? {};
			const ack =
				mutation.seq <= lastSeq ? this.#replay(device, mutation) : this.#take(device, mutation);
			if (ack === undefined) return problem(409, 'device-forked');
			acks.push(ack);
			if (ack.status === 'needBase') break;
		}
		const { head, safe, devices } = this.state;
		const now = new Date(this.now).toISOString();
		const { lastSeq: settled = 0 } = devices.get(device) ?? {};
		return Response.json({ acks, lastSeq: settled, head, safe, epoch, now });
	}

	/** The answer of then to a mutation that was settled before. */
	#replay(device: string, { seq, mid }: WireMutation): Ack | undefined {
		const past = this.state.history.find((h) => h.device === device && h.seq === seq);
		if (past !== undefined) return past.mid === mid ? past.ack : undefined;
		const elsewhere = this.state.history.find((h) => h.mid === mid);
		return elsewhere && { seq, version: elsewhere.version, status: 'duplicate' };
	}

	#take(device: string, sent: WireMutation): Ack | undefined {
		const { state } = this;
		const known = sent.epoch === undefined ? sent.base : (state.past.get(sent.epoch) ?? 0);
		return this.#apply(device, { ...sent, base: Math.min(sent.base, known) });
	}

	#apply(device: string, mutation: WireMutation): Ack | undefined {
		const { seq, mid, id } = mutation;
		const { state } = this;
		const known = state.history.find((h) => h.mid === mid);
		if (known !== undefined) {
			this.#settled(device, mutation);
			return { seq, version: known.version, status: 'duplicate' };
		}
		const version = state.head + 1;
		const outcome = apply(state.records.get(id), mutation, {
			device,
			version,
			latest: tick({ last: '0000000000000000', offset: maxAhead }, this.now).last,
			rules,
			textAt: (field, at) => this.#textAt(id, field, at)
		});
		const { record, ...ack } = { ...outcome, seq, version };
		if (ack.status === 'needBase') return { seq, version: 0, status: 'needBase' };
		const records = record ? new Map(state.records).set(id, record) : state.records;
		const texts = Object.fromEntries(
			Object.entries(record?.fields ?? {}).flatMap(([name, value]) =>
				typeof value === 'string' ? [[name, value]] : []
			)
		);
		const history = [...state.history, { version, device, seq, mid, mutation, ack, texts }];
		this.state = { ...state, head: version, records, history };
		this.#settled(device, mutation);
		return ack;
	}

	#settled(device: string, { seq, mid }: WireMutation): void {
		const devices = new Map(this.state.devices).set(device, { lastSeq: seq, lastMid: mid });
		this.state = { ...this.state, devices };
	}

	#textAt(id: string, field: string, version: number): string | undefined {
		const past = this.state.history.filter((h) => h.mutation.id === id && h.version <= version);
		const text = past.findLast(({ texts }) => field in texts)?.texts[field];
		return text ?? (this.state.floor === 0 ? '' : undefined);
	}

	#pull(body: string): Response {
		const { device, cursors } = JSON.parse(body) as Pull;
		const [cursor] = cursors;
		if (cursor === undefined) return problem(422, 'member-missing');
		const { space, since, floor: begun = 0 } = cursor;
		const { epoch, head, safe, floor, records, devices } = this.state;
		const line = (value: object) => `${JSON.stringify(value)}\n`;
		if ((cursor.epoch !== undefined && cursor.epoch !== epoch) || since > head) {
			return new Response(line({ space, reset: 'epoch', epoch }));
		}
		if (since > 0 && since < floor && begun < floor) {
			return new Response(line({ space, reset: 'gc', epoch }));
		}
		if (cursor.phase !== undefined && this.phases === 'refused') {
			return problem(422, 'member-unknown');
		}
		if (cursor.phase !== undefined && this.phases === 'known') {
			return this.#part(cursor.phase, cursor.after);
		}
		if (head <= since) return new Response(null, { status: 204 });
		const newer = [...records.values()]
			.filter(({ version }) => version > since)
			.sort((a, b) => a.version - b.version);
		const rows = newer.slice(0, this.pageRows);
		const more = newer.length > rows.length;
		const { lastSeq = 0, lastMid } = more ? {} : (devices.get(device) ?? {});
		const next = more ? (rows.at(-1)?.version ?? head) : head;
		const page = [
			line({
				space,
				epoch,
				from: since,
				head,
				...(floor > 0 && { floor: Math.max(floor, begun) })
			}),
			...rows.map((row) => line(rowOf(row))),
			line({ space, next, more, count: rows.length, lastSeq, lastMid, safe })
		];
		return new Response(page.join(''));
	}

	/** A page of a phase: by id, the rest from the newest on. */
	#part(phase: 'early' | 'rest', after: string | undefined): Response {
		const { epoch, head, safe, floor, records } = this.state;
		const all = [...records.values()]
			.filter(({ collection }) => early.has(collection) === (phase === 'early'))
			.sort((a, b) => (a.id < b.id === (phase === 'early') ? -1 : 1))
			.filter(({ id }) => isAfter(phase, id, after));
		const rows = all.slice(0, this.pageRows);
		const { space } = this;
		const lines = [
			{ space, epoch, from: 0, head, phase, ...(floor > 0 && { floor }) },
			...rows.map(rowOf),
			{
				space,
				next: 0,
				after: rows.at(-1)?.id ?? after ?? '00000000-0000-0000-0000-000000000000',
				more: all.length > rows.length,
				count: rows.length,
				lastSeq: 0,
				safe
			}
		];
		return new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
	}
}

function rowOf({ collection, id, version, deleted, fields }: FakeRecord): object {
	// What lies in the trash comes with its fields, so that other devices can show and restore it.
	return { collection, id, version, ...(deleted && { deleted }), fields };
}

const early: ReadonlySet<string> = new Set(['contact', 'reminder', 'circle', 'setting']);

function isAfter(phase: 'early' | 'rest', id: string, after: string | undefined): boolean {
	if (after === undefined) return true;
	return phase === 'early' ? id > after : id < after;
}

function problem(status: number, code: string): Response {
	const headers = { 'Content-Type': 'application/problem+json' };
	return Response.json({ type: `urn:tend:problem:${code}`, status }, { status, headers });
}

/** The body of a request as text, also a compressed one. */
async function bodyOf({ body, headers }: RequestInit): Promise<string> {
	const response = new Response(body ?? null);
	if (new Headers(headers).get('Content-Encoding') !== 'gzip') return response.text();
	const plain = response.body?.pipeThrough(new DecompressionStream('gzip'));
	return new Response(plain ?? null).text();
}
