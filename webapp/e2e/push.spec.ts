/**
 * A due reminder reaches the phone: stock browsers subscribe, the server encrypts, the browsers
 * decrypt, the workers show it on a desktop, and what is pressed there goes back to every device.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { ApiDevice, newId } from './support/api.ts';
import { encrypt } from './support/encrypt.ts';
import { PushService } from './support/push-service.ts';
import { ChromiumReceiver, FirefoxReceiver, type Receiver } from './support/receiver.ts';
import { Server } from './support/server.ts';
import { until } from './support/until.ts';

const email = 'ada@example.org';
const zone = 'Europe/Lisbon';

let push: PushService;
let server: Server;
/** A device of the same user that is not notified; what it writes, the others hear of by push. */
let desk: ApiDevice;
let chromium: ChromiumReceiver;
let firefox: FirefoxReceiver;
let both: readonly Receiver[];

before(async () => {
	push = await PushService.start();
	server = await Server.start(push.environment, 'tend-pushtest');
	desk = await ApiDevice.signUp(server, email);
	chromium = await ChromiumReceiver.fresh(server, push);
	firefox = await FirefoxReceiver.fresh(server, push);
	both = [chromium, firefox];
	for (const receiver of both) await receiver.settle(email);
	await chromium.install();
	for (const receiver of both) await receiver.closePages();
});

after(async () => {
	for (const receiver of both) await receiver.discard();
	await server.remove();
	await push.stop();
});

// Each test begins with nothing shown and no page open.
afterEach(async () => {
	for (const receiver of both) {
		await receiver.closePages();
		for (const shown of await receiver.desktop.shown()) await receiver.desktop.dismiss(shown);
	}
});

/** A wall time in the user's zone, to the minute. */
function wall(at: Date): string {
	return at.toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T').slice(0, 16);
}

interface Written {
	readonly id: string;
	readonly at: string;
}

/** Writes down, on the desk, a reminder that is due at this minute. */
async function remind(title: string): Promise<Written> {
	const id = newId();
	const at = wall(new Date());
	await desk.push([{ collection: 'reminder', id, fields: { title, at, zone, notify: true } }]);
	return { id, at };
}

/** Waits until the server has heard that an occurrence is done. */
async function done({ id, at }: Written): Promise<void> {
	await until('done on the server', async () => {
		const fields = await desk.read(id);
		return fields?.[`done/${at}`] === true || undefined;
	});
}

/** Waits until a page of the app is open. */
async function opened(receiver: Receiver, path: string): Promise<void> {
	let open: readonly string[] = [];
	await until(path, async () => {
		open = await receiver.pages();
		return open.includes(path) || undefined;
	}).catch((error: unknown) => {
		throw new Error(`${receiver.name} has ${JSON.stringify(open)} open`, { cause: error });
	});
}

/** Waits until the icon of the app bears a number. Firefox has none on this system. */
async function badge(count: number): Promise<void> {
	await until(`${String(count)} on the icon`, async () => {
		return (await chromium.badge()) === count || undefined;
	});
}

/** Settles on the desk what a test leaves open. */
async function settle(...left: readonly Written[]): Promise<void> {
	await desk.push(
		left.map(({ id, at }) => ({ collection: 'reminder', id, fields: { [`done/${at}`]: true } }))
	);
}

/** The devices that the server notifies. */
async function listed(): Promise<readonly { readonly lastError?: string }[]> {
	const answer = await desk.get('/push-subscriptions');
	return (await answer.json()) as readonly { readonly lastError?: string }[];
}

