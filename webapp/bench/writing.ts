/** Saving a note. */
import type { Device } from '../e2e/support/device.ts';

import { repeat, responseTime, throttle } from './clock.ts';
import { median, type Figure } from './table.ts';

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
