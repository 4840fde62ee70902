import { expect, test, vi } from 'vitest';

import { Phase } from '#lib/db/pending.ts';

import { pull, push } from './exchange.ts';
import { body, outbox, sentBy, serverForEachTest } from './fixtures.ts';
import { discardParked, listParked, retryParked } from './parked.ts';
import { naming, sync } from './testing.ts';

const house = serverForEachTest();
const { device, shared, tampered } = house;

test('a contact and a note saved on one device appear on another', async () => {
	const [phone, laptop] = [await device(), await device()];
	const [ada, note] = [phone.db.newId(), phone.db.newId()];
	await phone.db.put('contact', ada, { fullName: 'Ada Lovelace', 'tags/maths': true });
	await phone.db.put('note', note, { body: 'Lunch with Ada', ...naming(ada) });
	expect((await phone.db.get('contact', ada))?.pending).toBe(true);

	await sync(phone);
	await sync(laptop);

	expect(await laptop.db.contacts()).toMatchObject([{ id: ada, fullName: 'Ada Lovelace' }]);
	expect(await laptop.db.about('note', ada)).toMatchObject([
		{ id: note, fields: { body: 'Lunch with Ada' }, pending: false }
	]);
	expect(await phone.db.pendingCount()).toBe(0);
	expect((await phone.db.get('contact', ada))?.pending).toBe(false);
	expect(await phone.db.get('note', note)).toEqual(await laptop.db.get('note', note));
});

test('both people keep their words when they edit one text apart', async () => {
	const [phone, laptop, id] = await shared('the quick brown fox');
	await phone.db.put('note', id, { body: 'the quick brown fox jumps' });
	await laptop.db.put('note', id, { body: 'see the quick brown fox' });
	await sync(phone);
	await sync(laptop);
	await sync(phone);
	expect(await body(phone, id)).toBe('see the quick brown fox jumps');
	expect(await body(laptop, id)).toBe('see the quick brown fox jumps');
});

test('what was typed while the text changed underneath is kept with the change', async () => {
	const [phone, laptop, id] = await shared('one two');
	const seen = await phone.db.get('note', id);
	await laptop.db.put('note', id, { body: 'zero one two' });
	await sync(laptop);
	await sync(phone);
	await phone.db.put('note', id, { body: 'one two three' }, { from: seen! });
	expect(await body(phone, id)).toBe('zero one two three');
	await sync(phone);
	await sync(laptop);
	expect(await body(laptop, id)).toBe('zero one two three');
});

test('a push whose answer was lost is sent again with the same bytes and has one effect', async () => {
	const phone = await device();
	const id = phone.db.newId();
	await phone.db.put('contact', id, { fullName: 'Ada' });
	phone.api = tampered((answer, path) => {
		if (path === '/sync/push') throw new TypeError('network error');
		return answer;
	});
	expect((await sync(phone)).type).toBe('retry');
	expect((await phone.db.get('contact', id))?.pending).toBe(true);

	phone.api = house.server.api();
	await sync(phone);

	expect(house.server.pushes).toHaveLength(2);
	expect(house.server.pushes[1]).toBe(house.server.pushes[0]);
	expect(house.server.state.history).toHaveLength(1);
	expect(await outbox(phone)).toEqual([]);
});

test('an edit made while the one before it is on its way waits for the result of that', async () => {
	const [phone, laptop, id] = await shared('one');
	await laptop.db.put('note', id, { body: 'zero one' });
	await sync(laptop);
	await phone.db.put('note', id, { body: 'one two' });
	phone.api = tampered(async (answer, path) => {
		phone.api = house.server.api();
		if (path === '/sync/push') await phone.db.put('note', id, { body: 'one two three' });
		return answer;
	});
	await sync(phone);
	expect(await body(phone, id)).toBe('zero one two three');
	const texts = house.server.pushes.flatMap((push) => push.match(/"text":.*?\}\}/g) ?? []);
	// Its base is the version that the first edit came to, in which there is what the laptop wrote.
	expect(texts.at(-1)).toContain('"base":3,"value":"zero one two three"');
	await sync(laptop);
	expect(await body(laptop, id)).toBe('zero one two three');
});

test('what the server applied though its answer was lost is not merged into itself', async () => {
	const [phone, laptop, id] = await shared('one');
	await laptop.db.put('note', id, { body: 'zero one' });
	await sync(laptop);
	await phone.db.put('note', id, { body: 'one two' });
	let lost = false;
	phone.api = tampered((answer, path) => {
		if (path !== '/sync/push' || lost) return answer;
		lost = true;
		throw new TypeError('network error');
	});
	await sync(phone);
	// Another tab pulls before the push is repeated.
	await pull(phone.replica, house.server.api());
	expect(await body(phone, id)).toBe('zero one two');
	expect((await phone.db.get('note', id))?.pending).toBe(true);
	await sync(phone);
	expect(await body(phone, id)).toBe('zero one two');
	expect(await outbox(phone)).toEqual([]);
});

