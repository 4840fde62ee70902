import { isAppleTouch, isStandalone } from '#lib/ui/platform.ts';

import type { PushBrowser } from './push.ts';

/** What this browser has of push. */
export function pushBrowser(window: Window & typeof globalThis): PushBrowser {
	const { navigator } = window;
	const supported =
		'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
	return {
		supported,
		installFirst: !supported && isAppleTouch(navigator) && !isStandalone(window),
		ready: () => navigator.serviceWorker.ready,
		worker: () => navigator.serviceWorker.getRegistration(),
		permission: () => Notification.permission,
		ask: () => Notification.requestPermission()
	};
}
