/** What a page prints, as Chromium makes a PDF of it: the sheets and their sizes. */
import { inflateSync } from 'node:zlib';

import type { Page } from 'playwright-core';

/** A printed sheet in millimetres, to a tenth. */
export interface Sheet {
	readonly width: number;
	readonly height: number;
}

const pointsAMillimetre = 72 / 25.4;

/** Prints the page as the browser's own print command does, and tells the sheets in their order. */
export async function print(page: Page): Promise<readonly Sheet[]> {
	const cdp = await page.context().newCDPSession(page);
	const { data } = await cdp.send('Page.printToPDF', {
		preferCSSPageSize: true,
		printBackground: false
	});
	await cdp.detach();
	return sheetsOf(Buffer.from(data, 'base64'));
}

/** The media boxes of a PDF, those within compressed streams of objects too (ISO 32000-1, 7.5.7). */
export function sheetsOf(pdf: Buffer): readonly Sheet[] {
	const plain = pdf.toString('latin1');
	const packed = Array.from(plain.matchAll(/stream\r?\n/g), ({ index, 0: { length } }) => {
		try {
			return inflateSync(pdf.subarray(index + length)).toString('latin1');
		} catch {
			return ''; // not compressed in this way, so no objects in it
		}
	});
	const box = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g;
	return [plain, ...packed].flatMap((text) =>
		Array.from(text.matchAll(box), ([, width, height]) => ({
			width: millimetres(width),
			height: millimetres(height)
		}))
	);
}

function millimetres(points = '0'): number {
	return Math.round((Number(points) / pointsAMillimetre) * 10) / 10;
}
