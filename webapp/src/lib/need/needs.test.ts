import { expect, test } from 'vitest';

import { inOrder, isStale, stepOf } from './needs.ts';
import { needRow } from './testing.ts';

test('after 120 days an open need asks whether it is still true; once confirmed it rests again', () => {
	const need = needRow('n', { text: 'pricing', confirmedOn: '2026-07-25' });
	expect(isStale(need, '2026-11-21')).toBe(false);
	expect(isStale(need, '2026-11-22')).toBe(true);
	expect(
		isStale({ ...need, fields: { ...need.fields, confirmedOn: '2026-11-22' } }, '2026-11-22')
	).toBe(false);
	expect(isStale({ ...need, fields: { ...need.fields, state: 'met' } }, '2027-11-22')).toBe(false);
	// What says no day is as old as its record.
	expect(isStale(needRow('m', { text: 'x' }), '2027-03-01')).toBe(true);
});

test('open needs come first, the freshest on top', () => {
	const rows = [
		needRow('old', { confirmedOn: '2026-01-01' }),
		needRow('met', { confirmedOn: '2026-11-01', state: 'met' }),
		needRow('new', { confirmedOn: '2026-10-01' })
	];
	expect(inOrder(rows).map(({ id }) => id)).toEqual(['new', 'old', 'met']);
});

test('an introduction goes step by step, and nobody is introduced before both have agreed', () => {
	const steps = [
		stepOf({}),
		stepOf({ state: 'asked-a' }),
		stepOf({ state: 'asked-b' }),
		stepOf({ state: 'agreed' }),
		stepOf({ state: 'introduced' }),
		stepOf({ state: 'closed', outcome: 'good' }),
		stepOf({ state: 'closed', outcome: 'good', thanked: true }),
		stepOf({ state: 'declined' })
	];
	expect(steps).toEqual([
		'ask-a',
		'ask-b',
		'hear-b',
		'introduce',
		'outcome',
		'thank',
		'done',
		'done'
	]);
});
