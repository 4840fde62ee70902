/**
 * A push service replaced the subscription of this device. Browsers may forget to say so; therefore
 * every start of the app tells the server anew.
 */
import { announcedAccount } from '#lib/account/worker.ts';
import { Client } from '#lib/api/client.ts';
import { serverKey, subscribe, tell } from '#lib/push/subscription.ts';

/** Subscribes again and tells the server. */
export async function resubscribe({ pushManager }: ServiceWorkerRegistration): Promise<void> {
	const account = await announcedAccount();
	if (account === undefined) return;
	const api = new Client({ userId: account.userId });
	await tell(api, await subscribe(pushManager, await serverKey(api)), account.deviceName);
}
