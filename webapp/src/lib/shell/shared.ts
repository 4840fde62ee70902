/** A file that another app shared, on its way from the service worker to the page that takes it. */

const cacheName = 'shared';
const key = '/shared';

/** Keeps a shared file until {@link takeShared}. */
export async function keepShared(file: File): Promise<void> {
	const cache = await caches.open(cacheName);
	const headers = { 'Content-Type': file.type, 'X-Name': encodeURIComponent(file.name) };
	await cache.put(key, new Response(file, { headers }));
}

/** The shared file, once; `undefined` if there is none. */
export async function takeShared(): Promise<File | undefined> {
	if (!('caches' in globalThis)) return undefined;
	const kept = await caches.match(key, { cacheName });
	await caches.delete(cacheName);
	if (kept === undefined) return undefined;
	const name = decodeURIComponent(kept.headers.get('X-Name') ?? '');
	return new File([await kept.blob()], name, { type: kept.headers.get('Content-Type') ?? '' });
}
