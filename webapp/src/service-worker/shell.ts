/** The app itself, kept on the device: every file of one version, in one language, so that each page opens offline. */
import { version } from '$app/env';
import { self } from '$app/service-worker';
import { announcedAccount } from '#lib/account/worker.ts';

const prefix = 'app-';
const cacheName = prefix + version;

/** The page of every route. */
const page = '/index.html';

/** What the build wrote down of itself (vite/languages.ts). */
const list = '/_app/files.json';

interface Files {
	readonly version: string;
	/** By their paths. */
	readonly files: readonly string[];
	/** Those that there are in each language, without the folder of its name. */
	readonly scripts: readonly string[];
}

/** Where scripts are, by language: all have the same names in each. */
const languages = ['en', 'de'];
const spoken = /^\/_app\/immutable\/(en|de)\//;

/** What comes when it is first wanted, and stays. */
const onDemand = /\/assets\/year\.[^/]+\.txt$/;

/** Fetches what is new of this version; a file whose name holds its digest is taken from the old one. */
export async function fetchShell(): Promise<void> {
	const { files, scripts } = await readList(await fetch(list, { cache: 'no-cache' }));
	await keep([list, ...files, ...inLanguage(await languageInUse(), scripts)]);
}

/** Sees to it that the app can be opened in a language, offline too. */
export async function fetchLanguage(language: string): Promise<void> {
	const cache = await caches.open(cacheName);
	const { scripts } = await readList((await cache.match(list)) ?? (await fetch(list)));
	const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
	await keep(inLanguage(language, scripts).filter((path) => !kept.has(path)));
}

/** The list, if it is that of this version: a server that is being replaced may answer with another's. */
async function readList(response: Response): Promise<Files> {
	const found = (await response.json()) as Files;
	if (found.version !== version) throw new Error(`${list} is of version ${found.version}`);
	return found;
}

function inLanguage(language: string, scripts: readonly string[]): string[] {
	return scripts.map((path) => `/_app/immutable/${language}/${path}`);
}

/** What the pages speak; before anybody signed in, what the browser would have them speak. */
async function languageInUse(): Promise<string> {
	const wanted = [(await announcedAccount())?.language, ...self.navigator.languages];
	const known = wanted.map((name) => languages.find((language) => name?.startsWith(language)));
	return known.find((language) => language !== undefined) ?? 'en';
}

async function keep(paths: readonly string[]): Promise<void> {
	const cache = await caches.open(cacheName);
	await Promise.all(
		paths.map(async (path) => {
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
