/** What pages and the service worker say to each other. */

import { isObject } from '#lib/api/problem.ts';

/** A page lets a waiting service worker take over; the worker tells a page that it is about to. */
export const takeOver = 'take-over';

/** A page that was just opened lets it take over if no other page of the app is open. */
export const takeOverIfAlone = 'take-over-if-alone';

/** The worker asks a page to show `path`, because a notification was pressed. */
export function openPath(path: string): { readonly open: string } {
	return { open: path };
}

/** The path of a message made by {@link openPath}, `undefined` for any other message. */
export function pathToOpen(message: unknown): string | undefined {
	return isObject(message) && typeof message['open'] === 'string' ? message['open'] : undefined;
}
