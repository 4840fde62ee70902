import { expect, test } from 'vitest';

import { nearlyBegins } from './typos.ts';

test.each([
	['mueller', 'moeller', 'another letter'],
	['mueller', 'mueeller', 'a letter too many'],
	['mueller', 'muller', 'a letter missing'],
	['mueller', 'meuller', 'two letters changed'],
	['mueller', 'mueller', 'no slip at all'],
	['muellerin', 'moell', 'the beginning of a longer word'],
	['mueller', 'nueller', 'the first letter too']
])('%s is nearly begun by %s: %s', (term, word) => {
	expect(nearlyBegins(term, word)).toBe(true);
});

test.each([
	['mueller', 'moellar', 'two other letters'],
	['mueller', 'kapoor', 'another word'],
	['mue', 'mueller', 'far too short']
])('%s is not nearly begun by %s: %s', (term, word) => {
	expect(nearlyBegins(term, word)).toBe(false);
});
