import { expect, test } from 'vitest';

import { middleSquare } from './photo.ts';

test.each([
	[400, 300, { x: 50, y: 0, side: 300 }],
	[300, 401, { x: 0, y: 50, side: 300 }],
	[1, 1, { x: 0, y: 0, side: 1 }]
])('of %i by %i the middle is kept', (width, height, want) => {
	expect(middleSquare(width, height)).toEqual(want);
});
