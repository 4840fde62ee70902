import { expect, test } from 'vitest';

import type { Interaction, Note } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { timeline, type Happening } from './entries.ts';

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
	...[notes, interactions, limit = 10]: [Row<'note'>[], readonly Happening[], number?]
) {
	return timeline(notes, interactions, limit, 'Europe/Berlin').days.map(({ day, entries }) => [
		day,
		entries.map(({ id }) => id)
	]);
}

function row<C extends Happening['collection']>(
	collection: C,
	id: string,
	fields: Extract<Happening, { collection: C }>['fields']
): Happening {
	const rest = { version: 1, pending: false, deleted: false, createdAt: written };
	return { id, collection, fields, ...rest } as Happening;
}

test('what was captured with a note is no entry of its own, what was not is one', () => {
	const held = note('a', {
		at: '2026-11-21',
		captured: { 'promise.p': true, 'interaction.i': true }
	});
	const others = [
		row('promise', 'p', { text: 'intro' }),
		row('interaction', 'i', { at: '2026-11-21' }),
		row('fact', 'f', { text: 'skis' })
	];
	expect(days([held], others)).toEqual([['2026-11-21', ['f', 'a']]]);
});

test('what was done stands under the day on which it was done', () => {
	const others = [
		row('promise', 'p', { deliveredOn: '2026-10-01' }),
		row('exchange', 'e', { on: '2026-10-02' }),
		row('letter', 'l', { postedOn: '2026-10-03' }),
		row('idea', 'd', { deliveredOn: '2026-10-04' })
	];
	expect(days([], others).map(([day]) => day)).toEqual([
		'2026-10-04',
		'2026-10-03',
		'2026-10-02',
		'2026-10-01'
	]);
});

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
