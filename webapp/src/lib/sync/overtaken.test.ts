import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Api } from '#lib/api/client.ts';

import { pull, push } from './exchange.ts';
import { FakeServer } from './fake-server.ts';
import { applyPage } from './page.ts';
import { readPage, type Page } from './protocol.ts';
import { becomeNewDevice, beginRenewal } from './renewal.ts';
import { newDevice, sync, type TestDevice } from './testing.ts';

let server: FakeServer;
let phone: TestDevice;

beforeEach(async () => {
	server = new FakeServer(crypto.randomUUID());
	phone = await newDevice(server);
});
afterEach(() => phone.db.close());

test('an acknowledgement of a server that was restored since does not count', async () => {
	await sync(phone);
	const backup = server.backUp();
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });
	const slow: Api = {
		fetch: async (path, init) => {
			const answer = await server.api().fetch(path, init);
			// Meanwhile the server goes back in time, and another tab learns of it.
			server.restore(backup);
			await beginRenewal(phone.replica, 'epoch', server.state.epoch);
			await pull(phone.replica, server.api());
			return answer;
		}
	};
	await push(phone.replica, slow, 500);
	await sync(phone);
	const names = [...server.state.records.values()].map(({ fields }) => fields['fullName']);
	expect(names).toEqual(['Ada']);
});

test('a page that was overtaken puts nothing back', async () => {
	const pages: string[] = [];
	phone.api = {
		fetch: async (path, init) => {
			const answer = await server.api().fetch(path, init);
			if (path === '/sync/pull' && answer.status === 200) pages.push(await answer.clone().text());
			return answer;
		}
	};
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });
	await sync(phone);
	server.backUp();
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Bob' });
	await push(phone.replica, phone.api, 500);
	const before = await phone.replica.stand();
	expect(before).toMatchObject({ head: 2, safe: 1, cursor: 1 });
	for (const page of pages.map(pageOf)) await applyPage(phone.replica, page);
	expect(await phone.replica.stand()).toEqual(before);
});

test('a page that came late does not take a change off the screen whose record is still to come', async () => {
	const [ada, bob] = [phone.db.newId(), phone.db.newId()];
	await phone.db.put('contact', ada, { fullName: 'Ada' });
	await sync(phone);
	await phone.db.put('contact', ada, { fullName: 'Ada Lovelace' });
	await phone.db.put('contact', bob, { fullName: 'Bob' });
	await push(phone.replica, phone.api, 500);
	const { cursor: since } = await phone.replica.stand();
	const cursors = [{ space: server.space, epoch: server.state.epoch, since }];
	const body = JSON.stringify({ device: crypto.randomUUID(), schema: 1, cursors });
	const answer = await server.api().fetch('/sync/pull', { method: 'POST', body });
	const late = pageOf(await answer.text());
	expect(late.rows).toHaveLength(2);
	// Meanwhile somebody else changes Ada once more, and a page without her is stored.
	const rows = late.rows.filter(({ id }) => id === bob);
	const split = { ...late, rows, more: true, head: late.head + 1, lastSeq: 0, lastMid: undefined };
	expect(await applyPage(phone.replica, split)).toBe('applied');
	expect(await applyPage(phone.replica, late)).toBe('stale');
	expect((await phone.db.get('contact', ada))?.fields.fullName).toBe('Ada Lovelace');
});

test('what was typed last lies on top, although its device has a new name and counts from 1', async () => {
	await sync(phone);
	const id = phone.db.newId();
	for (const fullName of ['Ada', 'Abe', 'Bea']) {
		if (fullName === 'Bea') await becomeNewDevice(phone.replica);
		await phone.db.put('contact', id, { fullName });
		// Acknowledged, and not yet pulled.
		await push(phone.replica, phone.api, 500);
	}
	expect((await phone.db.get('contact', id))?.fields.fullName).toBe('Bea');
});

test('a refusal that was cut off does not set a change aside', async () => {
	await sync(phone);
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });
	const headers = { 'Content-Type': 'application/problem+json' };
	const cut = new Response('{"type":"urn:tend:problem:ep', { status: 409, headers });
	const body = new ReadableStream({ start: (stream) => stream.error(new TypeError('terminated')) });
	for (const answer of [cut, new Response(body, { status: 409 })]) {
		const event = await push(phone.replica, { fetch: () => Promise.resolve(answer) }, 500);
		expect(event).toEqual({ type: 'failed', problem: { kind: 'network' } });
	}
});

function pageOf(text: string): Page {
	const page = readPage(text.slice(0, -1).split('\n'));
	if (page.kind !== 'page') throw new Error('a reset');
	return page;
}
