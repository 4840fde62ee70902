import type { Api } from '#lib/api/client.ts';

import { pushBrowser } from './browser.ts';
import { Push } from './push.ts';

/** Whether the app has offered notifications on this device before; once is enough. */
const offeredKey = (userId: string) => `tend.push-offered.${userId}`;

/** Pushes of this browser to this user. */
export function openPush(api: Api, deviceName: string): Push {
	return new Push(api, pushBrowser(window), deviceName);
}

/** Whether to offer notifications now: they could come, nobody was asked, and it is the first time. */
export async function mayOffer(
	push: Pick<Push, 'state'>,
	userId: string,
	storage: Storage = localStorage
): Promise<boolean> {
	if (storage.getItem(offeredKey(userId)) !== null || (await push.state()) !== 'off') return false;
	storage.setItem(offeredKey(userId), '1');
	return true;
}
