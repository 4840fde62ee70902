/** A note taken offline reaches the second device; words of two people survive each other. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { capture, readyForOffline, signIn, signUp, synced, toPeople } from './support/app.ts';
import { Device } from './support/device.ts';
import { Server } from './support/server.ts';

let server: Server | undefined;
let first: Device;
let second: Device;

before(async () => {
	server = await Server.start();
	first = await Device.fresh(server);
	second = await Device.fresh(server);
});

after(async () => {
	if (server === undefined) return;
	await first.discard();
	await second.discard();
	await server.remove();
});

test('a note taken offline survives the tab, syncs, and shows up elsewhere within a second', async () => {
	let page = await signUp(first, 'ada@example.org');
	await readyForOffline(page);
	const other = await signIn(second, 'ada@example.org');
	await toPeople(other);
	await synced(other);

	await first.goOffline();
	await capture(page, 'Zelda', 'lunch in Porto');
	await page.getByText('lunch in Porto').first().waitFor();
	await page.close();

	page = await first.open('/people');
	await page.getByRole('link', { name: /Zelda/ }).click();
	await page.getByText('lunch in Porto').first().waitFor();
	assert.equal(await other.getByRole('link', { name: /Zelda/ }).count(), 0);

	await page.locator('.note').getByText('Saved on this device').waitFor();
	await first.goOnline();
	await page.locator('.note').getByText('Saved on this device').waitFor({ state: 'detached' });
	const started = Date.now();
	await other.getByRole('link', { name: /Zelda/ }).waitFor();
	assert.ok(Date.now() - started < 1_000, 'the poke brings it within a second of the sync');
	await other.getByRole('link', { name: /Zelda/ }).click();
	await other.getByText('lunch in Porto').first().waitFor();
});

test('the same note edited on two offline devices keeps the words of both', async () => {
	const pages = [await first.open('/people'), await second.open('/people')] as const;
	for (const page of pages) {
		await page.getByRole('link', { name: /Zelda/ }).click();
		await page.getByText('lunch in Porto').first().waitFor();
	}
	await Promise.all([first.goOffline(), second.goOffline()]);
	await rewrite(pages[0], (text) => `Sunday: ${text}`);
	await rewrite(pages[1], (text) => `${text}, and she liked the tarts`);

	await first.goOnline();
	await pages[0].locator('.note').getByText('Saved on this device').waitFor({ state: 'detached' });
	await second.goOnline();
	const whole = /Sunday: lunch in Porto, and she liked the tarts/;
	for (const page of pages) await page.getByText(whole).first().waitFor();
});

test('the server wrote nobody’s name into its log', () => {
	assert.doesNotMatch(server?.log ?? '', /Zelda|Porto|ada@example/);
	assert.match(server?.log ?? '', /sync/, 'the log has to say something for this to mean anything');
});

type Page = Awaited<ReturnType<Device['open']>>;

/** Edits the one note of the page in place. */
async function rewrite(page: Page, change: (text: string) => string): Promise<void> {
	await page.getByRole('button', { name: 'More for this note' }).click();
	await page.getByRole('menuitem', { name: 'Edit' }).click();
	const box = page.getByRole('textbox', { name: 'Text of the note' });
	await box.fill(change(await box.inputValue()));
	await page.getByRole('button', { name: 'Done' }).click();
}
