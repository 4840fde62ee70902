/**
 * A due reminder reaches the phone: a stock Chromium subscribes, the server encrypts, the browser
 * decrypts, the worker shows it, and Done goes back to every device.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import { readyForOffline, signIn, signUp } from './support/app.ts';
import { Device, phone } from './support/device.ts';
import { PushService } from './support/push-service.ts';
import { Server } from './support/server.ts';

let push: PushService | undefined;
let server: Server;
let first: Device;
let second: Device;
let page: Page;

before(async () => {
	push = await PushService.start();
	server = await Server.start(push.environment, 'tend-pushtest');
	const options = { ...phone, flags: push.flags, permissions: ['notifications'] };
	first = await Device.fresh(server, options);
	second = await Device.fresh(server, options);
	page = await signUp(first, 'ada@example.org');
	await readyForOffline(page);
	await subscribe(page, first);
	const other = await signIn(second, 'ada@example.org');
	await readyForOffline(other);
	await subscribe(other, second);
});

after(async () => {
	if (push === undefined) return;
	await first.discard();
	await second.discard();
	await server.remove();
	await push.stop();
});

async function subscribe(on: Page, device: Device): Promise<void> {
	await on.goto(`${device.url}/settings`);
	await on.getByRole('button', { name: 'Notify me on this device' }).click();
	await on.getByRole('button', { name: 'Turn off' }).waitFor();
}

interface Shown {
	readonly title: string;
	readonly body: string;
	readonly data: unknown;
	readonly actions: readonly string[];
}

/** What the device shows as notifications. */
async function shown(device: Device): Promise<readonly Shown[]> {
	const [worker] = (await device.context()).serviceWorkers();
	assert.ok(worker, 'the worker runs');
	return worker.evaluate(async () => {
		const registration = (globalThis as unknown as ServiceWorkerGlobalScope).registration;
		return (await registration.getNotifications()).map((notification) => ({
			title: notification.title,
			body: notification.body,
			data: notification.data as unknown,
			actions:
				(notification as { actions?: { action: string }[] }).actions?.map((a) => a.action) ?? []
		}));
	});
}

/** Presses a button of the one notification of the device. */
async function press(device: Device, action: string): Promise<void> {
	const [worker] = (await device.context()).serviceWorkers();
	await worker?.evaluate(async (pressed) => {
		const scope = globalThis as unknown as ServiceWorkerGlobalScope;
		const [notification] = await scope.registration.getNotifications();
		if (notification === undefined) throw new Error('there is no notification');
		scope.dispatchEvent(
			new NotificationEvent('notificationclick', { notification, action: pressed })
		);
	}, action);
}

async function until<T>(what: string, ask: () => Promise<T | undefined>, ms = 15_000): Promise<T> {
	const end = Date.now() + ms;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > end) throw new Error(`not within ${String(ms)} ms: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

const oneShown = (device: Device) => async () => {
	const all = await shown(device);
	return all.length === 1 ? all[0] : undefined;
};

/** Writes down a reminder that is due at this minute. */
async function remind(title: string): Promise<void> {
	await page.goto(`${first.url}/reminders`);
	// While there is none, the page offers it twice.
	await page.getByRole('button', { name: 'New reminder' }).first().click();
	await page.getByLabel('What do you want to remember?').fill(title);
	const now = await page.evaluate(() => {
		const local = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
		return { day: local.slice(0, 10), time: local.slice(11, 16) };
	});
	await page.getByLabel('Day', { exact: true }).fill(now.day);
	await page.getByLabel('Time', { exact: true }).fill(now.time);
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByText('Saved on this device').first().waitFor();
}

test('a due reminder is shown on each device, encrypted on the way, without a name in it', async () => {
	await remind('Call Zelda');
	for (const device of [first, second]) {
		const notification = await until('a notification', oneShown(device));
		assert.deepEqual(notification.actions, ['done', 'snooze']);
		assert.doesNotMatch(JSON.stringify(notification), /Zelda/);
	}
	const messages = await push?.messages();
	assert.equal(messages?.length, 2);
	for (const { body, header, status } of messages ?? []) {
		assert.equal(status, 201);
		assert.doesNotMatch(Buffer.from(body, 'base64').toString('latin1'), /Zelda|reminder/i);
		assert.deepEqual(header['Content-Encoding'], ['aes128gcm']);
		assert.match(header['Topic']?.[0], /^[A-Za-z0-9_-]{32}$/);
		assert.ok(Number(header['Ttl']?.[0]) > 0);
	}
});

test('Done on the notification of one device settles it on the other', async () => {
	const other = await second.open('/reminders');
	await other.getByText('Call Zelda').first().waitFor();
	await press(first, 'done');
	await other.getByText('Done lately').waitFor();
	await page.goto(`${first.url}/reminders`);
	await page.getByText('Done lately').waitFor();
});

test('Snooze pressed offline is kept, and sent when the network is back', async () => {
	await remind('Write to Jonas');
	await until('a second notification', async () =>
		(await shown(first)).find(({ actions }) => actions.includes('snooze'))
	);
	const other = await second.open('/reminders');
	await other.getByText('Write to Jonas').first().waitFor();
	await first.goOffline();
	await press(first, 'snooze');
	await until('no notification', async () =>
		(await shown(first)).length === 0 ? true : undefined
	);
	await first.goOnline();
	await other.getByText('put off').first().waitFor();
});

test('a subscription that is gone disappears from the list of devices', async () => {
	await push?.answer(410);
	await page.goto(`${first.url}/settings`);
	await page.getByRole('button', { name: 'Send a test' }).click();
	const other = await second.open('/devices');
	await until('one device fewer', async () => {
		await other.reload();
		await other.getByText('Notifications go to').waitFor();
		const menus = await other.getByRole('button', { name: /^What to do with/ }).count();
		return menus === 1 ? true : undefined;
	});
	await push?.answer(0);
});
