/** Needs, offers and what comes of them: matches with their reasons, introductions with two yeses, an order of telling, and one line each. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import { ApiDevice, newId, type Put } from './support/api.ts';
import { readyForOffline, signIn, synced } from './support/app.ts';
import { Device, phone as size } from './support/device.ts';
import { Server } from './support/server.ts';

const [ana, raj, lena, mei, jonas] = [newId(), newId(), newId(), newId(), newId()];
const [inner, outer] = [newId(), newId()];
const day = 86_400_000;

let server: Server | undefined;
let phone: Device;
let page: Page;

before(async () => {
	server = await Server.start();
	const seeds = await ApiDevice.signUp(server, 'ada@example.org');
	await seeds.push([
		{ collection: 'circle', id: inner, fields: { name: 'Close', pos: 1 } },
		{ collection: 'circle', id: outer, fields: { name: 'Friends', pos: 2 } },
		person(ana, 'Ana Müller', inner),
		person(raj, 'Raj Kapoor', outer),
		person(lena, 'Lena Torres'),
		person(mei, 'Mei Chen'),
		person(jonas, 'Jonas Okafor'),
		need(lena, 'translators for a contract', 1),
		need(raj, 'figures on churn', 130),
		need(mei, 'churn and retention', 2),
		need(jonas, 'less churn', 2),
		need(ana, 'a churn study', 2),
		{
			collection: 'offer',
			id: newId(),
			fields: { contact: raj, text: 'Knows a contract translator', state: 'open' }
		}
	]);
	phone = await Device.fresh(server, {
		...size,
		permissions: ['clipboard-read', 'clipboard-write']
	});
	page = await signIn(phone, 'ada@example.org');
	await synced(page);
	await readyForOffline(page);
	await phone.goOffline();
});

after(async () => {
	if (server === undefined) return;
	await phone.discard();
	await server.remove();
});

test('S01: offline, I write down what I have to offer and why only I can give it', async () => {
	await page.goto(`${phone.url}/offers`);
	await page.getByRole('button', { name: 'New offer' }).click();
	const sheet = page.getByRole('dialog', { name: 'New offer' });
	await sheet.getByLabel('What can be given?').fill('Two days of pricing work');
	await sheet.getByLabel('What kind of thing is it?').fill('Expertise');
	await sheet.getByRole('switch', { name: 'Only I can give this' }).click();
	await sheet.getByLabel('Because…').fill('ten years of price lists');
	await sheet.getByLabel('What shows it?').fill('https://ada.example/pricing');
	await sheet.getByLabel('How often a month is there room for it?').fill('2');
	await sheet.getByRole('button', { name: 'Save' }).click();
	const offer = page.getByRole('listitem').filter({ hasText: 'Two days of pricing work' });
	await offer
		.getByText('Expertise · Only you: ten years of price lists · 2 times a month')
		.waitFor();
	await offer.getByRole('link', { name: 'https://ada.example/pricing' }).waitFor();
});

test('S02: a need is kept with how I know, is met or gone, and asks after 120 days whether it is still true', async () => {
	await page.goto(`${phone.url}/people/${mei}`);
	await page.getByRole('button', { name: 'Add a need' }).click();
	const sheet = page.getByRole('dialog', { name: 'New need' });
	await sheet.getByLabel('What do they need?').fill('Pricing help for Porto');
	await sheet.getByRole('radio', { name: 'I guess so' }).check({ force: true });
	await sheet.getByRole('button', { name: 'Save' }).click();
	const own = page.getByRole('listitem').filter({ hasText: 'Pricing help for Porto' });
	await own.getByText('a guess').waitFor();
	await own.getByText('you can').waitFor();

	await page.goto(`${phone.url}/people/${raj}`);
	await page.getByText('Still true?').waitFor();
	await page.getByRole('button', { name: 'Still true: figures on churn' }).click();
	await page.getByText('Still true?').waitFor({ state: 'detached' });
	await page.getByRole('button', { name: 'Edit: figures on churn' }).click();
	await page.getByRole('menuitem', { name: 'Met' }).click();
	await page
		.getByRole('listitem')
		.filter({ hasText: 'figures on churn' })
		.getByText('Met', { exact: true })
		.first()
		.waitFor();
});

test('S03: what fits says why; what does not fit never comes again', async () => {
	await page.goto(`${phone.url}/offers`);
	const mine = page.getByRole('article', { name: 'Mei Chen' });
	await mine.getByText('Needs: Pricing help for Porto').waitFor();
	await mine.getByText('Your offer: Two days of pricing work').waitFor();
	await mine.getByText('Both speak of “Pricing”').waitFor();
	await mine.getByRole('button', { name: 'Not a fit' }).click();
	await mine.waitFor({ state: 'detached' });
	await page.reload();
	await page.getByRole('article', { name: 'Lena Torres' }).waitFor();
	assert.equal(await page.getByRole('article', { name: 'Mei Chen' }).count(), 0);
});

test('S03: two people are introduced only after both have said yes, with texts to copy, an outcome and thanks', async () => {
	await page.goto(`${phone.url}/offers`);
	const match = page.getByRole('article', { name: 'Lena Torres' });
	await match.getByText('Raj Kapoor offers: Knows a contract translator').waitFor();
	await match.getByRole('button', { name: 'Bring them together' }).click();
	await page.getByRole('heading', { level: 1, name: 'Lena and Raj' }).waitFor();
	assert.equal(await page.getByRole('button', { name: 'I introduced them' }).count(), 0);
	await step('Next: ask Lena', /you need translators for a contract/, 'I asked Lena');
	await step(/Lena was asked/, /Hi Raj, I know Lena/, 'I asked Raj');
	await page.getByText('Raj was asked').waitFor();
	await page.getByRole('button', { name: 'Raj said yes' }).click();
	await step(/Both said yes/, /you both said yes/, 'I introduced them');
	await page.getByText('Introduced. How did it go?').waitFor();
	await page.getByRole('button', { name: 'Well', exact: true }).click();
	await step('Next: thank Raj', /thank you for taking the time for Lena/, 'I thanked Raj');
	await page.getByText('Nothing is left to do here').waitFor();
	await page.goto(`${phone.url}/people/${lena}/exchange`);
	await page.getByText('Introduced to Raj').waitFor();
});

test('S28: an opportunity is told to the inner circle now, to the next one 48 hours later', async () => {
	await page.goto(`${phone.url}/offers`);
	await page.getByRole('button', { name: 'New opportunity' }).click();
	const sheet = page.getByRole('dialog', { name: 'New opportunity' });
	await sheet.getByLabel('What is the opportunity?').fill('Two seats at the churn fair');
	await sheet.getByRole('button', { name: 'Save' }).click();
	await page.getByRole('heading', { level: 1, name: 'Two seats at the churn fair' }).waitFor();
	await page.getByRole('button', { name: 'Tell Ana' }).waitFor();
	assert.equal(await page.getByRole('button', { name: 'Tell Raj' }).isDisabled(), true);
	assert.equal(await page.getByRole('button', { name: 'Tell Mei' }).isDisabled(), true);
	await page.getByRole('button', { name: 'Tell Ana' }).click();
	const tell = page.getByRole('dialog', { name: 'Tell Ana Müller' });
	assert.match(await tell.getByLabel('Text').inputValue(), /among the first to hear this/);
	await tell.getByRole('button', { name: 'I told Ana' }).click();
	await page.getByText(/told \d/).waitFor();
	await phone.context().then((context) => context.clock.install({ time: Date.now() + 2 * day }));
	await page.reload();
	await page.getByRole('button', { name: 'Tell Raj', disabled: false }).waitFor();
});

test('S03: a shared article goes to those whose needs it fits, one line each, the same to three at most', async () => {
	const shared = new URLSearchParams({ text: 'What churn tells https://churn.example/study' });
	await page.goto(`${phone.url}/capture?${shared.toString()}`);
	await page.getByText('Who else is this for?').waitFor();
	await page.getByRole('button', { name: 'See', exact: true }).click();
	for (const name of ['Ana', 'Jonas', 'Mei']) await line(name, 'Thought of you.');
	const first = page.getByRole('article', { name: 'Ana Müller' });
	await first.getByText('fits: churn').waitFor();
	await first.getByRole('button', { name: 'Copy' }).click();
	assert.equal(
		await page.evaluate(() => navigator.clipboard.readText()),
		'Thought of you.\nhttps://churn.example/study'
	);
	await first.getByRole('button', { name: 'I sent it' }).click();
	await first.getByText('sent', { exact: true }).waitFor();

	const other = page.getByRole('combobox', { name: 'For somebody else' });
	await other.fill('lena');
	await page.getByRole('option', { name: /Lena Torres/ }).click();
	await line('Lena', 'thought of you');
	const fourth = page.getByRole('article', { name: 'Lena Torres' });
	await fourth.getByText('Three people have this line already.').waitFor();
	assert.equal(await fourth.getByRole('button', { name: 'I sent it' }).isDisabled(), true);
	await line('Lena', 'You asked me about churn in May.');
	await fourth.getByRole('button', { name: 'I sent it', disabled: false }).waitFor();
});

async function line(name: string, text: string): Promise<void> {
	await page.getByLabel(`One line for ${name} alone`).fill(text);
}

/** Reads what is next and its text, copies it, and says that it was done. */
async function step(says: string | RegExp, text: RegExp, done: string): Promise<void> {
	await page.getByText(says).first().waitFor();
	assert.match(await page.getByLabel('Text').inputValue(), text);
	await page.getByRole('button', { name: 'Copy' }).click();
	await page.getByText('Copied').first().waitFor();
	await page.getByRole('button', { name: done }).click();
}

function person(id: string, fullName: string, circle?: string): Put {
	const [givenName] = fullName.split(' ');
	return { collection: 'contact', id, fields: { fullName, givenName, ...(circle && { circle }) } };
}

function need(contact: string, text: string, ago: number): Put {
	const confirmedOn = new Date(Date.now() - ago * day).toISOString().slice(0, 10);
	const fields = { contact, text, confidence: 'said', state: 'open', confirmedOn };
	return { collection: 'need', id: newId(), fields };
}
