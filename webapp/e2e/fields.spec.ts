/** Every field of a contact, set without a network, kept by the device, and there on the next one. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { readyForOffline, signIn, signUp, synced } from './support/app.ts';
import { desktop, Device } from './support/device.ts';
import { Server } from './support/server.ts';

const picture = join(import.meta.dirname, '../static/icons/icon-192.png');

let server: Server | undefined;
let phone: Device;
let laptop: Device;

before(async () => {
	server = await Server.start();
	phone = await Device.fresh(server);
	laptop = await Device.fresh(server, desktop);
});

after(async () => {
	if (server === undefined) return;
	await phone.discard();
	await laptop.discard();
	await server.remove();
});

/** What is typed, by the label of its box. */
const typed = [
	['Name', 'Grace Hopper'],
	['What they do', 'Rear admiral'],
	['Organisation', 'Navy'],
	['Given name', 'Grace'],
	['Family name', 'Hopper'],
	['Nickname', 'Amazing Grace'],
	['E-mail', 'grace@navy.example'],
	['Phone', '+1 555 0100'],
	['Link', 'https://navy.example'],
	['Street', '1 Compiler Road'],
	['Postal code', '20001'],
	['Town', 'Arlington'],
	['Region', 'Virginia'],
	['Country', 'USA'],
	['Last known to be right', '2026-10-01'],
	['Day', '9'],
	['Year', '1906'],
	['Days ahead', '14'],
	['Days between contacts', '30'],
	['At the latest after', '45'],
	['Their turn since', '2026-11-02'],
	['Paused until', '2027-01-15'],
	['Why paused', 'At sea until then'],
	['How you met', 'At the lecture on nanoseconds.'],
	['What you agreed on', 'She sends a wire, I send a question.'],
	['Form of address', 'Admiral'],
	['Field', 'Ship'],
	['Value', 'USS Hopper']
] as const;

/** What is chosen from a list, by the words that are chosen. */
const chosen = [
	['Month', 'December'],
	['What comes first for them', 'Results first'],
	['Stage', 'Growing'],
	['Circle', 'Inner']
] as const;

const lists = [
	'Add e-mail',
	'Add phone',
	'Add link',
	'Add address',
	'Add a day',
	'Add a field'
] as const;

/** Unfolds every part of the form. */
async function unfold(page: Page): Promise<void> {
	await page.getByLabel('Name', { exact: true }).waitFor();
	await page.evaluate(() => {
		for (const part of document.querySelectorAll('main details')) part.setAttribute('open', '');
	});
}

async function fill(page: Page): Promise<void> {
	for (const name of lists) await page.getByRole('button', { name, exact: true }).click();
	await page.getByLabel('Circle', { exact: true }).selectOption({ label: 'A new circle …' });
	await page.getByLabel('Name of the circle').fill('Inner');
	await page.getByRole('button', { name: 'Create', exact: true }).click();
	await page.getByLabel('Name of the circle').waitFor({ state: 'detached' });
	for (const [label, value] of typed) {
		await page.getByLabel(label, { exact: true }).last().fill(value);
	}
	for (const [label, words] of chosen) {
		await page.getByLabel(label, { exact: true }).selectOption({ label: words });
	}
	await page.getByLabel('Tags', { exact: true }).last().fill('compilers,');
	await page.getByRole('switch', { name: 'Nobody keeps count' }).check();
	await page.locator('input[type=file]').setInputFiles(picture);
	await page.getByRole('button', { name: 'Another picture' }).waitFor();
}

/** Reads the form again, and compares each field. */
async function check(page: Page): Promise<void> {
	for (const [label, value] of typed) {
		const box = page.getByLabel(label, { exact: true }).last();
		assert.equal(await box.inputValue(), value, label);
	}
	for (const [label, words] of chosen) {
		const list = page.getByLabel(label, { exact: true });
		assert.equal(await list.locator('option:checked').innerText(), words, label);
	}
	await page.getByText('compilers', { exact: true }).waitFor();
	assert.ok(await page.getByRole('switch', { name: 'Nobody keeps count' }).isChecked());
	await page.getByRole('button', { name: 'Another picture' }).waitFor();
}

test('every field of a contact can be set offline, outlives the tab, and reaches the next device', async () => {
	const page = await signUp(phone, 'ada@example.org');
	await readyForOffline(page);
	await page.reload();
	await phone.goOffline();
	await page.goto(`${phone.url}/people/new/edit`);
	await unfold(page);
	await fill(page);
	await page.getByRole('button', { name: 'Save' }).first().click();
	await page.waitForURL(/people\/[0-9a-f-]{36}$/);
	const path = new URL(page.url()).pathname;
	await phone.quit();

	await phone.goOffline();
	const again = await phone.open(`${path}/edit`);
	await unfold(again);
	await check(again);

	await phone.goOnline();
	await again.goto(phone.url);
	await synced(again);
	const other = await signIn(laptop, 'ada@example.org');
	await synced(other);
	await other.goto(`${laptop.url}${path}/edit`);
	await unfold(other);
	await check(other);
});
