/** A real address book: preview, progress, nothing twice, and a broken card that skips only itself. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import { readyForOffline, signUp } from './support/app.ts';
import { Device } from './support/device.ts';
import { Server } from './support/server.ts';

let server: Server | undefined;
let phone: Device;
let page: Page;

before(async () => {
	server = await Server.start();
	phone = await Device.fresh(server);
	page = await signUp(phone, 'ada@example.org');
	await readyForOffline(page);
	await phone.goOffline();
});

after(async () => {
	if (server === undefined) return;
	await phone.discard();
	await server.remove();
});

/** A picture of one red pixel. */
const pixel =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

function addressBook(): string {
	const cards = Array.from({ length: 300 }, (_, i) => [
		'BEGIN:VCARD',
		`VERSION:${i % 2 === 0 ? '3.0' : '4.0'}`,
		`UID:card-${String(i)}`,
		`FN:Person ${String(i)}`,
		`N:Person;${String(i)};;;`,
		`EMAIL;TYPE=work:person${String(i)}@example.org`,
		`TEL;TYPE=CELL:+351 555 ${String(i)}`,
		'ADR;TYPE=home:;;Rua Augusta 1;Lisboa;;1100-048;Portugal',
		'CATEGORIES:chess\\, club,pricing',
		i % 2 === 0 ? 'BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12' : 'BDAY:--0412',
		i % 2 === 0 ? `PHOTO;ENCODING=b;TYPE=PNG:${pixel}` : `PHOTO:data:image/png;base64,${pixel}`,
		'X-FAVOURITE-COLOUR:moss',
		'END:VCARD'
	]);
	cards.splice(150, 0, ['BEGIN:VCARD', 'VERSION:4.0', 'FN:Broken', 'this is no line', 'END:VCARD']);
	return cards.map((lines) => lines.join('\r\n')).join('\r\n') + '\r\n';
}

/** The line on which the broken card goes wrong: 150 cards of 13 lines, then the fourth. */
const brokenLine = 150 * 13 + 4;

test('an address book is previewed, imported offline, and shows what it says', async () => {
	await choose();
	await page.getByText('300 new people').waitFor();
	await page.getByText('1 card could not be read').waitFor();
	await page.getByText(`Line ${String(brokenLine)}`).waitFor();
	await page.getByRole('button', { name: 'Import 300 people' }).click();
	await page.getByRole('heading', { name: '300 people imported' }).waitFor();
	await page.getByRole('link', { name: 'See your people' }).click();
	await page.getByRole('searchbox', { name: 'Find people and notes' }).fill('person 7');
	await page
		.getByRole('link', { name: 'Person 7 ' })
		.or(page.getByRole('link', { name: /^Person 7\b/ }))
		.first()
		.click();
	await page.getByText('chess, club').first().waitFor();
	// The list of people behind the page has pictures too, which nobody sees now.
	await page
		.locator('img[src^="data:image/jpeg"]:visible, img[src^="blob:"]:visible')
		.first()
		.waitFor();
});

test('the same file again adds nothing', async () => {
	await page.goto(`${phone.url}/import`);
	await choose();
	await page.getByText('Everybody in this file is here already.').waitFor();
	assert.equal(await page.getByRole('button', { name: /^Import \d/ }).count(), 0);
});

test('the connections of LinkedIn come in as a table, and once', async () => {
	const table = [
		'Notes:',
		'"When exporting your connection data, some addresses may be missing."',
		'',
		'First Name,Last Name,URL,Email Address,Company,Position,Connected On',
		'Maja,Lindqvist,https://www.linkedin.com/in/maja,,Norrsken,CFO,12 May 2020',
		'Person,7,https://www.linkedin.com/in/seven,person7@example.org,Seven,CEO,12 May 2020'
	].join('\n');
	const file = { name: 'Connections.csv', mimeType: 'text/csv', buffer: Buffer.from(table) };
	await page.goto(`${phone.url}/import`);
	await page.getByLabel('Choose a file').setInputFiles(file);
	await page.getByText('1 new person').waitFor();
	await page.getByText('1 person you know gains details').waitFor();
	await page.getByRole('button', { name: 'Import 2 people' }).click();
	await page.getByRole('heading', { name: '2 people imported' }).waitFor();
	await page.goto(`${phone.url}/import`);
	await page.getByLabel('Choose a file').setInputFiles(file);
	await page.getByText('Everybody in this file is here already.').waitFor();
});

test('everything goes out again as a file, offline', async () => {
	await page.goto(`${phone.url}/settings`);
	const saved = async (button: string) => {
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('button', { name: button }).click()
		]);
		await page.getByText(`${download.suggestedFilename()} was saved`).waitFor();
		return readFile(await download.path(), 'utf8');
	};
	const cards = await saved('Save people as vCard');
	assert.equal(cards.match(/BEGIN:VCARD/g)?.length, 301);
	assert.equal(cards.match(/X-FAVOURITE-COLOUR:moss/g)?.length, 300);
	const all: unknown = JSON.parse(await saved('Save everything'));
	const { records } = all as { records: Record<string, readonly unknown[]> };
	assert.equal(records['contact']?.length, 301);
});

test('a file without contacts is told in plain words', async () => {
	await page.goto(`${phone.url}/import`);
	await page.getByLabel('Choose a file').setInputFiles({
		name: 'holiday.txt',
		mimeType: 'text/plain',
		buffer: Buffer.from('')
	});
	await page.getByRole('alert').getByText('There are no contacts in this file').waitFor();
});

async function choose(): Promise<void> {
	if (!page.url().endsWith('/import')) await page.goto(`${phone.url}/import`);
	await page.getByLabel('Choose a file').setInputFiles({
		name: 'contacts.vcf',
		mimeType: 'text/vcard',
		buffer: Buffer.from(addressBook())
	});
}