test('a base text that the server asks for is added to the very same mutation', async () => {
	const [phone, laptop, id] = await shared('one');
	await laptop.db.put('note', id, { body: 'zero one' });
	await sync(laptop);
	// The server has forgotten the text of version 1.
	house.server.state = {
		...house.server.state,
		floor: 1,
		history: house.server.state.history.slice(1)
	};
	await phone.db.put('note', id, { body: 'one two' });
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });

	await sync(phone);

	const [first, second] = house.server.pushes
		.slice(-2)
		.map((push) => (JSON.parse(push) as { mutations: { mid: string; seq: number }[] }).mutations);
	expect(second?.[0]).toMatchObject({ text: { body: { base: 1, baseText: 'one' } } });
	expect(second?.[0]?.mid).toBe(first?.[0]?.mid);
	expect(second?.map(({ seq }) => seq)).toEqual(first?.map(({ seq }) => seq));
	expect(await body(phone, id)).toBe('zero one two');
	expect(await outbox(phone)).toEqual([]);
});

test('a refused change is put aside with its reason, and the others go through', async () => {
	const phone = await device();
	const [bad, good] = [phone.db.newId(), phone.db.newId()];
	await phone.db.put('contact', bad, { fullName: 'x'.repeat(300) });
	await phone.db.put('contact', good, { fullName: 'Ada' });
	await sync(phone);

	const [item, ...more] = await listParked(phone.replica);
	expect(more).toEqual([]);
	expect(item).toMatchObject({ id: bad, code: 'too-long', field: 'fullName' });
	expect(item?.fields).toEqual({ fullName: 'x'.repeat(300) });
	expect((await phone.db.contacts()).map(({ id }) => id)).toEqual([good]);

	await retryParked(phone.replica, item!.mid);
	expect((await phone.db.get('contact', bad))?.pending).toBe(true);
	await sync(phone);
	const [again] = await listParked(phone.replica);
	expect(again?.mid).not.toBe(item?.mid);
	await discardParked(phone.replica, again!.mid);
	expect(await listParked(phone.replica)).toEqual([]);
});

test('a page that was cut counts as none, and a page applied twice changes nothing', async () => {
	const [phone, laptop] = [await device(), await device()];
	for (const fullName of ['Ada', 'Bob', 'Cid']) {
		await phone.db.put('contact', phone.db.newId(), { fullName });
	}
	await sync(phone);
	let whole = '';
	laptop.api = tampered(async (answer, path) => {
		if (path !== '/sync/pull') return answer;
		whole = await answer.text();
		return new Response(whole.slice(0, whole.lastIndexOf('{')));
	});
	expect((await sync(laptop)).type).toBe('retry');
	expect(await laptop.db.contacts()).toEqual([]);

	laptop.api = tampered((answer, path) =>
		path === '/sync/pull' && answer.status === 204 ? new Response(whole) : answer
	);
	await sync(laptop);
	const before = await laptop.db.list('contact');
	expect(before).toHaveLength(3);
	await laptop.db.put('contact', before[0]!.id, { fullName: 'Zoe' });
	await sync(laptop);
	expect((await laptop.db.contacts()).map(({ fullName }) => fullName)).toContain('Zoe');
});

test('pages with more to come keep what was sent on the screen until its record is there', async () => {
	house.server.pageRows = 1;
	const [phone, laptop, id] = await shared('one');
	for (const fullName of ['Ada', 'Bob', 'Cid']) {
		await laptop.db.put('contact', laptop.db.newId(), { fullName });
	}
	await phone.db.put('note', id, { body: 'one two' });
	await sync(phone);
	await laptop.db.put('note', id, { body: 'zero one' });
	await sync(laptop);

	const seen = new Set<string | undefined>();
	phone.db.subscribe(() => void body(phone, id).then((text) => seen.add(text)));
	await sync(phone);
	await vi.waitFor(() => expect(seen).toContain('zero one two'));
	expect([...seen].filter((text) => !text?.includes('two'))).toEqual([]);
});

test('without a session everything is kept, and sent after signing in again', async () => {
	const phone = await device();
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });
	phone.api = { fetch: async () => new Response(null, { status: 401 }) };
	await sync(phone);
	expect(phone.state.signedOut).toBe(true);
	expect(await phone.db.pendingCount()).toBe(1);

	phone.api = house.server.api();
	await sync(phone);
	expect(phone.state.signedOut).toBe(false);
	expect(await phone.db.pendingCount()).toBe(0);
});

test('who is no longer a member sends nothing and loses nothing', async () => {
	const phone = await device();
	await sync(phone);
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });
	house.server.members.clear();
	await sync(phone);
	expect(phone.state.trouble).toBe('left');
	expect(await phone.db.contacts()).toHaveLength(1);
	expect(await phone.db.pendingCount()).toBe(1);
});

test('a version too old to receive still sends', async () => {
	const phone = await device();
	await sync(phone);
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });
	phone.api = tampered((answer, path) =>
		path === '/sync/pull' ? new Response(null, { status: 426 }) : answer
	);
	await sync(phone);
	expect(phone.state.trouble).toBe('outdated');
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Bob' });
	await sync(phone, { type: 'saved' });
	expect(house.server.state.records.size).toBe(2);
});

