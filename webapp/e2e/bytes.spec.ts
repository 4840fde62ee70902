/** The built app keeps to its bounds of bytes, and a browser fetches what they were weighed by. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { firstLoad, weigh, weighSync } from '../bench/bytes.ts';
import { signUp } from './support/app.ts';
import { Device } from './support/device.ts';
import { Server } from './support/server.ts';

let server: Server | undefined;
let device: Device | undefined;

after(async () => {
	await device?.discard();
	await server?.remove();
});

for (const { name, gate, measured, detail = '' } of [...weigh(), await weighSync()]) {
	test(`${name}: at most ${String(gate)} KiB`, () => {
		assert.ok(measured <= gate, `${measured.toFixed(1)} KiB ${detail}`);
	});
}

test('before Today is drawn, a browser asks for no script that was not weighed', async () => {
	server = await Server.start();
	device = await Device.fresh(server);
	await (await signUp(device, 'ada@example.org')).close();
	const weighed = firstLoad();
	const page = await (await device.context()).newPage();
	// Without the service worker, which would answer from what it has kept.
	const session = await page.context().newCDPSession(page);
	await session.send('Network.enable');
	await session.send('Network.setBypassServiceWorker', { bypass: true });
	await session.send('Network.setCacheDisabled', { cacheDisabled: true });
	const asked: string[] = [];
	let drawn = false;
	page.on('request', (request) => {
		const path = new URL(request.url()).pathname.slice(1);
		if (!drawn && path.endsWith('.js')) asked.push(path);
	});
	await page.exposeFunction('benchDrawn', () => (drawn = true));
	await page.addInitScript(() => {
		const observer = new MutationObserver(() => {
			if (document.querySelector('main h1') === null) return;
			observer.disconnect();
			(globalThis as unknown as { benchDrawn(): void }).benchDrawn();
		});
		observer.observe(document, { subtree: true, childList: true });
	});
	await page.goto(device.url);
	await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
	assert.ok(asked.length > 5, `the browser asked for ${String(asked.length)} scripts`);
	const unknown = asked.filter((path) => !weighed.has(path));
	assert.deepEqual(unknown, [], 'scripts that were not weighed');
});
