/** Devices for tests: a local database each, synced by the engine until it rests. */
import type { Api } from '#lib/api/client.ts';
import { openDatabase } from '#lib/db/open.ts';
import type { LocalDatabase } from '#lib/db/local-database.ts';

import { initial, step, type Effect, type Event, type State } from './engine.ts';
import type { FakeServer } from './fake-server.ts';
import { replicaOf, type Replica } from './replica.ts';
import { work } from './work.ts';

/** One device, without a page around it. */
export interface TestDevice {
	readonly db: LocalDatabase;
	readonly replica: Replica;
	api: Api;
	state: State;
}

/** A device of the server's space; two of one `profile` are two tabs of one browser. */
export async function newDevice(
	server: FakeServer,
	profile: string = crypto.randomUUID()
): Promise<TestDevice> {
	const db = await openDatabase({ userId: profile, spaceId: server.space });
	const replica = replicaOf(db, () => server.now);
	return { db, replica, api: server.api(), state: initial };
}

/** Hands an event to the device's engine and carries out what follows, until it rests or gives up. */
export async function sync(
	device: TestDevice,
	event: Event = { type: 'woken', by: 'user' }
): Promise<Effect> {
	for (;;) {
		const [state, [effect]] = step(device.state, event);
		device.state = state;
		if (effect === undefined) return { type: 'rest' };
		if (effect.type === 'rest' || effect.type === 'retry') return effect;
		event = await work(device.replica, device.api, effect);
	}
}

/** Members of `contacts` for a patch. */
export function naming(...ids: string[]): { readonly [member: `contacts/${string}`]: true } {
	return Object.fromEntries(ids.map((id) => [`contacts/${id}`, true]));
}
