import { beforeEach, expect, test } from 'vitest';

import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import type { Toast } from '#lib/ui/toasts.svelte.ts';

import { deliver, makeGood, move, nudge, remove, reopen, type Desk } from './actions.ts';
import type { PromiseRow } from './ledger.ts';

const today = '2026-11-22';
let db: Database;
let desk: Desk;
let said: Toast[];
let id: string;

beforeEach(async () => {
	db = await freshDatabase();
	said = [];
	desk = { db, toasts: { show: (toast) => (said.push(toast), () => undefined) } };
	id = db.newId();
	await db.put('promise', id, {
		by: 'me',
		text: 'Intro to Raj',
		due: '2026-11-27',
		contact: 'ana'
	});
});

async function row(): Promise<PromiseRow> {
	const found = await db.get('promise', id);
	if (found === undefined) throw new Error('no promise');
	return found;
}

async function undo() {
	await said.at(-1)?.action?.run();
}

test('delivering says what became of it, and Undo opens it again', async () => {
	const before = (await row()).fields;
	await deliver(desk, await row(), { delivery: 'partly', on: today, proof: ' https://x.example ' });
	expect((await row()).fields).toMatchObject({
		delivery: 'partly',
		deliveredOn: today,
		proof: 'https://x.example'
	});
	await undo();
	expect((await row()).fields).toEqual(before);
});

test('a promise that was kept can be written down as given; Undo takes that away too', async () => {
	await deliver(desk, await row(), { delivery: 'full', on: today, gaveAs: 'introduction' });
	const [exchange] = await db.list('exchange');
	expect(exchange?.fields).toEqual({
		contact: 'ana',
		direction: 'gave',
		kind: 'introduction',
		size: 'm',
		text: 'Intro to Raj',
		on: today,
		promise: id
	});
	await undo();
	expect(await db.list('exchange')).toEqual([]);
});

test('handing over says to whom', async () => {
	await deliver(desk, await row(), { delivery: 'handed-over', on: today, handedTo: 'raj' });
	expect((await row()).fields).toMatchObject({ delivery: 'handed-over', handedTo: 'raj' });
	await reopen(desk, await row());
	expect((await row()).fields.delivery).toBeUndefined();
	expect((await row()).fields.handedTo).toBeUndefined();
});

test('a new day keeps the first one, however often it moves; Undo brings the old day back', async () => {
	await move(desk, await row(), '2026-12-04', today);
	await move(desk, await row(), '2026-12-11', '2026-12-01');
	expect((await row()).fields).toMatchObject({
		due: '2026-12-11',
		originalDue: '2026-11-27',
		renegotiatedOn: today
	});
	await undo();
	expect((await row()).fields).toMatchObject({ due: '2026-12-04', originalDue: '2026-11-27' });
});

test('a nudge, and what was made good, are remembered by their day', async () => {
	await nudge(desk, await row(), today);
	await makeGood(desk, await row(), today);
	expect((await row()).fields).toMatchObject({ nudges: { [today]: true }, madeGoodOn: today });
	await undo();
	expect((await row()).fields.madeGoodOn).toBeUndefined();
});

test('a deleted promise comes back by Undo', async () => {
	await remove(desk, await row());
	expect((await row()).deleted).toBe(true);
	await undo();
	expect((await row()).deleted).toBe(false);
});
