import { expect, test } from 'vitest';

import { changesOf, isComplete, newForm } from './form.ts';

const form = { ...newForm('2026-11-22'), text: ' The churn study ' };

test('what was given is written with its kind and size, and the need that it meets is met', () => {
	const changes = changesOf({ ...form, need: 'pricing', promise: 'study', size: 'l' }, 'ana', 'e1');
	expect(changes).toEqual([
		{
			op: 'put',
			collection: 'exchange',
			id: 'e1',
			patch: {
				contact: 'ana',
				direction: 'gave',
				kind: 'insight',
				size: 'l',
				text: 'The churn study',
				on: '2026-11-22',
				need: 'pricing',
				promise: 'study'
			}
		},
		{ op: 'put', collection: 'need', id: 'pricing', patch: { state: 'met' } }
	]);
	expect(changesOf({ ...form, need: 'pricing', meets: false }, 'ana', 'e1')).toHaveLength(1);
});

test('an ask is a need of my own that knows whom I asked', () => {
	expect(changesOf({ ...form, what: 'asked', text: 'A quote' }, 'ana', 'n1')).toEqual([
		{
			op: 'put',
			collection: 'need',
			id: 'n1',
			patch: { askedOf: 'ana', text: 'A quote', state: 'open', confirmedOn: '2026-11-22' }
		}
	]);
});

test('what they gave meets no need of theirs', () => {
	const changes = changesOf({ ...form, what: 'received', need: 'pricing' }, 'ana', 'e1');
	expect(changes).toHaveLength(1);
	expect(changes[0]).toMatchObject({ patch: { direction: 'received' } });
});

test('nothing is saved without words', () => {
	expect(isComplete({ ...form, text: '  ' })).toBe(false);
	expect(isComplete(form)).toBe(true);
});
