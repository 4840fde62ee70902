/** The app itself, kept on the device: every file of one version, so that each page opens offline. */
import { version } from '$app/env';
import { assets, immutable } from '$app/manifest';

const prefix = 'app-';
const cacheName = prefix + version;

/** The page of every route. Kit lists it nowhere, for it is written after everything else. */
const page = '/index.html';

/** Files that only the platform asks for, or only once: for stores, installers and home screens, not the app. */
const elsewhere = /^\/(?:robots\.txt|screenshots\/|icons\/(?!icon-192|badge-96))/;

const files = [
	...[...immutable, ...assets].map(({ path }) => (path.startsWith('/') ? path : `/${path}`)),
	page
].filter((path) => !elsewhere.test(path));

/** Fetches what is new of this version; a file whose name holds its digest is taken from the old one. */
export async function fetchShell(): Promise<void> {
	const cache = await caches.open(cacheName);
	await Promise.all(
		files.map(async (path) => {
			const old = path.includes('/immutable/') ? await caches.match(path) : undefined;
			const response = old ?? (await fetch(path, { cache: 'no-cache' }));
			if (!response.ok) throw new Error(`${path} ${response.status}`);
			await cache.put(path, response);
		})
	);
}

/** Drops old versions but the last one: a page that is still open may yet ask for a piece of it. */
export async function dropOldShells(): Promise<void> {
	const shells = (await caches.keys()).filter((name) => name.startsWith(prefix));
	const others = shells.filter((name) => name !== cacheName);
	await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/** Answers from the shell; what is not part of it comes from the network. */
export async function fromShell(request: Request): Promise<Response> {
	const path = request.mode === 'navigate' ? page : new URL(request.url).pathname;
	const cache = await caches.open(cacheName);
	const kept = (await cache.match(path)) ?? (await caches.match(path));
	return kept ?? fetch(request);
}

/** What the server answers by itself: its interface, and calendar feeds. */
const notOurs = ['/api/', '/calendar/'];

/** Whether a request is for the app: the API and other hosts are never answered from a cache. */
export function isForShell({ method, url }: Request, origin: string): boolean {
	const { origin: host, pathname } = new URL(url);
	return method === 'GET' && host === origin && !notOurs.some((path) => pathname.startsWith(path));
}
