/** The house of the sample people: a tap in, nothing of it in the user's own, and gone when thrown away. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import { ApiDevice } from './support/api.ts';
import { capture, readyForOffline, signUp } from './support/app.ts';
import { Device, phone } from './support/device.ts';
import { Server } from './support/server.ts';

let server: Server;
let device: Device;
let page: Page;

before(async () => {
	server = await Server.start();
	device = await Device.fresh(server, phone);
});

after(async () => {
	await device.discard();
	await server.remove();
});

const line = () => page.getByRole('complementary', { name: 'Sample people' });

async function databases(): Promise<readonly string[]> {
	return page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
}

async function inside(): Promise<void> {
	await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
	await line().waitFor();
}

test('a newcomer looks around from the door, without an account', async () => {
	page = await device.open('/sign-in');
	await page.getByRole('link', { name: 'Look around first, with sample people' }).click();
	await inside();
	await page.getByText('Ana Müller').first().waitFor();
	await line().getByRole('button', { name: 'Leave' }).click();
	await page.getByLabel('E-mail address').waitFor();
});

test('one tap leads from an empty house to a Today with five cards of different kinds', async () => {
	await page.close();
	page = await signUp(device, 'ada@example.org');
	await readyForOffline(page);
	await page.getByRole('link', { name: 'Explore with sample people' }).click();
	await inside();
	await page.getByRole('article').nth(4).waitFor();
	const cards = await page.getByRole('article').count();
	assert.ok(cards >= 5 && cards <= 6, `${String(cards)} cards`);
});

test('every screen has something on it, says that these are sample people, and asks the server nothing', async () => {
	const asked: string[] = [];
	page.on('request', (request) => {
		if (request.url().includes('/api/')) asked.push(request.url());
	});
	for (const path of [
		'/people',
		'/promises',
		'/offers',
		'/introductions',
		'/reminders',
		'/circles'
	]) {
		await page.goto(device.url + path);
		await page.locator('h1').waitFor();
		await line().waitFor();
		await page.locator('main li, main article').first().waitFor();
	}
	await page.goto(`${device.url}/people`);
	await page
		.getByRole('link', { name: /Ana Müller/ })
		.first()
		.click();
	await page.getByText('Lunch by the river.').first().waitFor();
	await page.goto(`${device.url}/devices`);
	await page.getByRole('heading', { name: 'Not with sample people' }).waitFor();
	assert.deepEqual(asked, []);
});

test('what is tried there survives a reload, works offline, and rings and counts nowhere', async () => {
	await device.goOffline();
	await page.goto(device.url);
	await capture(page, 'Zelda Quint', 'a word of nobody');
	await page.reload();
	await line().waitFor();
	await page.goto(`${device.url}/find`);
	await page.getByRole('searchbox').fill('zelda');
	await page
		.getByRole('link', { name: /Zelda Quint/ })
		.first()
		.waitFor();
	await device.goOnline();
	const shown = await page.evaluate(async () => {
		const registration = await navigator.serviceWorker.getRegistration();
		return (await registration?.getNotifications())?.length;
	});
	assert.equal(shown, 0);
});

test('another tab is in the own house, without anybody of the sample', async () => {
	const other = await (await device.context()).newPage();
	await other.goto(`${device.url}/people`);
	await other.getByRole('heading', { level: 1, name: 'People' }).waitFor();
	assert.equal(await other.getByRole('link', { name: /Ana Müller|Zelda/ }).count(), 0);
	await other.close();
});

test('a notification that is pressed, and what the platform opens, leads to the own house', async () => {
	await page.evaluate(() => {
		navigator.serviceWorker.dispatchEvent(
			new MessageEvent('message', { data: { open: '/reminders' } })
		);
	});
	await page.getByRole('heading', { level: 1, name: 'Reminders' }).waitFor();
	await line().waitFor({ state: 'detached' });
	await page.goto(`${device.url}/sample`);
	await inside();
	await page.goto(`${device.url}/capture?from=shortcut`);
	await page.getByRole('textbox', { name: 'What happened?' }).waitFor();
	assert.equal(await line().count(), 0);
});

test('nothing of the sample is found at home, nor has it reached the server', async () => {
	await capture(page, 'Own Person', 'a word of my own');
	await page.goto(`${device.url}/find`);
	await page.getByRole('searchbox').fill('zelda');
	await page.getByText('Nobody here is called').waitFor();
	const own = await ApiDevice.signIn(server, 'ada@example.org');
	const seen = async () => JSON.stringify(await own.all());
	const until = Date.now() + 15_000;
	while (!(await seen()).includes('Own Person') && Date.now() < until)
		await page.waitForTimeout(200);
	const all = await seen();
	assert.ok(all.includes('Own Person'));
	assert.ok(!/Ana Müller|Zelda/.test(all));
});

test('thrown away, nothing of it stays on the device, and another tab that showed it is at home', async () => {
	await page.goto(`${device.url}/sample`);
	await inside();
	const other = await (await device.context()).newPage();
	await other.goto(`${device.url}/sample`);
	await other.getByRole('complementary', { name: 'Sample people' }).waitFor();
	await page.goto(`${device.url}/more`);
	await page.getByRole('button', { name: /Throw the sample people away/ }).click();
	await page.getByRole('button', { name: 'Throw away', exact: true }).click();
	await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
	await line().waitFor({ state: 'detached' });
	await other.getByRole('complementary', { name: 'Sample people' }).waitFor({ state: 'detached' });
	await other.close();
	assert.deepEqual(
		(await databases()).filter((name) => name.includes('sample')),
		[]
	);
	const kept = await page.evaluate(() => Object.keys(localStorage).join());
	assert.ok(!kept.includes('sample'), kept);
});

test('signing out takes the sample people along', async () => {
	await page.goto(`${device.url}/sample`);
	await inside();
	await line().getByRole('button', { name: 'Leave' }).click();
	await line().waitFor({ state: 'detached' });
	await page.goto(`${device.url}/more`);
	await page.getByRole('button', { name: /Sign out/ }).click();
	await page.getByRole('button', { name: 'Sign out', exact: true }).last().click();
	await page.getByLabel('E-mail address').waitFor();
	assert.deepEqual(
		(await databases()).filter((name) => name.startsWith('tend:')),
		[]
	);
});
