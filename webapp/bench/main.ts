/**
 * Measures the built web app in a real browser against the real binary, and prints a table:
 *
 *     node bench/main.ts
 *
 * Times hang on the machine and on what else it does, so no test is held to them; bytes do not, and
 * `e2e/bytes.spec.ts` holds each build to its bounds. `TEND_BENCH_NOTES` sets how many notes the big
 * space has, 200,000 unless it says otherwise.
 */
import { availableParallelism, cpus, totalmem } from 'node:os';

import { readyForOffline, signIn, synced } from '../e2e/support/app.ts';
import { Device } from '../e2e/support/device.ts';
import { Server } from '../e2e/support/server.ts';

import { weigh, weighSync } from './bytes.ts';
import { measureTimeline, measureTyping, seedPast } from './capture.ts';
import { measureFirstSync, stored } from './first-sync.ts';
import { seed, seedRhythm, type Seeded } from './seed.ts';
import { measureSearch } from './searching.ts';
import { measureList, measureScroll, measureStarts, measureToday } from './starts.ts';
import { printFigure, printHead, type Figure } from './table.ts';
import { measureCapture } from './writing.ts';

const notes = Number(process.env['TEND_BENCH_NOTES'] ?? 200_000);

const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
console.log(`${cpus()[0]?.model.trim() ?? ''}, ${String(availableParallelism())} cores, ${memory}`);
printHead();
for (const weight of [...weigh(), await weighSync()]) printFigure({ ...weight, unit: 'KiB' });

const server = await Server.start();
const devices: Device[] = [];
try {
	await measure();
} finally {
	for (const device of devices) await device.discard();
	await server.remove();
}

async function measure(): Promise<void> {
	const some = await seed(server, 'some@example.org', 10_000, 0);
	const first = await measureFirstSync(server, some, { usable: { budget: 0.6, gate: 4 } });
	first.figures.forEach(printFigure);
	await first.device.discard();
	printFigure(await measurePast());
	for (const figure of await measureRhythm()) printFigure(figure);

	const many = await seed(server, 'many@example.org', 20_000, notes);
	const wanted = { usable: { budget: 2, gate: 4 }, whole: { budget: 20, gate: 45 } };
	const { device, figures } = await measureFirstSync(server, many, wanted);
	devices.push(device);
	figures.forEach(printFigure);
	await measureOffline(device, many);
}

/** Twenty thousand people with all of whom the user stays in touch. */
async function measureRhythm(): Promise<Figure[]> {
	const rhythm = await seedRhythm(server, 'rhythm@example.org', 20_000);
	const device = await Device.fresh(server);
	devices.push(device);
	const page = await signIn(device, rhythm.email);
	await synced(page);
	await readyForOffline(page);
	await stored(page, 'contacts');
	await stored(page, 'touches');
	await page.close();
	return measureToday(device, rhythm);
}

/** Twenty people, one of whom one has known for long. */
async function measurePast(): Promise<Figure> {
	const past = await seed(server, 'past@example.org', 20, 0);
	await seedPast(past.device, past.somebody, 2_000);
	const device = await Device.fresh(server);
	devices.push(device);
	await synced(await signIn(device, past.email));
	return measureTimeline(device, past.somebody);
}

/** What a device with everything on it does while it has no network. */
async function measureOffline(device: Device, many: Seeded): Promise<void> {
	const nobody = await seed(server, 'nobody@example.org', 0, 0);
	const empty = await Device.fresh(server);
	devices.push(empty);
	const page = await signIn(empty, nobody.email);
	await synced(page);
	for (const one of [device, empty]) {
		await readyForOffline(await one.open('/'));
		await one.goOffline();
	}
	for (const figure of await measureStarts(device, many)) printFigure(figure);
	for (const figure of await measureList(device, empty)) printFigure(figure);
	for (const figure of await measureScroll(device)) printFigure(figure);
	printFigure(await measureCapture(device));
	printFigure(await measureTyping(device));
	for (const figure of await measureSearch(device, many.notes)) printFigure(figure);
}
