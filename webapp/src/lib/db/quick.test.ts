import { expect, test } from 'vitest';
import { openDatabase } from './open.ts';
test('quick', async () => {
	const db = await openDatabase({ userId: 'u', spaceId: 's' });
	const id = db.newId();
	await db.put('contact', id, { fullName: 'José Núñez', 'tags/work': true });
	const note = db.newId();
	await db.put('note', note, { body: 'lunch with him' });
	expect((await db.contacts())[0]).toMatchObject({ fullName: 'José Núñez', tags: ['work'] });
	expect(await db.search('jose', 5)).toHaveLength(1);
	await db.remove('note', note);
	expect(await db.trash()).toHaveLength(1);
});
