import { expect, test, vi } from 'vitest';

import { Client, type ClientOptions } from './client.ts';

const me = 'user-1';

/** A server that takes only its newest token. */
class FakeServer {
	token = 'token-0';
	refreshes = 0;
	user = me;
	/** What refresh answers instead of a session. */
	refusal: number | undefined;
	readonly seen: string[] = [];

	readonly fetch: typeof fetch = async (input, init) => {
		const path = input as string;
		if (path === '/api/v1/auth/refresh') return this.#refresh();
		const authorization = new Headers(init?.headers).get('Authorization');
		this.seen.push(`${path} ${authorization}`);
		return new Response(null, { status: authorization === `Bearer ${this.token}` ? 200 : 401 });
	};

	async #refresh(): Promise<Response> {
		this.refreshes++;
		await Promise.resolve();
		if (this.refusal !== undefined) return new Response('{}', { status: this.refusal });
		this.token = `token-${this.refreshes}`;
		return Response.json({
			accessToken: this.token,
			user: { id: this.user, email: 'a@example.org' },
			space: { id: 's', epoch: 'e' }
		});
	}
}

function clientOf(server: FakeServer, token?: string, more: Partial<ClientOptions> = {}): Client {
	return new Client({ userId: me, fetch: server.fetch, locks: undefined, ...more }, token);
}

test('gets a token before the first request and keeps it', async () => {
	const server = new FakeServer();
	const client = clientOf(server);

	expect((await client.fetch('/a')).status).toBe(200);
	expect((await client.fetch('/b')).status).toBe(200);

	expect(server.refreshes).toBe(1);
	expect(server.seen).toEqual(['/api/v1/a Bearer token-1', '/api/v1/b Bearer token-1']);
});

test('a token that expired under ten requests is renewed once, and each is sent again once', async () => {
	const server = new FakeServer();
	const client = clientOf(server, 'expired');

	const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => client.fetch(`/${i}`)));

	expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
	expect(server.refreshes).toBe(1);
	expect(server.seen).toHaveLength(20);
});

test('a request that was under way while another one renewed the token does not renew it again', async () => {
	const server = new FakeServer();
	const slow = Promise.withResolvers<null>();
	const client = clientOf(server, 'expired', {
		fetch: async (input, init) => {
			const answer = server.fetch(input, init);
			if (input === '/api/v1/slow') await slow.promise;
			return answer;
		}
	});

	const late = client.fetch('/slow');
	await client.fetch('/quick');
	slow.resolve(null);

	expect((await late).status).toBe(200);
	expect(server.refreshes).toBe(1);
});

test('a session that ended is told once, and the caller gets the 401', async () => {
	const server = new FakeServer();
	server.refusal = 401;
	const onrefused = vi.fn();
	const client = clientOf(server, 'expired', { onrefused });

	expect((await client.fetch('/a')).status).toBe(401);
	expect(onrefused).toHaveBeenCalledOnce();
});

test('a server without time to refresh ends no session', async () => {
	const server = new FakeServer();
	server.refusal = 503;
	const onrefused = vi.fn();
	const client = clientOf(server, undefined, { onrefused });

	expect((await client.fetch('/a')).status).toBe(503);
	expect(onrefused).not.toHaveBeenCalled();

	server.refusal = undefined;
	expect((await client.fetch('/a')).status).toBe(200);
});

test('without a network the request rejects, and the next one tries again', async () => {
	const server = new FakeServer();
	let online = false;
	const client = clientOf(server, undefined, {
		fetch: (input, init) =>
			online ? server.fetch(input, init) : Promise.reject(new TypeError('Failed to fetch'))
	});

	await expect(client.fetch('/a')).rejects.toThrow(TypeError);
	online = true;
	expect((await client.fetch('/a')).status).toBe(200);
});

test('the token of another user is never used: nothing of one leaves in the name of the other', async () => {
	const server = new FakeServer();
	server.user = 'user-2';
	const onrefused = vi.fn();
	const client = clientOf(server, 'expired', { onrefused });

	expect((await client.fetch('/sync/push', { method: 'POST' })).status).toBe(401);

	expect(server.seen).toEqual(['/api/v1/sync/push Bearer expired']);
	expect(onrefused).toHaveBeenCalledOnce();
});

test('all tabs take turns to refresh', async () => {
	const server = new FakeServer();
	const request = vi.fn((_name: string, task: () => Promise<unknown>) => task());
	const locks = { request } as unknown as LockManager;

	await clientOf(server, undefined, { locks }).fetch('/a');

	expect(request).toHaveBeenCalledWith('tend-refresh', expect.any(Function));
});

test('a refresh that nobody answers does not keep a request waiting for ever', async () => {
	const over = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
	const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(over);
	const client = clientOf(new FakeServer(), undefined, {
		fetch: (_, init) =>
			new Promise((_, reject) => {
				if (init?.signal?.aborted) reject(init.signal.reason as Error);
			})
	});
	await expect(client.fetch('/a')).rejects.toThrow(DOMException);
	timeout.mockRestore();
});
