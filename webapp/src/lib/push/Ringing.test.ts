// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { arrived, testTag } from './arrived.ts';
import type { Push, PushBrowser, PushDevice } from './push.ts';
import Ringing from './Ringing.svelte';

const at = new Date('2026-11-21T14:00:00Z');

/** A device, its browser and its server, in the state that a test puts them in. */
class World {
	permission: NotificationPermission = 'granted';
	listensTo: number[] | undefined = [4, 1, 2];
	online = true;
	known = true;
	readonly ear = new EventTarget();
	readonly oninstall = vi.fn();
	readonly test = vi.fn(() => {
		this.ear.dispatchEvent(new MessageEvent('message', { data: arrived(testTag) }));
		return Promise.resolve(true);
	});
	readonly turnOn = vi.fn(() => {
		this.permission = 'granted';
		this.listensTo = [4, 1, 2];
		this.known = true;
		return Promise.resolve('on' as const);
	});

	get props() {
		const push = {
			devices: () => Promise.resolve(this.online ? this.#devices() : undefined),
			test: this.test,
			turnOn: this.turnOn
		};
		const api = {
			fetch: () =>
				this.online
					? Promise.resolve(Response.json({ publicKey: 'BAEC' }))
					: Promise.reject(new TypeError('Failed to fetch'))
		};
		const { ear, oninstall } = this;
		return { api, push: push as unknown as Push, browser: this.browser(), ear, oninstall };
	}

	browser(): PushBrowser {
		return {
			supported: true,
			installFirst: false,
			permission: () => this.permission,
			ask: () => Promise.resolve(this.permission),
			ready: () => Promise.reject(new Error('not asked')),
			worker: () =>
				Promise.resolve({
					active: {} as ServiceWorker,
					pushManager: {
						getSubscription: () => Promise.resolve(this.#subscription())
					} as PushManager
				})
		};
	}

	#subscription(): PushSubscription | null {
		if (this.listensTo === undefined) return null;
		const applicationServerKey = new Uint8Array(this.listensTo).buffer;
		return { options: { applicationServerKey } } as PushSubscription;
	}

	#devices(): PushDevice[] {
		const nothing = {
			lastError: undefined,
			lastErrorAt: undefined,
			refusedAt: undefined,
			muted: []
		};
		const device = { id: 'd1', deviceName: '', createdAt: at, lastSentAt: at, ...nothing };
		return this.known ? [{ ...device, current: true }] : [];
	}
}

let world: World;
beforeEach(() => {
	world = new World();
});

test('nothing is asked or sent before a press; a test that comes through is a yes', async () => {
	render(Ringing, world.props);
	await screen.findByText(/^It should/);
	expect(world.test).not.toHaveBeenCalled();
	screen.getByRole('button', { name: 'Send a test' }).click();
	await screen.findByText(/^Yes\./);
});

test.each<[string, (world: World) => void, RegExp, string]>([
	[
		'no permission',
		(w) => (w.permission = 'default'),
		/not been asked/,
		'Notify me on this device'
	],
	['no subscription', (w) => (w.listensTo = undefined), /not connected/, 'Connect this device'],
	['a new key', (w) => (w.listensTo = [9, 9]), /with a new key/, 'Connect this device'],
	['a server that forgot', (w) => (w.known = false), /does not know/, 'Connect this device']
])('%s is named, and one press mends it', async (_, spoil, words, button) => {
	spoil(world);
	render(Ringing, world.props);
	await screen.findByText(/^Not as it is now/);
	expect(screen.getByText(words)).toBeTruthy();
	expect(screen.getAllByRole('img', { name: 'Broken' })).toHaveLength(1);
	screen.getByRole('button', { name: button }).click();
	await screen.findByText(/^It should/);
	expect(world.turnOn).toHaveBeenCalledOnce();
});

test('a refusal is explained, for no button of ours can undo it', async () => {
	world.permission = 'denied';
	render(Ringing, world.props);
	await screen.findByText(/are blocked in this browser.*allow notifications for this site/);
	expect(screen.queryByText(/^Send one/)).toBeNull();
	expect(screen.queryByRole('button', { name: 'Notify me on this device' })).toBeNull();
});

test('without a network what is near is told, and nothing is called broken', async () => {
	world.online = false;
	render(Ringing, world.props);
	await screen.findByText(/^Most likely/);
	expect(screen.queryByRole('img', { name: 'Broken' })).toBeNull();
	expect(screen.queryByRole('button', { name: 'Send a test' })).toBeNull();
});
