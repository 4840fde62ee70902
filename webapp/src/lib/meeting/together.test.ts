import { expect, test } from 'vitest';

import type { Interaction } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';
import { hoursOf } from '#lib/interaction/words.ts';

import { together } from './together.ts';

const now = '2026-11-21T12:00';

function row(id: string, fields: Interaction): Row<'interaction'> {
	return {
		id,
		collection: 'interaction',
		fields,
		version: 1,
		pending: false,
		deleted: false,
		createdAt: 0
	};
}

test('hours outside are those of the last twelve months that took place outside', () => {
	const sum = together(
		[
			row('a', { at: '2026-11-01T12:00', minutes: 45, setting: 'outside' }),
			row('b', { at: '2026-05-01', minutes: 90, setting: 'outside' }),
			row('c', { at: '2026-05-01', minutes: 60, setting: 'work' }),
			row('d', { at: '2025-11-01', minutes: 600, setting: 'outside' }),
			row('e', { at: '2026-11-30', minutes: 600, setting: 'outside', planned: true })
		],
		now
	);
	expect(sum).toMatchObject({ outside: 135, all: 195, next: { id: 'e' } });
	expect(hoursOf(sum.outside)).toBe(2.5);
});

test('what was planned and is over waits for a word, the last of it first', () => {
	const sum = together(
		[
			row('past', { at: '2026-11-10', planned: true }),
			row('earlier', { at: '2026-11-21T09:00', planned: true }),
			row('today', { at: '2026-11-21', planned: true }),
			row('later', { at: '2026-12-01', planned: true })
		],
		now
	);
	expect([sum.open?.id, sum.next?.id]).toEqual(['earlier', 'today']);
});
