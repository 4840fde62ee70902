import { describe, expect, test } from 'vitest';

import { checkDraft, emptyDraft, isEmpty } from './draft.ts';
import { changesOf } from './save.ts';
import { understand } from './understand.ts';

const ana = { id: 'ana', name: 'Ana Müller' };
const bea = { id: 'bea', name: 'Bea Novak', isNew: true };
const at = '2026-11-21T14:20';

describe('saving a capture', () => {
	test('writes one note about everybody, with the verbatim text beside it', () => {
		const source = '@Ana lunch with Bea outside ';
		const understood = understand(source, [ana], { chosen: [bea], refused: [] });
		expect(changesOf('n1', understood, at)).toEqual([
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
					body: 'lunch with Bea outside',
					source,
					at,
					'contacts/bea': true,
					'contacts/ana': true
				}
			}
		]);
	});

	test('needs nobody at all', () => {
		const understood = understand('Call the printer', [ana], emptyDraft);
		expect(changesOf('n1', understood, at)).toEqual([
			{
				op: 'put',
				collection: 'note',
				id: 'n1',
				patch: { body: 'Call the printer', source: 'Call the printer', at }
			}
		]);
	});
});

describe('a kept draft', () => {
	test('comes back as it was', () => {
		const draft = { text: '@Bea', chosen: [bea], refused: ['ana'] };
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
