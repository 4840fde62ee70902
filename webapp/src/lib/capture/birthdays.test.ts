import 'fake-indexeddb/auto';

import { expect, test } from 'vitest';

import { freshDatabase } from '#lib/testing/database.ts';

import { birthdaysOf, undoBirthdays } from './birthdays.ts';
import { understand } from './understand.ts';

const today = '2026-11-22';

/** The birthdays of Ana after some text about her was saved, and how to take them back. */
async function save(text: string, dates: Readonly<Record<string, object>> = {}) {
	const db = await freshDatabase();
	const id = db.newId();
	const before = Object.fromEntries(
		Object.entries(dates).map(([key, day]) => [`dates/${key}`, day])
	);
	await db.put('contact', id, { fullName: 'Ana Müller', ...before });
	const understood = understand(
		text,
		[{ id, name: 'Ana Müller' }],
		{ chosen: [], refused: [], plain: [] },
		{ today, language: 'de', isDayFirst: true }
	);
	const changes = await birthdaysOf(db, understood, today);
	await db.putAll(changes);
	const birthdays = async () =>
		Object.values((await db.get('contact', id))?.fields.dates ?? {}).map(({ date }) => date);
	return { birthdays, undo: () => db.putAll(undoBirthdays(changes)) };
}

test.each([
	['@Ana * birthday 12 May', '--05-12'],
	['@Ana * her birthday is on May 12th', '--05-12'],
	['@Ana * born 12.5.1980', '1980-05-12'],
	['@Ana * hat am 12. Mai Geburtstag', '--05-12']
])('%j is a day to remember', async (text, date) => {
	const { birthdays, undo } = await save(text);
	expect(await birthdays()).toEqual([date]);
	await undo();
	expect(await birthdays()).toEqual([]);
});

test.each(['@Ana * her son’s birthday is 12 May', '@Ana * birthday dinner 12 May', '@Ana * skis'])(
	'%j is none of theirs',
	async (text) => {
		expect(await (await save(text)).birthdays()).toEqual([]);
	}
);

test('a birthday that is known stays as it is', async () => {
	const known = { a: { kind: 'birthday', date: '1980-05-13' } };
	expect(await (await save('@Ana * birthday 12 May', known)).birthdays()).toEqual(['1980-05-13']);
});
