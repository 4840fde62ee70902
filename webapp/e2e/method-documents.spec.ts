/** A page that two people work on: attached as a link, easy to join, there on the other device. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { readyForOffline, signIn, synced } from './support/app.ts';
import { desktop, Device } from './support/device.ts';
import { dayFrom, person, record, scene, type Scene } from './support/method.ts';

const ana = person('Ana Müller', { givenName: 'Ana' });
const raj = person('Raj Kapoor', { givenName: 'Raj' });
const heading = { level: 2, name: 'Working on together' } as const;

let now: Scene;
let other: Device;

before(async () => {
	now = await scene(
		[
			ana,
			raj,
			record('document', {
				contact: raj.id,
				title: 'An old trick',
				url: 'javascript:document.title="caught"',
				openedOn: dayFrom(0)
			})
		],
		{ permissions: ['clipboard-read', 'clipboard-write'] }
	);
	other = await Device.fresh(now.server, desktop);
});

after(async () => {
	await other.discard();
	await now.end();
});

test('S04: offline, a link is attached with its guessed title and their role; what is no page is refused by name and rule', async () => {
	const { page, phone } = now;
	await phone.goOffline();
	await page.goto(`${phone.url}/people/${ana.id}`);
	await page.getByRole('heading', heading).waitFor();
	await page.getByRole('button', { name: 'Add a link' }).click();
	const sheet = page.getByRole('dialog', { name: 'Work on something together' });
	const link = sheet.getByLabel('Link');
	for (const bad of ['javascript:alert(1)', 'data:text/html,hi', 'file:///etc/passwd']) {
		await link.fill(bad);
		await sheet.getByRole('button', { name: 'Save' }).click();
		await sheet.getByText('Link: only pages of the web, which begin with http://').waitFor();
	}
	await link.fill('docs.example/team/q4-price-list');
	await sheet.getByText('Leave it empty to call it “Q4 price list”.').waitFor();
	await sheet.getByLabel('What do they do in it?').selectOption('In my own words');
	await sheet.getByLabel('In your own words').fill('checks the sums');
	await sheet.getByRole('button', { name: 'Save' }).click();
	const opens = page.getByRole('link', { name: 'Q4 price list' });
	assert.equal(await opens.getAttribute('href'), 'https://docs.example/team/q4-price-list');
	await page.getByText('checks the sums').waitFor();
});

test('S04: an invitation is a text with the link to copy; it says when they were invited, and is a touch only if I say so', async () => {
	const { page } = now;
	await page.getByRole('button', { name: 'Invite', exact: true }).click();
	const sheet = page.getByRole('dialog', { name: 'Invite Ana' });
	await sheet.getByRole('button', { name: 'Copy' }).click();
	await page.getByText('Copied').waitFor();
	const copied = await page.evaluate(() => navigator.clipboard.readText());
	assert.match(copied, /Hi Ana, here is “Q4 price list”/);
	assert.match(copied, /\nhttps:\/\/docs\.example\/team\/q4-price-list$/);
	await sheet.getByRole('button', { name: 'I have sent it' }).click();
	await page.getByText('checks the sums · invited today').waitFor();
	await page.getByText('Not in touch yet').first().waitFor();

	await page.getByRole('button', { name: 'More for Q4 price list' }).click();
	await page.getByRole('menuitem', { name: 'Invite again' }).click();
	await sheet.getByRole('switch', { name: 'Count it as being in touch' }).click();
	await sheet.getByRole('button', { name: 'I have sent it' }).click();
	await page.getByText('Invited to “Q4 price list”.').first().waitFor();
	await page.getByText('Not in touch yet').waitFor({ state: 'detached' });
});

test('S04: opening is remembered and stands in the brief; changing and removing can be taken back', async () => {
	const { page, phone } = now;
	const context = await phone.context();
	const popup = context.waitForEvent('page');
	await page.getByRole('link', { name: 'Q4 price list' }).click();
	await (await popup).close();
	await page.getByText('invited today · opened today').waitFor();
	await page.getByRole('button', { name: 'More for Q4 price list' }).click();
	await page.getByRole('menuitem', { name: 'Edit' }).click();
	const sheet = page.getByRole('dialog', { name: 'Working on together' });
	await sheet.getByLabel('Title').fill('Price list 2027');
	await sheet.getByRole('button', { name: 'Save' }).click();
	await page.getByRole('link', { name: 'Price list 2027' }).waitFor();
	await page.getByRole('button', { name: 'More for Price list 2027' }).click();
	await page.getByRole('menuitem', { name: 'Remove' }).click();
	await page.getByRole('link', { name: 'Price list 2027' }).waitFor({ state: 'detached' });
	await page.getByRole('button', { name: 'Undo' }).last().click();
	await page.getByRole('link', { name: 'Price list 2027' }).waitFor();
	await page.goto(`${phone.url}/people/${ana.id}/brief`);
	await page.getByRole('link', { name: 'Working on: Price list 2027' }).waitFor();
});

test('S04: a page that another app shares becomes a document of somebody', async () => {
	const { page, phone } = now;
	const shared = new URLSearchParams({ title: 'Porto plan', url: 'https://pads.example/p/porto' });
	await page.goto(`${phone.url}/capture?${shared.toString()}`);
	await page.getByRole('button', { name: 'See', exact: true }).click();
	await page.getByRole('heading', { level: 2, name: 'Work on it together' }).waitFor();
	await page.getByRole('combobox', { name: 'With whom do you work on this page?' }).fill('raj');
	await page.getByRole('option', { name: /Raj Kapoor/ }).click();
	await page.getByRole('heading', { level: 1, name: 'Raj Kapoor' }).waitFor();
	await page.getByRole('link', { name: 'Porto plan' }).waitFor();
});

test('S04: it is there on the second device, where a link that is none leads nowhere', async () => {
	await now.phone.goOnline();
	await now.page.goto(now.phone.url);
	await synced(now.page);
	const page = await signIn(other, 'ada@example.org');
	await synced(page);
	await readyForOffline(page);
	await other.goOffline();
	await page.goto(`${other.url}/people/${raj.id}`);
	await page.getByRole('link', { name: 'Porto plan' }).waitFor();
	await page.getByText('An old trick').waitFor();
	assert.equal(await page.getByRole('link', { name: 'An old trick' }).count(), 0);
	await page.goto(`${other.url}/people/${ana.id}`);
	await page.getByRole('link', { name: 'Price list 2027' }).waitFor();
	await page.getByText('checks the sums · invited today · opened today').waitFor();
});
