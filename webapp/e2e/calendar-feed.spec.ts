/** A calendar feed: made in the settings, read by a program that has nothing but its address, ended. */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { ApiDevice } from './support/api.ts';
import { signIn, synced } from './support/app.ts';
import { Device, phone } from './support/device.ts';
import { seeds } from './support/seeds.ts';
import { Server } from './support/server.ts';

const pictures = process.env['TEND_PICTURES'] ?? join(import.meta.dirname, 'output');

let server: Server | undefined;

before(async () => {
	server = await Server.start();
	await (await ApiDevice.signUp(server, 'ada@example.org')).push(seeds(new Date()).puts);
	await mkdir(pictures, { recursive: true });
});

after(async () => {
	await server?.remove();
});

test('a feed shows reminders to a calendar until it is ended', async () => {
	if (server === undefined) throw new Error('no server');
	const device = await Device.fresh(server, phone);
	try {
		const page = await signIn(device, 'ada@example.org');
		await synced(page);
		await page.goto(new URL('/settings', page.url()).href);
		await page.getByRole('link', { name: /^Calendar feed/ }).click();
		await page.getByLabel('What it is for').fill('Phone');
		await page.getByRole('button', { name: 'Make a feed' }).click();
		const address = await page.getByLabel('Address of the feed').inputValue();
		await page.getByText('not read yet').waitFor();
		await page.screenshot({ path: join(pictures, 'calendar-feed-made.png'), fullPage: true });

		const read = await fetch(address);
		assert.equal(read.status, 200);
		const text = await read.text();
		assert.match(text, /^BEGIN:VCALENDAR\r\n/);
		assert.match(text, /\r\nSUMMARY:Introduce her to Raj/);
		const again = await fetch(address, {
			headers: { 'if-none-match': read.headers.get('etag') ?? '' }
		});
		assert.equal(again.status, 304);

		await page.getByRole('listitem').getByRole('button', { name: 'End' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
		await page.getByText('The feed is ended.').waitFor();
		assert.equal((await fetch(address)).status, 404);
		assert.deepEqual(device.complaints, []);
	} finally {
		await device.discard();
	}
});
