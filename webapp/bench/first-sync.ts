/** The first sync of a new device, beside the least that any program must do for it. */
import type { Page } from 'playwright-core';

import { signIn } from '../e2e/support/app.ts';
import { Device } from '../e2e/support/device.ts';
import type { Server } from '../e2e/support/server.ts';
import { until } from '../e2e/support/until.ts';

import type { Seeded } from './seed.ts';
import { median, type Figure } from './table.ts';

const patience = 300_000;

/** What the design wants, in seconds. */
export interface Wanted {
	readonly usable: { readonly budget: number; readonly gate: number };
	readonly whole?: { readonly budget: number; readonly gate: number };
}

/** Devices that sync one after the other; the figure is that of the one in the middle. */
const devices = 3;

/** Signs in on new devices; usable is when all people are in the list, whole when nothing is left to fetch. */
export async function measureFirstSync(
	server: Server,
	seeded: Seeded,
	wanted: Wanted
): Promise<{ device: Device; figures: Figure[] }> {
	const device = await Device.fresh(server);
	const times = [await syncFirst(device, seeded)];
	while (times.length < devices) {
		const other = await Device.fresh(server);
		times.push(await syncFirst(other, seeded));
		await other.discard();
	}
	const usable = median(times.map((time) => time.usable));
	const whole = median(times.map((time) => time.whole));
	const bare = await bareSync(device, seeded);
	return { device, figures: figuresOf(seeded, wanted, usable, whole, bare) };
}

async function syncFirst(device: Device, { email, contacts }: Seeded): Promise<Times> {
	const page = await signIn(device, email);
	const times = await page.evaluate(openAndWatch, contacts);
	// Without a network nothing is tidied, and so the index would be built anew at each start.
	await stored(page, 'contacts');
	await stored(page, 'search');
	await page.close();
	return times;
}

/** Seconds. */
interface Times {
	readonly usable: number;
	readonly whole: number;
}

/** Runs in the page: taps on People; seconds from the first pull until all of them are in the list, and until all is synced. */
async function openAndWatch(contacts: number): Promise<Times> {
	const pulls = () =>
		performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/sync/pull'));
	const shown = async (isThere: () => boolean) => {
		while (!isThere()) await new Promise(requestAnimationFrame);
		// A task after the next frame: by then it is painted.
		await new Promise(requestAnimationFrame);
		await new Promise((go) => setTimeout(go));
		return (performance.now() - (pulls()[0]?.startTime ?? Number.NaN)) / 1000;
	};
	document.querySelector<HTMLElement>('a[href="/people"]')?.click();
	const row = `li[aria-setsize="${String(contacts)}"]`;
	const usable = await shown(() => document.querySelector(row) !== null);
	const isSynced = () =>
		Array.from(document.querySelectorAll('button')).some(({ textContent }) =>
			/Sync:\s*Synced/.test(textContent)
		);
	return { usable, whole: await shown(isSynced) };
}

/** The last line of a page. */
interface End {
	readonly next: number;
	readonly more: boolean;
}

/** Waits until the quiet moment after the sync has stored what a start needs under a key: see the local database. */
export async function stored(page: Page, key: 'contacts' | 'search' | 'touches'): Promise<void> {
	const look = async () => ((await page.evaluate(isStored, key)) ? true : undefined);
	await until(`${key} stored`, look, patience);
}

/** Runs in the page. */
async function isStored(key: string): Promise<boolean> {
	const names = (await indexedDB.databases()).map(({ name = '' }) => name);
	const request = indexedDB.open(names.find((name) => name.startsWith('tend:')) ?? '');
	await new Promise((resolve) => (request.onsuccess = resolve));
	const found = request.result.transaction('derived').objectStore('derived').getKey(`${key}/upto`);
	await new Promise((resolve) => (found.onsuccess = resolve));
	request.result.close();
	return found.result !== undefined;
}

interface Bare {
	/** Seconds. */
	readonly fetch: number;
	readonly store: number;
	readonly bytes: number;
}

function figuresOf(seeded: Seeded, wanted: Wanted, usable: number, whole: number, bare: Bare) {
	const { contacts, notes } = seeded;
	const people = `${String(contacts / 1000)}k people`;
	const name = notes === 0 ? people : `${people} + ${String(notes / 1000)}k notes`;
	const least = bare.fetch + bare.store;
	const detail =
		`${(bare.bytes / 1e6).toFixed(1)} MB; ${(whole / least).toFixed(1)}× of a bare fetch ` +
		`(${bare.fetch.toFixed(2)} s) and write (${bare.store.toFixed(2)} s)`;
	const figures: Figure[] = [
		{ name: `first sync of ${name}: usable`, ...wanted.usable, measured: usable, unit: 's' },
		{ name: `first sync of ${name}: whole`, ...wanted.whole, measured: whole, unit: 's', detail }
	];
	return figures;
}

/** Fetches the same pages without looking at them, and writes as many bytes in chunks, in the same browser. */
async function bareSync(device: Device, { device: api }: Seeded): Promise<Bare> {
	const page: Page = await device.open('/manifest.webmanifest');
	const bare = await page.evaluate(fetchAndStore, {
		space: api.spaceId,
		token: api.accessToken
	});
	await page.close();
	return bare;
}

/** Runs in the page. */
async function fetchAndStore({ space, token }: { space: string; token: string }): Promise<Bare> {
	const pages: string[] = [];
	const device = crypto.randomUUID();
	let cursor: object = { since: 0 };
	const began = performance.now();
	for (let more = true; more;) {
		const answer = await fetch('/api/v1/sync/pull', {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
			body: JSON.stringify({
				device,
				schema: 1,
				cursors: [{ space, ...cursor }],
				maxBytes: 2 ** 20
			})
		});
		if (answer.status === 204) break;
		if (!answer.ok) throw new Error(`pull: ${String(answer.status)}`);
		const text = await answer.text();
		const head = JSON.parse(text.slice(0, text.indexOf('\n'))) as { epoch: string; floor?: number };
		const end = JSON.parse(text.slice(text.lastIndexOf('\n', text.length - 2))) as End;
		cursor = { since: end.next, epoch: head.epoch, floor: head.floor };
		more = end.more;
		pages.push(text);
	}
	const fetched = performance.now();
	const db = await new Promise<IDBDatabase>((resolve, reject) => {
		const request = indexedDB.open('bench', 1);
		request.onupgradeneeded = () => void request.result.createObjectStore('chunk');
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error('no database'));
	});
	const size = 128 * 1024;
	for (const [n, text] of pages.entries()) {
		const tx = db.transaction('chunk', 'readwrite', { durability: 'relaxed' });
		for (let at = 0; at < text.length; at += size) {
			tx.objectStore('chunk').put(text.slice(at, at + size), [n, at]);
		}
		await new Promise((resolve) => (tx.oncomplete = resolve));
	}
	db.close();
	indexedDB.deleteDatabase('bench');
	const stored = performance.now();
	return {
		fetch: (fetched - began) / 1000,
		store: (stored - fetched) / 1000,
		bytes: pages.reduce((sum, { length }) => sum + length, 0)
	};
}
