import { expect, test } from 'vitest';

import { placeAtEnd, placeBetween } from './place.ts';

const list = [{ pos: 0 }, { pos: 1 }, { pos: 2 }];

test('a new member comes last', () => {
	expect(placeAtEnd(list)).toBe(3);
	expect(placeAtEnd([])).toBe(0);
});

test.each([
	[0, 1, 1.5],
	[0, 2, 3],
	[2, 0, -1],
	[2, 1, 0.5]
])('moving %i to %i gives the place %d', (from, to, want) => {
	expect(placeBetween(list, from, to)).toBe(want);
});