test('a due reminder is shown on each device with no page open, encrypted on the way, without a name in it', async () => {
	const written = await remind('Call Zelda');
	for (const { desktop, service } of both) {
		const { title, body, buttons } = await desktop.one('the reminder');
		assert.equal(title, '1 reminder is due');
		assert.match(body, new RegExp(`Due at ${written.at.slice(11)}$`));
		assert.deepEqual(buttons, ['Done', 'Snooze']);
		const [message] = await service.messages();
		assert.ok(message);
		assert.equal(message.status, 201);
		const sent = Buffer.from(message.body, 'base64').toString('latin1');
		assert.doesNotMatch(sent, /Zelda|reminder/i);
		assert.deepEqual(message.header['Content-Encoding'], ['aes128gcm']);
		assert.match(message.header['Topic']?.[0] ?? '', /^[A-Za-z0-9_-]{32}$/);
		assert.ok(Number(message.header['Ttl']?.[0]) > 0);
	}
	await settle(written);
});

test('Done on one device, with no page and no access token, settles it on the server; the other closes its own at the next start', async () => {
	// A browser that was away has nothing in its memory but the cookie of its session.
	for (const receiver of both) await receiver.quit();
	for (const receiver of both) await receiver.start();
	const left = await remind('Call Zelda again');
	const shown = await chromium.desktop.one('the reminder');
	await badge(1);
	await chromium.desktop.press(shown, 'Done');
	await done(left);
	await chromium.desktop.empty();
	await badge(0);
	await firefox.desktop.one('the other one, still');
	await firefox.open('/');
	await firefox.desktop.empty();

	await firefox.closePages();
	const right = await remind('Call Zelda once more');
	await firefox.desktop.press(await firefox.desktop.one('the reminder'), 'Done');
	await done(right);
	await chromium.desktop.one('the other one, still');
	await chromium.open('/');
	await chromium.desktop.empty();
});

test('a press on the notification itself opens the reminder it is about', async () => {
	const written = await remind('Write to Jonas');
	for (const receiver of both) {
		await receiver.desktop.press(await receiver.desktop.one('the reminder'));
		const path = `/reminders/${written.id}?occurrence=${encodeURIComponent(written.at)}`;
		await opened(receiver, path);
		await receiver.text('Write to Jonas');
	}
	await settle(written);
});

test('Snooze puts it off on the server; when that is over it rings again, and a device that was away gets one notification, not two', async (t) => {
	await firefox.quit();
	const written = await remind('Send the parcel');
	await chromium.desktop.press(await chromium.desktop.one('the reminder'), 'Snooze');
	const tomorrow = wall(new Date(Date.now() + 86_400_000)).slice(0, 10) + written.at.slice(10);
	await until('put off on the server', async () => {
		return (await desk.read(written.id))?.['snoozedUntil'] === tomorrow || undefined;
	});
	await chromium.desktop.empty();

	// The desk does not want to wait that long.
	const due = new Date(Math.ceil((Date.now() + 1000) / 60_000) * 60_000);
	const fields = { snoozedUntil: wall(due) };
	await desk.push([{ collection: 'reminder', id: written.id, fields }]);
	const again = await until(
		'the second ring',
		async () => (await chromium.desktop.shown())[0],
		90_000
	);
	const late = Date.parse(again.at) - due.valueOf();
	t.diagnostic(`due time to notification: ${String(late)} ms`);
	assert.ok(late >= 0 && late < 5000, `${String(late)} ms after it was due`);

	const waiting = (await firefox.service.messages()).slice(-2);
	const topics = waiting.map(({ header }) => header['Topic']?.[0]);
	assert.equal(topics[0], topics[1]);
	await firefox.start();
	assert.equal((await firefox.desktop.one('the one that replaced the other')).times, 1);
	await settle(written);
});

for (const browser of ['Chromium', 'Firefox'] as const) {
	test(`${browser}: Done pressed offline, with other changes waiting, is kept, and sent when the network is back`, async () => {
		const receiver = browser === 'Chromium' ? chromium : firefox;
		await receiver.open('/capture');
		receiver.link.cut();
		await receiver.type('What happened?', `Written on a train, with ${browser}.`);
		await receiver.press('Save');
		await receiver.text('Saved on this device');
		await receiver.closePages();
		const written = await remind('Call from the train');
		await receiver.desktop.press(await receiver.desktop.one('the reminder'), 'Done');
		await receiver.desktop.empty();
		await receiver.open('/reminders');
		await receiver.text('Done lately');
		receiver.link.mend();
		await receiver.open('/');
		await done(written);
		assert.match(
			JSON.stringify(await desk.all()),
			new RegExp(`Written on a train, with ${browser}`)
		);
		await settle(written);
	});
}

