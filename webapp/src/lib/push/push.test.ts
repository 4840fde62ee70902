import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Push, type PushBrowser } from './push.ts';

const serverKey = 'BAEC';
const keyBytes = new Uint8Array([4, 1, 2]);

/** A browser with a push service behind it, or without one that answers. */
class FakeBrowser implements PushBrowser {
	supported = true;
	installFirst = false;
	granted: NotificationPermission = 'default';
	answer: NotificationPermission = 'granted';
	serviceAnswers = true;
	current: PushSubscription | null = null;
	readonly subscribe = vi.fn((options: PushSubscriptionOptionsInit) => {
		if (!this.serviceAnswers) return new Promise<PushSubscription>(() => undefined);
		this.current = this.subscription(options.applicationServerKey as Uint8Array<ArrayBuffer>);
		return Promise.resolve(this.current);
	});

	readonly ready = () => {
		const pushManager = {
			getSubscription: () => Promise.resolve(this.current),
			subscribe: this.subscribe
		};
		return Promise.resolve({ pushManager } as unknown as ServiceWorkerRegistration);
	};
	readonly worker = () => Promise.resolve(undefined);
	readonly permission = () => this.granted;
	readonly ask = () => Promise.resolve((this.granted = this.answer));

	subscription(key: Uint8Array<ArrayBuffer>): PushSubscription {
		return {
			options: { applicationServerKey: key.buffer, userVisibleOnly: true },
			unsubscribe: () => {
				this.current = null;
				return Promise.resolve(true);
			},
			toJSON: () => ({ endpoint: 'https://push.example/1', keys: { p256dh: 'p', auth: 'a' } })
		} as unknown as PushSubscription;
	}
}

/** A server that remembers what it was told. */
class FakeApi {
	online = true;
	readonly told: unknown[] = [];
	readonly fetch = (path: string, init: RequestInit = {}): Promise<Response> => {
		if (!this.online) return Promise.reject(new TypeError('Failed to fetch'));
		if (path.endsWith('/key')) return Promise.resolve(Response.json({ publicKey: serverKey }));
		if (init.method === 'PUT' || init.method === 'PATCH')
			this.told.push(JSON.parse(init.body as string));
		return Promise.resolve(Response.json({}));
	};
}

let browser: FakeBrowser;
let api: FakeApi;
let push: Push;

beforeEach(() => {
	browser = new FakeBrowser();
	api = new FakeApi();
	push = new Push(api, browser, 'Firefox · Linux');
});
afterEach(() => {
	vi.useRealTimers();
});

test('after a tap the server knows where to send', async () => {
	expect(await push.state()).toBe('off');
	expect(await push.turnOn()).toBe('on');
	expect(await push.state()).toBe('on');
	expect(api.told).toEqual([
		{
			endpoint: 'https://push.example/1',
			keys: { p256dh: 'p', auth: 'a' },
			deviceName: 'Firefox · Linux'
		}
	]);
	expect(browser.subscribe).toHaveBeenCalledWith({
		userVisibleOnly: true,
		applicationServerKey: keyBytes
	});
});

test('a refusal is taken for an answer', async () => {
	browser.answer = 'denied';
	expect(await push.turnOn()).toBe('refused');
	expect(await push.state()).toBe('blocked');
	expect(api.told).toEqual([]);
});

test('a push service that never answers is given up on after ten seconds', async () => {
	vi.useFakeTimers();
	browser.serviceAnswers = false;
	const turned = push.turnOn();
	await vi.advanceTimersByTimeAsync(10_000);
	expect(await turned).toBe('no-push-service');
});

test('without a network it says so', async () => {
	api.online = false;
	expect(await push.turnOn()).toBe('offline');
});

test('at every start the server is told again, without a new subscription', async () => {
	await push.turnOn();
	await push.resend();
	expect(api.told).toHaveLength(2);
	expect(browser.subscribe).toHaveBeenCalledOnce();
});

test('a server with a new key gets a new subscription', async () => {
	browser.granted = 'granted';
	browser.current = browser.subscription(new Uint8Array([9, 9]));
	await push.resend();
	expect(browser.subscribe).toHaveBeenCalledOnce();
	expect(api.told).toHaveLength(1);
});

test('nothing is asked or sent at a start where push is off', async () => {
	const ask = vi.spyOn(browser, 'ask');
	await push.resend();
	expect(ask).not.toHaveBeenCalled();
	expect(api.told).toEqual([]);
});

test('an iPhone needs the Home Screen first', async () => {
	browser.supported = false;
	browser.installFirst = true;
	expect(await push.state()).toBe('needs-install');
});

test('what a device is not told of is said to the server', async () => {
	expect(await push.mute('d1', ['digest'])).toBe(true);
	expect(api.told).toEqual([{ muted: ['digest'] }]);
	api.online = false;
	expect(await push.mute('d1', [])).toBe(false);
});
