import { expect, test } from 'vitest';

import { FakeServer } from './fake-server.ts';
import { naming, newDevice, sync } from './testing.ts';

test('a contact and a note saved on one device appear on another', async () => {
	const server = new FakeServer(crypto.randomUUID());
	const [phone, laptop] = [await newDevice(server), await newDevice(server)];
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
