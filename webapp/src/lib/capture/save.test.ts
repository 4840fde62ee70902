import { describe, expect, test } from 'vitest';

import { collections } from '#lib/api/collections.gen.ts';
import type { Change } from '#lib/db/types.ts';

import { checkDraft, emptyDraft, isEmpty, type CaptureDraft } from './draft.ts';
import { changesOf, undoOf } from './save.ts';
import { understand } from './understand.ts';

const ana = { id: 'ana', name: 'Ana Müller' };
const raj = { id: 'raj', name: 'Raj Kapoor' };
const bea = { id: 'bea', name: 'Bea Novak', isNew: true };
const at = '2026-11-22T14:20';
const now = { today: '2026-11-22', language: 'en' as const, isDayFirst: true };

/** The changes of a capture, with ids that count up. */
function save(source: string, { chosen = [], reflection }: Partial<CaptureDraft> = {}) {
	const understood = understand(source, [ana, raj], { ...emptyDraft, chosen }, now);
	let next = 0;
	const newId = () => `r${String(++next)}`;
	return changesOf({ noteId: 'n1', understood, reflection, at, newId });
}

/** What was written to a collection. */
function put(changes: readonly Change[], collection: string) {
	return changes.flatMap((change) =>
		change.op === 'put' && change.collection === collection ? [change.patch] : []
	);
}

