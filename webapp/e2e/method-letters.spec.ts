/** Letters: from the idea to the paper, into the box, and what they said of it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { signIn, synced } from './support/app.ts';
import { Device, phone as size } from './support/device.ts';
import { dayFrom, person, record, scene, touch, type Scene } from './support/method.ts';
import { print, type Sheet } from './support/pdf.ts';
import { until } from './support/until.ts';

const address = {
	street: 'Oranienstraße 12',
	postalCode: '10999',
	locality: 'Berlin',
	country: 'Germany'
};
const jonas = person('Jonas Okafor', {
	givenName: 'Jonas',
	register: 'personal',
	'addresses/home': { ...address, confirmedOn: dayFrom(-430), pos: 1 }
});
const mei = person('Mei Chen', {
	givenName: 'Mei',
	register: 'results',
	'addresses/work': { ...address, street: 'Harbour Street 8', confirmedOn: dayFrom(-10), pos: 1 }
});
const text = 'Dear Jonas,\n\nchapter three changed how I open every meeting.\n\nWith admiration,';
const letters = ['Ana Müller', 'Lena Torres', 'Raj Kapoor', 'Óscar Ibarra', 'Ada Okoye'].flatMap(
	(name) => {
		const somebody = person(name, { 'addresses/home': { ...address, pos: 1 } });
		const fields = { contact: somebody.id, reason: 'thanks', state: 'written' };
		return [somebody, record('letter', { ...fields, writtenOn: dayFrom(-1) }, { body: text })];
	}
);

let now: Scene;

before(async () => {
	now = await scene([jonas, mei, ...letters, touch(jonas.id, -60)]);
});

after(async () => {
	await now.end();
});

const path = () => new URL(now.page.url()).pathname;

test('S09: offline, a letter is begun, written, put on paper and posted, and the second device has it', async () => {
	const { page, phone } = now;
	await phone.goOffline();
	await page.goto(`${phone.url}/people/${jonas.id}`);
	await page.getByRole('heading', { level: 1, name: 'Jonas Okafor' }).waitFor();
	await page.getByRole('button', { name: 'More for this person' }).click();
	await page.getByRole('menuitem', { name: 'Write a letter' }).click();
	const sheet = page.getByRole('dialog', { name: 'New letter' });
	await sheet.getByText('Jonas Okafor').waitFor();
	await sheet.getByRole('radio', { name: 'Congratulation' }).check();
	await sheet.getByRole('button', { name: 'Begin the letter' }).click();

	await page.getByRole('heading', { level: 1, name: 'Letter to Jonas' }).waitFor();
	await page.getByText(/Address confirmed 14 months ago/).waitFor();
	await page.getByText('Is the address still right?', { exact: false }).waitFor();
	await page.getByRole('button', { name: 'It still holds' }).click();
	await page.getByText('Address confirmed today').waitFor();

	const paper = page.getByRole('textbox', { name: 'Text of the letter' });
	await paper.fill(text);
	await page.getByText('Saved on this device').waitFor();
	await page.reload();
	await page.getByRole('textbox', { name: 'Text of the letter' }).waitFor();
	assert.equal(await page.getByRole('textbox', { name: 'Text of the letter' }).inputValue(), text);

	await page.getByRole('button', { name: 'It is written' }).click();
	await page.getByRole('button', { name: 'It is posted' }).click();
	await page.getByText('on its way', { exact: true }).waitFor();

	const at = path();
	await phone.goOnline();
	await page.goto(phone.url);
	await synced(page);
	const tablet = await Device.fresh(now.server, size);
	try {
		const other = await signIn(tablet, 'ada@example.org');
		await synced(other);
		await other.goto(`${tablet.url}${at}`);
		await other.getByRole('textbox', { name: 'Text of the letter' }).waitFor();
		assert.equal(
			await other.getByRole('textbox', { name: 'Text of the letter' }).inputValue(),
			text
		);
		await other.getByText('on its way', { exact: true }).waitFor();
	} finally {
		await tablet.discard();
	}
});

test('S09: posting is a touch; one step back takes it along, and a later talk can be the answer', async () => {
	const { page, phone } = now;
	const touches = async () =>
		(await now.api.all()).filter(
			({ deleted, fields = {} }) =>
				deleted !== true &&
				fields['kind'] === 'letter' &&
				fields[`contacts/${jonas.id}`] !== undefined
		).length;
	await page.goto(phone.url);
	await synced(page);
	assert.equal(await touches(), 1);
	await page.goto(`${phone.url}/letters`);
	await page.getByRole('link', { name: /Jonas Okafor Congratulation/ }).click();

	await page.getByRole('button', { name: 'What else can be done with this letter' }).click();
	await page.getByRole('menuitem', { name: 'One step back' }).click();
	await page.getByText('written', { exact: true }).waitFor();
	await until('the touch is gone', async () => ((await touches()) === 0 ? true : undefined));

	await page.getByRole('button', { name: 'It is posted' }).click();
	await page.getByRole('button', { name: 'Count it as something given' }).click();
	await page
		.getByRole('button', { name: 'Count it as something given' })
		.waitFor({ state: 'detached' });
	await now.api.push([
		touch(jonas.id, 0, { kind: 'call' }, 'He called. The letter is on his desk.')
	]);
	await page.getByRole('button', { name: /^Call, / }).click();
	await page.getByText(/They spoke of it: Call/).waitFor();
	await page.getByText('arrived', { exact: true }).waitFor();
	await page.goto(`${phone.url}/people/${jonas.id}/exchange`);
	await page.getByText('Congratulation').first().waitFor();
});

test('S05, S09: who wants results is begun with what came of it, others with the person', async () => {
	const { page, phone } = now;
	for (const [somebody, begins] of [
		[mei, /^Dear Mei,\n\nyou …\nSince then/],
		[jonas, /^Dear Jonas,\n\nI have been thinking of/]
	] as const) {
		await page.goto(`${phone.url}/letters?to=${somebody.id}`);
		await page.getByRole('button', { name: 'Begin the letter' }).click();
		await page.getByRole('button', { name: 'Begin with four lines' }).click();
		const paper = page.getByRole('textbox', { name: 'Text of the letter' });
		await page.getByText('no ask').waitFor();
		await paper.and(page.locator('textarea')).waitFor();
		await page.waitForFunction(() => document.querySelector('textarea')?.value !== '');
		assert.match(await paper.inputValue(), begins);
	}
});

test('S09: letters, envelopes and labels come out of the printer in their own sizes, offline', async () => {
	const { page, phone } = now;
	await page.goto(`${phone.url}/letters`);
	const [, written] = letters;
	assert.ok(written);
	await phone.goOffline();
	const open = async (what: string) => {
		await page.goto(`${phone.url}/letters/print?letters=${written.id}&what=${what}`);
		await page.getByRole('button', { name: 'Print', exact: true }).waitFor();
	};
	const one = (width: number, height: number): readonly Sheet[] => [{ width, height }];

	await open('letter');
	await page.getByText('Fits on one sheet').waitFor();
	assert.ok(near(await print(page), one(148, 210)));
	await page.getByRole('radio', { name: 'A6' }).check({ force: true });
	assert.ok(near(await print(page), one(105, 148)));

	await open('envelope');
	assert.ok(near(await print(page), one(220, 110)));
	await page.getByRole('radio', { name: 'C6' }).check({ force: true });
	assert.ok(near(await print(page), one(162, 114)));
	await page.getByRole('radio', { name: '#10' }).check({ force: true });
	assert.ok(near(await print(page), one(241.3, 104.8)));

	await open('labels');
	await page.getByLabel('First free label on the sheet').fill('21');
	assert.ok(near(await print(page), one(210, 297)));
	const printed = page.locator('.printed');
	assert.match((await printed.textContent()) ?? '', /Ana Müller\s*Oranienstraße 12\s*10999 Berlin/);
	await phone.goOnline();
});

test('S09: five letters go through one evening: chosen, put in envelopes and posted together', async () => {
	const { page, phone } = now;
	await page.goto(`${phone.url}/letters`);
	await page.getByRole('link', { name: /Stamps evening/ }).click();
	await page.getByText('Up to five letters, one evening. Which ones?').waitFor();
	assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 5);
	await page.getByRole('button', { name: 'Begin with these' }).click();
	// One letter takes the place of the other, and behind the last one is the list.
	const letters = page.locator('main a[href*="?evening="]');
	await letters.first().click();
	for (let nth = 1; nth < 5; nth++) {
		const before = page.url();
		await page.getByRole('button', { name: 'Next letter' }).click();
		await page.waitForURL((url) => url.href !== before);
	}
	await page.getByRole('button', { name: 'Back to the evening' }).click();
	await letters.nth(4).waitFor();
	await letters.first().click();
	await page.getByRole('button', { name: 'Next letter' }).click();
	await page.goBack();
	await letters.nth(4).waitFor();
	await page.getByRole('link', { name: 'Envelope' }).click();
	await page.getByRole('button', { name: 'Print', exact: true }).waitFor();
	const sheets = await print(page);
	assert.equal(sheets.length, 5);
	await page.goBack();
	await page.getByRole('button', { name: 'All of them are posted' }).click();
	await page.getByText('That was the evening.').waitFor();
	await page.getByRole('button', { name: 'Undo' }).click();
	await page.getByRole('button', { name: 'All of them are posted' }).waitFor();
});

/** Whether these are the sheets, to half a millimetre: printers round to points. */
function near(sheets: readonly Sheet[], expected: readonly Sheet[]): boolean {
	const close = (a = 0, b = 0) => Math.abs(a - b) <= 0.5;
	const same = expected.every(
		({ width, height }, at) => close(width, sheets[at]?.width) && close(height, sheets[at]?.height)
	);
	assert.ok(same && sheets.length === expected.length, JSON.stringify(sheets));
	return true;
}
