import fc from 'fast-check';
import { expect, test } from 'vitest';

import { nearlyBegins } from './typos.ts';
import { begunBy, nearlyBegunBy } from './vocabulary.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), maxLength: 7 });
const vocabulary = fc.uniqueArray(word, { maxLength: 60 }).map((words) => words.sort());

test('what is looked up in a vocabulary is what looking through it would find', () => {
	fc.assert(
		fc.property(vocabulary, word, (terms, asked) => {
			const places = (isMeant: (term: string) => boolean) =>
				terms.flatMap((term, place) => (isMeant(term) ? [place] : []));
			expect(begunBy(terms, asked)).toEqual(places((term) => term.startsWith(asked)));
			const near = (term: string) => term.startsWith(asked) || nearlyBegins(term, asked);
			expect(nearlyBegunBy(terms, asked)).toEqual(places(near));
		}),
		{ numRuns: 2000 }
	);
});