describe('saving a capture', () => {
	test('writes one note about everybody, with the verbatim text beside it', () => {
		const source = '@Ana told of a trip with Bea ';
		expect(save(source, { chosen: [bea] })).toEqual([
			{
				op: 'put',
				collection: 'contact',
				id: 'bea',
				patch: { fullName: 'Bea Novak', stage: 'new' }
			},
			{
				op: 'put',
				collection: 'note',
				id: 'n1',
				patch: {
					body: 'told of a trip with Bea',
					source,
					at,
					'contacts/bea': true,
					'contacts/ana': true
				}
			}
		]);
	});

	test('needs nobody at all', () => {
		expect(save('Call the printer')).toEqual([
			{
				op: 'put',
				collection: 'note',
				id: 'n1',
				patch: { body: 'Call the printer', source: 'Call the printer', at }
			}
		]);
	});

	test('makes a record of each thing said, and the note knows them all', () => {
		const changes = save(
			'@Ana lunch 45m outside\n! intro to Raj by fri\n!! sends draft 3 Dec\n? how was it in 6w\n# pricing help\n+ insight: churn study\n- intro to Lena\n^ mails too long\n~ try bundling'
		);
		expect(put(changes, 'interaction')).toEqual([
			{ at, kind: 'met', setting: 'outside', minutes: 45, 'contacts/ana': true }
		]);
		expect(put(changes, 'promise')).toEqual([
			{
				contact: 'ana',
				by: 'me',
				text: 'intro to Raj',
				due: '2026-11-27',
				originalDue: '2026-11-27'
			},
			{
				contact: 'ana',
				by: 'them',
				text: 'sends draft',
				due: '2026-12-03',
				originalDue: '2026-12-03'
			}
		]);
		expect(put(changes, 'question')).toEqual([
			{ contact: 'ana', text: 'how was it', askAfter: '2027-01-03' }
		]);
		expect(put(changes, 'need')).toEqual([
			{
				contact: 'ana',
				text: 'pricing help',
				confidence: 'said',
				state: 'open',
				confirmedOn: '2026-11-22',
				heardIn: 'r1'
			}
		]);
		expect(put(changes, 'exchange')).toEqual([
			{ contact: 'ana', direction: 'gave', kind: 'insight', text: 'churn study', on: '2026-11-22' },
			{
				contact: 'ana',
				direction: 'received',
				kind: 'introduction',
				text: 'intro to Lena',
				on: '2026-11-22'
			}
		]);
		expect(put(changes, 'feedback')).toEqual([
			{ contact: 'ana', text: 'mails too long', on: '2026-11-22' }
		]);
		expect(put(changes, 'idea')).toEqual([{ contact: 'ana', text: 'try bundling' }]);
		const [note] = put(changes, 'note');
		const captured = Object.entries(note ?? {}).filter(([name]) => name.startsWith('captured/'));
		expect(captured).toHaveLength(changes.length - 1);
		expect(captured).toContainEqual(['captured/interaction.r1', true]);
	});

	test('a fact that lies ahead makes a question; a birthday does not', () => {
		const changes = save('@Ana * daughter starts school 1 sep\n* birthday 3 May');
		expect(put(changes, 'fact')).toEqual([
			{ contact: 'ana', text: 'daughter starts school', date: '2027-09-01' },
			{ contact: 'ana', text: 'birthday', date: '--05-03' }
		]);
		expect(put(changes, 'question')).toEqual([
			{
				contact: 'ana',
				text: 'How did it go: daughter starts school?',
				askAfter: '2027-09-02',
				from: 'r1'
			}
		]);
	});

	test('a year of birth that was said is kept', () => {
		const changes = save('@Ana * born 12/05/1980\n* birthday party 3 May');
		expect(put(changes, 'fact')).toEqual([
			{ contact: 'ana', text: 'born', date: '1980-05-12' },
			{ contact: 'ana', text: 'birthday party', date: '2027-05-03' }
		]);
	});

	test('what is said to two people is written for each of them', () => {
		const changes = save('@Ana @Raj ! send the notes by mon');
		expect(
			put(changes, 'promise').map((patch) => ('contact' in patch ? patch.contact : ''))
		).toEqual(['ana', 'raj']);
	});

	test('a line of reflection stands with the interaction, even if nothing else tells of one', () => {
		const learned = { kind: 'learned', text: 'She decides alone' } as const;
		expect(put(save('@Ana told me', { reflection: learned }), 'interaction')).toEqual([
			{ at, learned: 'She decides alone', 'contacts/ana': true }
		]);
		expect(put(save('@Ana lunch\n> send summaries'), 'interaction')).toEqual([
			{ at, kind: 'met', willChange: 'send summaries', 'contacts/ana': true }
		]);
	});

	test('what happened yesterday stands under yesterday, what is planned does not', () => {
		expect(put(save('Lunch with @Ana yesterday'), 'note')).toMatchObject([{ at: '2026-11-21' }]);
		const planned = save('Lunch with @Ana tomorrow 13:00');
		expect(put(planned, 'note')).toMatchObject([{ at }]);
		expect(put(planned, 'interaction')).toMatchObject([{ at: '2026-11-23T13:00', planned: true }]);
	});

	test('every field written is one the collection has', () => {
		const changes = save(
			'@Ana lunch tomorrow\n! a\n!! b\n? c in 6w\n# d\n+ e\n- f\n* g in May\n^ h\n> i\n~ j'
		);
		for (const change of changes) {
			if (change.op !== 'put') continue;
			const fields: Readonly<Record<string, unknown>> = collections[change.collection];
			for (const name of Object.keys(change.patch))
				expect(fields).toHaveProperty(name.split('/')[0] ?? '');
		}
	});

	test('takes back whatever it created', () => {
		const changes = save('@Ana lunch\n! a', { chosen: [bea] });
		expect(undoOf(changes).map(({ op, id }) => [op, id])).toEqual(
			changes.map(({ id }) => ['delete', id])
		);
	});
});

describe('a kept draft', () => {
	test('comes back as it was', () => {
		const reflection = { kind: 'learned', text: 'wait' } as const;
		const draft = { text: '@Bea', chosen: [bea], refused: ['ana'], plain: ['touch'], reflection };
		expect(checkDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
	});

	test('keeps its text whatever else is wrong with it', () => {
		expect(checkDraft({ text: 'half a thought', chosen: [7], refused: 'x' })).toEqual({
			...emptyDraft,
			text: 'half a thought'
		});
		expect(checkDraft(null)).toBeUndefined();
	});

	test('is empty without a word and a person', () => {
		expect(isEmpty({ ...emptyDraft, text: ' \n' })).toBe(true);
		expect(isEmpty({ ...emptyDraft, chosen: [ana] })).toBe(false);
	});
});
