import { beforeEach, expect, test, vi } from 'vitest';

import type { Database, Row } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import type { Sayer } from '#lib/undo/undo.ts';

import {
	capturedWith,
	chipOf,
	editOf,
	reflectionsOf,
	takeBack,
	type CapturedRow
} from './captured.ts';
import { emptyDraft } from './draft.ts';
import { changesOf } from './save.ts';
import { understand } from './understand.ts';

const now = { today: '2026-11-22', language: 'en' as const, isDayFirst: true };
const reader = { today: now.today, locale: 'en-GB' };

let db: Database;
let note: string;
let ana: string;

beforeEach(async () => {
	db = await freshDatabase();
	[note, ana] = [db.newId(), db.newId()];
	const source =
		'@Ana lunch 45m outside\n! intro by fri\n!! draft 3 Dec\n? how was it in 6w\n# help\n+ insight: study\n* skis\n^ too long\n~ bundle';
	const understood = understand(source, [{ id: ana, name: 'Ana Müller' }], emptyDraft, now);
	const reflection = { kind: 'learned', text: 'She decides alone' } as const;
	const at = '2026-11-22T14:20';
	await db.putAll(changesOf({ noteId: note, understood, reflection, at, newId: () => db.newId() }));
});

async function rows(): Promise<readonly CapturedRow[]> {
	return capturedWith(db, (await db.get('note', note))!.fields);
}

async function one<C extends CapturedRow['collection']>(collection: C) {
	const row = (await rows()).find((other) => other.collection === collection);
	return row as Row<C> & CapturedRow;
}

test('a note shows what it holds in the words it was shown with before', async () => {
	expect((await rows()).map((row) => chipOf(row, reader).text)).toEqual([
		'Meeting · 45 min · outside of work',
		'I promise · Friday 27 Nov',
		'They promise · 3 Dec',
		'Ask after 3 Jan 2027',
		'Their need',
		'I gave: insight',
		'Good to know',
		'Feedback to me',
		'Idea for them'
	]);
	expect((await rows()).flatMap(reflectionsOf)).toEqual([
		['What did I learn?', 'She decides alone']
	]);
});

test('one thing can be taken back and brought again; the words of the note stay', async () => {
	const before = (await db.get('note', note))!.fields;
	const shown = vi.fn<Sayer['show']>(() => () => undefined);
	await takeBack({ db, toasts: { show: shown } }, note, await one('promise'));
	expect(await rows()).toHaveLength(8);
	const after = (await db.get('note', note))!.fields;
	expect([after.body, after.source]).toEqual([before.body, before.source]);
	expect(Object.keys(after.captured ?? {})).toHaveLength(8);
	await shown.mock.lastCall?.[0].action?.run();
	expect(await rows()).toHaveLength(9);
});

test('a promise mended right after it was written keeps no other day; later that is a renegotiation', async () => {
	const promise = await one('promise');
	expect(editOf(promise, 'intro to Lena', '2026-12-01')).toMatchObject({
		patch: { text: 'intro to Lena', due: '2026-12-01', originalDue: '2026-12-01' }
	});
	const moved = { ...promise, fields: { ...promise.fields, due: '2026-12-04' } };
	expect(editOf(moved, 'intro', '2026-12-05')).toMatchObject({ patch: { due: '2026-12-05' } });
	expect(editOf(promise, 'intro', '2026-11-27')).toBeUndefined();
	expect(editOf(promise, '  ', '2026-11-27')).toBeUndefined();
});

test('a record that is gone or of a kind to come is left out', async () => {
	await db.remove('fact', (await one('fact')).id);
	await db.put('note', note, { 'captured/omen.1': true, 'captured/broken': true });
	expect(await rows()).toHaveLength(8);
});
