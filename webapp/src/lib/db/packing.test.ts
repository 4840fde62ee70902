import { afterEach, expect, test } from 'vitest';

import type { LocalDatabase } from './local-database.ts';
import { openDatabase } from './open.ts';

let db: LocalDatabase;

afterEach(() => db.close());

async function packed(): Promise<boolean> {
	const keys = await db.connection.run('readonly', ['derived'], (tx) =>
		tx.objectStore('derived').getAllKeys()
	);
	return keys.includes('contacts');
}

test('after many contacts came at once, the next quiet moment packs the list for the next start', async () => {
	db = await openDatabase({ userId: crypto.randomUUID(), spaceId: 's' });
	await db.put('contact', db.newId(), { fullName: 'Ada' });
	await db.maintain();
	expect(await packed()).toBe(false);

	const many = Array.from({ length: 600 }, (_, i) => ({
		op: 'put' as const,
		collection: 'contact' as const,
		id: db.newId(),
		patch: { fullName: `Person ${i}` }
	}));
	await db.putAll(many);
	await db.maintain();
	expect(await packed()).toBe(true);
});
