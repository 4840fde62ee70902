/**
 * Takes the pictures of the README and of the manifest, in the house of the sample people, on a morning
 * that is always the same:
 *
 * ```sh
 * make gallery
 * ```
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { sampleYear } from '#lib/sample/records.ts';

import { desktop, Device, phone } from './support/device.ts';
import { Server } from './support/server.ts';

const webapp = join(import.meta.dirname, '..');
const pictures = join(webapp, 'gallery');
const installed = join(webapp, 'static', 'screenshots');

/** The morning of the pictures. */
const today = '2026-12-01';
const now = new Date(`${today}T08:20:00Z`);

/** One picture. */
interface Shot {
	readonly name: string;
	readonly path: string;
	readonly caption: string;
	/** What is done on the page before the picture is taken. */
	readonly prepare?: (page: Page) => Promise<void>;
	/** It is shown in stores and by installers, too. */
	readonly installed?: boolean;
}

const source = await readFile(join(webapp, 'src/lib/sample/year.txt'), 'utf8');
const records = sampleYear(source, { today, zone: 'Europe/Lisbon', language: 'en' });

/** The id of a record of the sample by texts in it. */
function idOf(collection: string, ...texts: readonly string[]): string {
	const found = records.find((record) => {
		const values = Object.values(record.fields);
		return record.collection === collection && texts.every((text) => values.includes(text));
	});
	if (found === undefined) throw new Error(`the sample has no ${collection} with ${texts.join()}`);
	return found.id;
}

const [ana, raj, sofia, carla] = ['Ana Müller', 'Raj Kapoor', 'Sofia Almeida', 'Carla Nunes'].map(
	(name) => idOf('contact', name)
);

const captured = `@Ana lunch 45m outside. She moves to Porto in May and the board wants one price list.
! intro to Raj by fri
? how was the move in 6w
# pricing help`;

async function write(page: Page): Promise<void> {
	const box = page.getByRole('textbox', { name: 'What happened?' });
	await box.fill(captured);
	await box.press('End');
	await page.getByText('Their need').first().waitFor();
	await page.evaluate(() => scrollTo(0, 0));
}

const scroll = (heading: string) => async (page: Page) => {
	const found = page.getByText(heading, { exact: true }).first();
	await found.waitFor();
	await found.evaluate((element) => {
		scrollTo(0, element.getBoundingClientRect().top + scrollY - 40);
	});
};

const onPhones: readonly Shot[] = [
	{ name: 'today', path: '/', caption: 'Today: five people at most, and why', installed: true },
	{
		name: 'brief',
		path: `/people/${ana}/brief`,
		caption: 'Before you meet: ten seconds to read',
		installed: true
	},
	{
		name: 'capture',
		path: '/capture',
		caption: 'After it: one box for everything',
		prepare: write,
		installed: true
	},
	{
		name: 'person',
		path: `/people/${ana}`,
		caption: 'A person: what is open between you',
		installed: true
	},
	{
		name: 'timeline',
		path: `/people/${ana}`,
		caption: 'What was said, day by day',
		prepare: scroll('Timeline')
	},
	{
		name: 'exchange',
		path: `/people/${raj}/exchange`,
		caption: 'Given and received, without a score'
	},
	{ name: 'people', path: '/people', caption: 'Everybody, and how they stand' },
	{ name: 'promises', path: '/promises', caption: 'Promises, theirs and yours' },
	{ name: 'offers', path: '/offers', caption: 'What you have to offer' },
	{ name: 'introductions', path: '/introductions', caption: 'Introductions: both are asked first' },
	{ name: 'reminders', path: '/reminders', caption: 'Reminders, by when they are due' },
	{ name: 'circles', path: '/circles', caption: 'Circles: how often with whom' },
	{ name: 'letters', path: '/letters', caption: 'Letters on paper' },
	{
		name: 'letter',
		path: `/letters/${idOf('letter', 'congratulation', 'written')}`,
		caption: 'A letter: four lines, by hand or printed'
	},
	{ name: 'review', path: '/review', caption: 'A review, ten minutes a quarter' },
	{ name: 'insights', path: '/insights', caption: 'Insights, about yourself' },
	{ name: 'goals', path: '/goals', caption: 'What is wanted together' },
	{ name: 'ending', path: `/people/${carla}/ending`, caption: 'A good end' },
	{ name: 'more', path: '/more', caption: 'Everything else' }
];

const inTheDark: readonly Shot[] = [
	{ name: 'today-dark', path: '/', caption: 'In the evening' },
	{ name: 'brief-dark', path: `/people/${ana}/brief`, caption: 'The brief, in the dark' },
	{ name: 'person-dark', path: `/people/${sofia}`, caption: 'A person, in the dark' }
];

const onDesks: readonly Shot[] = [
	{
		name: 'desk-person',
		path: `/people/${ana}`,
		caption: 'On a desk: people beside one page',
		installed: true
	},
	{ name: 'desk-today', path: '/', caption: 'Today, on a desk' },
	{ name: 'desk-promises', path: '/promises', caption: 'Promises, on a desk' },
	{ name: 'desk-insights', path: '/insights', caption: 'Insights, on a desk' }
];

