/** How long it takes from a tap on the icon, or on a link, to what it shows; without a network. */
import type { Device } from '../e2e/support/device.ts';

import { loadTime, repeat, responseTime, throttle } from './clock.ts';
import type { Seeded } from './seed.ts';
import { median, quantile, type Figure } from './table.ts';

const times = 7;
const phoneRate = 4;
const firstRow = 'li[aria-posinset="1"]';

/** Starts of the app and of deep links, at full speed. */
export async function measureStarts(device: Device, { somebody }: Seeded): Promise<Figure[]> {
	const context = await device.context();
	const today = await repeat(times, () => loadTime(context, `${device.url}/`, 'main h1'));
	const link = `${device.url}/people/${somebody}`;
	const person = await repeat(times, () => loadTime(context, link, '.note, main h1'));
	return [
		{ name: 'offline start to Today', budget: 400, gate: 800, measured: median(today), unit: 'ms' },
		{
			name: 'offline deep link to a person',
			budget: 400,
			gate: 800,
			measured: median(person),
			unit: 'ms'
		}
	];
}

/**
 * The list of people at a quarter of the speed. What the people cost is the difference to the same
 * page with nobody in it, which has the same scripts to load.
 */
export async function measureList(device: Device, empty: Device): Promise<Figure[]> {
	const open = async (one: Device, selector: string) => {
		const context = await one.context();
		return repeat(times, () => loadTime(context, `${one.url}/people`, selector, phoneRate));
	};
	const alone = median(await open(empty, 'main h2'));
	const whole = median(await open(device, firstRow));
	const taps = await measureTaps(device);
	return [
		{
			name: '20,000 people ready, beyond an empty list, 4×',
			budget: 100,
			gate: 200,
			measured: whole - alone,
			unit: 'ms',
			detail: `from the navigation ${whole.toFixed(0)} ms, with nobody ${alone.toFixed(0)} ms`
		},
		{
			name: 'tap on People to rows painted, 4×, p95',
			budget: 100,
			gate: 200,
			measured: quantile(taps, 0.95),
			unit: 'ms',
			detail: `median ${median(taps).toFixed(0)} ms`
		}
	];
}

/** From Today to the list and back, in one page. */
async function measureTaps(device: Device): Promise<number[]> {
	const page = await device.open('/');
	await page.locator('main h1').first().waitFor();
	await throttle(page, phoneRate);
	const taps = await repeat(times, async () => {
		const tap = page.getByRole('link', { name: 'People', exact: true }).first();
		const time = await responseTime(page, firstRow, () => tap.click());
		await page.getByRole('link', { name: 'Today' }).first().click();
		await page.locator(firstRow).waitFor({ state: 'detached' });
		return time;
	});
	await page.close();
	// The first one loads the list and its scripts.
	return taps.slice(1);
}

/** Frames while the whole list flies by, and how much of it the document holds. */
export async function measureScroll(device: Device): Promise<Figure[]> {
	const page = await device.open('/people');
	await page.locator(firstRow).waitFor();
	const idle = await page.evaluate(frames, 0);
	const scrolled = await page.evaluate(frames, 400);
	await page.close();
	return [
		{
			name: 'scroll of 20,000 people, frame p95',
			budget: 18,
			gate: 25,
			measured: quantile(scrolled.frames, 0.95),
			unit: 'ms',
			detail: `idle page ${quantile(idle.frames, 0.95).toFixed(1)} ms`
		},
		{
			name: 'rows in the document while scrolling, at most',
			budget: 40,
			gate: 60,
			measured: scrolled.rows,
			unit: 'rows'
		}
	];
}

/** Runs in the page: three seconds of frames, each moving the list on by `step` pixels. */
async function frames(step: number): Promise<{ frames: number[]; rows: number }> {
	const lengths: number[] = [];
	let rows = 0;
	const began = performance.now();
	for (let last = began; last - began < 3_000;) {
		const now = await new Promise(requestAnimationFrame);
		lengths.push(now - last);
		last = now;
		rows = Math.max(rows, document.querySelectorAll('li[aria-posinset]').length);
		scrollBy(0, step);
	}
	return { frames: lengths.slice(2), rows };
}

/**
 * Today with its cards, of people who all have a cadence: from the navigation, less the bare page. Once
 * as it was left, and once as after a change, when it has to be reckoned anew.
 */
export async function measureToday(device: Device, { contacts }: Seeded): Promise<Figure[]> {
	const context = await device.context();
	const people = contacts.toLocaleString('en');
	const figures: Figure[] = [];
	for (const [rate, budget] of [
		[1, 100],
		[phoneRate, 300]
	] as const) {
		const open = (selector: string) => loadTime(context, `${device.url}/`, selector, rate);
		const bare = median(await repeat(times, () => open('main h1')));
		const again = await repeat(times, () => open('.cards .swipe'));
		const anew = await repeat(times, async () => {
			await forget(device);
			return open('.cards .swipe');
		});
		for (const [how, own] of [
			['as it was left', again],
			['reckoned anew', anew]
		] as const) {
			figures.push({
				name: `Today of ${people} people ${how}, beyond its frame, ${String(rate)}×`,
				budget,
				measured: median(own) - bare,
				unit: 'ms',
				detail: `from the navigation ${median(own).toFixed(0)} ms, p95 ${quantile(own, 0.95).toFixed(0)}`
			});
		}
	}
	return figures;
}

/** Takes away what Today came to before. */
async function forget(device: Device): Promise<void> {
	const page = await device.open('/manifest.webmanifest');
	await page.evaluate(async () => {
		const names = (await indexedDB.databases()).map(({ name = '' }) => name);
		const request = indexedDB.open(names.find((name) => name.startsWith('tend:')) ?? '');
		await new Promise((resolve) => (request.onsuccess = resolve));
		const tx = request.result.transaction('derived', 'readwrite');
		tx.objectStore('derived').delete('answer/today');
		await new Promise((resolve) => (tx.oncomplete = resolve));
		request.result.close();
	});
	await page.close();
}
