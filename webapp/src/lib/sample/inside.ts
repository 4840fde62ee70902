/**
 * Whether this tab is in the house of the sample people. The tab knows it and nothing else: another
 * tab, and the app when it is opened again, are in the user's own house.
 */

const key = 'tend.sample';

/** Whose the sample people are, in the names of databases and of what is kept beside them. */
export const sampleUser = 'sample';

/** Whether this tab shows the sample people. */
export function isInside(storage: Storage = sessionStorage): boolean {
	return storage.getItem(key) !== null;
}

/** From the next load of the page on, this tab shows the sample people. */
export function goInside(storage: Storage = sessionStorage): void {
	storage.setItem(key, '1');
}

/** From the next load of the page on, this tab shows the user's own house. */
export function goOutside(storage: Storage = sessionStorage): void {
	storage.removeItem(key);
}

/** Written and taken away again when the sample people are thrown away, for the other tabs to hear. */
export const goneKey = 'tend.gone';

/** Leaves, and tells the other tabs that nobody is there any more. */
export function tellGone(): void {
	goOutside();
	localStorage.setItem(goneKey, sampleUser);
	localStorage.removeItem(goneKey);
}

/** What the address of a page carries that the platform opened: an icon, a shortcut, something shared. */
const launches = ['from', 'shared', 'title', 'text', 'url'];

/** Whether the platform opened this page: what it brings is for the user's own house. */
export function isLaunch({ searchParams }: URL): boolean {
	return launches.some((name) => searchParams.has(name));
}

/** Pages that are about the server, which has never heard of the sample people. */
const ofServer = ['/devices', '/settings/ringing', '/settings/calendar', '/attention'];

/** Whether a page says nothing about sample people. */
export function isOfServer(path: string): boolean {
	return ofServer.includes(path);
}
