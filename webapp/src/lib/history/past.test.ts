import { expect, test } from 'vitest';

import type { Api } from '#lib/api/client.ts';

import { Past } from './past.svelte.ts';

const subject = { spaceId: 'space', id: 'note' };

/** A server with versions 1 to `head`, three a page; each sets the body to its number. */
function serve(head: number) {
	const asked: string[] = [];
	const server = { head, answer: undefined as Response | 'offline' | undefined };
	const api: Api = {
		fetch(path) {
			asked.push(path);
			if (server.answer === 'offline') return Promise.reject(new TypeError('offline'));
			if (server.answer) return Promise.resolve(server.answer);
			const before = Number(new URL(path, 'http://tend').searchParams.get('before'));
			const from = before === 0 ? server.head : before - 1;
			const versions = [from, from - 1, from - 2].filter((version) => version > 0);
			const entries = versions.map((version) => ({
				version,
				at: '2026-11-21T12:00:00Z',
				device: { id: 'phone' },
				userId: 'ada',
				op: 'put',
				outcome: 'ok',
				text: { body: String(version) }
			}));
			const last = versions.at(-1) ?? 1;
			return Promise.resolve(Response.json({ entries, ...(last > 1 ? { next: last } : {}) }));
		}
	};
	return { api, asked, server };
}

const numbers = (past: Past) => past.entries?.map(({ version }) => version);

test('pages follow each other to the beginning of the record', async () => {
	const { api, asked } = serve(5);
	const past = new Past(api, subject);
	await past.look();
	expect([numbers(past), past.complete]).toEqual([[5, 4, 3], false]);
	await Promise.all([past.more(), past.more()]);
	expect([numbers(past), past.complete]).toEqual([[5, 4, 3, 2, 1], true]);
	expect(asked[0]).toBe('/spaces/space/records/note/history?before=0');
	expect(asked[1]).toBe('/spaces/space/records/note/history?before=3');
});

test('what came since joins what is here; a gap begins anew', async () => {
	const { api, asked, server } = serve(5);
	const past = new Past(api, subject);
	await past.look();
	await past.more();
	server.head = 7;
	await past.look(7);
	expect([numbers(past), past.complete]).toEqual([[7, 6, 5, 4, 3, 2, 1], true]);
	const questions = asked.length;
	await past.look(7);
	expect(asked.length).toBe(questions);
	server.head = 20;
	await past.look();
	expect([numbers(past), past.complete]).toEqual([[20, 19, 18], false]);
});

test('a way back asks for as many pages as it takes', async () => {
	const { api } = serve(9);
	const past = new Past(api, subject);
	await past.look();
	expect(await past.wayBack({ body: '9' }, 2)).toEqual({ body: '2' });
});

test('why there is nothing is told apart, and what is here stays', async () => {
	const { api, server } = serve(2);
	const past = new Past(api, subject);
	server.answer = 'offline';
	await past.look();
	expect([past.absence, past.entries]).toEqual(['offline', undefined]);
	server.answer = new Response(null, { status: 404 });
	await past.look();
	expect(past.absence).toBe('unknown');
	server.answer = Response.json({ entries: 'no list' });
	await past.look();
	expect(past.absence).toBe('trouble');
	server.answer = undefined;
	await past.look();
	expect([past.absence, numbers(past)]).toEqual([undefined, [2, 1]]);
	server.answer = new Response(null, { status: 503 });
	await past.look();
	expect([past.absence, numbers(past)]).toEqual(['trouble', [2, 1]]);
	server.answer = 'offline';
	expect(await past.wayBack({ body: '2' }, 1)).toEqual({ body: '1' });
});
