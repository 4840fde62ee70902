import { expect, test } from 'vitest';

import type { CollectionName, Collections } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { changed, changesOf, dayFor, happened, learnedOf, looseOf, withPerson } from './week.ts';

const today = '2026-11-20';

function row<C extends CollectionName>(
	collection: C,
	id: string,
	fields: Collections[C],
	createdAt = Date.parse(today)
): Row<C> {
	return { id, collection, fields, version: 1, pending: false, deleted: false, createdAt };
}

test('what happened in seven days, the latest first, once each; plans have not happened', () => {
	const contacts = { ana: true } as const;
	const found = happened(
		[
			row('interaction', 'met', { at: '2026-11-18T12:00', contacts, body: 'Lunch' }),
			row('interaction', 'old', { at: '2026-11-13', contacts }),
			row('interaction', 'planned', { at: '2026-11-19', planned: true, contacts }),
			row('interaction', 'nobody', { at: '2026-11-19' })
		],
		[
			row('note', 'note', { at: '2026-11-14', contacts, body: 'A word' }),
			row('note', 'secret', { at: '2026-11-15', contacts, body: 'Hush', confidential: true }),
			row('note', 'twin', { at: '2026-11-18', contacts, captured: { 'interaction.met': true } })
		],
		today
	);
	expect(found.map(({ id }) => id)).toEqual(['met', 'secret', 'note']);
	expect(found[1]?.text).toBe('');
	expect(found[0]).toMatchObject({ on: '2026-11-18', contactIds: ['ana'], text: 'Lunch' });
});

test('what was captured lately and lacks its person or its day hangs in the air', () => {
	const found = looseOf(
		[
			row('note', 'a', { body: 'Somebody said so' }),
			row('note', 'b', { body: 'About Ana', contacts: { ana: true } }),
			row('promise', 'c', { text: 'Send it', contact: 'ana' }),
			row('promise', 'd', { text: 'Send it', contact: 'ana', due: today }),
			row('promise', 'e', { text: 'Sent', contact: 'ana', delivery: 'full' }),
			row('question', 'f', { text: 'How was it?' }),
			row('fact', 'g', { text: 'Long ago' }, Date.parse('2026-10-01')),
			row('note', 'h', {}),
			row('note', 'i', { body: 'Hush', confidential: true })
		],
		today
	);
	expect(found.map(({ id, lacks }) => [id, lacks])).toEqual([
		['f', 'person'],
		['c', 'day'],
		['a', 'person']
	]);
	expect(withPerson(found[2]!, 'ana', true)).toMatchObject({ patch: { 'contacts/ana': true } });
	expect(withPerson(found[0]!, 'ana', false)).toMatchObject({ patch: { contact: null } });
});

test('what was learned this week, and what was to be changed in four', () => {
	const contacts = { ana: true } as const;
	const interactions = [
		row('interaction', 'a', { at: today, contacts, learned: 'She reads', serveBetter: 'Ask' }),
		row('interaction', 'b', { at: '2026-11-01', contacts, willChange: 'Listen' }),
		row('interaction', 'c', { at: '2026-11-01', willChange: 'Done', changedOn: '2026-11-19' }),
		row('interaction', 'd', { at: '2026-11-05', willChange: 'Old', changedOn: '2026-11-06' }),
		row('interaction', 'e', { at: '2026-10-01', willChange: 'Too long ago', learned: 'x' })
	];
	const feedback = row('feedback', 'f', { contact: 'raj', on: '2026-11-10', willChange: 'Slower' });
	const review = row('review', 'g', { kind: 'week', on: '2026-11-13', willChange: 'Write' });
	expect(learnedOf(interactions, today).map(({ text }) => text)).toEqual(['She reads', 'Ask']);
	const changes = changesOf([...interactions, feedback, review], today);
	expect(changes.map(({ id, isDone }) => [id, isDone])).toEqual([
		['g', false],
		['f', false],
		['c', true],
		['b', false]
	]);
	expect(changes[1]?.contactIds).toEqual(['raj']);
	expect(changed(changes[1]!, today, 'Did it')).toMatchObject({
		collection: 'feedback',
		patch: { outcome: 'Did it', outcomeOn: today }
	});
	expect(changed(changes[2]!, null, '')).toMatchObject({ patch: { changedOn: null } });
});

test('next week’s people have its working days in turn', () => {
	const days = [0, 1, 2, 3, 4, 5].map((nth) => dayFor(nth, today));
	expect(days[0]).toBe('2026-11-23');
	expect(days[4]).toBe('2026-11-27');
	expect(days[5]).toBe('2026-11-23');
	expect(dayFor(0, '2026-11-23')).toBe('2026-11-30');
});
