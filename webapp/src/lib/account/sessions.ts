import type { Api } from '#lib/api/client.ts';
import { isObject } from '#lib/api/problem.ts';

/** A device that is signed in. */
export interface SignedInDevice {
	readonly id: string;
	readonly deviceName: string;
	/** When it signed in. */
	readonly createdAt: Date;
	/** When it last talked to the server, give or take the ten minutes of an access token. */
	readonly usedAt: Date;
	readonly current: boolean;
}

/** The signed-in devices, this one first, then by last use; `undefined` if the server cannot be asked. */
export async function listSessions(api: Api): Promise<readonly SignedInDevice[] | undefined> {
	const response = await ask(api, '/auth/sessions');
	const body: unknown = response?.ok === true ? await response.json() : undefined;
	if (!Array.isArray(body)) return undefined;
	return body
		.flatMap(toDevice)
		.sort((a, b) => Number(b.current) - Number(a.current) || +b.usedAt - +a.usedAt);
}

/** Signs one device out; false if that did not work. */
export async function endSessionOf(api: Api, id: string): Promise<boolean> {
	const response = await ask(api, `/auth/sessions/${id}`, { method: 'DELETE' });
	return response !== undefined && (response.ok || response.status === 404);
}

/** Signs all devices out, this one too; false if that did not work. */
export async function endAllSessions(api: Api): Promise<boolean> {
	return (await ask(api, '/auth/sessions', { method: 'DELETE' }))?.ok === true;
}

async function ask(api: Api, path: string, init?: RequestInit): Promise<Response | undefined> {
	try {
		return await api.fetch(path, init);
	} catch {
		return undefined;
	}
}

function toDevice(value: unknown): SignedInDevice[] {
	if (!isObject(value)) return [];
	const { id, deviceName, createdAt, usedAt, current } = value;
	if (typeof id !== 'string' || typeof createdAt !== 'string' || typeof usedAt !== 'string')
		return [];
	return [
		{
			id,
			deviceName: typeof deviceName === 'string' ? deviceName : '',
			createdAt: new Date(createdAt),
			usedAt: new Date(usedAt),
			current: current === true
		}
	];
}
