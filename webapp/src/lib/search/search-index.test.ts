import fc from 'fast-check';
import { expect, test } from 'vitest';

import { SearchIndex } from './search-index.ts';
import { beginsAll, excerpt, fold, wordsOf } from './words.ts';

const id = (n: number) => `0193${n.toString(16).padStart(4, '0')}-0000-7000-8000-000000000000`;
const doc = (n: number, text: string, kind = 0) => ({ id: id(n), kind, words: wordsOf(text) });

test('documents are found by the beginnings of their words, newest first', () => {
	const index = new SearchIndex();
	index.put([doc(1, 'Lunch with José'), doc(2, 'José called'), doc(3, 'Nobody')]);

	expect(index.search(['jos'], 10).map(({ id }) => id)).toEqual([id(2), id(1)]);
	expect(index.search(['jos', 'lun'], 10).map(({ id }) => id)).toEqual([id(1)]);
	expect(index.search(['ose'], 10)).toEqual([]);
	expect(index.search([], 10)).toEqual([]);
});

test('a limit holds for each kind', () => {
	const index = new SearchIndex();
	index.put([doc(1, 'ada', 1), doc(2, 'ada'), doc(3, 'ada'), doc(4, 'ada')]);
	expect(index.search(['ada'], 2)).toEqual([
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
				const found = index.search(words, 100).map(({ id }) => id);
				expect(found).toEqual(
					seen
						.map(([id]) => id)
						.sort()
						.reverse()
				);
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
	expect(index.search(['w7'], 1_000).length).toBe(1_000);
	expect(index.search(['w99', 'all'], 1_000)[0]?.id).toBe(docs.at(-1)?.id);
	expect(index.size).toBe(50_000);
});

test('an excerpt shows the text around the word that was found', () => {
	const text = `${'word '.repeat(100)}Müller said yes ${'more '.repeat(100)}`;
	expect(excerpt(text, ['muller'])).toMatch(/^… .*Müller said yes.* …$/);
	expect(excerpt('short', ['x'])).toBe('short');
});
