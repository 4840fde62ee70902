import { beforeEach, expect, test } from 'vitest';

import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import type { Toast } from '#lib/ui/toasts.svelte.ts';

import { attach, edit, invited, opened, remove, type Desk } from './actions.ts';
import type { DocumentRow } from './documents.ts';

const ana = '0199f730-e200-7abc-8def-7a11b0b0c0de';
const at = '2026-11-22T10:30';
let db: Database;
let desk: Desk;
let said: Toast[];

beforeEach(async () => {
	db = await freshDatabase();
	said = [];
	desk = { db, toasts: { show: (toast) => (said.push(toast), () => undefined) } };
	await attach(desk, ana, { url: 'https://norte.example/price-list', title: '' });
});

async function read(): Promise<DocumentRow | undefined> {
	return (await db.about('document', ana))[0];
}

async function undo() {
	await said.at(-1)?.action?.run();
}

test('a shared page becomes a document, and nothing else does', async () => {
	expect((await read())?.fields).toMatchObject({ title: 'Price list', role: 'co-author' });
	expect(await attach(desk, ana, { url: 'javascript:alert(1)', title: 'x' })).toBe(false);
	expect(await db.list('document')).toHaveLength(1);
	await undo();
	expect(await read()).toBeUndefined();
});

test('an invitation is a touch only if the user says so', async () => {
	await invited(desk, (await read())!, { at, isTouch: false });
	expect((await read())?.fields.invitedOn).toBe('2026-11-22');
	expect(await db.about('interaction', ana)).toEqual([]);
	await undo();
	expect((await read())?.fields.invitedOn).toBeUndefined();

	await invited(desk, (await read())!, { at, isTouch: true });
	const [touch] = await db.about('interaction', ana);
	expect(touch?.fields).toMatchObject({ at, kind: 'message', direction: 'out' });
	await undo();
	expect(await db.about('interaction', ana)).toEqual([]);
});

test('opening is noted once a day; changing and removing can be taken back', async () => {
	await opened(desk, (await read())!, '2026-11-22');
	const first = (await read())!;
	expect(first.fields.openedOn).toBe('2026-11-22');
	const waiting = await db.pendingCount();
	await opened(desk, first, '2026-11-22');
	expect(await db.pendingCount()).toBe(waiting);

	await edit(desk, first, { title: 'Prices', role: null });
	expect((await read())?.fields).not.toHaveProperty('role');
	await undo();
	expect((await read())?.fields).toMatchObject({ title: 'Price list', role: 'co-author' });

	await remove(desk, first);
	expect(await read()).toBeUndefined();
	await undo();
	expect((await read())?.fields.title).toBe('Price list');
});
