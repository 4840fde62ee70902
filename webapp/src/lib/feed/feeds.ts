/** Calendar feeds: addresses at which a calendar program reads what is due. They live on the server. */
import type { Api } from '#lib/api/client.ts';
import { isObject } from '#lib/api/problem.ts';

/** What a feed may hold, in the order in which it is asked. */
export const scopes = ['dates', 'promises', 'reminders'] as const;

export type Scope = (typeof scopes)[number];

/** A feed; its address was told once, when it was made. */
export interface Feed {
	readonly id: string;
	readonly name: string;
	readonly scopes: readonly Scope[];
	/** When a calendar program last read it. */
	readonly readAt: Date | undefined;
}

/** A feed that was made just now. */
export interface NewFeed extends Feed {
	readonly url: string;
}

/** Why a feed could not be made. */
export type Refusal = 'offline' | 'too-many' | 'failed';

/** The feeds of the user, `undefined` if the server cannot be asked. */
export async function listFeeds(api: Api): Promise<readonly Feed[] | undefined> {
	const response = await ask(api, '');
	if (response?.ok !== true) return undefined;
	const body: unknown = await response.json();
	return Array.isArray(body) ? body.flatMap((one) => toFeed(one) ?? []) : undefined;
}

/** Makes a feed of a space. */
export async function makeFeed(
	api: Api,
	wanted: { readonly spaceId: string; readonly name: string; readonly scopes: readonly Scope[] }
): Promise<NewFeed | Refusal> {
	const response = await ask(api, '', {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(wanted)
	});
	if (response === undefined) return 'offline';
	if (response.status === 409) return 'too-many';
	if (!response.ok) return 'failed';
	const body: unknown = await response.json();
	const feed = toFeed(body);
	if (feed === undefined || !isObject(body) || typeof body['url'] !== 'string') return 'failed';
	return { ...feed, url: body['url'] };
}

/** Makes the address of a feed lead nowhere; false if that did not work. */
export async function revokeFeed(api: Api, id: string): Promise<boolean> {
	const response = await ask(api, `/${id}`, { method: 'DELETE' });
	return response !== undefined && (response.ok || response.status === 404);
}

/** The address in the form that opens the calendar program of the device. */
export function subscribeUrl(url: string): string {
	return url.replace(/^https?:/, 'webcal:');
}

/** Asks the server; `undefined` without a network. */
async function ask(api: Api, path: string, init?: RequestInit): Promise<Response | undefined> {
	try {
		return await api.fetch(`/calendar-feeds${path}`, init);
	} catch (error) {
		if (error instanceof TypeError) return undefined;
		throw error;
	}
}

function toFeed(value: unknown): Feed | undefined {
	if (!isObject(value) || typeof value['id'] !== 'string' || !Array.isArray(value['scopes'])) {
		return undefined;
	}
	const { id, name, readAt } = value;
	const held: readonly unknown[] = value['scopes'];
	return {
		id,
		name: typeof name === 'string' ? name : '',
		scopes: scopes.filter((scope) => held.includes(scope)),
		readAt: typeof readAt === 'string' ? new Date(readAt) : undefined
	};
}
