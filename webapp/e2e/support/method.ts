/** What the specs of the method share: people in a space, and days as the app writes them. */
import { ApiDevice, newId, type Put } from './api.ts';
import { readyForOffline, signIn, synced } from './app.ts';
import { Device, phone, type DeviceOptions } from './device.ts';
import { Server } from './server.ts';

import type { Page } from 'playwright-core';

const dayLength = 86_400_000;

/** A day so many days from now, where the devices of the specs are. */
export function dayFrom(days: number): string {
	const zone = {
		timeZone: 'Europe/Lisbon',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit'
	} as const;
	return new Intl.DateTimeFormat('en-CA', zone).format(Date.now() + days * dayLength);
}

/** A record to be put; long text apart. */
export function record(
	collection: string,
	fields: Readonly<Record<string, unknown>>,
	text: Readonly<Record<string, string>> = {},
	id = newId()
): Put {
	return { collection, id, fields, text };
}

/** Somebody made long ago, so that nothing about them is news. */
export function person(fullName: string, fields: Readonly<Record<string, unknown>> = {}): Put {
	const id = newId(Date.now() - 400 * dayLength);
	return record('contact', { fullName, stage: 'steady', ...fields }, {}, id);
}

/** A touch with somebody. */
export function touch(
	contact: string,
	days: number,
	fields: Readonly<Record<string, unknown>> = {},
	body = 'We spoke.'
): Put {
	const own = { at: dayFrom(days), kind: 'met', direction: 'both', ...fields };
	return record('interaction', { ...own, [`contacts/${contact}`]: true }, { body });
}

/** A server with a user whose space holds these records, and their phone. */
export interface Scene {
	readonly server: Server;
	/** Another device of the user, without a screen. */
	readonly api: ApiDevice;
	readonly phone: Device;
	readonly page: Page;
	end(): Promise<void>;
}

/** Sets a scene and opens it on a phone that can do without the network. */
export async function scene(
	puts: readonly Put[],
	options: Pick<DeviceOptions, 'permissions'> = {}
): Promise<Scene> {
	const server = await Server.start();
	const email = 'ada@example.org';
	const api = await ApiDevice.signUp(server, email);
	await api.push(puts);
	const device = await Device.fresh(server, { ...phone, ...options });
	const page = await signIn(device, email);
	await synced(page);
	await readyForOffline(page);
	return {
		server,
		api,
		phone: device,
		page,
		async end() {
			await device.discard();
			await server.remove();
		}
	};
}
