import { expect, test, vi } from 'vitest';

import { body, serverForEachTest } from './fixtures.ts';
import { sync } from './testing.ts';

const house = serverForEachTest();
const { device, shared, tampered } = house;

test('a device that was away too long starts again and keeps its own edits', async () => {
	const [phone, laptop, id] = await shared('one');
	const gone = laptop.db.newId();
	await laptop.db.put('contact', gone, { fullName: 'Gone' });
	await laptop.db.put('contact', laptop.db.newId(), { fullName: 'Bob' });
	await sync(laptop);
	await sync(phone);
	await laptop.db.remove('contact', gone);
	await laptop.db.put('note', id, { body: 'zero one' });
	await sync(laptop);
	house.server.collectGarbage();
	await phone.db.put('note', id, { body: 'one two' });

	// A first attempt breaks off in the middle: the screen still shows what it had.
	house.server.pageRows = 1;
	let pulls = 0;
	phone.api = tampered((answer, path) => {
		if (path === '/sync/pull' && ++pulls > 2) throw new TypeError('network error');
		return answer;
	});
	await sync(phone);
	expect(await phone.db.contacts()).toHaveLength(2);
	expect(await body(phone, id)).toBe('one two');

	phone.api = house.server.api();
	await sync(phone);
	expect((await phone.db.contacts()).map(({ fullName }) => fullName)).toEqual(['Bob']);
	expect(await body(phone, id)).toBe('zero one two');
});

test('after the server was restored, what it had acknowledged is there again', async () => {
	const [phone, laptop, id] = await shared('one');
	const backup = house.server.backUp();
	await phone.db.put('note', id, { body: 'one two' });
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });
	await sync(phone);
	await sync(laptop);
	const mids = house.server.state.history.map(({ mid }) => mid);
	house.server.restore(backup);
	await laptop.db.put('note', id, { body: 'zero one two' });

	await sync(laptop);
	await sync(phone);
	await sync(laptop);

	expect(house.server.state.history.map(({ mid }) => mid)).toEqual(expect.arrayContaining(mids));
	expect(await body(phone, id)).toBe(await body(laptop, id));
	expect(await body(phone, id)).toContain('two');
	expect(await laptop.db.contacts()).toHaveLength(1);
});

test('what was made before a restore does not pass for knowing what came after it', async () => {
	const [phone, laptop, tablet] = [await device(), await device(), await device()];
	const id = phone.db.newId();
	await phone.db.put('contact', id, { fullName: 'Ada' });
	for (const each of [phone, laptop, tablet]) await sync(each);
	const backup = house.server.backUp();
	await laptop.db.put('contact', id, { title: 'lost' });
	await sync(laptop);
	await sync(phone);
	await phone.db.remove('contact', id); // made to a version that will mean something else
	house.server.restore(backup);
	await sync(tablet);
	await tablet.db.put('contact', id, { title: 'kept' });
	await sync(tablet);

	await sync(phone);
	await sync(phone);

	expect(house.server.state.history.at(-1)?.ack.status).toBe('superseded');
	expect(await phone.db.get('contact', id)).toMatchObject({
		deleted: false,
		fields: { fullName: 'Ada', title: 'kept' }
	});
});

test('what was deleted elsewhere has its name in the trash, and comes back whole', async () => {
	const [phone, known] = [await device(), await device()];
	const id = phone.db.newId();
	await phone.db.put('contact', id, { fullName: 'Ada', title: 'captain' });
	await sync(phone);
	await sync(known);
	await phone.db.remove('contact', id);
	await sync(phone);
	const fresh = await device();
	for (const each of [known, fresh]) {
		await sync(each);
		expect(await each.db.trash()).toMatchObject([{ id, fields: { fullName: 'Ada' } }]);
	}
	await fresh.db.restore('contact', id);
	await sync(fresh);
	await sync(known);
	expect((await known.db.get('contact', id))?.fields).toEqual({
		fullName: 'Ada',
		title: 'captain'
	});
});

test('a copied profile goes on under a new name, and both keep what they did', async () => {
	const phone = await device();
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Ada' });
	await sync(phone);
	const copy = await device();
	const meta = await phone.replica.stand();
	await copy.replica.connection.run('readwrite', ['sync'], (tx) =>
		tx.objectStore('sync').put({ ...meta, cursor: 0 }, 'sync')
	);
	await phone.db.put('contact', phone.db.newId(), { fullName: 'Bob' });
	await copy.db.put('contact', copy.db.newId(), { fullName: 'Cid' });
	await sync(phone);
	await sync(copy);
	await sync(phone);
	expect((await copy.replica.stand()).device).not.toBe(meta.device);
	for (const { db } of [phone, copy]) {
		expect((await db.contacts()).map(({ fullName }) => fullName)).toEqual(['Ada', 'Bob', 'Cid']);
	}
});

test('stamps follow the server, also on a device whose clock is a year ahead', async () => {
	const [phone, laptop] = [await device(), await device()];
	const id = phone.db.newId();
	await phone.db.put('contact', id, { fullName: 'Ada' });
	await sync(phone);
	await sync(laptop);
	const clock = await phone.replica.connection.run('readonly', ['clock'], (tx) =>
		tx.objectStore('clock').get('clock')
	);
	const time = Number.parseInt(clock!.last.slice(0, 12), 16) - clock!.offset;
	expect(Math.abs(Date.now() - time)).toBeLessThan(10 * 365 * 86_400_000);
	// What the laptop writes later counts, though its clock says earlier.
	await laptop.db.put('contact', id, { fullName: 'Ada L' });
	await sync(laptop);
	await sync(phone);
	expect((await phone.db.contacts())[0]?.fullName).toBe('Ada L');
});

test('a disk without room to begin anew is told, and asked again later', async () => {
	const [phone, laptop, id] = await shared('one');
	await laptop.db.remove('note', id);
	await sync(laptop);
	house.server.restore(house.server.backUp());
	vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(() => {
		throw new DOMException('full', 'QuotaExceededError');
	});
	expect(await sync(phone)).toMatchObject({ type: 'retry' });
	expect(phone.state.trouble).toBe('full');
	vi.restoreAllMocks();
	await sync(phone);
	expect(phone.state.trouble).toBeUndefined();
	expect(await phone.db.list('note')).toEqual([]);
});
