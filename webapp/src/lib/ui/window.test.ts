import { expect, test } from 'vitest';

import { visible, walk } from './window.ts';

test('a long list has no more rows than fill the window and a little beyond', () => {
	const { first, end } = visible({ top: -500_000, height: 844, rowHeight: 64, count: 20_000 });
	expect(first * 64).toBeLessThanOrEqual(500_000);
	expect(end * 64).toBeGreaterThanOrEqual(500_844);
	expect(end - first).toBeLessThanOrEqual(40);
});

test('the ends of the list are the ends of the span', () => {
	expect(visible({ top: 120, height: 844, rowHeight: 64, count: 3 })).toEqual({ first: 0, end: 3 });
	expect(visible({ top: -10_000, height: 844, rowHeight: 64, count: 3 })).toEqual({
		first: 3,
		end: 3
	});
});

test('scrolling by a few rows changes nothing', () => {
	const at = (top: number) => visible({ top, height: 844, rowHeight: 64, count: 20_000 });
	expect(at(-64_000)).toEqual(at(-64_040));
});

test.each([
	['ArrowDown', 5, 6],
	['ArrowDown', 9, 9],
	['ArrowUp', 0, 0],
	['PageDown', 1, 5],
	['PageUp', 9, 5],
	['Home', 7, 0],
	['End', 2, 9],
	['a', 2, undefined]
])('%s walks from %i to %j', (key, from, want) => {
	expect(walk(key, from, 10, 4)).toBe(want);
});
