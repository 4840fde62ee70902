import { afterEach, beforeEach, expect, test } from 'vitest';

import type { LocalDatabase } from './local-database.ts';
import { openDatabase } from './open.ts';

const owner = { userId: 'u', spaceId: '' };
let db: LocalDatabase;

beforeEach(async () => {
	owner.spaceId = crypto.randomUUID();
	db = await openDatabase(owner);
});
afterEach(() => db.close());

async function remember(answer: unknown, about = 'monday'): Promise<void> {
	await db.remembered.remember('today', about, { upto: await db.remembered.position(), answer });
}

test('an answer is known at the next start, and nobody else’s', async () => {
	await remember({ cards: ['ana'] });
	db.close();
	db = await openDatabase(owner);
	expect(await db.remembered.recall('today', 'monday')).toEqual({ cards: ['ana'] });
	expect(await db.remembered.recall('today', 'tuesday')).toBeUndefined();
	expect(await db.remembered.recall('tomorrow', 'monday')).toBeUndefined();
});

test('an answer holds until something changes, in whichever tab', async () => {
	await remember(1);
	const tab = await openDatabase(owner);
	await tab.put('contact', tab.newId(), { fullName: 'Ada' });
	tab.close();
	expect(await db.remembered.recall('today', 'monday')).toBeUndefined();
	await remember(2);
	expect(await db.remembered.recall('today', 'monday')).toBe(2);
});

test('what changed while somebody reckoned makes the answer an old one', async () => {
	const upto = await db.remembered.position();
	await db.put('contact', db.newId(), { fullName: 'Ada' });
	await db.remembered.remember('today', 'monday', { upto, answer: 1 });
	expect(await db.remembered.recall('today', 'monday')).toBeUndefined();
});

test('tidying changes nothing of it', async () => {
	await db.put('contact', db.newId(), { fullName: 'Ada' });
	await remember(1);
	await db.maintain(true);
	expect(await db.remembered.recall('today', 'monday')).toBe(1);
});
