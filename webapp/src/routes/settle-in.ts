import type { Account } from '#lib/account/account.svelte.ts';
import { announceAccount } from '#lib/account/worker.ts';
import type { Database } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Push } from '#lib/push/push.ts';
import { speak } from '#lib/shell/language.ts';

/** What can wait until the first page is there: the service worker, pushes, and what the platform shows. */
export async function settleIn(
	{ userId, spaceId, deviceName, api }: Account,
	db: Database,
	onoffer: () => void
): Promise<Push> {
	const fallback = { title: m.push_fallback_title(), body: m.push_fallback_body() };
	await announceAccount({ userId, spaceId, deviceName, language: getLocale(), fallback });
	const [{ mayOffer, openPush }, { keepTidy }] = await Promise.all([
		import('#lib/push/start.ts'),
		import('./keep-tidy.ts')
	]);
	const push = openPush(api, deviceName);
	void push.resend();
	const worker = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
	const registration = await worker?.getRegistration();
	registration?.active?.postMessage(speak(getLocale()));
	if (registration !== undefined) keepTidy(registration, db);
	db.subscribe((touched) => {
		if (!touched.has('reminder')) return;
		void mayOffer(push, userId).then((may) => may && onoffer());
	});
	return push;
}
