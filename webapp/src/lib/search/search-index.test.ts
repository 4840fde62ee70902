import fc from 'fast-check';
import { expect, test } from 'vitest';

import { SearchIndex } from './search-index.ts';
import { beginsAll, excerpt, fold, wordsOf } from './words.ts';

const id = (n: number) => `0193${n.toString(16).padStart(4, '0')}-0000-7000-8000-000000000000`;
const doc = (n: number, text: string, kind = 0) => ({ id: id(n), kind, words: wordsOf(text) });
const kinds = new Set([0, 1]);
const find = (index: SearchIndex, words: readonly string[], limit = 10) =>
	index.search({ words, limit, kinds }).docs;
const idsOf = (...args: Parameters<typeof find>) => find(...args).map(({ id }) => id);

test('documents are found by the beginnings of their words, newest first', () => {
	const index = new SearchIndex();
	index.put([doc(1, 'Lunch with José'), doc(2, 'José called'), doc(3, 'Nobody')]);

	expect(idsOf(index, ['jos'])).toEqual([id(2), id(1)]);
	expect(idsOf(index, ['jos', 'lun'])).toEqual([id(1)]);
	expect(idsOf(index, ['ose'])).toEqual([]);
	expect(idsOf(index, [])).toEqual([]);
});

test('a limit holds for each kind', () => {
	const index = new SearchIndex();
	index.put([doc(1, 'ada', 1), doc(2, 'ada'), doc(3, 'ada'), doc(4, 'ada')]);
	expect(find(index, ['ada'], 2)).toEqual([
		{ id: id(4), kind: 0 },
		{ id: id(3), kind: 0 },
		{ id: id(1), kind: 1 }
	]);
});

test('whatever is put in and taken out, the index finds what a look at each document finds', () => {
	const text = fc.array(fc.constantFrom('ada', 'adam', 'bob', 'b', 'Zoë'), { maxLength: 4 });
	const change = fc.record({ n: fc.nat(20), text: fc.option(text), store: fc.boolean() });
	fc.assert(
		fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
			const texts = new Map<string, string>();
			let index = new SearchIndex();
			for (const { n, text, store } of changes) {
				if (text === null) {
					texts.delete(id(n));
					index.remove(id(n));
				} else {
					texts.set(id(n), text.join(' '));
					index.put([doc(n, text.join(' '))]);
				}
				if (store) index = new SearchIndex(structuredClone(index.store()));
			}
			for (const words of [['a'], ['adam'], ['b'], ['zoe'], ['a', 'b']]) {
				const seen = [...texts].filter(([, text]) => beginsAll(fold(text), words));
				const newest = seen
					.map(([id]) => id)
					.sort()
					.reverse();
				expect(idsOf(index, words, 100)).toEqual(newest);
				expect(idsOf(index, words, 2)).toEqual(newest.slice(0, 2));
			}
			expect(index.size).toBe(texts.size);
		})
	);
});

test('many documents make segments, which find the same', () => {
	const index = new SearchIndex();
	const docs = Array.from({ length: 50_000 }, (_, n) => ({
		id: `${n.toString(16).padStart(8, '0')}-0000-7000-8000-000000000000`,
		kind: 0,
		words: [`w${n % 100}`, 'all']
	}));
	index.put(docs.slice(0, 30_000));
	for (let at = 30_000; at < docs.length; at += 3_000) index.put(docs.slice(at, at + 3_000));
	expect(find(index, ['w7'], 1_000).length).toBe(1_000);
	expect(find(index, ['w99', 'all'], 1_000)[0]?.id).toBe(docs.at(-1)?.id);
	expect(index.size).toBe(50_000);
});

test('only the kinds that are asked for count', () => {
	const index = new SearchIndex();
	index.put([doc(1, 'ada', 1), doc(2, 'ada')]);
	for (const stored of [index, new SearchIndex(index.store())]) {
		const { docs } = stored.search({ words: ['ada'], limit: 5, kinds: new Set([1]) });
		expect(docs).toEqual([{ id: id(1), kind: 1 }]);
	}
});

test('documents that come in their order are put in at once, and found at the end', () => {
	const index = new SearchIndex();
	const { add, end } = index.fill();
	add([doc(1, 'Lunch with José'), doc(2, 'José called')]);
	add([doc(3, 'Nobody')]);
	expect(idsOf(index, ['jos'])).toEqual([]);
	end();
	expect(idsOf(index, ['jos'])).toEqual([id(2), id(1)]);
	index.remove(id(2));
	expect(idsOf(index, ['jos'])).toEqual([id(1)]);
});

test('a slip in a longer word is forgiven where else little would be found', () => {
	const index = new SearchIndex();
	index.put([doc(1, 'Met Katharina at the fair'), doc(2, 'Fairly late')]);
	for (const own of [index, new SearchIndex(index.store())]) {
		const answer = own.search({ words: ['kathrina', 'fair'], limit: 5, kinds });
		expect(answer.docs).toEqual([{ id: id(1), kind: 0 }]);
		// What was meant is told, so that it can be shown in the text.
		expect(answer.words).toContain('katharina');
		// Short words have too many neighbours.
		expect(idsOf(own, ['fari'])).toEqual([]);
		// What is spelled right comes first, and another word is another word.
		expect(idsOf(own, ['fairly'])).toEqual([id(2)]);
		expect(idsOf(own, ['porto'])).toEqual([]);
	}
});

test('nothing is guessed where enough is found', () => {
	const index = new SearchIndex();
	index.put([1, 2, 3].map((n) => doc(n, 'porto')));
	index.put([doc(4, 'ports')]);
	expect(idsOf(index, ['porto'])).toEqual([id(3), id(2), id(1)]);
});

test('an excerpt shows the text around the word that was found', () => {
	const text = `${'word '.repeat(100)}Müller said yes ${'more '.repeat(100)}`;
	expect(excerpt(text, ['muller'])).toMatch(/^… .*Müller said yes.* …$/);
	expect(excerpt('short', ['x'])).toBe('short');
});
