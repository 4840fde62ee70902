/** What a person does in the app, in the words of its English interface. */
import type { Page } from 'playwright-core';

import type { Device } from './device.ts';

export const password = 'correct horse battery staple';

/** Creates an account on this device and ends on Today. */
export async function signUp(device: Device, email: string): Promise<Page> {
	const page = await atTheDoor(device);
	const create = page.getByRole('button', { name: 'Create account' });
	const turn = page.getByRole('button', { name: 'Create an account' });
	await create.or(turn).waitFor();
	if (await turn.isVisible()) await turn.click();
	await fillIn(page, email);
	await create.click();
	await onToday(page);
	return page;
}

/** Signs in on this device and ends on Today. */
export async function signIn(device: Device, email: string): Promise<Page> {
	const page = await atTheDoor(device);
	const enter = page.getByRole('button', { name: 'Sign in', exact: true });
	const turn = page.getByRole('button', { name: 'I have an account already' });
	await enter.or(turn).waitFor();
	if (await turn.isVisible()) await turn.click();
	await fillIn(page, email);
	await enter.click();
	await onToday(page);
	return page;
}

/** The page to sign in on, after it has asked whether anybody may sign up. */
async function atTheDoor(device: Device): Promise<Page> {
	const page = await device.open('/sign-in');
	await page.waitForLoadState('networkidle');
	return page;
}

async function fillIn(page: Page, email: string): Promise<void> {
	await page.getByLabel('E-mail address').fill(email);
	await page.getByRole('textbox', { name: 'Password' }).fill(password);
}

async function onToday(page: Page): Promise<void> {
	await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
}

/** Waits until the worker that serves the app offline has everything it needs. */
export async function readyForOffline(page: Page): Promise<void> {
	await page.evaluate(async () => {
		await navigator.serviceWorker.ready;
	});
}

/** Writes a note about somebody new and saves it. Ends where the app shows the note. */
export async function capture(page: Page, name: string, text: string): Promise<void> {
	await page.getByRole('link', { name: 'Capture' }).first().click();
	const box = page.getByRole('textbox', { name: 'What happened?' });
	await box.pressSequentially(`@${name}`);
	await page.getByRole('button', { name: `Add ${name}` }).click();
	await box.pressSequentially(` ${text}`);
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByText('Saved on this device').first().waitFor();
}

/** Goes to the list of people and waits until it has taken the place of what was there. */
export async function toPeople(page: Page): Promise<void> {
	await page.getByRole('link', { name: 'People', exact: true }).first().click();
	await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
}

/** The sign of sync, by its word. */
export async function synced(page: Page): Promise<void> {
	await page
		.getByRole('button', { name: /Sync:\s*Synced/ })
		.first()
		.waitFor();
}
