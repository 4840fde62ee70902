import type { Api } from '#lib/api/client.ts';
import { isObject } from '#lib/api/problem.ts';

import { isKind, type Kind } from './kinds.ts';
import { serverKey, subscribe, tell } from './subscription.ts';

/** Whether this device can be woken by a push, and whether it may. */
export type PushState =
	/** This browser knows no push at all. */
	| 'unsupported'
	/** It would, once the app is on the Home Screen. */
	| 'needs-install'
	/** The user refused; only the browser's own settings can undo that. */
	| 'blocked'
	| 'off'
	| 'on';

/** How an attempt to turn push on ended. */
export type Turned = 'on' | 'refused' | 'no-push-service' | 'offline' | 'failed';

/** One device that pushes are sent to. */
export interface PushDevice {
	readonly id: string;
	readonly deviceName: string;
	readonly createdAt: Date;
	readonly lastSentAt: Date | undefined;
	readonly lastError: string | undefined;
	readonly lastErrorAt: Date | undefined;
	/** Since when its push service refuses the server, whatever is sent. */
	readonly refusedAt: Date | undefined;
	/** What it is not told of. */
	readonly muted: readonly Kind[];
	readonly current: boolean;
}

/** What {@link Push} stands on; a test brings its own. */
export interface PushBrowser {
	/** Resolves with the worker that will be woken. */
	readonly ready: () => Promise<Pick<ServiceWorkerRegistration, 'pushManager'>>;
	/** The worker as it is now, `undefined` if there is none. */
	readonly worker: () => Promise<
		Pick<ServiceWorkerRegistration, 'active' | 'pushManager'> | undefined
	>;
	readonly permission: () => NotificationPermission;
	readonly ask: () => Promise<NotificationPermission>;
	readonly supported: boolean;
	/** Whether push would come with the app on the Home Screen. */
	readonly installFirst: boolean;
}

/** How long a browser may take to reach its push service, in milliseconds; some never answer. */
const patience = 10_000;

/** Pushes to this device and the list of all devices they go to. */
export class Push {
	readonly #api: Api;
	readonly #browser: PushBrowser;
	readonly #deviceName: string;

	constructor(api: Api, browser: PushBrowser, deviceName: string) {
		this.#api = api;
		this.#browser = browser;
		this.#deviceName = deviceName;
	}

	async state(): Promise<PushState> {
		const { supported, installFirst } = this.#browser;
		if (!supported) return installFirst ? 'needs-install' : 'unsupported';
		if (this.#browser.permission() === 'denied') return 'blocked';
		if (this.#browser.permission() === 'default') return 'off';
		return (await this.#subscription()) === null ? 'off' : 'on';
	}

	/** Asks for permission, subscribes and tells the server. To be called right after a tap. */
	async turnOn(): Promise<Turned> {
		if ((await this.#browser.ask()) !== 'granted') return 'refused';
		try {
			return (await this.#subscribe()) ? 'on' : 'failed';
		} catch (error) {
			if (error instanceof TimeoutError) return 'no-push-service';
			if (error instanceof TypeError) return 'offline';
			return error instanceof DOMException ? 'no-push-service' : 'failed';
		}
	}

	/**
	 * Tells the server of the subscription again, at every start: browsers drop and renew them without
	 * a word, and a server may have been restored. Subscribes anew if the server's key changed.
	 */
	async resend(): Promise<void> {
		try {
			if ((await this.state()) === 'on') await this.#subscribe();
		} catch {
			// No network, or no push service: the next start tries again.
		}
	}

	/** Stops pushes to this device. */
	async turnOff(): Promise<void> {
		const current = (await this.devices())?.find((device) => device.current);
		if (current !== undefined) await this.remove(current.id);
		await (await this.#subscription())?.unsubscribe();
	}

	/** The devices that pushes go to, `undefined` if the server cannot be asked. */
	async devices(): Promise<readonly PushDevice[] | undefined> {
		const response = await this.#ask('/push-subscriptions');
		if (response?.ok !== true) return undefined;
		const body: unknown = await response.json();
		return Array.isArray(body) ? body.flatMap(toDevice) : undefined;
	}

	/** Has a test sent to one device; false if that did not work. */
	async test(id: string): Promise<boolean> {
		const response = await this.#ask(`/push-subscriptions/${id}/test`, { method: 'POST' });
		return response?.ok === true;
	}

	/** Says what a device is not told of; false if that did not work. */
	async mute(id: string, muted: readonly Kind[]): Promise<boolean> {
		const response = await this.#ask(`/push-subscriptions/${id}`, {
			method: 'PATCH',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ muted })
		});
		return response?.ok === true;
	}

	/** Takes a device off the list; false if that did not work. */
	async remove(id: string): Promise<boolean> {
		const response = await this.#ask(`/push-subscriptions/${id}`, { method: 'DELETE' });
		return response !== undefined && (response.ok || response.status === 404);
	}

	async #subscription(): Promise<PushSubscription | null> {
		return (await this.#browser.ready()).pushManager.getSubscription();
	}

	/** Subscribes and tells the server; false if it refused. */
	async #subscribe(): Promise<boolean> {
		const key = await serverKey(this.#api);
		const { pushManager } = await this.#browser.ready();
		const subscription = await within(patience, subscribe(pushManager, key));
		return tell(this.#api, subscription, this.#deviceName);
	}

	async #ask(path: string, init?: RequestInit): Promise<Response | undefined> {
		try {
			return await this.#api.fetch(path, init);
		} catch {
			return undefined;
		}
	}
}

class TimeoutError extends Error {
	override readonly name = 'TimeoutError';
}

/** Rejects if `promise` takes longer than `ms`. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
	const { promise: timeout, reject } = Promise.withResolvers<never>();
	const timer = setTimeout(() => reject(new TimeoutError()), ms);
	try {
		return await Promise.race([promise, timeout]);
	} finally {
		clearTimeout(timer);
	}
}

function toDevice(value: unknown): PushDevice[] {
	if (!isObject(value) || typeof value['id'] !== 'string') return [];
	const text = (name: string) => (typeof value[name] === 'string' ? value[name] : undefined);
	const date = (name: string) => {
		const written = text(name);
		return written === undefined ? undefined : new Date(written);
	};
	return [
		{
			id: value['id'],
			deviceName: text('deviceName') ?? '',
			createdAt: date('createdAt') ?? new Date(0),
			lastSentAt: date('lastSentAt'),
			lastError: text('lastError') || undefined,
			lastErrorAt: date('lastErrorAt'),
			refusedAt: date('refusedAt'),
			muted: Array.isArray(value['muted']) ? value['muted'].filter(isKind) : [],
			current: value['current'] === true
		}
	];
}
