/** Saving a note, and finding one. */
import type { Page } from 'playwright-core';

import type { Device } from '../e2e/support/device.ts';

import { repeat, responseTime, throttle } from './clock.ts';
import { median, quantile, type Figure } from './table.ts';

/** From the tap on Save to the note that says it is saved, at a quarter of the speed, among 20,000 people. */
export async function measureCapture(device: Device): Promise<Figure> {
	const page = await device.open('/');
	await page.locator('main h1').first().waitFor();
	await throttle(page, 4);
	let n = 0;
	const times = await repeat(6, async () => {
		await page.getByRole('link', { name: 'Capture' }).first().click();
		const box = page.getByRole('textbox', { name: 'What happened?' });
		await box.fill(`a thought worth keeping ${String(++n)}`);
		const save = page.getByRole('button', { name: 'Save', exact: true });
		await save.and(page.locator(':enabled')).waitFor();
		const time = await responseTime(page, '.toast', () => save.click());
		// The next one must not see this one's message.
		await page.locator('.toast .close').first().click();
		await page.locator('.toast').waitFor({ state: 'detached' });
		await page.getByRole('link', { name: 'Today' }).first().click();
		await page.locator('main h1').first().waitFor();
		return time;
	});
	await page.close();
	return {
		name: 'capture: tap to saved, 4×',
		budget: 100,
		gate: 300,
		measured: median(times),
		unit: 'ms',
		detail: `longest ${Math.max(...times).toFixed(0)} ms`
	};
}

/** From a key to the last change that it makes on the screen. */
export async function measureSearch(device: Device, notes: number): Promise<Figure> {
	const page = await device.open('/find');
	const field = page.getByRole('searchbox').first();
	await field.waitFor();
	await indexReady(page);
	await page.evaluate(() => {
		addEventListener('keydown', ({ timeStamp }) => (window.benchPressed = timeStamp), true);
		const noted = () => (window.benchChanged = performance.now());
		new MutationObserver(noted).observe(document, {
			subtree: true,
			childList: true,
			characterData: true
		});
	});
	const times: number[] = [];
	for (const word of ['mara', 'sote', 'bida', 'kolu', 'pira', 'tano']) {
		await field.fill('');
		for (const letter of word) {
			await field.press(letter);
			await settled(page);
			times.push(
				await page.evaluate(() => (window.benchChanged ?? 0) - (window.benchPressed ?? 0))
			);
		}
	}
	await page.close();
	return {
		name: `search among ${notes.toLocaleString('en')} notes: key to hits, p95`,
		budget: 5,
		gate: 20,
		measured: quantile(times, 0.95),
		unit: 'ms',
		detail: `median ${median(times).toFixed(1)} ms`
	};
}

/** The index is loaded, or built, when a search brings its first hit; the bench does not count that. */
async function indexReady(page: Page): Promise<void> {
	await page.getByRole('searchbox').first().fill('mara');
	await page.locator('main li').first().waitFor({ timeout: 300_000 });
	await settled(page);
}

/** Waits until the document has not changed for a while. */
async function settled(page: Page): Promise<void> {
	await page.waitForFunction(
		() => performance.now() - (window.benchChanged ?? 0) > 300,
		undefined,
		{
			timeout: 120_000
		}
	);
}
