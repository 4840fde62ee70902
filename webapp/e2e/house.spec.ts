/** Who may come in, who is in, and that nothing said is lost when the house burns. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { capture, password, readyForOffline, signIn, signUp } from './support/app.ts';
import { Device } from './support/device.ts';
import { Server } from './support/server.ts';

let server: Server | undefined;
let first: Device;
let second: Device;

before(async () => {
	server = await Server.start({ TEND_OPEN_REGISTRATION: 'false' });
	first = await Device.fresh(server);
	second = await Device.fresh(server);
});

after(async () => {
	if (server === undefined) return;
	await first.discard();
	await second.discard();
	await server.remove();
});

test('the first account opens the house, then registration is closed', async () => {
	const page = await signUp(first, 'ada@example.org');
	await readyForOffline(page);
	const stranger = await second.open('/sign-in');
	await stranger.waitForLoadState('networkidle');
	assert.equal(await stranger.getByRole('button', { name: /^Create a/ }).count(), 0);
	await stranger.getByLabel('E-mail address').fill('ada@example.org');
	await stranger.getByRole('textbox', { name: 'Password' }).fill('not the password');
	await stranger.getByRole('button', { name: 'Sign in', exact: true }).click();
	await stranger.getByText('The e-mail address or the password is wrong.').waitFor();
	await stranger.close();
});

test('a device that another one signed out keeps its notes, and syncs them after signing in again', async () => {
	const lost = await signIn(second, 'ada@example.org');
	await readyForOffline(lost);
	const page = await first.open('/devices');
	await page.getByRole('button', { name: 'Sign out', exact: true }).click();
	await page.getByText('is signed out.').waitFor();
	await capture(lost, 'Mei', 'tea at the harbour');
	await lost.goto(`${second.url}/people`);
	await lost
		.getByRole('button', { name: /Sync:\s*Signed out/ })
		.first()
		.click();
	await lost.getByRole('link', { name: 'Sign in' }).click();
	await lost.getByRole('textbox', { name: 'Password' }).fill(password);
	await lost.getByRole('button', { name: 'Sign in', exact: true }).click();
	await page.goto(`${first.url}/people`);
	await page.getByRole('link', { name: /Mei/ }).waitFor();
});

test('what was synced is there after the server was killed, and what was written meanwhile follows', async () => {
	const page = await first.open('/');
	await server?.kill();
	await capture(page, 'Óscar', 'asked about the bonus rules');
	await page.locator('.note').getByText('Saved on this device').waitFor();
	await server?.up();
	await page
		.locator('.note')
		.getByText('Saved on this device')
		.waitFor({ state: 'detached', timeout: 60_000 });
	const other = await second.open('/people');
	await other.getByRole('link', { name: /Mei/ }).waitFor();
	await other.getByRole('link', { name: /Óscar/ }).waitFor();
});

test('signing out of a device leaves nothing of the user on it', async () => {
	const page = await second.open('/more');
	await page.getByRole('button', { name: /Sign out/ }).click();
	await page.getByRole('button', { name: 'Sign out', exact: true }).last().click();
	await page
		.getByRole('heading', { name: 'Welcome back' })
		.or(page.getByLabel('E-mail address'))
		.first()
		.waitFor();
	const left = await page.evaluate(async () =>
		(await indexedDB.databases()).map(({ name }) => name ?? '')
	);
	assert.deepEqual(
		left.filter((name) => /[0-9a-f]{8}-/.test(name)),
		[]
	);
	assert.equal(await page.getByLabel('E-mail address').inputValue(), '');
});
