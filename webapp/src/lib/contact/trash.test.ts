import { expect, test } from 'vitest';

import type { Row } from '#lib/db/types.ts';

import { trashLine } from './trash.ts';

const reader = { today: '2026-11-21', zone: 'UTC', locale: 'en-GB' };

function deleted(collection: Row['collection'], fields: object): Row {
	return {
		id: 'x',
		collection,
		fields,
		version: 1,
		pending: false,
		deleted: true,
		createdAt: Date.UTC(2026, 9, 9)
	};
}

test.each([
	['contact', { fullName: 'Ana Müller' }, 'Ana Müller', 'Person · 9 Oct'],
	['note', { body: 'Lunch.\nShe moves.' }, 'Lunch.', 'Note · 9 Oct'],
	['note', {}, 'Note', 'Note · 9 Oct'],
	['reminder', { title: 'Call Ana' }, 'Call Ana', 'Reminder · 9 Oct'],
	['promise', { text: 'Intro to Raj' }, 'Intro to Raj', 'Entry · 9 Oct']
] as const)('a deleted %s with %j is called %j', (collection, fields, title, text) => {
	expect(trashLine(deleted(collection, fields), reader)).toMatchObject({ title, text });
});

test('of a covered note only that it is one is said', () => {
	const note = deleted('note', { body: 'She is being considered.', confidential: true });
	expect(trashLine(note, reader, true)).toMatchObject({ title: 'Confidential note' });
});

test('a long note is cut short', () => {
	expect(trashLine(deleted('note', { body: 'x'.repeat(500) }), reader).title).toBe(
		`${'x'.repeat(79)}…`
	);
});
