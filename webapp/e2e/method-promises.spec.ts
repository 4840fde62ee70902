/** Promises both ways, as the method asks for them: on time, in full, told one by one, and a kind word to those who owe. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Locator, Page } from 'playwright-core';

import { ApiDevice, newId } from './support/api.ts';
import { readyForOffline, signIn, synced } from './support/app.ts';
import { Device, phone as size } from './support/device.ts';
import { Server } from './support/server.ts';

const ana = newId();
const day = 86_400_000;

let server: Server | undefined;
let phone: Device;
let page: Page;

before(async () => {
	server = await Server.start();
	const seeds = await ApiDevice.signUp(server, 'ada@example.org');
	const promise = (fields: Readonly<Record<string, unknown>>) => ({
		collection: 'promise',
		id: newId(),
		fields: { contact: ana, ...fields }
	});
	await seeds.push([
		{ collection: 'contact', id: ana, fields: { fullName: 'Ana Müller', givenName: 'Ana' } },
		promise({ by: 'them', text: 'Draft of the price list', due: on(-1) }),
		promise({
			by: 'me',
			text: 'Figures for the board',
			due: on(-60),
			delivery: 'full',
			deliveredOn: on(-56)
		}),
		promise({ by: 'me', text: 'Call back', due: on(-30), delivery: 'not' }),
		promise({
			by: 'me',
			text: 'Send the study',
			due: on(-10),
			delivery: 'full',
			deliveredOn: on(-11)
		})
	]);
	phone = await Device.fresh(server, {
		...size,
		permissions: ['clipboard-read', 'clipboard-write']
	});
	page = await signIn(phone, 'ada@example.org');
	await synced(page);
	await readyForOffline(page);
});

after(async () => {
	if (server === undefined) return;
	await phone.discard();
	await server.remove();
});

test('S21: offline, a promise is written down with what counts as done, moved in time, and delivered', async () => {
	await page.getByRole('link', { name: 'Promises' }).first().click();
	await page.getByRole('heading', { level: 1, name: 'Promises' }).waitFor();
	await phone.goOffline();
	await page.getByRole('button', { name: 'New promise' }).click();
	const sheet = page.getByRole('dialog', { name: 'New promise' });
	await sheet.getByLabel('What was promised?').fill('Intro to Raj');
	const who = sheet.getByRole('combobox', { name: 'Between you and whom?' });
	await who.fill('ana');
	await sheet.getByRole('option', { name: /Ana Müller/ }).click();
	await sheet.getByLabel('By when?').fill(on(2));
	await sheet.getByLabel('What counts as done in full?').fill('both agreed first');
	await sheet.getByRole('button', { name: 'Save' }).click();
	await row('Intro to Raj').getByText('for Ana Müller · in full: both agreed first').waitFor();

	await page.getByRole('link', { name: /Intro to Raj/ }).click();
	await page.getByRole('heading', { level: 1, name: 'Intro to Raj' }).waitFor();
	await page.getByRole('button', { name: 'Another day' }).click();
	const move = page.getByRole('dialog', { name: 'Agree on another day' });
	await move.getByText('Good to say so before it is due.').waitFor();
	await move.getByLabel('New day').fill(on(5));
	await move.getByRole('button', { name: 'Agree on it' }).click();
	await page.getByText(/First said for/).waitFor();

	await page.getByRole('button', { name: 'Done', exact: true }).click();
	const deliver = page.getByRole('dialog', { name: 'How did it go?' });
	await deliver.getByRole('radio', { name: /In full/ }).check();
	await deliver.getByLabel('What shows it?').fill('Both wrote back');
	await deliver.getByRole('button', { name: 'Save' }).click();
	await page.getByText('Shown by: Both wrote back').waitFor();
	await page.getByText('In full, today').waitFor();
	await phone.goOnline();
	await page.reload();
	await page.getByText('In full, today').waitFor();
});

test('S21: what was settled in other ways says so: released, handed over, and opened again', async () => {
	await write('Talk at the fair', on(9));
	await page.getByRole('link', { name: /Talk at the fair/ }).click();
	await settle('Handed over');
	await page.getByText('Handed over, today').waitFor();
	await page.getByRole('button', { name: 'More for this promise' }).click();
	await page.getByRole('menuitem', { name: 'Open it again' }).click();
	await page.getByRole('button', { name: 'Done', exact: true }).waitFor();
	await settle('Released');
	await page.getByText('Released, today').waitFor();
});

test('S22: misses stand one by one, with what was made good, and no percentage', async () => {
	await page.goto(`${phone.url}/promises`);
	const missed = page.getByRole('region', { name: 'Missed in twelve months' });
	await missed.getByText('2 of 4').waitFor();
	await missed.getByText(/Ana Müller · 4 days late, in full/).waitFor();
	await missed.getByText(/Ana Müller · not done/).waitFor();
	await missed.getByRole('button', { name: 'Make good: Call back' }).click();
	await missed.getByText(/not done · made good/).waitFor();
	assert.doesNotMatch((await page.locator('main').textContent()) ?? '', /%|streak/i);
});

test('S23: their promise has a kind word ready a day after it was due, two at most', async () => {
	await page.goto(`${phone.url}/promises`);
	await row('Draft of the price list').getByText('one kind word ready').waitFor();
	await row('Draft of the price list').getByRole('link').click();
	await page.getByRole('button', { name: 'A kind word' }).click();
	const sheet = page.getByRole('dialog', { name: 'A kind word' });
	const text = await sheet.getByLabel('Write to Ana').inputValue();
	assert.match(text, /^Hi Ana, a small reminder of “Draft of the price list”/);
	await sheet.getByRole('button', { name: 'Copy' }).click();
	await page.getByText('Copied').waitFor();
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
	await sheet.getByRole('button', { name: 'I sent it' }).click();
	await page.getByText('Noted that you wrote').waitFor();
	await page.getByRole('button', { name: 'A kind word' }).waitFor({ state: 'detached' });
	await page.goto(`${phone.url}/promises`);
	await row('Draft of the price list')
		.getByText(/next word .* at the earliest/)
		.waitFor();
});

test('S21: a fourth promise for one day gets a quiet line while it is written', async () => {
	for (const text of ['One', 'Two', 'Three']) await write(text, on(12));
	await page.getByRole('button', { name: 'New promise' }).click();
	const sheet = page.getByRole('dialog', { name: 'New promise' });
	await sheet.getByLabel('What was promised?').fill('Four');
	await sheet.getByLabel('By when?').fill(on(12));
	await sheet.getByText('That day already holds 3 promises of yours.').waitFor();
});

test('S21: the same quiet line stands in capture while the promise is typed', async () => {
	await page.goto(`${phone.url}/capture`);
	const box = page.getByRole('textbox', { name: 'What happened?' });
	await box.pressSequentially(`! Four by ${on(12)}`);
	await page.getByText('That day already holds 3 promises of yours.').waitFor();
});

/** Writes a promise of mine down, and sees it in the list. */
async function write(text: string, due: string): Promise<void> {
	await page.goto(`${phone.url}/promises`);
	await page.getByRole('button', { name: 'New promise' }).click();
	const sheet = page.getByRole('dialog', { name: 'New promise' });
	await sheet.getByLabel('What was promised?').fill(text);
	await sheet.getByLabel('By when?').fill(due);
	await sheet.getByRole('button', { name: 'Save' }).click();
	await row(text).waitFor();
}

/** Says on the page of a promise what became of it. */
async function settle(how: string): Promise<void> {
	await page.getByRole('button', { name: 'Done', exact: true }).click();
	const sheet = page.getByRole('dialog', { name: 'How did it go?' });
	await sheet.getByRole('radio', { name: new RegExp(how) }).check();
	await sheet.getByRole('button', { name: 'Save' }).click();
}

function row(text: string): Locator {
	return page.getByRole('listitem').filter({ hasText: text }).first();
}

/** A day from today, as the wire writes it. The device is in Lisbon. */
function on(days: number): string {
	return new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Lisbon' }).format(
		Date.now() + days * day
	);
}
