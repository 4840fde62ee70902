/**
 * The network between devices and servers: who is signed in, what gets lost,
 * comes twice, late or in part. It also stands guard over I21.
 */
import { apiRoot, type Api } from '#lib/api/client.ts';

import type { FakeServer } from '../fake-server.ts';
import type { Random } from './random.ts';

/** What goes wrong with a request. */
export type Fault =
	| 'lose-request'
	| 'lose-reply'
	/** The device gives up, and the request arrives later. */
	| 'late'
	| 'twice'
	/** The answer is on its way until {@link Front.hurry}. */
	| 'slow'
	| 'truncate'
	/** The access token is too old by now. */
	| 'expired'
	/** The session is over. */
	| 'signed-out'
	| 'busy';

/** All faults, the likely ones several times. */
export const faults: readonly Fault[] = [
	'lose-request',
	'lose-reply',
	'lose-reply',
	'late',
	'late',
	'twice',
	'truncate',
	'expired',
	'signed-out',
	'busy'
];

/** A browser profile, as the server knows it: by its cookie. */
export interface Profile {
	/** Whose session the cookie is of. */
	cookie: string | undefined;
}

/** A device at the network. */
export interface Caller {
	readonly name: string;
	readonly profile: Profile;
	/** Edition of the app; one below the server's least is told to update. */
	edition: number;
	/** What goes wrong with the next requests, in their order. */
	plan: (Fault | undefined)[];
	/** The latest pages that were sent to it, as they went over the wire. */
	readonly pages: string[];
}

/** How many pages are remembered of each device. */
const manyPages = 6;

/** Everything between the devices and the servers of their users. */
export class Front {
	/** The server of each user: one space each. */
	readonly servers = new Map<string, FakeServer>();
	/** Who made a record. */
	readonly owners = new Map<string, string>();
	/** Requests that nobody waits for any more and that have not arrived. */
	readonly late: (() => Promise<unknown>)[] = [];
	/** What must not be and was seen on the wire. */
	readonly breaches: string[] = [];
	/** The least edition that may pull. */
	leastEdition = 1;
	readonly #slow: (() => void)[] = [];
	#noticed: () => void = () => undefined;
	readonly #tokens = new Map<string, string>();
	readonly #random: Random;
	readonly #tell: (line: string) => void;

	constructor(random: Random, tell: (line: string) => void) {
		this.#random = random;
		this.#tell = tell;
	}

	/** Resolves once an answer is slow. */
	slowness(): Promise<void> {
		return new Promise((resolve) => (this.#noticed = resolve));
	}

	/** Slow answers arrive. */
	hurry(): void {
		for (const arrive of this.#slow.splice(0)) arrive();
	}

	/** Ends all access tokens that are in use. */
	expire(): void {
		this.#tokens.clear();
	}

	/** `fetch`, as one device has it. */
	fetchFor(caller: Caller): typeof fetch {
		return async (input, init = {}) => {
			const path = (input instanceof Request ? input.url : String(input)).slice(apiRoot.length);
			if (path === '/auth/refresh') return this.#refresh(caller.profile);
			const fault = caller.plan.shift();
			if (fault !== undefined) this.#tell(`${caller.name} ${path} ${fault}`);
			const answer = await this.#under(fault, caller, path, init);
			// A late one is not here, and what it would have told may be new.
			if (path === '/sync/pull' && answer.status === 200 && fault !== 'truncate') {
				caller.pages.push(await answer.clone().text());
				caller.pages.splice(0, caller.pages.length - manyPages);
			}
			return answer;
		};
	}

	async #under(
		fault: Fault | undefined,
		caller: Caller,
		...[path, init]: Required<Parameters<Api['fetch']>>
	): Promise<Response> {
		const arrive = () => this.#arrive(caller, path, init);
		switch (fault) {
			case 'lose-request':
				throw new TypeError('no network');
			case 'late':
				this.late.push(arrive);
				throw new TypeError('no answer');
			case 'lose-reply':
				await arrive();
				throw new TypeError('no answer');
			case 'expired':
				this.expire();
				return arrive();
			case 'signed-out':
				caller.profile.cookie = undefined;
				this.expire();
				return arrive();
			case 'busy':
				return new Response(null, { status: 503, headers: { 'Retry-After': '1' } });
			case 'twice':
				await arrive();
				return arrive();
			case 'slow': {
				const answer = await arrive();
				await new Promise<void>((resolve) => {
					this.#slow.push(resolve);
					this.#noticed();
				});
				return answer;
			}
			case 'truncate': {
				const answer = await arrive();
				const text = await answer.text();
				if (text === '') return answer;
				return new Response(text.slice(0, this.#random.below(text.length)), answer);
			}
			case undefined:
				return arrive();
		}
	}

	/** A request reaches the server, at last or at once. */
	async #arrive(caller: Caller, path: string, init: RequestInit): Promise<Response> {
		const bearer = new Headers(init.headers).get('Authorization') ?? '';
		const user = this.#tokens.get(bearer.slice('Bearer '.length));
		const server = this.servers.get(user ?? '');
		if (user === undefined || server === undefined) return new Response(null, { status: 401 });
		if (path === '/sync/pull' && caller.edition < this.leastEdition) {
			return new Response(null, { status: 426 });
		}
		const before = server.pushes.length;
		const answer = await server.api().fetch(path, init);
		for (const body of server.pushes.slice(before)) this.#fence(user, server, body);
		return answer;
	}

	/** I21: nobody sends in the name of one user what another one wrote. */
	#fence(user: string, { space }: FakeServer, body: string): void {
		const sent = JSON.parse(body) as { space: string; mutations: readonly { id: string }[] };
		const foreign = sent.mutations.find(({ id }) => (this.owners.get(id) ?? user) !== user);
		if (sent.space !== space || foreign !== undefined) {
			this.breaches.push(`I21: ${user} sent ${foreign?.id ?? 'to the space'} of somebody else`);
		}
	}

	#refresh({ cookie: user }: Profile): Response {
		const server = this.servers.get(user ?? '');
		if (user === undefined || server === undefined) return new Response(null, { status: 401 });
		const accessToken = `${user} ${this.#random.next()}`;
		this.#tokens.set(accessToken, user);
		const space = { id: server.space, epoch: server.state.epoch };
		return Response.json({ accessToken, user: { id: user, email: `${user}@example.org` }, space });
	}
}
