/** Earlier versions: what was written before comes back, and no value of two at once is lost. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Locator, Page } from 'playwright-core';

import { ApiDevice, newId } from './support/api.ts';
import { readyForOffline, signIn, synced } from './support/app.ts';
import { desktop, Device } from './support/device.ts';
import { Server } from './support/server.ts';

let server: Server | undefined;
let phone: Device;
let laptop: Device | undefined;
let page: Page;
let other: Page;

const lunch = newId();
const ana = newId();
const first = 'Lunch with Ana. The board wants one price list.';

before(async () => {
	server = await Server.start();
	const seeds = await ApiDevice.signUp(server, 'ada@example.org');
	await seeds.push([
		{
			collection: 'contact',
			id: ana,
			fields: { fullName: 'Ana Müller', 'phones/p1': { value: '+351 1', pos: 0 } }
		},
		{ collection: 'note', id: lunch, fields: { [`contacts/${ana}`]: true }, text: { body: first } }
	]);
	phone = await Device.fresh(server);
	page = await signIn(phone, 'ada@example.org');
	await synced(page);
	await readyForOffline(page);
});

after(async () => {
	if (server === undefined) return;
	await phone.discard();
	await laptop?.discard();
	await server.remove();
});

test('a note edited three times shows its versions, and the first can be brought back', async () => {
	await page.goto(`${phone.url}/notes/${lunch}`);
	const box = page.getByRole('textbox', { name: 'Text of the note' });
	for (const text of [
		'Lunch with Ana, outside.',
		'A long lunch with Ana, outside.',
		'A long lunch with Ana.'
	]) {
		await box.fill(text);
		await page.locator('p[role=status]').getByText('Synced', { exact: true }).waitFor();
	}
	const sheet = await history('More for this note');
	// What one device saved in one sitting is one version, until somebody wants to see each change.
	await sheet.getByRole('listitem').nth(1).waitFor();
	assert.equal(await sheet.getByRole('listitem').count(), 2);
	await sheet.getByRole('button', { name: 'Show each of the 3 changes' }).click();
	await sheet.getByRole('listitem').nth(3).waitFor();
	const newest = sheet.getByRole('listitem').first();
	await newest.getByText('As it is now').waitFor();
	await newest.getByText(/^You, on Chrome · Linux$/).waitFor();
	assert.match(await newest.locator('del').innerText(), /outside/);

	const oldest = sheet.getByRole('listitem').last();
	await oldest.getByText('You, on Seeds').waitFor();
	await oldest.getByRole('button', { name: 'Bring this version back' }).click();
	await sheet.waitFor({ state: 'hidden' });
	await says(first);
	await page.getByRole('button', { name: 'Undo' }).click();
	await says('A long lunch with Ana.');
});

/** Waits until this is the text of the note. */
async function says(text: string): Promise<void> {
	await page.waitForFunction((it) => document.querySelector('textarea')?.value === it, text);
}

test('offline it says where earlier versions are, and they come by themselves', async () => {
	await phone.goOffline();
	const sheet = await history('More for this note');
	await sheet.getByText('they come when you are online').waitFor();
	await phone.goOnline();
	await sheet.getByText('First version').waitFor();
	await sheet.getByRole('button', { name: 'Close' }).click();
});

test('of two numbers set offline the one that lost can be taken back', async () => {
	assert.ok(server);
	laptop = await Device.fresh(server, desktop);
	other = await signIn(laptop, 'ada@example.org');
	await synced(other);
	await readyForOffline(other);
	for (const [device, tab, number] of [
		[phone, page, '+351 22'],
		[laptop, other, '+351 333']
	] as const) {
		await tab.goto(`${device.url}/people/${ana}/edit`);
		await tab.getByLabel('Phone', { exact: true }).waitFor();
		await device.goOffline();
		await tab.getByLabel('Phone', { exact: true }).fill(number);
		await tab.getByRole('button', { name: 'Save' }).first().click();
		await tab.waitForURL(/people\/[0-9a-f-]{36}$/);
	}
	await phone.goOnline();
	await page.goto(phone.url);
	await synced(page);
	await laptop.goOnline();

	await page.goto(`${phone.url}/people/${ana}`);
	await page.getByText('+351 333').first().waitFor({ state: 'attached' });
	const sheet = await history('More for this person');
	await sheet.getByText('The other value · Phone').waitFor();
	await sheet.getByText('+351 22', { exact: true }).first().waitFor();
	await sheet.getByRole('button', { name: 'Take it back' }).click();
	await sheet.waitFor({ state: 'hidden' });
	// It is an ordinary change: the other device has it a moment later.
	await other.getByText('+351 22').first().waitFor({ state: 'attached' });
	assert.deepEqual(phone.complaints.filter(isOurs), []);
	assert.deepEqual(laptop.complaints.filter(isOurs), []);
});

/** Not being able to reach the server is what these devices were asked for. */
function isOurs(complaint: string): boolean {
	return !complaint.includes('net::ERR_');
}

/** Opens the earlier versions from a menu of the page. */
async function history(menu: string): Promise<Locator> {
	await page.getByRole('button', { name: menu }).first().click();
	await page.getByRole('menuitem', { name: 'Earlier versions' }).click();
	const sheet = page.getByRole('dialog', { name: 'Earlier versions' });
	await sheet.waitFor();
	return sheet;
}