test('a push service that has too much to do is asked again when it said, and not before', async () => {
	await chromium.service.answer(429, '2');
	const written = await remind('Be patient');
	const refused = await until('a refusal', async () => {
		return (await chromium.service.messages()).find(({ status }) => status === 429);
	});
	await chromium.service.answer(0);
	await chromium.desktop.one('the reminder');
	const taken = (await chromium.service.messages()).at(-1);
	const waited = Date.parse(taken?.at ?? '') - Date.parse(refused.at);
	assert.ok(waited >= 2000, `${String(waited)} ms`);
	await settle(written);
});

test('a subscription that is gone disappears from the list, and the next start of the app mends it', async () => {
	await chromium.service.answer(410);
	const written = await remind('Nobody home');
	await until('one device fewer', async () => (await listed()).length === 1 || undefined);
	await chromium.service.answer(0);
	await chromium.open('/');
	await until('both devices', async () => (await listed()).length === 2 || undefined);
	await settle(written);
});

test('a message that nobody can read still says something, and opens the app', async () => {
	for (const receiver of both) {
		await receiver.open('/');
		const { endpoint, keys } = await receiver.subscription();
		await receiver.closePages();
		for (const body of [encrypt('{"half', keys), new Uint8Array()]) {
			assert.equal(await receiver.service.deliver(endpoint, body), 201);
			const shown = await receiver.desktop.one('something');
			assert.equal(shown.title, 'Something is due');
			await receiver.desktop.press(shown);
			await opened(receiver, '/');
			await receiver.closePages();
		}
	}
});

test('a push service that forgets its browsers is subscribed to anew, with no page open', async () => {
	const before = (await firefox.service.messages()).length;
	await firefox.service.forget();
	await until('a third subscription', async () => (await listed()).length === 3 || undefined);
	const written = await remind('Still there?');
	await firefox.desktop.one('the reminder');
	await until('the old one gone', async () => (await listed()).length === 2 || undefined);
	const statuses = (await firefox.service.messages()).slice(before).map(({ status }) => status);
	assert.deepEqual(statuses.sort(), [201, 410]);
	await settle(written);
});

test('a server with a new key loses no device and no reminder: each subscribes anew at its next start', async () => {
	await server.sql("delete from secret where name = 'push/vapid'");
	await server.down();
	await server.up();
	const unheard = await remind('Unheard');
	await until('refusals that are kept', async () => {
		const devices = await listed();
		return devices.filter(({ lastError }) => lastError === 'status-403').length === 2 || undefined;
	});
	for (const receiver of both) await receiver.open('/');
	await until('new subscriptions in place of the old', async () => {
		const devices = await listed();
		const fresh = devices.filter(({ lastError }) => lastError === undefined);
		return (devices.length === 2 && fresh.length === 2) || undefined;
	});
	const heard = await remind('Heard');
	for (const { desktop } of both) {
		await until('what was refused too', async () => {
			return (await desktop.shown()).length === 2 || undefined;
		});
	}
	await settle(unheard, heard);
});

test('“Will this device ring?” says yes only when a test was seen to come', async () => {
	for (const receiver of both) {
		await receiver.open('/settings/ringing');
		await receiver.text('It should.');
		await receiver.press('Send a test');
		await receiver.text('Yes. A test came through just now.');
		const shown = await receiver.desktop.one('the test');
		assert.equal(shown.title, 'Tend');
		await receiver.desktop.dismiss(shown);
		receiver.link.cut();
		await receiver.open('/settings/ringing');
		await receiver.text('Most likely.');
		receiver.link.mend();
	}
});
