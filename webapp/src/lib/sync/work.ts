/** What sync does once the page is there. In a chunk of its own, so that the first paint does not wait for it. */
import type { Api } from '#lib/api/client.ts';
import { StorageFullError } from '#lib/db/types.ts';

import type { Effect, Event } from './engine.ts';
import { pull, push, type ExchangeOptions } from './exchange.ts';
import { refuseFirst } from './parked.ts';
import { becomeNewDevice, beginRenewal } from './renewal.ts';
import type { Replica } from './replica.ts';

export { boundJournal } from './journal.ts';
export { discardParked, listParked, retryParked } from './parked.ts';
export { watchPokes } from './pokes.ts';

/** An effect that is work, and ends with an event. */
export type Work = Exclude<Effect, { type: 'retry' | 'rest' }>;

/** Carries out one effect of the engine. */
export async function work(
	replica: Replica,
	api: Api,
	effect: Work,
	options: ExchangeOptions = {}
): Promise<Event> {
	try {
		return await carryOut(replica, api, effect, options);
	} catch (error) {
		if (!(error instanceof StorageFullError)) throw error;
		return { type: 'failed', problem: { kind: 'full' } };
	}
}

async function carryOut(
	replica: Replica,
	api: Api,
	effect: Work,
	options: ExchangeOptions
): Promise<Event> {
	switch (effect.type) {
		case 'push':
			return push(replica, api, effect.limit, options);
		case 'pull':
			return pull(replica, api, options);
		case 'renew':
			await beginRenewal(replica, effect.reason, effect.epoch);
			return { type: 'prepared' };
		case 'rename':
			await becomeNewDevice(replica);
			return { type: 'prepared' };
		case 'refuse':
			await refuseFirst(replica, effect.code);
			return { type: 'prepared' };
	}
}
