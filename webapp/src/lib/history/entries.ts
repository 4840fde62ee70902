/** What the server knows of a record's past, asked for page by page. */
import type { Api } from '#lib/api/client.ts';
import { isObject } from '#lib/api/problem.ts';

/** One settled change of a record. */
export interface Entry {
	/** Its place in the order of the space. */
	readonly version: number;
	/** When the server settled it. */
	readonly at: Date;
	readonly device: { readonly id: string; readonly name: string | undefined };
	/** Whose device it was, where that is known. */
	readonly userId: string | undefined;
	readonly op: 'put' | 'delete' | 'restore';
	/** Whether it changed nothing, because an edit had come in between. */
	readonly superseded: boolean;
	/** The values that it brought, flat; null cleared one. */
	readonly fields: Readonly<Record<string, unknown>>;
	/** Each text that it edited, as it stood afterwards. */
	readonly text: Readonly<Record<string, string>>;
	/** Values that do not show: of another device, or of this change itself. */
	readonly lost: Readonly<Record<string, unknown>>;
}

/** A part of a record's past, newest first. */
export interface EntryPage {
	readonly entries: readonly Entry[];
	/** Where the next page begins; 0 at the beginning of the record. */
	readonly next: number;
}

/** Why there is no page: no network, a record that never reached the server, or something else. */
export type Absence = 'offline' | 'unknown' | 'trouble';

/** Whose past is asked for. */
export interface Subject {
	readonly spaceId: string;
	readonly id: string;
}

/** Asks for a page; `before` is the `next` of the one before, 0 for the newest. */
export async function fetchEntries(
	api: Api,
	{ spaceId, id }: Subject,
	before: number
): Promise<EntryPage | Absence> {
	let response: Response;
	try {
		response = await api.fetch(`/spaces/${spaceId}/records/${id}/history?before=${before}`);
	} catch {
		return 'offline';
	}
	if (response.status === 404) return 'unknown';
	const body: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
	return readPage(body) ?? 'trouble';
}

function readPage(body: unknown): EntryPage | undefined {
	if (!isObject(body) || !Array.isArray(body['entries'])) return undefined;
	const { next = 0 } = body;
	return {
		entries: body['entries'].flatMap(readEntry),
		next: typeof next === 'number' ? next : 0
	};
}

/** An entry of a form that this edition of the app does not know is left out. */
function readEntry(value: unknown): Entry[] {
	if (!isObject(value)) return [];
	const { version, at, device, userId, op, outcome } = value;
	if (typeof version !== 'number' || typeof at !== 'string' || !isObject(device)) return [];
	if (op !== 'put' && op !== 'delete' && op !== 'restore') return [];
	const { id, name } = device;
	return [
		{
			version,
			at: new Date(at),
			device: {
				id: typeof id === 'string' ? id : '',
				name: typeof name === 'string' && name !== '' ? name : undefined
			},
			userId: typeof userId === 'string' ? userId : undefined,
			op,
			superseded: outcome === 'superseded',
			fields: objectOf(value['fields']),
			text: textsOf(value['text']),
			lost: objectOf(value['lost'])
		}
	];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
	return isObject(value) ? value : {};
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
	const texts = Object.entries(objectOf(value)).filter(
		(pair): pair is [string, string] => typeof pair[1] === 'string'
	);
	return Object.fromEntries(texts);
}
