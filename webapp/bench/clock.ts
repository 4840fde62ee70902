/** Times as the page itself sees them. */
import type { BrowserContext, Page } from 'playwright-core';

declare global {
	interface Window {
		/** When what was watched for had been painted, by the page's clock; see {@link watchFor}. */
		benchSeen?: number;
		/** When the last click or key came in. */
		benchPressed?: number;
		/** When the document last changed. */
		benchChanged?: number;
	}
}

/** Slows the page's thread down, as a phone of the middle range is slower than a desk. */
export async function throttle(page: Page, rate: number): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate });
	await session.detach();
}

/** Opens a page and tells after how many milliseconds `selector` was painted, counted from the navigation. */
export async function loadTime(
	context: BrowserContext,
	url: string,
	selector: string,
	rate = 1
): Promise<number> {
	const page = await context.newPage();
	try {
		if (rate !== 1) await throttle(page, rate);
		await page.addInitScript(watch, selector);
		await page.goto(url, { waitUntil: 'commit' });
		return await seen(page);
	} finally {
		await page.close();
	}
}

/** Does something in the page and tells how many milliseconds after the last click or key `selector` was painted. */
export async function responseTime(
	page: Page,
	selector: string,
	act: () => Promise<void>
): Promise<number> {
	await page.evaluate(() => {
		delete window.benchSeen;
		const pressed = ({ timeStamp }: Event) => (window.benchPressed = timeStamp);
		addEventListener('click', pressed, { capture: true });
	});
	await page.evaluate(watch, selector);
	await act();
	const at = await seen(page);
	return at - (await page.evaluate(() => window.benchPressed ?? Number.NaN));
}

async function seen(page: Page): Promise<number> {
	const handle = await page.waitForFunction(() => window.benchSeen, undefined, {
		timeout: 120_000,
		polling: 50
	});
	return Number(await handle.jsonValue());
}

/** Runs in the page: notes when `selector` is there, once the frame that shows it has been drawn. */
function watch(selector: string): void {
	let found = false;
	const look = () => {
		if (found || document.querySelector(selector) === null) return;
		found = true;
		observer.disconnect();
		// A task after the next frame: by then it is painted.
		requestAnimationFrame(() => {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => (window.benchSeen = performance.now());
			port2.postMessage(undefined);
		});
	};
	const observer = new MutationObserver(look);
	observer.observe(document, { subtree: true, childList: true, attributes: true });
	look();
}

/** Calls `measure` some times, one after the other. */
export async function repeat(times: number, measure: () => Promise<number>): Promise<number[]> {
	const values: number[] = [];
	for (let i = 0; i < times; i++) values.push(await measure());
	return values;
}
