// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest';

import { forgetKept, keptBefore, noteKept } from './kept.ts';
import { deleteDatabase, openDatabase } from './open.ts';

const owner = { userId: 'ada', spaceId: 'garden' };

beforeEach(() => localStorage.clear());

test('what was only on this device is known after its database has gone', async () => {
	const whose = { ...owner, userId: crypto.randomUUID() };
	const db = await openDatabase(whose);
	expect(db.isNew).toBe(true);
	expect(keptBefore(whose)).toBeUndefined();
	noteKept(whose, 3);
	db.close();
	const again = await openDatabase(whose);
	expect(again.isNew).toBe(false);
	again.close();

	await deleteDatabase(whose);
	const cleared = await openDatabase(whose);
	expect([cleared.isNew, keptBefore(whose)]).toEqual([true, 3]);
	cleared.close();
});

test('another user, and whoever signs out, leaves nothing behind', () => {
	noteKept(owner, 0);
	expect(keptBefore({ ...owner, userId: 'bob' })).toBeUndefined();
	forgetKept(owner);
	expect(keptBefore(owner)).toBeUndefined();
	noteKept(owner, 1);
	// By such names signing out finds what is a user's.
	expect(localStorage.key(0)).toMatch(/^tend\..*ada/);
});
