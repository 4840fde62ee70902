/** Only the language in use is fetched and kept, and another one is there once it was fetched. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import { readyForOffline, signUp } from './support/app.ts';
import { Device } from './support/device.ts';
import { Server } from './support/server.ts';

const webapp = join(import.meta.dirname, '..');
let server: Server;
let device: Device;

before(async () => {
	server = await Server.start();
	device = await Device.fresh(server);
});

after(async () => {
	await device.discard();
	await server.remove();
});

test('no script has texts of a language other than its own', () => {
	for (const [own, other] of [
		['en', 'de'],
		['de', 'en']
	] as const) {
		const scripts = scriptsIn(own);
		const strange = texts(other).filter((text) => !texts(own).includes(text));
		assert.ok(strange.length > 500, `${String(strange.length)} texts are only ${other}`);
		assert.ok(texts(own).filter((text) => scripts.includes(text)).length > 500);
		assert.deepEqual(
			strange.filter((text) => scripts.includes(text)),
			[]
		);
	}
});

test('a language that was never fetched is refused offline in plain words, fetched online, and then opens offline', async () => {
	const page = await signUp(device, 'ada@example.org');
	await readyForOffline(page);
	await page.reload();
	await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
	assert.deepEqual(await keptLanguages(page), ['en']);

	device.link.cut();
	await page.goto(`${device.url}/settings`);
	await page.getByText('Deutsch', { exact: true }).click();
	await page.getByText('This language is not on the device yet.').waitFor();
	assert.ok(await page.getByRole('radio', { name: 'English' }).isChecked());

	device.link.mend();
	await page.getByText('Deutsch', { exact: true }).click();
	await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
	assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
	assert.deepEqual(await keptLanguages(page), ['de', 'en']);

	device.link.cut();
	await page.goto(`${device.url}/more`);
	await page.getByRole('heading', { level: 1, name: 'Mehr' }).waitFor();
	device.link.mend();
	await page.close();
});

test('where the texts of the language are gone, the app opens offline in another', async () => {
	const page = await device.open('/');
	await page.evaluate(async () => {
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			for (const request of await cache.keys()) {
				if (request.url.includes('/immutable/de/')) await cache.delete(request);
			}
		}
	});
	const session = await page.context().newCDPSession(page);
	await session.send('Network.clearBrowserCache');
	device.link.cut();
	await page.reload();
	await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
	device.link.mend();
	await page.close();
});

/** All scripts in a language, one after the other. */
function scriptsIn(language: string): string {
	const dir = join(webapp, 'build', '_app', 'immutable', language);
	return readdirSync(dir, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.js'))
		.map((path) => readFileSync(join(dir, path), 'utf8'))
		.join('\n');
}

/** The texts in a language that are long enough not to stand somewhere by chance. */
function texts(language: string): string[] {
	const dir = join(webapp, 'messages');
	return readdirSync(dir)
		.flatMap((feature) => {
			const file = readFileSync(join(dir, feature, `${language}.json`), 'utf8');
			return Object.values(JSON.parse(file) as Record<string, unknown>);
		})
		.filter((text) => typeof text === 'string')
		.filter((text) => text.length > 16 && !/[{}`\\]/.test(text));
}

/** The languages whose scripts the service worker keeps. */
async function keptLanguages(page: Page): Promise<string[]> {
	const urls = await page.evaluate(async () => {
		const names = (await caches.keys()).filter((name) => name.startsWith('app-'));
		const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
		return requests.flat().map(({ url }) => url);
	});
	const found = urls.flatMap((url) => /\/immutable\/([a-z]{2})\//.exec(url)?.[1] ?? []);
	return [...new Set(found)].sort();
}
