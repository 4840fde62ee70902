import fc from 'fast-check';
import { expect, test } from 'vitest';

import {
	documentForm,
	documentPatch,
	inOrder,
	linkProblem,
	titleOf,
	type DocumentRow
} from './documents.ts';

test.each([
	['https://docs.example/d/1aB9xQz77kLm/edit', 'docs.example'],
	['https://docs.example/files/q4-price_list.pdf', 'Q4 price list'],
	['https://norte.example/Preisliste%202027/edit?usp=sharing', 'Preisliste 2027'],
	['https://www.norte.example/', 'norte.example'],
	['https://pads.example/p/churn-study', 'Churn study'],
	['https://pads.example/100%', '100%'],
	['https://notes.example/Porto-plan-8f3a9c2b1d4e', 'notes.example']
])('%s is probably called %j', (href, want) => {
	expect(titleOf(href)).toBe(want);
});

test('whatever address it is, its title is some text of at most 120 characters', () => {
	fc.assert(
		fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (href) => {
			const title = titleOf(href);
			expect(title.length).toBeGreaterThan(0);
			expect(title.length).toBeLessThanOrEqual(120);
		})
	);
});

test('a link is kept with its scheme, with a title of its own or a guessed one, and the role', () => {
	const form = { ...documentForm({}), url: ' norte.example/price-list ' };
	expect(documentPatch(form, 'ana')).toEqual({
		contact: 'ana',
		url: 'https://norte.example/price-list',
		title: 'Price list',
		role: 'co-author'
	});
	const own = { ...form, title: 'Our list', role: 'own' as const, ownRole: 'checks the sums' };
	expect(documentPatch(own, undefined)).toMatchObject({
		title: 'Our list',
		role: 'checks the sums'
	});
	expect(documentPatch({ ...own, ownRole: ' ' }, undefined)).toMatchObject({ role: null });
});

test.each([
	['', 'empty'],
	['javascript:alert(1)', 'scheme'],
	['price list', 'not-an-address'],
	[`norte.example/${'a'.repeat(2000)}`, 'long']
] as const)('%j cannot be saved: %s', (url, problem) => {
	const form = { ...documentForm({}), url };
	expect(linkProblem(form)).toBe(problem);
	expect(documentPatch(form, 'ana')).toBeUndefined();
});

test('a form shows what was saved', () => {
	expect(documentForm({ url: 'https://a.example/', role: 'reader' }).role).toBe('reader');
	const own = documentForm({ role: 'checks the sums' });
	expect([own.role, own.ownRole]).toEqual(['own', 'checks the sums']);
});

test('what was last opened or sent stands first', () => {
	const rows = [
		row('1', {}),
		row('2', { openedOn: '2026-11-01' }),
		row('3', { openedOn: '2026-10-01', invitedOn: '2026-11-20' }),
		row('4', {})
	];
	expect(inOrder(rows).map(({ id }) => id)).toEqual(['3', '2', '4', '1']);
});

function row(id: string, fields: DocumentRow['fields']): DocumentRow {
	const rest = { version: 1, pending: false, deleted: false, createdAt: 0 };
	return { id, collection: 'document', fields, ...rest };
}
