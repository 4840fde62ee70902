/** Finding something, as it is typed: on the screen, and in the index alone. */
import type { Page } from 'playwright-core';

import type { Device } from '../e2e/support/device.ts';

import { stored } from './first-sync.ts';
import { median, quantile, type Figure } from './table.ts';

declare global {
	interface Window {
		/** Milliseconds from each question to the index to its answer. */
		benchIndex?: number[];
	}
}

const patience = 300_000;

/** From a key to the last change that it makes on the screen, and what of it the index takes. */
export async function measureSearch(device: Device, notes: number): Promise<Figure[]> {
	const context = await device.context();
	const page = await context.newPage();
	await page.addInitScript(timeIndex);
	await page.goto(`${device.url}/find`);
	const field = page.getByRole('searchbox').first();
	await field.waitFor();
	await watchKeys(page);
	await indexReady(page);
	const times: number[] = [];
	for (const word of ['mara', 'sote', 'bida', 'kolu', 'pira', 'tano']) {
		await field.fill('');
		await settled(page);
		for (const letter of word) {
			await field.press(letter);
			await settled(page);
			times.push(
				await page.evaluate(() => (window.benchChanged ?? 0) - (window.benchPressed ?? 0))
			);
		}
	}
	const index = await page.evaluate(() => window.benchIndex ?? []);
	await page.close();
	const among = `search among ${notes.toLocaleString('en')} notes`;
	return [
		{
			name: `${among}: key to hits, p95`,
			budget: 50,
			measured: quantile(times, 0.95),
			unit: 'ms',
			detail: `median ${median(times).toFixed(1)} ms`
		},
		{
			name: `${among}: the index alone, p95`,
			budget: 5,
			gate: 20,
			measured: quantile(index, 0.95),
			unit: 'ms',
			detail: `question to answer, two a key; median ${median(index).toFixed(1)} ms`
		}
	];
}

/** Runs in the page before it does: notes how long the worker of the index takes for each search. */
function timeIndex(): void {
	const times: number[] = (window.benchIndex = []);
	const name = 'postMessage';
	// A worker is asked with one value and nothing to hand over.
	const post = Reflect.get(Worker.prototype, name) as (this: Worker, message: unknown) => void;
	const timed = function (this: Worker, message: { readonly type?: string; readonly n?: number }) {
		const asked = performance.now();
		const answered = ({ data }: MessageEvent<{ readonly n: number }>) => {
			if (data.n !== message.n) return;
			this.removeEventListener('message', answered);
			times.push(performance.now() - asked);
		};
		if (message.type === 'search') this.addEventListener('message', answered);
		post.call(this, message);
	};
	Object.defineProperty(Worker.prototype, name, { value: timed });
}

async function watchKeys(page: Page): Promise<void> {
	await page.evaluate(() => {
		addEventListener('keydown', ({ timeStamp }) => (window.benchPressed = timeStamp), true);
		const noted = () => (window.benchChanged = performance.now());
		new MutationObserver(noted).observe(document, {
			subtree: true,
			childList: true,
			characterData: true
		});
	});
}

/** Until the index is stored, hits come from looking through everything; the bench does not count that. */
async function indexReady(page: Page): Promise<void> {
	await stored(page, 'search');
	await page.getByRole('searchbox').first().fill('mara');
	await page.locator('main li').first().waitFor({ timeout: patience });
	await page.waitForFunction(() => (window.benchIndex?.length ?? 0) > 0, undefined, {
		timeout: patience
	});
	await settled(page);
	await page.evaluate(() => void window.benchIndex?.splice(0));
}

/** Waits until the document has not changed for a while. */
async function settled(page: Page): Promise<void> {
	await page.waitForFunction(
		() => performance.now() - (window.benchChanged ?? 0) > 300,
		undefined,
		{ timeout: 120_000 }
	);
}
