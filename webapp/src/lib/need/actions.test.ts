import { beforeEach, expect, test } from 'vitest';

import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import type { Toast } from '#lib/ui/toasts.svelte.ts';

import {
	confirm,
	decide,
	givenBy,
	introduce,
	setState,
	shared,
	step,
	tell,
	type Desk
} from './actions.ts';
import { matches, type Match } from './match.ts';

const today = '2026-11-22';
let db: Database;
let desk: Desk;
let said: Toast[];

beforeEach(async () => {
	db = await freshDatabase();
	said = [];
	desk = { db, toasts: { show: (toast) => (said.push(toast), () => undefined) } };
	await db.put('need', db.newId(), { contact: 'lena', text: 'a translator', state: 'open' });
	await db.put('offer', db.newId(), { contact: 'raj', text: 'knows translators', state: 'open' });
});

async function undo() {
	await said.at(-1)?.action?.run();
}

async function found(): Promise<readonly Match[]> {
	const [needs, offers, decided] = await Promise.all([
		db.list('need'),
		db.list('offer'),
		db.list('match')
	]);
	return matches({ needs, offers, decided }, today);
}

async function only<C extends 'introduction' | 'need' | 'offer'>(collection: C) {
	const [row] = await db.list(collection);
	if (row === undefined) throw new Error(`no ${collection}`);
	return row;
}

test('what does not fit is gone for good, until that is taken back', async () => {
	const [match] = await found();
	if (match === undefined) throw new Error('no match');
	await decide(desk, match, 'no-fit');
	expect(await found()).toEqual([]);
	await undo();
	expect(await found()).toHaveLength(1);
});

test('bringing two people together begins with nobody asked, and decides the match', async () => {
	const [match] = await found();
	if (match === undefined) throw new Error('no match');
	const id = await introduce(desk, match);
	const row = await only('introduction');
	expect(row.id).toBe(id);
	expect(row.fields).toEqual({ a: 'lena', b: 'raj', need: match.need.id });
	expect(await found()).toEqual([]);
	await undo();
	expect(await db.list('introduction')).toEqual([]);
	expect(await found()).toHaveLength(1);
});

test('introducing them is a give to the one with the need; Undo takes both back', async () => {
	const id = db.newId();
	await db.put('introduction', id, { a: 'lena', b: 'raj', state: 'agreed' });
	const row = await only('introduction');
	const given = givenBy(desk, row, 'Introduced to Raj', today);
	await step(desk, row, { state: 'introduced' }, [given]);
	expect((await db.list('exchange'))[0]?.fields).toEqual({
		contact: 'lena',
		direction: 'gave',
		kind: 'introduction',
		size: 'm',
		text: 'Introduced to Raj',
		on: today
	});
	await undo();
	expect((await only('introduction')).fields.state).toBe('agreed');
	expect(await db.list('exchange')).toEqual([]);
});

test('telling of an opportunity, and passing on an article, are gives as well', async () => {
	await tell(desk, await only('offer'), 'lena', today);
	expect((await only('offer')).fields.told).toEqual({ lena: { on: today } });
	await shared(desk, { contact: 'lena', need: 'n', text: 'Study', on: today });
	const kinds = (await db.list('exchange')).map(({ fields }) => fields.kind);
	expect(kinds.toSorted()).toEqual(['insight', 'opportunity']);
	await undo();
	expect(await db.list('exchange')).toHaveLength(1);
});

test('a need is confirmed, met, and open again by Undo', async () => {
	await confirm(desk, await only('need'), today);
	await setState(desk, await only('need'), 'met');
	expect((await only('need')).fields).toMatchObject({ state: 'met', confirmedOn: today });
	await undo();
	expect((await only('need')).fields.state).toBe('open');
});
