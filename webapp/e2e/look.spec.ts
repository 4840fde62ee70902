/**
 * How every page looks and reads: nothing for axe to find, nothing that the content security policy
 * has to stop, nothing wider than the screen; in light and dark, on a phone, a narrow one and a desk.
 */
import assert from 'node:assert/strict';
import { glob, mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import { ApiDevice } from './support/api.ts';
import { readyForOffline, signIn, synced } from './support/app.ts';
import { desktop, Device, phone } from './support/device.ts';
import { seeds } from './support/seeds.ts';
import { Server } from './support/server.ts';

const pictures = process.env['TEND_PICTURES'] ?? join(import.meta.dirname, 'output');
const routes = join(import.meta.dirname, '..', 'src', 'routes');
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let server: Server | undefined;
let ids: ReturnType<typeof seeds>;

before(async () => {
	server = await Server.start();
	ids = seeds(new Date());
	await (await ApiDevice.signUp(server, 'ada@example.org')).push(ids.puts);
	await mkdir(pictures, { recursive: true });
});

after(async () => {
	await server?.remove();
});

function pages(): readonly (readonly [name: string, path: string])[] {
	return [
		['today', '/'],
		['people', '/people'],
		['person', `/people/${ids.ana}`],
		['person-exchange', `/people/${ids.ana}/exchange`],
		['brief', `/people/${ids.ana}/brief`],
		['ending', `/people/${ids.ana}/ending`],
		['person-edit', `/people/${ids.ana}/edit`],
		['capture', '/capture'],
		['promises', '/promises'],
		['promise', `/promises/${ids.promise}`],
		['offers', '/offers'],
		['opportunity', `/offers/${ids.opportunity}`],
		['introductions', '/introductions'],
		['introduction', `/introductions/${ids.introduction}`],
		['pass-on', '/pass-on?text=How%20pricing%20experts%20work%20https%3A%2F%2Fexample.org'],
		['letters', '/letters'],
		['letter', `/letters/${ids.letter}`],
		['letter-print', `/letters/print?letters=${ids.letter}&what=envelope`],
		['letter-evening', '/letters/evening'],
		['reminders', '/reminders'],
		['reminder', `/reminders/${ids.reminder}`],
		['circles', '/circles'],
		['review', '/review'],
		['review-week', '/review/week'],
		['review-quarter', '/review/quarter'],
		['goals', '/goals'],
		['goal', `/goals/${ids.goal}`],
		['insights', '/insights'],
		['note', `/notes/${ids.note}`],
		['find', '/find'],
		['trash', '/people/trash'],
		['import', '/import'],
		['more', '/more'],
		['settings', '/settings'],
		['ringing', '/settings/ringing'],
		['calendar-feed', '/settings/calendar'],
		['devices', '/devices'],
		['attention', '/attention'],
		['sign-in', '/sign-in'],
		['sample', '/sample']
	];
}

test('every route is looked at', async () => {
	const paths = pages().map(([, path]) => new URL(path, 'http://tend').pathname);
	const unseen: string[] = [];
	for await (const file of glob('**/+page.svelte', { cwd: routes })) {
		const route = dirname(file) === '.' ? '' : dirname(file);
		const pattern = new RegExp(`^/${route.replaceAll('[id]', '[0-9a-f-]{36}')}$`);
		if (!paths.some((path) => pattern.test(path))) unseen.push(route);
	}
	assert.deepEqual(unseen, []);
});

const looks = [
	{ name: 'phone-light', ...phone, dark: false },
	{ name: 'phone-dark', ...phone, dark: true },
	{ name: 'narrow-light', width: 320, height: 640, dark: false },
	{ name: 'desktop-light', ...desktop, dark: false },
	{ name: 'desktop-dark', ...desktop, dark: true }
] as const;

for (const look of looks) {
	test(`every page holds up: ${look.name}`, async () => {
		if (server === undefined) throw new Error('no server');
		const device = await Device.fresh(server, look);
		try {
			const page = await signIn(device, 'ada@example.org');
			await synced(page);
			await readyForOffline(page);
			const found: string[] = [];
			for (const [name, path] of pages()) {
				found.push(...(await examine(page, device, look.name, name, path)));
			}
			assert.deepEqual([...found, ...device.complaints], []);
		} finally {
			await device.discard();
		}
	});
}

/** Opens a page, takes its picture, and returns what is wrong with it. */
async function examine(
	page: Page,
	device: Device,
	look: string,
	name: string,
	path: string
): Promise<readonly string[]> {
	await visit(page, device, path);
	// The sample people lead on to their own Today.
	if (name === 'sample') await page.locator('[data-sample]:visible').first().waitFor();
	await page.locator('main').first().waitFor();
	await page.waitForFunction(() => document.querySelector('[role="status"] > .row') === null);
	await page.evaluate(() => document.fonts.ready);
	await stands(page);
	await page.screenshot({ path: join(pictures, `${look}-${name}.png`), animations: 'disabled' });
	const lost = await page.getByRole('heading', { name: 'There is no such page' }).count();
	if (lost > 0) return [`${name}: there is no ${path}`];
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	await layOut(page);
	const found = (await violations(page)).map((line) => `${name}: ${line}`);
	return wide > 0 ? [...found, `${name} is ${String(wide)} px wider than the screen`] : found;
}

/** These lie outside of the app of whoever is signed in, or lead out of it. */
const outside: ReadonlySet<string> = new Set(['/', '/sign-in', '/sample']);

/** Goes to a page as a tap on a link does. How pages open by themselves is tried in `shell.spec.ts`. */
async function visit(page: Page, device: Device, path: string): Promise<void> {
	if (outside.has(path)) {
		await page.goto(device.url + path);
		return;
	}
	const there = page.waitForURL(device.url + path, { waitUntil: 'commit' });
	await page.evaluate((href) => {
		const link = Object.assign(document.createElement('a'), { href });
		document.body.append(link);
		link.click();
		link.remove();
	}, path);
	await there;
}

/** Waits until nothing has moved the page for a moment: what moves meanwhile is measured wrongly. */
async function stands(page: Page): Promise<void> {
	await page.evaluate(async () => {
		const main = document.querySelector('main');
		for (let [height, times] = [-1, 0]; times < 3; times++) {
			await new Promise((resolve) => setTimeout(resolve, 100));
			if (main?.scrollHeight !== height) [height, times] = [main?.scrollHeight ?? 0, 0];
		}
	});
}

/** Lays out in full what lies below the screen: axe measures that, too, and there it is a guess. */
async function layOut(page: Page): Promise<void> {
	await page.evaluate(() => {
		for (const row of document.querySelectorAll<HTMLElement>('main li'))
			row.style.contentVisibility = 'visible';
	});
}

/** What axe has to say, each as one line. */
async function violations(page: Page): Promise<readonly string[]> {
	const isHere = await page.evaluate(() => 'axe' in globalThis);
	if (!isHere) await page.evaluate(await readFile(axe, 'utf8'));
	return page.evaluate(async () => {
		const { axe } = globalThis as unknown as {
			axe: { run: (context: Document, options: object) => Promise<Found> };
		};
		interface Found {
			readonly violations: readonly {
				readonly id: string;
				readonly nodes: readonly { readonly html: string }[];
			}[];
		}
		const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
		const found = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
		return found.violations.flatMap(({ id, nodes }) =>
			nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`)
		);
	});
}
