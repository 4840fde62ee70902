/** The app itself, kept on the device: every file of one version, in one language, so that each page opens offline. */
import { version } from '$app/env';
import { self } from '$app/service-worker';
import { announcedAccount } from '#lib/account/worker.ts';

const prefix = 'app-';
const cacheName = prefix + version;

/** The page of every route. */
const page = '/index.html';

/** Scripts have the same names in each language, in a folder of its own. */
const languages = ['en', 'de'];
const spoken = /^\/_app\/immutable\/(en|de)\//;

/** What comes when it is first wanted, and stays. */
const onDemand = /\/assets\/year\.[^/]+\.txt$/;

/** Where all of the app in a language is, as the build packed it (vite/languages.ts). */
const packIn = (language: string) => `/_app/app.${language}.json`;

interface Pack {
	readonly version: string;
	/** Scripts and styles, by their paths. */
	readonly texts: Readonly<Record<string, string>>;
	/** The paths of all other files. */
	readonly others: readonly string[];
}

/** Fetches this version in the language of the pages. */
export async function fetchShell(): Promise<void> {
	await fetchIn(await languageInUse());
}

/** Sees to it that the app can be opened in a language, offline too. */
export async function fetchLanguage(language: string): Promise<void> {
	const cache = await caches.open(cacheName);
	if ((await cache.match(packIn(language))) === undefined) await fetchIn(language);
}

async function fetchIn(language: string): Promise<void> {
	const cache = await caches.open(cacheName);
	const { texts, others } = await fetchPack(language);
	await Promise.all([
		...Object.entries(texts).map(([path, text]) => cache.put(path, asFile(path, text))),
		...others.map((path) => keep(cache, path))
	]);
	// A mark that all of it is there now.
	await cache.put(packIn(language), new Response());
}

/** The app, if it is of this version: a server that is being replaced may answer with another's. */
async function fetchPack(language: string): Promise<Pack> {
	const response = await fetch(packIn(language), { cache: 'no-store' });
	const pack = (await response.json()) as Pack;
	if (pack.version !== version) throw new Error(`the server has version ${pack.version}`);
	return pack;
}

function asFile(path: string, text: string): Response {
	const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
	return new Response(text, { headers: { 'content-type': `${type}; charset=utf-8` } });
}

/** Keeps a file; one whose name holds its digest is taken from the version before. */
async function keep(cache: Cache, path: string): Promise<void> {
	const old = path.includes('/immutable/') ? await caches.match(path) : undefined;
	const response = old ?? (await fetch(path, { cache: 'no-cache' }));
	if (!response.ok) throw new Error(`${path} ${String(response.status)}`);
	await cache.put(path, response);
}

/** What the pages speak; before anybody signed in, what the browser would have them speak. */
async function languageInUse(): Promise<string> {
	const wanted = [(await announcedAccount())?.language, ...self.navigator.languages];
	const known = wanted.map((name) => languages.find((language) => name?.startsWith(language)));
	return known.find((language) => language !== undefined) ?? 'en';
}

/** Drops old versions but the last one: a page that is still open may yet ask for a piece of it. */
export async function dropOldShells(): Promise<void> {
	const shells = (await caches.keys()).filter((name) => name.startsWith(prefix));
	const others = shells.filter((name) => name !== cacheName);
	await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/**
 * Answers from the shell; what is not part of it comes from the network. A script that neither has
 * is answered with the same one in another language: better such words than no page.
 */
export async function fromShell(request: Request): Promise<Response> {
	const path = request.mode === 'navigate' ? page : new URL(request.url).pathname;
	const cache = await caches.open(cacheName);
	const kept = (await cache.match(path)) ?? (await caches.match(path));
	if (kept !== undefined) return kept;
	const response = await fetch(request).catch(() => inAnyLanguage(path));
	if (onDemand.test(path) && response.ok) await cache.put(path, response.clone());
	return response;
}

async function inAnyLanguage(path: string): Promise<Response> {
	for (const language of spoken.test(path) ? languages : []) {
		const kept = await caches.match(path.replace(spoken, `/_app/immutable/${language}/`));
		if (kept !== undefined) return kept;
	}
	return Response.error();
}

/** What the server answers by itself: its interface, and calendar feeds. */
const notOurs = ['/api/', '/calendar/'];

/** Whether a request is for the app: the API and other hosts are never answered from a cache. */
export function isForShell({ method, url }: Request, origin: string): boolean {
	const { origin: host, pathname } = new URL(url);
	return method === 'GET' && host === origin && !notOurs.some((path) => pathname.startsWith(path));
}
