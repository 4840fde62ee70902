// @vitest-environment jsdom
import { expect, test } from 'vitest';

import { Elements, visible, walk } from './window.ts';

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

test('as many rows exist wherever the list is', () => {
	const lengthAt = (top: number) => {
		const { first, end } = visible({ top, height: 844, rowHeight: 64, count: 20_000 });
		return end - first;
	};
	const lengths = [-64_000, -64_001, -64_063, -64_200].map(lengthAt);
	expect(new Set(lengths).size).toBe(1);
});

test('an element whose row has gone takes one that comes, unless a new one is wanted', () => {
	const elements = new Elements();
	const before = elements.for([1, 2, 3], true);
	expect(new Set(before).size).toBe(3);
	const after = elements.for([2, 3, 4], true);
	expect(after).toEqual([before[1], before[2], before[0]]);
	const [kept, fresh] = elements.for([3, 9], false);
	expect(kept).toBe(before[2]);
	expect(before).not.toContain(fresh);
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
