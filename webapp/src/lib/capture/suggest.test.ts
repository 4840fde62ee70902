import { describe, expect, test } from 'vitest';

import { complete, openMention, shortName, suggest } from './suggest.ts';
import type { Person } from './understand.ts';

const ana: Person = { id: 'ana', name: 'Ana Müller' };
const raj: Person = { id: 'raj', name: 'Raj Kapoor' };
const mika: Person = { id: 'mika', name: 'Mika Anand' };
const known = [mika, raj, ana];

describe('the mention that the caret is in', () => {
	test.each([
		['@', 1, { start: 0, end: 1, query: '' }],
		['@Ana', 4, { start: 0, end: 4, query: 'Ana' }],
		['@Ana', 2, { start: 0, end: 2, query: 'A' }],
		['lunch with @Ana Mü', 18, { start: 11, end: 18, query: 'Ana Mü' }]
	])('of %j at %i', (source, caret, want) => {
		expect(openMention(source, caret)).toEqual(want);
	});

	test.each([
		['plain text', 10],
		['ana@norte', 9],
		['@Ana, then', 10],
		['@Ana\nlunch', 10],
		['@Ana', 0]
	])('of %j at %i is none', (source, caret) => {
		expect(openMention(source, caret)).toBeUndefined();
	});
});

describe('suggestions', () => {
	test('are the recent people before anything is typed', () => {
		expect(suggest('', known, 2).people).toEqual([mika, raj]);
	});

	test('put names that begin with the words before names that contain them', () => {
		expect(suggest('an', known, 5).people).toEqual([ana, mika]);
	});

	test('do not mind case and marks', () => {
		expect(suggest('ana mul', known, 5).people).toEqual([ana]);
	});

	test('offer to create a name that nobody has', () => {
		expect(suggest('Bea  Novak ', known, 5)).toEqual({ people: [], create: 'Bea Novak' });
		expect(suggest('Ana', known, 5).create).toBe('Ana');
		expect(suggest('ana müller', known, 5).create).toBeUndefined();
	});

	test('end when the words have become a sentence', () => {
		expect(suggest('Bea went to the', known, 5)).toEqual({ people: [], create: undefined });
	});
});

test('completing writes the name out, once, with one space after it', () => {
	const typed = 'with @An today';
	const mention = openMention(typed, 8);
	if (mention === undefined) throw new Error('no mention');
	expect(complete(typed, mention, 'Ana')).toEqual({ text: 'with @Ana today', caret: 10 });
	expect(complete('@An', { start: 0, end: 3, query: 'An' }, 'Ana')).toEqual({
		text: '@Ana ',
		caret: 5
	});
});

test('a first name is enough unless somebody else shares it', () => {
	expect(shortName(ana, known)).toBe('Ana Müller');
	expect(shortName(raj, known)).toBe('Raj');
});
