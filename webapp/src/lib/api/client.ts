import { isObject } from './problem.ts';

/** The server, to whoever wants to ask it something in the name of the signed-in user. */
export interface Api {
	/**
	 * Fetches a path below `/api/v1`. A token that is missing or stale is renewed first, once.
	 * Rejects with a TypeError or a DOMException when there is no network; resolves with the 401 when the session has
	 * ended, and with a 429 or 5xx when the server had no time to renew the token.
	 */
	fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** What sign-up, sign-in and refresh answer. */
export interface Session {
	readonly accessToken: string;
	readonly user: { readonly id: string; readonly email: string };
	readonly space: { readonly id: string; readonly epoch: string };
}

/** What a {@link Client} stands on; a test brings its own. */
export interface ClientOptions {
	/** The only user whose tokens may be used: this device's data is theirs, and goes to nobody else. */
	readonly userId: string;
	/** Called once a refresh was refused: the session ended, or somebody else signed in. */
	readonly onrefused?: () => void;
	/** Called with each session that a refresh brought. */
	readonly onsession?: (session: Session) => void;
	readonly fetch?: typeof fetch;
	readonly locks?: Pick<LockManager, 'request'> | undefined;
}

/** Where the API lives. */
export const apiRoot = '/api/v1';

/** One refresh at a time among all tabs of this browser. */
const lockName = 'tend-refresh';

/**
 * A refresh without an answer counts as lost after so many milliseconds: every other request waits for
 * it, in all tabs.
 */
const patience = 30_000;

/**
 * Adds the access token to requests, and renews it when the server no longer takes it.
 *
 * The token lives in memory only; what outlasts the page is the refresh cookie, which no script can
 * read. Two tabs may refresh at once and one may never hear the answer: the server hands the same
 * successor out again, so the lock only saves work.
 */
export class Client implements Api {
	readonly #options: ClientOptions;
	readonly #fetch: typeof fetch;
	#token: string | undefined;
	#renewal: Promise<Response | undefined> | undefined;

	constructor(options: ClientOptions, token?: string) {
		this.#options = options;
		this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
		this.#token = token;
	}

	async fetch(path: string, init: RequestInit = {}): Promise<Response> {
		const token = this.#token;
		if (token === undefined) {
			const refused = await this.#renew(undefined);
			return refused ?? this.#send(path, init);
		}
		const response = await this.#send(path, init);
		if (response.status !== 401) return response;
		const refused = await this.#renew(token);
		return refused ?? this.#send(path, init);
	}

	/** Forgets the token, as on signing out. */
	forget(): void {
		this.#token = undefined;
	}

	#send(path: string, init: RequestInit): Promise<Response> {
		const headers = new Headers(init.headers);
		if (this.#token !== undefined) headers.set('Authorization', `Bearer ${this.#token}`);
		return this.#fetch(apiRoot + path, { ...init, headers });
	}

	/** Renews the token unless that happened since `stale` was in use; returns the answer if it failed. */
	#renew(stale: string | undefined): Promise<Response | undefined> {
		this.#renewal ??= this.#exclusively(async () => {
			if (this.#token !== undefined && this.#token !== stale) return undefined;
			const signal = AbortSignal.timeout(patience);
			const response = await this.#fetch(`${apiRoot}/auth/refresh`, { method: 'POST', signal });
			return response.ok ? this.#accept(response) : this.#reject(response);
		}).finally(() => {
			this.#renewal = undefined;
		});
		return this.#renewal.then((refused) => refused?.clone());
	}

	async #accept(response: Response): Promise<Response | undefined> {
		const session = await readSession(response);
		if (session.user.id !== this.#options.userId) {
			this.#token = undefined;
			this.#options.onrefused?.();
			return new Response(null, { status: 401 });
		}
		this.#token = session.accessToken;
		this.#options.onsession?.(session);
		return undefined;
	}

	#reject(response: Response): Response {
		if (response.status === 401) {
			this.#token = undefined;
			this.#options.onrefused?.();
		}
		return response;
	}

	async #exclusively<T>(task: () => Promise<T>): Promise<T> {
		const locks = 'locks' in this.#options ? this.#options.locks : navigator.locks;
		return locks === undefined ? task() : locks.request(lockName, task);
	}
}

/** Reads a {@link Session}; rejects with a TypeError if something else than the server answered. */
export async function readSession(response: Response): Promise<Session> {
	const body: unknown = await response.json().catch(() => undefined);
	if (isSession(body)) return body;
	throw new TypeError('The answer is not a session.');
}

function isSession(body: unknown): body is Session {
	return (
		isObject(body) &&
		typeof body['accessToken'] === 'string' &&
		isObject(body['user']) &&
		typeof body['user']['id'] === 'string' &&
		isObject(body['space']) &&
		typeof body['space']['id'] === 'string'
	);
}
