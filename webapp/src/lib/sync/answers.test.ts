import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Api } from '#lib/api/client.ts';

import { Answers } from './answers.ts';
import { pull } from './exchange.ts';
import { FakeServer } from './fake-server.ts';
import { newDevice, sync, type TestDevice } from './testing.ts';

let server: FakeServer;
let laptop: TestDevice;

beforeEach(async () => {
	server = new FakeServer(crypto.randomUUID());
	server.pageRows = 2;
	const phone = await newDevice(server);
	for (let n = 0; n < 10; n++) await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });
	await phone.db.put('note', phone.db.newId(), { body: 'text' });
	await sync(phone);
	phone.db.close();
	laptop = await newDevice(server);
});
afterEach(() => laptop.db.close());

interface Asked {
	readonly maxBytes: number;
	readonly cursors: readonly [{ readonly phase?: string }];
}

/** The server, and what it is asked; bodies of more than `lets` bytes are cut by the line. */
function listening(lets = Number.POSITIVE_INFINITY): {
	readonly api: Api;
	readonly asked: Asked[];
} {
	const asked: Asked[] = [];
	const real = server.api();
	return {
		asked,
		api: {
			fetch: async (path, init) => {
				const answer = await real.fetch(path, init);
				if (path !== '/sync/pull' || typeof init?.body !== 'string') return answer;
				const body = JSON.parse(init.body) as Asked;
				asked.push(body);
				return body.maxBytes > lets ? new Response((await answer.text()).slice(0, -5)) : answer;
			}
		}
	};
}

/** Lets whatever travels arrive. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 50));

test('two pages travel while one is stored, and no more', async () => {
	const { api, asked } = listening();
	const answers = new Answers(laptop.replica, api, await laptop.replica.stand(), undefined);
	const first = await answers.next();
	expect(first.kind).toBe('page');
	await aWhile();
	expect(asked).toHaveLength(3);
	await answers.next();
	await aWhile();
	expect(asked).toHaveLength(4);
});

test('people come in larger pages than all else', async () => {
	const { api, asked } = listening();
	await pull(laptop.replica, api);
	const sizes = Map.groupBy(asked, ({ cursors: [{ phase = 'feed' }] }) => phase);
	expect(
		[...sizes].map(([phase, own]) => [phase, new Set(own.map(({ maxBytes }) => maxBytes))])
	).toEqual([
		['early', new Set([2 ** 23])],
		['rest', new Set([2 ** 20])],
		['feed', new Set([2 ** 20])]
	]);
});

test('a line that lets only small pages through is asked for small ones, and gets everything', async () => {
	const { api, asked } = listening(200_000);
	for (let tries = 0; (await pull(laptop.replica, api)).type === 'failed'; tries++) {
		expect(tries).toBeLessThan(20);
	}
	expect(await laptop.db.contacts()).toHaveLength(10);
	expect(asked.slice(0, 4).map(({ maxBytes }) => maxBytes)).toEqual([
		2 ** 23,
		2 ** 21,
		2 ** 19,
		2 ** 17
	]);
});

test('no share is too small for a page', async () => {
	const { api, asked } = listening(0);
	for (let tries = 0; tries < 6; tries++) await pull(laptop.replica, api);
	expect(Math.min(...asked.map(({ maxBytes }) => maxBytes))).toBe(2 ** 17);
});

test('a network that is gone says nothing of how much it lets through', async () => {
	const gone: Api = { fetch: () => Promise.reject(new TypeError('no network')) };
	await pull(laptop.replica, gone);
	expect(laptop.replica.share).toBe(1);
});
