/** What a keystroke in Capture costs while marks are understood, and how soon a long timeline opens. */
import type { Page } from 'playwright-core';

import { newId, type ApiDevice, type Put } from '../e2e/support/api.ts';
import type { Device } from '../e2e/support/device.ts';

import { repeat, responseTime, throttle } from './clock.ts';
import { median, quantile, type Figure } from './table.ts';

const day = 86_400_000;

/** Gives somebody a past of so many entries: notes and interactions for the most part, and something of everything else. */
export async function seedPast(device: ApiDevice, contact: string, entries: number): Promise<void> {
	const now = Date.now();
	const puts = Array.from({ length: entries }, (_, i): Put => {
		const at = now - (entries - i) * (day / 2);
		return entry(i, newId(at), contact, new Date(at).toISOString().slice(0, 16));
	});
	await device.push(puts);
}

function entry(i: number, id: string, contact: string, at: string): Put {
	const named = { [`contacts/${contact}`]: true };
	const text = `entry ${String(i)}`;
	switch (i % 10) {
		case 0:
			return { collection: 'promise', id, fields: { contact, by: 'me', text } };
		case 1:
			return { collection: 'question', id, fields: { contact, text } };
		case 2:
			return { collection: 'fact', id, fields: { contact, text } };
		case 3: {
			const fields = { contact, direction: 'gave', kind: 'insight', text, on: at.slice(0, 10) };
			return { collection: 'exchange', id, fields };
		}
		case 4:
		case 5:
			return { collection: 'interaction', id, fields: { ...named, at, kind: 'call', minutes: 20 } };
		default:
			return { collection: 'note', id, fields: { ...named, at }, text: { body: text } };
	}
}

/** From a key to the last change it makes on the screen, at a quarter of the speed, while a capture of six clauses is typed. */
export async function measureTyping(device: Device): Promise<Figure> {
	const page = await device.open('/capture');
	const box = page.getByRole('textbox', { name: 'What happened?' });
	await box.waitFor();
	await page.evaluate(() => {
		addEventListener('keydown', () => (window.benchPressed = performance.now()), true);
		const noted = () => (window.benchChanged = performance.now());
		new MutationObserver(noted).observe(document, {
			subtree: true,
			childList: true,
			characterData: true
		});
	});
	const start =
		'@Nobody lunch 45m outside. She moves to Porto in May.\n! intro by fri\n? how was it in 6w\n# pricing help\n* school starts 1 sep\n+ insight: study';
	await box.fill(start);
	await throttle(page, 4);
	const times: number[] = [];
	for (const key of '; ! send the deck by next tuesday; ~ bundle them') {
		await page.keyboard.type(key);
		times.push(await keyTime(page));
	}
	await box.fill('');
	await page.close();
	return {
		name: 'capture: key to understood, 4×, p95',
		budget: 16,
		gate: 50,
		measured: quantile(times, 0.95),
		unit: 'ms',
		detail: `median ${median(times).toFixed(1)} ms`
	};
}

/** How long the last key took, once the frame after it has passed. */
function keyTime(page: Page): Promise<number> {
	return page.evaluate(
		() =>
			new Promise<number>((resolve) => {
				requestAnimationFrame(() => {
					resolve(Math.max(0, (window.benchChanged ?? 0) - (window.benchPressed ?? 0)));
				});
			})
	);
}

/** From the tap on somebody with a long past to the first entries of it. */
export async function measureTimeline(device: Device, id: string): Promise<Figure> {
	const page = await device.open('/people');
	const link = page.locator(`a[href="/people/${id}"]`).first();
	await link.waitFor();
	const times = await repeat(5, async () => {
		await link.waitFor();
		const time = await responseTime(page, '.entry', () => link.click());
		await page.goBack();
		return time;
	});
	await page.close();
	return {
		name: 'tap to a person with 2,000 entries',
		budget: 200,
		gate: 600,
		measured: median(times),
		unit: 'ms',
		detail: `longest ${Math.max(...times).toFixed(0)} ms`
	};
}
