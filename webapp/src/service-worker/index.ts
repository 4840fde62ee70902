/**
 * What runs while no page does: it keeps the app for the time without a network, shows what is due,
 * and takes Done and Snooze. It decides nothing itself.
 */
import { self } from '$app/service-worker';
import { announcedAccount } from '#lib/account/worker.ts';
import { arrived } from '#lib/push/arrived.ts';
import { platformOf } from '#lib/reminder/notices.ts';
import { languageToSpeak } from '#lib/shell/language.ts';
import { openPath, takeOver, takeOverIfAlone } from '#lib/shell/take-over.ts';

import { keepInStep, send, settle } from './answer.ts';
import { readNotice, type Notice } from './notice.ts';
import { takeShared } from './share.ts';
import { dropOldShells, fetchLanguage, fetchShell, fromShell, isForShell } from './shell.ts';
import { resubscribe } from './subscription.ts';

/** The tag of Background Sync, where a browser has it. */
const outboxTag = 'outbox';

self.addEventListener('install', (event) => {
	event.waitUntil(fetchShell());
});

self.addEventListener('activate', (event) => {
	event.waitUntil(Promise.all([dropOldShells(), self.clients.claim()]));
});

self.addEventListener('message', (event) => {
	if (event.data === takeOver) void self.skipWaiting();
	if (event.data === takeOverIfAlone) event.waitUntil(takeOverAlone(event.source));
	const language = languageToSpeak(event.data);
	if (language !== undefined) event.waitUntil(learn(language, event.ports[0]));
});

self.addEventListener('fetch', (event) => {
	const { request } = event;
	const shared = takeShared(request);
	if (shared !== undefined) event.respondWith(shared);
	else if (isForShell(request, self.location.origin)) event.respondWith(fromShell(request));
});

self.addEventListener('push', (event) => {
	event.waitUntil(show(event.data?.text()));
});

self.addEventListener('notificationclick', (event) => {
	event.notification.close();
	event.waitUntil(answer(event));
});

self.addEventListener('sync', (event) => {
	if (event.tag === outboxTag) event.waitUntil(sendLater());
});

self.addEventListener('pushsubscriptionchange', (event) => {
	event.waitUntil(resubscribe(self.registration));
});

async function takeOverAlone(source: ExtendableMessageEvent['source']): Promise<void> {
	const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
	if (pages.length > 1) return;
	source?.postMessage(takeOver);
	await self.skipWaiting();
}

/** Keeps the app in another language, and answers whether that worked. */
async function learn(language: string, asker: MessagePort | undefined): Promise<void> {
	const learnt = await fetchLanguage(language).then(
		() => true,
		() => false
	);
	asker?.postMessage(learnt);
}

/** Browsers take the permission away from who is woken and shows nothing. */
async function show(message: string | undefined): Promise<void> {
	const account = await announcedAccount().catch(() => undefined);
	// Where nobody is signed in any more, a message that still comes does not tell what it is about.
	const fallback = account?.fallback ?? { title: 'Tend' };
	const notice = readNotice(account && message, self.location.origin, fallback);
	await self.registration.showNotification(notice.title, optionsOf(notice));
	const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
	for (const page of pages) page.postMessage(arrived(notice.tag));
	if (notice.badge !== undefined && 'setAppBadge' in self.navigator) {
		await self.navigator.setAppBadge(notice.badge).catch(() => undefined);
	}
}

function optionsOf({ body, lang, dir, tag, path, data, actions }: Notice): NotificationOptions {
	return {
		dir,
		icon: '/icons/icon-192.png',
		badge: '/icons/badge-96.png',
		data: { ...data, path },
		...(body !== undefined && { body }),
		...(lang !== undefined && { lang }),
		// A second message with the same tag replaces the first, and says so.
		...(tag !== undefined && { tag, renotify: true }),
		...({ actions } as object)
	};
}

async function answer({ action, notification }: NotificationEvent): Promise<void> {
	const { path, ...data } = notification.data as Notice['data'] & { readonly path: string };
	const settled = action !== '' && (await settle({ action, data }, new Date()).catch(() => false));
	if (!settled) {
		await open(path);
		return;
	}
	// The press is saved by now; what follows must not wait for the network.
	await keepInStep(platformOf(self.registration), new Date()).catch(() => undefined);
	await sendLater();
}

/** Tries to send; where that does not work, the browser or the next start of the app tries again. */
async function sendLater(): Promise<void> {
	if (await send().catch(() => false)) return;
	await self.registration.sync?.register(outboxTag).catch(() => undefined);
}

/** Shows a page of the app: in a window that is open, without loading it anew, or in a new one. */
async function open(path: string): Promise<void> {
	const [page] = await self.clients.matchAll({ type: 'window' });
	if (page === undefined) {
		await self.clients.openWindow(path);
		return;
	}
	page.postMessage(openPath(path));
	await page.focus();
}
