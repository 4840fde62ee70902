/** Contacts: a long list that stays light, search without a network, every field, trash and back. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import { ApiDevice, newId, type Put } from './support/api.ts';
import { readyForOffline, signIn, synced, toPeople } from './support/app.ts';
import { Device } from './support/device.ts';
import { Server } from './support/server.ts';

const people = 20_000;

let server: Server | undefined;
let phone: Device;
let page: Page;

before(async () => {
	server = await Server.start();
	const seeds = await ApiDevice.signUp(server, 'ada@example.org');
	const puts: Put[] = [];
	for (let i = 0; i < people; i++) {
		const fullName = `${first[i % first.length] ?? ''} ${last[i % last.length] ?? ''} ${String(i)}`;
		puts.push({ collection: 'contact', id: newId(), fields: { fullName, organization: 'Norte' } });
	}
	const zoe = newId();
	puts.push({ collection: 'contact', id: zoe, fields: { fullName: 'Zoë Quince' } });
	puts.push({
		collection: 'note',
		id: newId(),
		fields: { [`contacts/${zoe}`]: true },
		text: { body: 'She collects fountain pens.' }
	});
	await seeds.push(puts);
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

const first = ['Ana', 'Raj', 'Lena', 'Jonas', 'Mei', 'Óscar', 'Ümit'];
const last = ['Müller', 'Kapoor', 'Torres', 'Okafor', 'Chen', 'Ibarra'];

test('20,000 people take fewer than 60 rows of the document, at the top and in the middle', async () => {
	await toPeople(page);
	const row = page.locator('[aria-setsize]');
	await row.first().waitFor();
	assert.ok((await row.count()) < 60);
	assert.equal(await row.first().getAttribute('aria-setsize'), String(people + 1));
	await page.mouse.move(200, 400);
	await page.mouse.wheel(0, 600_000);
	await page
		.locator('[aria-posinset="9000"], [aria-posinset="10000"], [aria-posinset="10005"]')
		.first()
		.waitFor();
	assert.ok((await row.count()) < 60);
});

test('people and notes are found offline, by the beginnings of words, whatever the accents', async () => {
	await phone.goOffline();
	const find = page.getByRole('searchbox', { name: 'Find people and notes' });
	await find.fill('quin zoe');
	await page
		.getByRole('link', { name: /Zoë Quince/ })
		.first()
		.waitFor();
	await find.fill('fountain');
	await page.getByRole('link', { name: /fountain pens/ }).waitFor();
	await find.fill('nobody at all');
	await page.getByText('Nobody here is called').waitFor();
});

test('a contact made offline is there after a reload', async () => {
	await page.goto(`${phone.url}/people/new/edit`);
	await page.getByLabel('Name', { exact: true }).fill('Grace Hopper');
	await page.getByRole('button', { name: 'Save' }).first().click();
	await page.waitForURL(/people\/[0-9a-f-]{36}$/);
	await page.reload();
	await page.getByRole('heading', { name: 'Grace Hopper' }).waitFor();
});

test('a deleted contact comes back by undo, and from the trash', async () => {
	await page.goto(`${phone.url}/people`);
	const find = page.getByRole('searchbox', { name: 'Find people and notes' });
	const grace = page.getByRole('link', { name: /Grace Hopper/ });
	await find.fill('hopper');
	await grace.click();
	await remove();
	await page.getByRole('button', { name: 'Undo' }).click();
	await find.fill('hopper');
	await grace.click();
	await remove();
	await page.goto(`${phone.url}/people/trash`);
	const back = page.getByRole('button', { name: 'Take back: Grace Hopper' });
	await back.click();
	await back.waitFor({ state: 'detached' });
	await page.goto(`${phone.url}/people`);
	await find.fill('hopper');
	await grace.waitFor();
});

async function remove(): Promise<void> {
	await page.getByRole('button', { name: 'More for this person' }).click();
	await page.getByRole('menuitem', { name: 'Delete' }).click();
	await page.getByText('Grace Hopper is in the trash').first().waitFor();
}
