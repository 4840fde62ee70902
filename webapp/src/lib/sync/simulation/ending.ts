/** What must hold in the end, once nothing is in the way any more. */
import { textOf } from '#lib/db/pending.ts';

import type { FakeServer } from '../fake-server.ts';
import type { SimDevice } from './device.ts';
import type { Watch } from './invariants.ts';
import { demand, digest, stored } from './stored.ts';
import type { World } from './world.ts';

/** Round trips after which every change has come to its end (I18). */
const enough = 2;

/** The end of a schedule. */
export class Ending {
	readonly #world: World;
	readonly #watch: Watch;

	constructor(world: World, watch: Watch) {
		this.#world = world;
		this.#watch = watch;
	}

	/** Lets all devices sync until nothing is left, and looks at what became of everything. */
	async check(): Promise<void> {
		const { devices, front } = this.#world;
		for (let round = 0; round < 3; round++) {
			for (const device of devices) {
				await this.#exchange(device);
				await this.#watch.check(device);
			}
		}
		for (const device of devices) await this.#agrees(device);
		for (const [user, server] of front.servers) this.#heard(user, server);
		this.#words();
		for (const { server, id, field, value } of this.#world.novelties) {
			const record = server.state.records.get(id);
			const there = record === undefined || record.deleted || record.fields[field] === value;
			demand(there, `I8: ${field} of ${id} is not ${String(value)} any more`);
		}
	}

	/** I18: two round trips, and what is lost on the way to a new name or from the beginning. */
	async #exchange(device: SimDevice): Promise<void> {
		device.signIn();
		const { meta } = await stored(device);
		const effects = await device.sync();
		this.#world.tell(device, `syncs at last: ${effects.map(({ type }) => type).join(' ')}`);
		const ways = effects.filter(({ type }) => ['renew', 'rename', 'refuse'].includes(type));
		const detours = ways.length + (meta.renewal === undefined ? 0 : 1);
		const trips = effects.filter(({ type }) => type === 'pull').length;
		const { outbox } = await stored(device);
		const left = `${device.name} still has ${outbox.length} in its outbox: ${JSON.stringify(device.problem)}`;
		demand(outbox.length === 0, `I18: ${left} (${effects.at(-1)?.type ?? 'nothing'})`);
		const fast = trips <= enough + 2 * detours;
		demand(fast, `I18: ${device.name} takes ${trips} round trips`);
	}

	/** I19: what a device holds, and what its screen shows, is what the server has. */
	async #agrees(device: SimDevice): Promise<void> {
		const { state } = this.#world.serverOf(device);
		const { confirmed, meta } = await stored(device);
		demand(meta.cursor === state.head, `I19: ${device.name} has not pulled all`);
		const [ours, theirs] = [digest(confirmed.values()), digest(state.records.values())];
		demand(ours === theirs, `I19: ${device.name} differs from the server`);
		for (const row of [...(await device.db.list('note')), ...(await device.db.list('reminder'))]) {
			const { fields = {} } = state.records.get(row.id) ?? {};
			for (const name of ['body', 'doneThrough']) {
				const shown: unknown = Reflect.get(row.fields, name);
				demand(shown === fields[name], `I19: ${device.name} shows another ${name} of ${row.id}`);
			}
		}
	}

	/** I22: what was acknowledged once is in the history in the end, whatever was restored. */
	#heard(user: string, { state }: FakeServer): void {
		const history = new Set(state.history.map(({ mid }) => mid));
		for (const [mid, by] of this.#watch.acked) {
			const there = by !== user || this.#watch.refused.has(mid) || history.has(mid);
			demand(there, `I22: ${mid} is not in the history`);
		}
	}

	/** I9: nobody's word is lost. */
	#words(): void {
		for (const [id, words] of this.#world.words) {
			for (const { state } of this.#world.front.servers.values()) {
				const record = state.records.get(id);
				if (record === undefined) continue;
				const text = ` ${textOf(record.fields['body'])} `;
				for (const word of words) {
					demand(text.includes(` ${word} `), `I9: ${word} of ${id} is lost`);
				}
			}
		}
	}
}
