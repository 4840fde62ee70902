/** What two people give each other: written down, seen as a band and never as a number, and hidden where nobody counts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import { ApiDevice, newId, type Put } from './support/api.ts';
import { readyForOffline, signIn, synced } from './support/app.ts';
import { Device } from './support/device.ts';
import { Server } from './support/server.ts';

const ana = newId();
const raj = newId();
const mei = newId();
const day = 86_400_000;

let server: Server | undefined;
let phone: Device;
let page: Page;

before(async () => {
	server = await Server.start();
	const seeds = await ApiDevice.signUp(server, 'ada@example.org');
	await seeds.push([
		person(ana, 'Ana'),
		person(raj, 'Raj'),
		person(mei, 'Mei'),
		{
			collection: 'need',
			id: newId(),
			fields: { contact: ana, text: 'Pricing help', confidence: 'said', state: 'open' }
		},
		...[1, 20, 50].map((ago) => exchange(raj, 'received', ago, 'An introduction')),
		...[200, 220].map((ago) => exchange(mei, 'received', ago, 'Advice')),
		exchange(mei, 'gave', 180, 'A study')
	]);
	phone = await Device.fresh(server);
	page = await signIn(phone, 'ada@example.org');
	await synced(page);
	await readyForOffline(page);
});

after(async () => {
	if (server === undefined) return;
	await phone.discard();
	await server.remove();
});

test('S16: an ask before the first give gets one quiet line', async () => {
	await page.goto(`${phone.url}/people/${ana}/exchange`);
	await add('I asked', 'A quote for the report', async (sheet) => {
		await sheet.getByText('You have not given them anything yet.').waitFor();
	});
	await page.getByRole('button', { name: 'They helped: A quote for the report' }).waitFor();
});

test('S17: offline, a give is written down with its kind and size, and meets the need it was for', async () => {
	await phone.goOffline();
	await add('I gave', 'The churn study', async (sheet) => {
		await sheet.getByLabel('What kind?').selectOption({ label: 'Insight' });
		await sheet.getByRole('radio', { name: 'A lot' }).check({ force: true });
		await sheet.getByLabel('For which need?').selectOption({ label: 'Pricing help' });
		await sheet.getByRole('switch', { name: 'That meets it' }).waitFor();
	});
	const given = page.getByRole('listitem').filter({ hasText: 'The churn study' });
	await given.getByText(/I gave · Insight/).waitFor();
	await given.getByRole('button', { name: 'Very well' }).click();
	await given.getByText(/landed: Very well/).waitFor();
	await phone.goOnline();
});

test('S12: who asked and who helped is told both ways', async () => {
	for (const [label, times] of [
		['I asked', 'once'],
		['They asked', 'once'],
		['I helped', 'once'],
		['They helped', 'never']
	] as const) {
		await page.locator('dl > div').filter({ hasText: label }).getByText(times).first().waitFor();
	}
});

test('S20: the balance is a band in words, never a number', async () => {
	const band = page.getByRole('img', { name: 'Over the last year: you are ahead' });
	await band.waitFor();
	assert.doesNotMatch((await band.textContent()) ?? '', /\d/);
	await page.getByText('How the band is drawn').click();
	await page.getByText('fades over twelve months').waitFor();
	await page.goto(`${phone.url}/people/${ana}`);
	await page.getByRole('img', { name: 'Over the last year: you are ahead' }).waitFor();
});

test('S24–S28: the mix of what was brought is a picture with the kind that is missing named', async () => {
	await page.goto(`${phone.url}/people/${ana}/exchange`);
	for (const kind of ['Expertise', 'Insight', 'Opportunity', 'Tailored idea', 'Priority']) {
		await page.locator('dt').getByText(kind, { exact: true }).waitFor();
	}
	await page.locator('dl > div').filter({ hasText: 'Insight' }).getByText('once').waitFor();
	await page.getByText('Never yet in this year: Expertise.').waitFor();
});

test('S20: taking and taking comes to Today as a thought, not as a reproach', async () => {
	await page.goto(phone.url);
	const card = page.getByRole('article', { name: 'Raj' });
	await card.getByText('They gave several times in a row. What could you bring them?').waitFor();
	await card.getByRole('link', { name: 'Think of something' }).click();
	await page.getByRole('heading', { name: 'You and Raj' }).waitFor();
});

test('S15: once a quarter one asks oneself whether it would go on; the answer rests the question', async () => {
	await page.goto(`${phone.url}/people/${mei}/exchange`);
	await page.getByRole('heading', { name: 'Would it go on if you never won by it?' }).waitFor();
	await page.getByRole('button', { name: 'Yes', exact: true }).click();
	await page.getByText('Then it is more than business.').waitFor();
	await page
		.getByRole('heading', { name: 'Would it go on if you never won by it?' })
		.waitFor({ state: 'detached' });
});

test('S15: where nobody counts the ledger is hidden, and nothing of it is lost', async () => {
	await page.goto(`${phone.url}/people/${mei}/exchange`);
	await page.getByText('A study').waitFor();
	await page.getByRole('switch', { name: 'Nobody keeps count between us' }).click();
	await page.getByText('A study').waitFor({ state: 'detached' });
	await page.goto(`${phone.url}/people/${mei}`);
	await page.getByText('Nobody keeps count between you two.').waitFor();
	await page.goto(`${phone.url}/people/${mei}/exchange`);
	await page.getByRole('switch', { name: 'Nobody keeps count between us' }).click();
	await page.getByText('A study').waitFor();
});

/** Opens the sheet, chooses what it was, fills in the words and saves. */
async function add(
	what: string,
	text: string,
	more: (sheet: ReturnType<Page['getByRole']>) => Promise<void>
): Promise<void> {
	await page.getByRole('button', { name: 'Write it down' }).first().click();
	const sheet = page.getByRole('dialog', { name: 'Write it down' });
	await sheet.getByRole('radio', { name: what }).check({ force: true });
	await sheet.getByRole('textbox').first().fill(text);
	await more(sheet);
	await sheet.getByRole('button', { name: 'Save' }).click();
	await page.getByText('Saved on this device').first().waitFor();
}

function person(id: string, fullName: string): Put {
	return { collection: 'contact', id, fields: { fullName } };
}

function exchange(contact: string, direction: string, ago: number, text: string): Put {
	const on = new Date(Date.now() - ago * day).toISOString().slice(0, 10);
	const fields = { contact, direction, kind: 'insight', size: 'm', text, on };
	return { collection: 'exchange', id: newId(), fields };
}
