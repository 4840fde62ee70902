/**
 * The method, in the part of it that begins with a capture: what was said becomes promises, questions,
 * facts and ideas, with the network off, and each can be undone. The numbers are those of the demands.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import { readyForOffline, signUp, synced, toPeople } from './support/app.ts';
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
	await undo(page, 'Taken back');
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
	await undo(page, 'Saved on this device');
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

test('S07 a fact with a day ahead makes a question, the bank has more, and an answer is kept', async () => {
	await write(page, '@Zelda * daughter starts school 1 sep', 'Good to know');
	const questions = page.locator('#questions');
	await questions.getByText('How did it go: daughter starts school?').waitFor();
	await questions.getByText(/^from 2 Sep/).waitFor();

	await questions.getByRole('button', { name: 'Add' }).click();
	const sheet = page.getByRole('dialog');
	const offered = sheet.getByRole('group', { name: 'Questions to begin with' }).getByRole('button');
	const first = (await offered.first().textContent()) ?? '';
	await sheet.getByRole('button', { name: 'Other questions' }).click();
	await offered.filter({ hasText: first }).waitFor({ state: 'detached' });
	const chosen = (await offered.first().textContent()) ?? '';
	await offered.first().click();
	await sheet.getByRole('button', { name: 'Save' }).click();
	const row = questions.getByRole('listitem').filter({ hasText: chosen });
	await row.getByRole('button', { name: 'Asked' }).click();
	await sheet.getByLabel('What was the answer?').fill('She wants to teach one day');
	await sheet.getByRole('button', { name: 'Asked' }).click();
	await questions.getByText('Asked before: 1').click();
	await questions.getByText('She wants to teach one day').waitFor();
});

test('S14 what was heard and comes up again is a callback, told in words', async () => {
	const facts = page
		.locator('section')
		.filter({ has: page.getByRole('heading', { name: 'Good to know' }) });
	const answer = facts.getByRole('listitem').filter({ hasText: 'She wants to teach one day' });
	await answer.getByRole('button', { name: 'Came up again' }).click();
	await answer.getByText('came up again: 1').waitFor();
	await facts.getByText('Came back to within a year: 1 of 1.').waitFor();
});

test('S08 an idea is kept for somebody, told, and lands', async () => {
	await write(page, '@Zelda ~ bundle the three offers', 'Idea for them');
	const ideas = page
		.locator('section')
		.filter({ has: page.getByRole('heading', { name: 'Ideas' }) });
	const idea = ideas.getByRole('listitem').filter({ hasText: 'bundle the three offers' });
	await idea.getByRole('button', { name: 'Told' }).click();
	const well = idea.getByRole('button', { name: 'Just right' });
	await well.click();
	await ideas.locator('[aria-pressed="true"]').filter({ hasText: 'Just right' }).waitFor();
});

test('all of it reaches the server once the network is back', async () => {
	await device.goOnline();
	await toPeople(page);
	await synced(page);
	assert.deepEqual(
		device.complaints.filter((line) => !/ERR_|Failed to load/.test(line)),
		[]
	);
});

/** Writes a capture, waits until these words say what was understood, and saves it. Ends on the person's page. */
async function write(on: Page, text: string, words: string): Promise<void> {
	await on.getByRole('link', { name: 'Capture' }).first().click();
	await on.getByRole('textbox', { name: 'What happened?' }).pressSequentially(text);
	await understood(on, words);
	await on.getByRole('button', { name: 'Save' }).click();
	await on.getByText('Saved on this device').first().waitFor();
	await on.getByRole('heading', { level: 1, name: 'Zelda' }).waitFor();
}

/** Takes back what the newest of these messages tells of. */
async function undo(on: Page, words: string): Promise<void> {
	const toast = on.locator('.toast').filter({ hasText: words }).last();
	await toast.getByRole('button', { name: 'Undo' }).click();
}

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
