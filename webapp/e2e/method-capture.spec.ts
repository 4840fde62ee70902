/**
 * The method, in the part of it that begins with a capture: what was said becomes promises, questions,
 * facts and ideas, with the network off, and each can be undone. The numbers are those of the demands.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import { readyForOffline, signUp } from './support/app.ts';
import { Device } from './support/device.ts';
import { Server } from './support/server.ts';

let server: Server | undefined;
let device: Device;
let page: Page;

before(async () => {
	server = await Server.start();
	device = await Device.fresh(server);
	page = await signUp(device, 'ada@example.org');
	await readyForOffline(page);
	await device.goOffline();
});

after(async () => {
	await device.discard();
	await server?.remove();
});

test('from the shortcut of the home screen to saved in three taps, offline', async () => {
	await page.close();
	// The shortcut opens this; the box has the focus, so typing needs no tap.
	page = await device.open('/capture');
	const box = page.getByRole('textbox', { name: 'What happened?' });
	await box.waitFor();
	await page.waitForFunction(() => document.activeElement instanceof HTMLTextAreaElement);
	let taps = 0;
	const tap = async (name: string) => {
		taps++;
		await page.getByRole('button', { name, exact: true }).click();
	};
	await page.keyboard.type(
		'@Zelda lunch 45m outside. She moves to Porto in May.\n! intro to Raj by tomorrow\n? how was the move in 6w\n# pricing help'
	);
	await tap('Add Zelda');
	for (const words of ['Lunch · 45 min · outside of work', 'Their need', 'Ask after'])
		await understood(page, words);
	await understood(page, 'I promise · tomorrow');
	await tap('Save');
	await page.getByText('Saved on this device').first().waitFor();
	assert.ok(taps <= 3);
	await page.getByRole('heading', { level: 1, name: 'Zelda' }).waitFor();
});

test('what was understood stands on the note, and can be taken back without a word being lost', async () => {
	const held = page.getByRole('list', { name: 'What this note holds' });
	await held.getByRole('button', { name: 'I promise · tomorrow' }).waitFor();
	const need = held.getByRole('listitem').filter({ hasText: 'Their need' });
	await need.getByRole('button', { name: 'Remove' }).click();
	await need.waitFor({ state: 'detached' });
	await page.getByText('# pricing help').waitFor();
	await page.getByRole('button', { name: 'Undo' }).click();
	await need.waitFor();

	await held.getByRole('button', { name: 'I promise · tomorrow' }).click();
	const sheet = page.getByRole('dialog');
	await sheet.getByLabel('What it says').fill('intro to Raj and Lena');
	await sheet.getByRole('button', { name: 'Save' }).click();
	await sheet.waitFor({ state: 'hidden' });
	await held.getByTitle('intro to Raj and Lena').waitFor();
});

test('what was understood can be plain text before it is saved; the whole can be taken back after', async () => {
	await page.getByRole('link', { name: 'Capture' }).first().click();
	const box = page.getByRole('textbox', { name: 'What happened?' });
	await box.pressSequentially('@Zelda called\n* skis');
	const chip = understoodChip(page, 'Good to know');
	await chip.getByRole('button', { name: 'Remove' }).click();
	await chip.waitFor({ state: 'detached' });
	assert.equal(await box.inputValue(), '@Zelda called\n* skis');
	await page.getByRole('button', { name: 'Understand again' }).click();
	await chip.waitFor();
	await page.getByRole('button', { name: 'I promise', exact: true }).click();
	await page.keyboard.type('send the deck');
	assert.equal(await box.inputValue(), '@Zelda called\n* skis\n! send the deck');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByText('Saved on this device').first().waitFor();
	await page.getByRole('button', { name: 'Undo' }).click();
	await box.waitFor();
	assert.equal(await box.inputValue(), '@Zelda called\n* skis\n! send the deck');
	await box.fill('');
});

test('S11 a capture ends with one line: what did I learn, what will I change, how can I serve better', async () => {
	await page.getByRole('link', { name: 'Capture' }).first().click();
	const box = page.getByRole('textbox', { name: 'What happened?' });
	await box.pressSequentially('@Zelda call about Porto');
	await understood(page, 'Call');
	const line = page.getByLabel(/What did I learn|What will I change|How can I serve them better/);
	await line.fill('Ask before I advise');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByText('Saved on this device').first().waitFor();
	await page.getByRole('heading', { level: 1, name: 'Zelda' }).waitFor();
	await page.getByText('Ask before I advise').waitFor();
});

/** The chip with these words under the box of Capture. */
function understoodChip(on: Page, words: string) {
	return on
		.getByRole('group', { name: 'What was understood' })
		.locator('.chip')
		.filter({ hasText: words });
}

async function understood(on: Page, words: string): Promise<void> {
	await understoodChip(on, words).first().waitFor();
}
