/**
 * The ways through the app: back leads to where one came from, and what was typed is not lost by a
 * press beside it.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import { toPeople } from './support/app.ts';
import { dayFrom, person, record, scene, type Scene } from './support/method.ts';

const ana = person('Ana Müller', { givenName: 'Ana' });
const promise = record('promise', {
	contact: ana.id,
	by: 'me',
	text: 'Intro to Raj',
	due: dayFrom(1),
	originalDue: dayFrom(1)
});
const note = record(
	'note',
	{ at: `${dayFrom(-1)}T10:00`, [`contacts/${ana.id}`]: true },
	{ body: 'A note that can go' }
);

let stage: Scene;
let page: Page;

before(async () => {
	stage = await scene([ana, promise, note]);
	page = stage.page;
	await stage.phone.goOffline();
});

after(async () => {
	await stage.end();
});

const heading = (name: string) => page.getByRole('heading', { level: 1, name });
const back = () => page.getByRole('main').getByRole('link', { name: 'Back' }).click();

/** From Today to Ana, by the list of people. */
async function toAna(): Promise<void> {
	await toPeople(page);
	await page.getByRole('link', { name: /Ana Müller/ }).click();
	await heading('Ana Müller').waitFor();
}

test('a promise opened on somebody’s page leads back to that person', async () => {
	await toAna();
	await page.getByRole('link', { name: /Intro to Raj/ }).click();
	await heading('Intro to Raj').waitFor();
	await back();
	await heading('Ana Müller').waitFor();
	await back();
	await heading('People').waitFor();
});

test('after a change one is back on the page, once', async () => {
	await toAna();
	await page.getByRole('link', { name: 'Edit' }).click();
	await page.getByLabel('What they do').fill('CFO');
	await page.getByRole('button', { name: 'Save' }).first().click();
	await heading('Ana Müller').waitFor();
	await back();
	await heading('People').waitFor();
});

test('a note that is deleted leaves one where it was found, with what was looked for', async () => {
	await page.getByRole('searchbox').fill('can go');
	await page.locator(`a[href="/notes/${note.id}"]`).click();
	await page.getByRole('button', { name: 'More for this note' }).click();
	await page.getByRole('menuitem', { name: /Delete/ }).click();
	await heading('People').waitFor();
	assert.equal(await page.getByRole('searchbox').inputValue(), 'can go');
	await page.getByRole('searchbox').fill('');
});

test('who opens a page first of all is led to where it belongs', async () => {
	const first = await stage.phone.open(`/promises/${promise.id}`);
	await first.getByRole('heading', { level: 1, name: 'Intro to Raj' }).waitFor();
	await first.getByRole('main').getByRole('link', { name: 'Back' }).click();
	await first.getByRole('heading', { level: 1, name: 'Promises' }).waitFor();
	await first.close();
});

test('a promise is made on somebody’s page, and a press beside the sheet takes nothing away', async () => {
	await toAna();
	await page.getByRole('button', { name: 'New promise' }).click();
	const sheet = page.getByRole('dialog');
	const text = sheet.getByLabel('What was promised?');
	await text.fill('Two pages on pricing');
	await page.mouse.click(195, 12);
	await sheet.getByText('What you typed is not saved yet.').waitFor();
	await sheet.getByRole('button', { name: 'Keep writing' }).click();
	assert.equal(await text.inputValue(), 'Two pages on pricing');
	await page.keyboard.press('Escape');
	await sheet.getByRole('button', { name: 'Keep writing' }).click();
	await text.press('Control+Enter');
	await sheet.waitFor({ state: 'hidden' });
	await page.getByRole('link', { name: /Two pages on pricing/ }).waitFor();
});

test('a sheet in which nothing was typed closes at once; who says so lets the text go', async () => {
	await page.getByRole('button', { name: 'New promise' }).click();
	const sheet = page.getByRole('dialog');
	await sheet.waitFor();
	await page.mouse.click(195, 12);
	await sheet.waitFor({ state: 'hidden' });
	await page.getByRole('button', { name: 'New promise' }).click();
	await sheet.getByLabel('What was promised?').fill('No');
	await sheet.getByRole('button', { name: 'Close' }).click();
	await sheet.getByRole('button', { name: 'Discard' }).click();
	await sheet.waitFor({ state: 'hidden' });
	assert.equal(await page.getByRole('link', { name: /^No\b/ }).count(), 0);
});
