import { expect, test } from 'vitest';

import type { Interaction, Note } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { timeline } from './entries.ts';

const written = Date.parse('2026-11-20T23:30:00Z');

function note(id: string, fields: Note): Row<'note'> {
	return {
		id,
		collection: 'note',
		fields,
		version: 1,
		pending: false,
		deleted: false,
		createdAt: written
	};
}

function interaction(id: string, fields: Interaction): Row<'interaction'> {
	return {
		id,
		collection: 'interaction',
		fields,
		version: 1,
		pending: false,
		deleted: false,
		createdAt: written
	};
}

function days(
	...[notes, interactions, limit = 10]: [Row<'note'>[], Row<'interaction'>[], number?]
) {
	return timeline(notes, interactions, limit, 'Europe/Berlin').days.map(({ day, entries }) => [
		day,
		entries.map(({ id }) => id)
	]);
}

test('notes and interactions stand together under their day, newest first', () => {
	expect(
		days(
			[note('a', { at: '2026-11-21T09:00' }), note('b', { at: '2026-10-09' })],
			[interaction('c', { at: '2026-11-21T13:00' })]
		)
	).toEqual([
		['2026-11-21', ['c', 'a']],
		['2026-10-09', ['b']]
	]);
});

test('an entry without a day stands under the day on which it was written, where the reader is', () => {
	expect(days([note('a', {})], [])).toEqual([['2026-11-21', ['a']]]);
});

test('entries of the same minute are in the same order on every device', () => {
	const [first, second] = [
		note('a', { at: '2026-11-21T09:00' }),
		note('b', { at: '2026-11-21T09:00' })
	];
	expect(days([first, second], [])).toEqual(days([second, first], []));
});

test('pinned notes stand above the days', () => {
	const { pinned, days } = timeline(
		[note('a', { pinned: true }), note('b', { at: '2026-11-21' })],
		[],
		10,
		'UTC'
	);
	expect(pinned.map(({ id }) => id)).toEqual(['a']);
	expect(days).toHaveLength(1);
});

test('a long timeline says that there is more', () => {
	const notes = Array.from({ length: 5 }, (_, i) => note(`n${i}`, { at: `2026-11-0${i + 1}` }));
	expect(timeline(notes, [], 4, 'UTC').more).toBe(true);
	expect(timeline(notes, [], 5, 'UTC').more).toBe(false);
	expect(days(notes, [], 2)).toEqual([
		['2026-11-05', ['n4']],
		['2026-11-04', ['n3']]
	]);
});
