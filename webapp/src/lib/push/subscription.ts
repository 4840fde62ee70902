import type { Api } from '#lib/api/client.ts';
import { isObject } from '#lib/api/problem.ts';

import { fromBase64Url, sameBytes } from './bytes.ts';

/** The key by which a push service knows that a message comes from our server. */
export async function serverKey(api: Api): Promise<Uint8Array<ArrayBuffer>> {
	const response = await api.fetch('/push-subscriptions/key');
	const body: unknown = response.ok ? await response.json() : undefined;
	if (!isObject(body) || typeof body['publicKey'] !== 'string') throw new Error('no key');
	return fromBase64Url(body['publicKey']);
}

/** The subscription for `key`: the one there is, or a new one if there is none or for another key. */
export async function subscribe(
	pushManager: PushManager,
	key: Uint8Array<ArrayBuffer>
): Promise<PushSubscription> {
	const current = await pushManager.getSubscription();
	const used = current?.options.applicationServerKey;
	if (current !== null && used && sameBytes(new Uint8Array(used), key)) return current;
	await current?.unsubscribe();
	return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

/** Tells the server where to send; false if it refused. Telling it again changes nothing. */
export async function tell(
	api: Api,
	subscription: PushSubscription,
	deviceName: string
): Promise<boolean> {
	const { endpoint, keys } = subscription.toJSON();
	const response = await api.fetch('/push-subscriptions', {
		method: 'PUT',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ endpoint, keys, deviceName })
	});
	return response.ok;
}