/** Shots that were taken. */
const taken: { readonly shot: Shot; readonly wide: boolean }[] = [];

async function take(
	server: Server,
	shots: readonly Shot[],
	look: { readonly width: number; readonly height: number; readonly dark?: boolean }
): Promise<void> {
	const wide = look.width >= 900;
	const device = await Device.fresh(server, {
		...look,
		flags: [`--force-device-scale-factor=${wide ? '1.5' : '2'}`]
	});
	try {
		const context = await device.context();
		await context.clock.setFixedTime(now);
		const page = await device.open('/sample');
		await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
		for (const shot of shots) {
			if (!(await open(page, device.url + shot.path, shot))) continue;
			await writeFile(join(pictures, `${shot.name}.webp`), await picture(page));
			taken.push({ shot, wide });
		}
		for (const complaint of device.complaints) console.warn(complaint);
	} finally {
		await device.discard();
	}
}

/** False if there is no such page. */
async function open(page: Page, url: string, shot: Shot): Promise<boolean> {
	await page.goto(url);
	await page.locator('main h1').first().waitFor();
	await page.waitForTimeout(150);
	if ((await page.getByRole('heading', { name: 'There is no such page' }).count()) > 0) {
		console.warn(`there is no ${shot.path}`);
		return false;
	}
	await shot.prepare?.(page);
	await page.waitForFunction(() => document.querySelector('[role="status"] > .row') === null);
	await page.evaluate(() => document.fonts.ready);
	// What follows the first paint, and what moves, comes to rest.
	await page.waitForTimeout(600);
	return true;
}

/** The screen as WebP, which is a third of PNG; without the line that tells of sample people. */
async function picture(page: Page): Promise<Buffer> {
	await page.evaluate(() => {
		for (const line of document.querySelectorAll<HTMLElement>('[data-sample]')) {
			line.style.display = 'none';
		}
		// Nothing stands above the pages then.
		document.querySelector<HTMLElement>('.frame')?.style.setProperty('--above', '0px');
	});
	const session = await page.context().newCDPSession(page);
	const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
	await session.detach();
	return Buffer.from(data, 'base64');
}

/** A table of some pictures in a row. */
function table(rows: readonly Shot[], columns: number, width: string): string {
	const cell = ({ name, caption }: Shot) =>
		`<td width="${width}"><img src="webapp/gallery/${name}.webp" alt="${caption}"><br><sub>${caption}</sub></td>`;
	const lines = Array.from({ length: Math.ceil(rows.length / columns) }, (_, i) =>
		rows.slice(i * columns, (i + 1) * columns)
	);
	return [
		'<table>',
		...lines.map((line) => `<tr>${line.map(cell).join('')}</tr>`),
		'</table>'
	].join('\n');
}

async function between(file: string, from: string, to: string, text: string): Promise<void> {
	const before = await readFile(file, 'utf8');
	const [start, end] = [before.indexOf(from) + from.length, before.indexOf(to)];
	if (start < from.length || end < start) throw new Error(`${file} has no place for the gallery`);
	await writeFile(file, before.slice(0, start) + text + before.slice(end));
}

async function writeReadme(): Promise<void> {
	const narrow = taken.filter(({ wide }) => !wide).map(({ shot }) => shot);
	const wide = taken.filter(({ wide }) => wide).map(({ shot }) => shot);
	const text = `\n${table(narrow, 4, '25%')}\n\n${table(wide, 2, '50%')}\n`;
	await between(join(webapp, '..', 'README.md'), '<!-- gallery -->', '<!-- /gallery -->', text);
}

async function writeManifest(): Promise<void> {
	const shown = taken.filter(({ shot }) => shot.installed);
	await rm(installed, { recursive: true, force: true });
	await mkdir(installed, { recursive: true });
	for (const { shot } of shown) {
		const bytes = await readFile(join(pictures, `${shot.name}.webp`));
		await writeFile(join(installed, `${shot.name}.webp`), bytes);
	}
	const entries = shown.map(({ shot, wide }) => ({
		src: `/screenshots/${shot.name}.webp`,
		sizes: wide ? '1920x1200' : '780x1688',
		type: 'image/webp',
		form_factor: wide ? 'wide' : 'narrow',
		label: shot.caption
	}));
	const text = JSON.stringify(entries, undefined, '\t').slice(1, -1).replaceAll('\n', '\n\t');
	await between(
		join(webapp, 'static', 'manifest.webmanifest'),
		'"screenshots": [',
		'],\n\t"shortcuts"',
		text
	);
}

await rm(pictures, { recursive: true, force: true });
await mkdir(pictures, { recursive: true });
const server = await Server.start();
try {
	await take(server, onPhones, phone);
	await take(server, inTheDark, { ...phone, dark: true });
	await take(server, onDesks, desktop);
} finally {
	await server.remove();
}
await writeReadme();
await writeManifest();
