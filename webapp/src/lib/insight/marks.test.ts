import fc from 'fast-check';
import { expect, test } from 'vitest';

import { layColumns } from './columns.ts';
import { layMonths, layRow, pathsOf, unitFor } from './marks.ts';
import type { Part, Shape } from './picture.ts';

const shapes = ['full', 'half', 'ring', 'dot', 'square', 'dash', 'letter'] as const;
const partsOf = (counts: readonly number[]): readonly Part[] =>
	counts.map((count, i) => ({ shape: shapes[i % shapes.length] ?? 'full', count, words: '' }));

test('up to sixty there is a mark for each; then a mark stands for several', () => {
	expect([unitFor([4, 1]), unitFor([60]), unitFor([61]), unitFor([118, 1])]).toEqual([1, 1, 2, 2]);
	expect([unitFor([400, 20]), unitFor([20_000])]).toEqual([10, 500]);
});

test('however many there are, few enough marks are drawn, and whatever there is is seen', () => {
	fc.assert(
		fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 5 }), (counts) => {
			const { marks, width, height } = layRow(partsOf(counts), unitFor(counts));
			expect(marks.length).toBeLessThanOrEqual(60);
			for (const [i, count] of counts.entries())
				expect(marks.some(({ shape }) => shape === shapes[i])).toBe(count > 0);
			for (const { x, y } of marks) {
				expect(x > 0 && x < width && y > 0 && y < height).toBe(true);
			}
		})
	);
});

test('marks of a month pile up from the bottom, none over another', () => {
	const months = [
		{ marks: ['full', 'square'] as const },
		{ marks: [] },
		{ marks: ['dot'] as const }
	];
	const { marks, width, height } = layMonths(months);
	expect([width, height]).toEqual([84, 32]);
	expect(marks).toEqual([
		{ shape: 'full', x: 14, y: 24 },
		{ shape: 'square', x: 14, y: 8 },
		{ shape: 'dot', x: 70, y: 24 }
	]);
	const many = layMonths([{ marks: Array.from({ length: 25 }, (): Shape => 'full') }]);
	expect(new Set(many.marks.map(({ x, y }) => `${x}/${y}`)).size).toBe(25);
	expect(many.marks.every(({ x, y }) => x > 0 && x < many.width && y > 0 && y < many.height)).toBe(
		true
	);
});

test('a shape is at most two paths, however many marks there are', () => {
	const marks = Array.from({ length: 100 }, (_, i) => ({ shape: 'half' as const, x: i, y: 8 }));
	const [paths, ...more] = pathsOf(marks);
	expect(more).toEqual([]);
	expect(paths?.fill.match(/M/g)).toHaveLength(100);
	expect(paths?.line.match(/M/g)).toHaveLength(100);
});

test('columns stand to each other as their values do, and to the line', () => {
	const column = (value: number) => ({ value, top: String(value) });
	const { bars, lineAt, height } = layColumns([column(0), column(2), column(4)], 8);
	const [none, two, four] = bars.map((bar) => bar.height);
	expect(none).toBe(0);
	expect(four).toBe((two ?? 0) * 2);
	expect(height - (lineAt ?? 0)).toBe((four ?? 0) * 2);
	expect(layColumns([], undefined).bars).toEqual([]);
	expect(
		layColumns(
			Array.from({ length: 52 }, () => column(1)),
			undefined
		).bars[0]?.top
	).toBe('');
});
