/**
 * What a day brings reaches the phone with buttons: promises, and days to remember. What is pressed
 * on a notification, with no page open, is what Today and every other device say afterwards.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ApiDevice, newId } from './support/api.ts';
import type { Shown } from './support/desktop.ts';
import { PushService } from './support/push-service.ts';
import { ChromiumReceiver, FirefoxReceiver, type Receiver } from './support/receiver.ts';
import { Server } from './support/server.ts';
import { until } from './support/until.ts';

const email = 'ada@example.org';
const zone = 'Europe/Lisbon';
const dayMs = 86_400_000;

let push: PushService;
let server: Server;
let desk: ApiDevice;
let chromium: ChromiumReceiver;
let firefox: FirefoxReceiver;

const ana = newId();
const draft = newId();
const room = newId();
const contract = newId();

/** A day in the user's zone, so many days from today. */
function day(from = 0): string {
	return new Date(Date.now() + from * dayMs).toLocaleDateString('sv-SE', { timeZone: zone });
}

before(async () => {
	push = await PushService.start();
	server = await Server.start(push.environment, 'tend-pushtest');
	desk = await ApiDevice.signUp(server, email);
	chromium = await ChromiumReceiver.fresh(server, push);
	firefox = await FirefoxReceiver.fresh(server, push);
	for (const receiver of [chromium, firefox]) await receiver.settle(email);
	await chromium.install();
	for (const receiver of [chromium, firefox]) await receiver.closePages();
});

after(async () => {
	for (const receiver of [chromium, firefox]) await receiver.discard();
	await server.remove();
	await push.stop();
});

const titled = (title: string) => (shown: Shown) => shown.title === title;

/** Waits until a record on the server has what is expected of it. */
async function written(id: string, want: Readonly<Record<string, unknown>>): Promise<void> {
	let have: Readonly<Record<string, unknown>> | undefined;
	await until(JSON.stringify(want), async () => {
		have = await desk.read(id);
		return (
			Object.entries(want).every(([name, value]) => (have?.[name] ?? undefined) === value) ||
			undefined
		);
	}).catch((error: unknown) => {
		throw new Error(`the server has ${JSON.stringify(have)}`, { cause: error });
	});
}

/** Waits until a device shows so many notifications. */
async function showing({ desktop }: Receiver, count: number): Promise<void> {
	await until(`${String(count)} notifications`, async () => {
		return (await desktop.shown()).length === count || undefined;
	});
}

test('promises, a birthday and a digest of one promise come with buttons, to each device', async () => {
	const settingId = '00000000-0000-7000-8000-000000000001';
	const person = { fullName: 'Ana Müller', givenName: 'Ana' };
	const birthday = { 'dates/b1': { kind: 'birthday', date: `--${day().slice(5)}` } };
	const promise = (by: string, text: string, due: string) => ({
		fields: { by, due, text, contact: ana }
	});
	await desk.push([
		{ collection: 'setting', id: settingId, fields: { zone, digestAt: '00:00' } },
		{ collection: 'contact', id: ana, fields: { ...person, ...birthday } },
		{ collection: 'promise', id: draft, ...promise('me', 'Send the draft', day()) },
		{ collection: 'promise', id: room, ...promise('me', 'Book the room', day()) },
		{ collection: 'promise', id: contract, ...promise('them', 'Sign it', day(-1)) }
	]);
	// As if the morning had come just now.
	await server.sql(`update prompt_day set told_on = '${day(-1)}', next_at = now()`);
	await desk.push([{ collection: 'setting', id: settingId, fields: { showNames: true } }]);

	for (const { desktop } of [chromium, firefox]) {
		const mine = await desktop.one('the draft', titled('Send the draft'));
		assert.match(mine.body, /For Ana · due today$/);
		assert.deepEqual(mine.buttons, ['Done', 'Snooze']);
		await desktop.one('the room', titled('Book the room'));
		const date = await desktop.one('the birthday', titled('It is Ana’s birthday'));
		assert.deepEqual(date.buttons, ['Done']);
		const theirs = await desktop.one('the digest', titled('Ana promised: Sign it'));
		assert.deepEqual(theirs.buttons, ['Arrived', 'Snooze']);
	}
});

test('Chromium: Done without a network keeps a promise in full today, and is sent when there is one again', async () => {
	chromium.link.cut();
	await chromium.desktop.press(
		await chromium.desktop.one('the draft', titled('Send the draft')),
		'Done'
	);
	await showing(chromium, 3);
	chromium.link.mend();
	// The browser sends it by itself, or the next start of the app does.
	await chromium.open('/promises');
	await written(draft, { delivery: 'full', deliveredOn: day() });
	await chromium.closePages();
});

test('Firefox: Snooze puts a promise off until tomorrow, and leaves it open', async () => {
	await firefox.desktop.press(
		await firefox.desktop.one('the room', titled('Book the room')),
		'Snooze'
	);
	const [head, tail] = [ana.slice(0, -12), ana.slice(-12)];
	const turned = (0xffff_ffff_ffff - Number.parseInt(tail, 16)).toString(16).padStart(12, '0');
	await written(head + turned, { contact: ana, [`until/promise.${room}`]: day(1) });
	await written(room, { delivery: undefined });
});

test('Firefox: Arrived says of their promise that it came', async () => {
	const shown = await firefox.desktop.one('the digest', titled('Ana promised: Sign it'));
	await firefox.desktop.press(shown, 'Arrived');
	await written(contract, { by: 'them', delivery: 'full', deliveredOn: day() });
});

test('Chromium: Done on a birthday, and then nothing is left: not on Today, not on the icon, not on the other device', async () => {
	const shown = await chromium.desktop.one('the birthday', titled('It is Ana’s birthday'));
	await chromium.desktop.press(shown, 'Done');
	await until('no notification but what others answered', async () => {
		return (
			(await chromium.desktop.shown()).every(({ title }) => title !== shown.title) || undefined
		);
	});
	for (const receiver of [chromium, firefox]) {
		await receiver.open('/');
		await receiver.desktop.empty();
		await receiver.text('All caught up.');
	}
	assert.equal(await chromium.badge(), 0);
});

test('what was pressed too soon can be taken back in the app', async () => {
	const page = await chromium.device.open(`/promises/${draft}`);
	await page.getByRole('button', { name: 'More for this promise' }).click();
	await page.getByRole('menuitem', { name: 'Open it again' }).click();
	await written(draft, { delivery: undefined, deliveredOn: undefined });
});
