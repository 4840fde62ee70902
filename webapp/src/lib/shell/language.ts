/** The language of the app on this device: only the texts of the one in use are kept for the time without a network. */

import { isObject } from '#lib/api/problem.ts';

/** Asks the service worker to keep the app in a language; it answers `true` once it does, `false` if it could not. */
export function speak(language: string): { readonly speak: string } {
	return { speak: language };
}

/** The language of a message made by {@link speak}, `undefined` for any other message. */
export function languageToSpeak(message: unknown): string | undefined {
	return isObject(message) && typeof message['speak'] === 'string' ? message['speak'] : undefined;
}

/** Has the texts of a language fetched. Resolves with whether the app can now be opened in it. */
export async function fetchLanguage(
	language: string,
	worker: Pick<ServiceWorker, 'postMessage'> | undefined = controller(),
	online = navigator.onLine
): Promise<boolean> {
	// Without a worker nothing is kept, and the page comes from the network.
	if (worker === undefined) return online;
	const { port1, port2 } = new MessageChannel();
	return new Promise((resolve) => {
		port1.onmessage = ({ data }) => {
			port1.close();
			resolve(data === true);
		};
		worker.postMessage(speak(language), [port2]);
	});
}

function controller(): ServiceWorker | undefined {
	return 'serviceWorker' in navigator
		? (navigator.serviceWorker.controller ?? undefined)
		: undefined;
}
