import { expect, test } from 'vitest';

import type { ParkedItem } from '#lib/db/types.ts';

import { exportOf, pageOf, reasonWords, writtenWords } from './parked.ts';

const item: ParkedItem = {
	mid: 'm1',
	collection: 'note',
	id: 'n1',
	code: 'too-long',
	field: 'body',
	detail: 'At most 256 KiB.',
	fields: {
		at: '2026-11-21',
		body: 'Lunch with Ana, who moves to Porto.',
		pinned: true,
		old: null
	},
	at: Date.UTC(2026, 10, 21, 12)
};

test('a reason is said in plain words, and in those of the server where we have none', () => {
	expect(reasonWords(item)).toBe('The text is too long for one record.');
	expect(reasonWords({ ...item, code: 'brand-new' })).toBe('At most 256 KiB.');
	expect(reasonWords({ ...item, code: 'brand-new', detail: '' })).toBe(
		'The server could not take this change.'
	);
});

test('what was written is shown, the long texts first', () => {
	expect(writtenWords(item)).toEqual(['Lunch with Ana, who moves to Porto.', '2026-11-21']);
});

test('a record with a page can be opened and changed', () => {
	expect(pageOf(item)).toBe('/notes/n1');
	expect(pageOf({ ...item, collection: 'contact' })).toBe('/people/n1/edit');
	expect(pageOf({ ...item, collection: 'motivator' })).toBeUndefined();
});

test('nothing of a change is missing from the export', async () => {
	const exported: unknown = JSON.parse(await exportOf([item]).text());
	expect(exported).toEqual({ changes: [{ ...item, at: '2026-11-21T12:00:00.000Z' }] });
});