test('a full disk stops what comes in and not what goes out', async () => {
	const [phone, laptop] = [await device(), await device()];
	await sync(phone);
	await laptop.db.put('contact', laptop.db.newId(), { fullName: 'Bob' });
	await sync(laptop);
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });
	// eslint-disable-next-line @typescript-eslint/unbound-method -- called with the store below
	const original = IDBObjectStore.prototype.put;
	vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
		this: IDBObjectStore,
		...args
	) {
		if (this.name === 'row') throw new DOMException('full', 'QuotaExceededError');
		return original.apply(this, args);
	});
	await sync(phone);
	expect(phone.state.trouble).toBe('full');
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Cid' });
	await sync(phone, { type: 'saved' });
	expect(house.server.state.records.size).toBe(3);
	vi.restoreAllMocks();
	await sync(phone);
	expect(phone.state.trouble).toBeUndefined();
	expect(await phone.db.contacts()).toHaveLength(3);
});

test('what is too much at once is sent in smaller parts', async () => {
	const phone = await device();
	for (let i = 0; i < 8; i++) {
		await phone.db.put('contact', phone.db.newId(), { fullName: `Person ${i}` });
	}
	const sizes: number[] = [];
	const real = house.server.api();
	phone.api = {
		fetch: async (path, init) => {
			const size = sentBy(init).split('"mid"').length - 1;
			if (path !== '/sync/push') return real.fetch(path, init);
			sizes.push(size);
			return size > 3 ? new Response(null, { status: 413 }) : real.fetch(path, init);
		}
	};
	await sync(phone);
	expect(house.server.state.records.size).toBe(8);
	expect(sizes[0]).toBe(8);
	expect(house.server.state.history.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('one change that the server cannot even read does not stop the others', async () => {
	const phone = await device();
	const bad = phone.db.newId();
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });
	await phone.db.put('contact', bad, { fullName: 'unreadable' });
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Bob' });
	const real = house.server.api();
	phone.api = {
		fetch: async (path, init) => {
			const refuses = path === '/sync/push' && sentBy(init).includes('unreadable');
			return refuses ? Response.json({}, { status: 400 }) : real.fetch(path, init);
		}
	};
	await sync(phone);
	expect(house.server.state.records.size).toBe(2);
	expect(await listParked(phone.replica)).toMatchObject([{ id: bad, code: 'status-400' }]);
	expect(await outbox(phone)).toEqual([]);
});

const problem = { 'Content-Type': 'application/problem+json' };

test.each([
	[403, '<p>Please sign in</p>', undefined],
	[404, '<p>Please sign in</p>', undefined],
	[405, '', undefined],
	[408, '', undefined],
	[400, '{"type":"urn:tend:prob', problem]
])(
	'an answer of %s from something on the way, or that was cut off, puts no change aside',
	async (status, text, headers) => {
		const phone = await device();
		await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });
		await sync(phone);
		await phone.db.put('contact', phone.db.newId(), { fullName: 'Bob' });
		phone.api = { fetch: async () => new Response(text, { status, ...(headers && { headers }) }) };
		expect(await sync(phone)).toMatchObject({ type: 'retry' });
		expect(await listParked(phone.replica)).toEqual([]);
		phone.api = house.server.api();
		await sync(phone);
		expect(house.server.state.records.size).toBe(2);
	}
);

test('many changes go out in several pushes, each within its bounds', async () => {
	const phone = await device();
	const changes = Array.from({ length: 1201 }, (_, i) => ({
		op: 'put' as const,
		collection: 'contact' as const,
		id: phone.db.newId(),
		patch: { fullName: `Person ${i}` }
	}));
	await phone.db.putAll(changes);
	await sync(phone);
	const counts = house.server.pushes.map((push) => push.split('"mid"').length - 1);
	expect(counts).toEqual([500, 500, 201]);
	expect(await outbox(phone)).toEqual([]);
	expect(await phone.db.contacts()).toHaveLength(1201);
}, 30_000);

test('two tabs that sync at once do no harm', async () => {
	const profile = crypto.randomUUID();
	const [one, two] = [await device(profile), await device(profile)];
	for (let i = 0; i < 20; i++) {
		await one.db.put('contact', one.db.newId(), { fullName: `Person ${i}` });
	}
	await Promise.all([sync(one), sync(two)]);
	await Promise.all([sync(one), sync(two)]);
	expect(house.server.state.history).toHaveLength(20);
	expect(await outbox(one)).toEqual([]);
	expect(await two.db.contacts()).toHaveLength(20);
});

test('the service worker can seal and send what waits', async () => {
	const phone = await device();
	await sync(phone);
	await phone.db.put('reminder', phone.db.newId(), { title: 'Call' });
	expect(await push(phone.replica, house.server.api(), 100)).toEqual({ type: 'pushed', sent: 1 });
	expect((await outbox(phone)).map(({ phase }) => phase)).toEqual([Phase.acked]);
});
