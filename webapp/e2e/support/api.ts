/** A device that speaks to the API without a browser, to fill a space quickly. */
import { randomUUID } from 'node:crypto';

import { password } from './app.ts';
import type { Server } from './server.ts';

/** What one mutation puts. */
export interface Put {
	readonly collection: string;
	readonly id: string;
	readonly fields?: Readonly<Record<string, unknown>>;
	readonly text?: Readonly<Record<string, string>>;
}

/** The fields of a record, flat. */
type Fields = Readonly<Record<string, unknown>>;

interface Session {
	readonly accessToken: string;
	readonly space: { readonly id: string; readonly epoch: string };
}

export class ApiDevice {
	readonly #url: string;
	readonly #session: Session;
	readonly #device = randomUUID();
	#seq = 0;

	private constructor(url: string, session: Session) {
		this.#url = url;
		this.#session = session;
	}

	static async signUp(server: Server, email: string): Promise<ApiDevice> {
		return this.#enter(server, '/auth/sign-up', email);
	}

	static async signIn(server: Server, email: string): Promise<ApiDevice> {
		return this.#enter(server, '/auth/sign-in', email);
	}

	static async #enter(server: Server, path: string, email: string): Promise<ApiDevice> {
		const credentials = { email, password, deviceName: 'Seeds' };
		const session = await post<Session>(server.url, path, undefined, credentials);
		return new ApiDevice(server.url, session);
	}

	get spaceId(): string {
		return this.#session.space.id;
	}

	get accessToken(): string {
		return this.#session.accessToken;
	}

	/** Pushes in batches; every mutation has to be taken. */
	async push(puts: readonly Put[]): Promise<void> {
		for (let from = 0; from < puts.length; from += 500) {
			const mutations = puts.slice(from, from + 500).map((put) => this.#mutation(put));
			const answer = await post<{ acks: readonly { status: string }[] }>(
				this.#url,
				'/sync/push',
				this.accessToken,
				{
					space: this.#session.space.id,
					epoch: this.#session.space.epoch,
					device: this.#device,
					schema: 1,
					mutations
				}
			);
			const refused = answer.acks.filter(({ status }) => !['ok', 'merged'].includes(status));
			if (refused.length > 0) throw new Error(`not taken: ${JSON.stringify(refused[0])}`);
		}
	}

	/** What the server has of a record, `undefined` for nothing. */
	async read(id: string): Promise<Fields | undefined> {
		return (await this.all()).find((record) => record.id === id)?.fields;
	}

	/** All records of the space that fit on one page. */
	async all(): Promise<
		readonly { readonly id: string; readonly deleted?: true; readonly fields?: Fields }[]
	> {
		const query = new URLSearchParams({ space: this.spaceId });
		const page = await (await this.get(`/sync/pull?${query.toString()}`)).text();
		const lines = page.split('\n').filter((line) => line.startsWith('{"collection"'));
		return lines.map((line) => JSON.parse(line) as { id: string; deleted?: true; fields?: Fields });
	}

	async get(path: string): Promise<Response> {
		const answer = await fetch(`${this.#url}/api/v1${path}`, {
			headers: { Authorization: `Bearer ${this.accessToken}` }
		});
		if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
		return answer;
	}

	#mutation({ collection, id, fields = {}, text = {} }: Put) {
		const stamp = Date.now().toString(16).padStart(12, '0') + '0000';
		const texts = Object.entries(text).map(([name, value]) => [name, { base: 0, value }]);
		return {
			seq: ++this.#seq,
			mid: newId(),
			collection,
			id,
			stamp,
			base: 0,
			op: 'put',
			fields,
			text: Object.fromEntries(texts) as unknown
		};
	}
}

/** A UUIDv7 (RFC 9562). */
export function newId(at = Date.now()): string {
	const hex = at.toString(16).padStart(12, '0');
	return `${hex.slice(0, 8)}-${hex.slice(8)}-7${randomUUID().slice(15)}`;
}

async function post<T>(
	url: string,
	path: string,
	token: string | undefined,
	body: unknown
): Promise<T> {
	const answer = await fetch(`${url}/api/v1${path}`, {
		method: 'POST',
		headers: {
			'Content-Type': 'application/json',
			...(token === undefined ? {} : { Authorization: `Bearer ${token}` })
		},
		body: JSON.stringify(body)
	});
	if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
	return (await answer.json()) as T;
}
