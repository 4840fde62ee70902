/** The app as something that is installed: it opens anywhere offline, and changes version politely. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ApiDevice } from './support/api.ts';
import { readyForOffline, signIn, synced } from './support/app.ts';
import { Device, phone } from './support/device.ts';
import { NewVersion } from './support/new-version.ts';
import { seeds } from './support/seeds.ts';
import { Server } from './support/server.ts';

let server: Server | undefined;
let ids: ReturnType<typeof seeds>;

before(async () => {
	server = await Server.start();
	ids = seeds(new Date());
	await (await ApiDevice.signUp(server, 'ada@example.org')).push(ids.puts);
});

after(async () => {
	await server?.remove();
});

test('every address opens offline after the browser was closed, without a word to the network', async () => {
	if (server === undefined) throw new Error('no server');
	const device = await Device.fresh(server);
	try {
		const page = await signIn(device, 'ada@example.org');
		await synced(page);
		await readyForOffline(page);
		await device.quit();
		device.link.cut();
		for (const [path, text] of [
			[`/people/${ids.ana}`, 'Lunch, 45 min'],
			[`/notes/${ids.note}`, 'Ana Müller'],
			[`/reminders/${ids.reminder}`, 'Introduce her to Raj'],
			['/', 'Ana Müller'],
			['/people', 'Jonas Okafor'],
			['/capture?text=Hello', 'Hello'],
			['/settings', 'Language'],
			['/import', 'Choose a file']
		] as const) {
			const deep = await device.open(path);
			await deep.getByText(text).first().waitFor();
			await deep.close();
		}
	} finally {
		await device.discard();
	}
});

test('the browser finds nothing that would keep it from installing the app', async () => {
	if (server === undefined) throw new Error('no server');
	const device = await Device.fresh(server);
	try {
		const page = await signIn(device, 'ada@example.org');
		await readyForOffline(page);
		const cdp = await (await device.context()).newCDPSession(page);
		const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
		// A profile that was made for a test is a guest's to Chromium.
		const errors = installabilityErrors
			.map(({ errorId }) => errorId)
			.filter((id) => id !== 'in-incognito');
		assert.deepEqual(errors, []);
		const manifest = await cdp.send('Page.getAppManifest');
		assert.deepEqual(manifest.errors, []);
		const { icons, shortcuts } = JSON.parse(manifest.data ?? '{}') as Manifest;
		const pictures = [...icons, ...shortcuts.flatMap((shortcut) => shortcut.icons)];
		for (const { src } of pictures) {
			const answer = await page.request.get(device.url + src);
			assert.equal(answer.status(), 200, src);
		}
		assert.ok(pictures.length >= 8);
	} finally {
		await device.discard();
	}
});

interface Manifest {
	readonly icons: readonly { readonly src: string }[];
	readonly shortcuts: readonly { readonly icons: readonly { readonly src: string }[] }[];
}

test('a new version waits until it is asked in, and then takes over with one reload', async () => {
	if (server === undefined) throw new Error('no server');
	const relay = await NewVersion.before(server.port);
	const device = await Device.fresh(relay, phone);
	try {
		const page = await signIn(device, 'ada@example.org');
		await readyForOffline(page);
		await page.reload();
		relay.deploy();
		await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
		const reload = page.getByRole('button', { name: 'Reload' });
		await reload.waitFor();
		let loads = 0;
		page.on('load', () => loads++);
		const loaded = page.waitForEvent('load');
		await reload.click();
		await loaded;
		await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
		assert.equal(await reload.count(), 0);
		assert.equal(loads, 1);
		assert.equal(
			await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting),
			null
		);
	} finally {
		await device.discard();
		await relay.close();
	}
});
