/**
 * Draws the icons of the app into static/icons, from the same lines as static/icon.svg. Run it when
 * the sign changes, and commit what it wrote:
 *
 *     CHROMIUM=/usr/bin/chromium npm run icons
 */
import { mkdir, writeFile } from 'node:fs/promises';

import { chromium } from 'playwright-core';

const moss = '#2f6b55';
const near = 'M24 38V23.500C22.500 18 18 14.500 11 13.500V25c.5 7.500 5.500 11.500 13 13z';
const far = 'M24 38V23.500c1.500-5.500 6-9 13-10V25c-.5 7.500-5.500 11.500-13 13z';
const leaves = `<path d="${near}" fill="#fff"/><path d="${far}" fill="#cfe3d8"/>`;

const disc = `<circle cx="24" cy="24" r="24" fill="${moss}"/>${leaves}`;
/** Platforms cut a mask out of it: the sign stays within the middle 80 %. */
const full = `<rect width="48" height="48" fill="${moss}"/><g transform="translate(2.400 1.400) scale(0.900)">${leaves}</g>`;
/** Only its opacity counts. The fold stays visible as a gap. */
const mono = `<g transform="translate(-9.600 -12) scale(1.400)"><path d="${near}" transform="translate(-0.700 0)"/><path d="${far}" transform="translate(0.700 0)" opacity="0.7"/></g>`;

/** A line drawing on the sign's colour, for the shortcuts of the icon's menu. */
const shortcut = (/** @type {string} */ path) =>
	`<circle cx="24" cy="24" r="24" fill="${moss}"/><g transform="translate(12 12)" fill="none" stroke="#fff" stroke-width="1.800" stroke-linecap="round" stroke-linejoin="round"><path d="${path}"/></g>`;

/** @type {readonly (readonly [name: string, size: number, drawing: string])[]} */
const icons = [
	['icon-192', 192, disc],
	['icon-512', 512, disc],
	['maskable-192', 192, full],
	['maskable-512', 512, full],
	['monochrome-512', 512, mono],
	['apple-touch-icon', 180, full],
	['badge-96', 96, mono],
	['capture-96', 96, shortcut('M5 19l1-4L16.500 4.500a2.100 2.100 0 0 1 3 3L9 18z')],
	['today-96', 96, shortcut('M4 11.500 12 5l8 6.500V20H4z')],
	[
		'find-96',
		96,
		shortcut('M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM15.300 15.300 20 20')
	],
	['letters-96', 96, shortcut('M4 6h16v12.500H4zM4.500 6.500 12 13l7.500-6.500')]
];

const folder = new URL('../static/icons/', import.meta.url);
await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
	executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
	args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking']
});
const page = await browser.newPage({ viewport: { width: 512, height: 512 } });
for (const [name, size, drawing] of icons) {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="${size}" height="${size}">${drawing}</svg>`;
	await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
	const clip = { x: 0, y: 0, width: size, height: size };
	await writeFile(
		new URL(`${name}.png`, folder),
		await page.screenshot({ clip, omitBackground: true })
	);
}
await browser.close();
