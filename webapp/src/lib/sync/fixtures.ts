/** What the tests of the exchange begin with: a server for each test, and devices that are closed after it. */
import { afterEach, beforeEach, vi } from 'vitest';

import type { Api } from '#lib/api/client.ts';
import type { Pending } from '#lib/db/pending.ts';

import { FakeServer } from './fake-server.ts';
import { newDevice, sync, type TestDevice } from './testing.ts';

/** A server that is new for each test. */
export interface House {
	readonly server: FakeServer;
	/** Another device of the server's space, or another tab of the same `profile`. */
	readonly device: (profile?: string) => Promise<TestDevice>;
	/** Two devices, and a note with this text that both have. */
	readonly shared: (text: string) => Promise<[TestDevice, TestDevice, string]>;
	/** The way to the server, but `tamper` sees each answer first, or throws. */
	readonly tampered: (
		tamper: (answer: Response, path: string) => Response | Promise<Response>
	) => Api;
}

/** Makes a server before each test of the file. */
export function serverForEachTest(): House {
	let server: FakeServer;
	const devices: TestDevice[] = [];
	beforeEach(() => {
		server = new FakeServer(crypto.randomUUID());
	});
	afterEach(() => {
		vi.restoreAllMocks();
		for (const { db } of devices.splice(0)) db.close();
	});
	const device = async (profile?: string) => {
		const made = await newDevice(server, profile);
		devices.push(made);
		return made;
	};
	const shared = async (text: string): Promise<[TestDevice, TestDevice, string]> => {
		const [phone, laptop] = [await device(), await device()];
		const id = phone.db.newId();
		await phone.db.put('note', id, { body: text });
		await sync(phone);
		await sync(laptop);
		return [phone, laptop, id];
	};
	return {
		get server() {
			return server;
		},
		device,
		shared,
		tampered(tamper) {
			const real = server.api();
			return { fetch: async (path, init) => tamper(await real.fetch(path, init), path) };
		}
	};
}

/** What a device has not been told is done. */
export function outbox({ replica }: TestDevice): Promise<Pending[]> {
	return replica.connection.run('readonly', ['outbox'], (tx) => tx.objectStore('outbox').getAll());
}

/** The text of a note as the device shows it. */
export async function body({ db }: TestDevice, id: string): Promise<string | undefined> {
	return (await db.get('note', id))?.fields.body;
}

/** The body of a small push, which is not compressed. */
export function sentBy(init: RequestInit | undefined): string {
	return typeof init?.body === 'string' ? init.body : '';
}
