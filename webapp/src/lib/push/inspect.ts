/** Looks at each link of the chain, without asking for permission and without changing anything. */
import type { Api } from '#lib/api/client.ts';

import { sameBytes } from './bytes.ts';
import type { Evidence, ServerSide } from './chain.ts';
import type { Push, PushBrowser, PushDevice } from './push.ts';
import { serverKey } from './subscription.ts';

/** What can be seen now. A test has to be sent for the last link. */
export async function inspect(
	api: Api,
	browser: PushBrowser,
	push: Pick<Push, 'devices'>
): Promise<Omit<Evidence, 'trial'>> {
	const { supported, installFirst } = browser;
	if (!supported) {
		const nothing = { permission: 'default', worker: false, subscribed: false } as const;
		return { supported, installFirst, ...nothing, server: undefined };
	}
	const worker = await browser.worker();
	const subscription = (await worker?.pushManager.getSubscription()) ?? null;
	return {
		supported,
		installFirst,
		permission: browser.permission(),
		worker: worker?.active !== null && worker?.active !== undefined,
		subscribed: subscription !== null,
		server: await askServer(api, push, subscription)
	};
}

/** `undefined` without a network. */
async function askServer(
	api: Api,
	push: Pick<Push, 'devices'>,
	subscription: PushSubscription | null
): Promise<ServerSide | undefined> {
	const [devices, key] = await Promise.all([push.devices(), serverKey(api).catch(() => undefined)]);
	if (devices === undefined || key === undefined) return undefined;
	const used = subscription?.options.applicationServerKey;
	const here = devices.find(({ current }) => current);
	return {
		knows: here !== undefined,
		sameKey: used !== null && used !== undefined && sameBytes(new Uint8Array(used), key),
		lastSentAt: here?.lastSentAt,
		...lastError(here)
	};
}

/** Why the last message did not get through, if none did since. */
export function lastError(
	device: PushDevice | undefined
): Pick<ServerSide, 'lastError' | 'lastErrorAt'> {
	const { lastSentAt, lastError: why, lastErrorAt } = device ?? {};
	const over = lastSentAt && lastErrorAt && lastSentAt > lastErrorAt;
	return over || why === undefined
		? { lastError: undefined, lastErrorAt: undefined }
		: { lastError: why, lastErrorAt };
}
