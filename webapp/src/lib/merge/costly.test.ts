import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { mergeText } from './text.ts';

/** A part of a long text in a few numbers: the character at i is from + ((square·i² + step·i) % 104729) % of. */
interface Piece {
	readonly from: number;
	readonly of: number;
	readonly square?: number;
	readonly step: number;
	readonly count: number;
	readonly reverse?: boolean;
}

/** A merge of texts that are hard to compare, with what it gives. */
interface Costly {
	readonly name: string;
	readonly base: readonly Piece[];
	readonly ours: readonly Piece[];
	readonly theirs: readonly Piece[];
	readonly merged: boolean;
	readonly sha256: string;
}

function textOf(recipe: readonly Piece[]): string {
	return recipe
		.map(({ from, of, square = 0, step, count, reverse = false }) => {
			const part = Array.from({ length: count }, (_, i) =>
				String.fromCharCode(from + (((square * i * i + step * i) % 104_729) % of))
			);
			return (reverse ? part.reverse() : part).join('');
		})
		.join('');
}

describe('texts that are hard to compare', () => {
	const file = '../internal/record/testdata/merge.costly.json';
	const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly Costly[];

	// Where a merge is given up is counted: on the server it is after the same steps.
	test.each(vectors)('give what they give on the server: $name, merged $merged', (vector) => {
		const [base, ours, theirs] = [vector.base, vector.ours, vector.theirs].map(textOf);
		const { text, merged } = mergeText(base!, ours!, theirs!);
		expect(merged).toBe(vector.merged);
		expect(createHash('sha256').update(text).digest('hex')).toBe(vector.sha256);
	});

	test('are merged, or both kept', () => {
		const piece = fc.record({
			from: fc.constant(0x4e00),
			of: fc.constantFrom(2, 20, 331, 19_997),
			square: fc.nat(1),
			step: fc.integer({ min: 1, max: 20_000 }),
			count: fc.integer({ min: 1, max: 3000 }),
			reverse: fc.boolean()
		});
		const long = fc.array(piece, { minLength: 1, maxLength: 3 }).map(textOf);
		fc.assert(
			fc.property(long, long, long, (base, ours, theirs) => {
				const { text, merged } = mergeText(base, ours, theirs);
				expect(merged || (text.includes(ours) && text.includes(theirs))).toBe(true);
				expect(mergeText(base, base, theirs)).toEqual({ text: theirs, merged: true });
			}),
			{ numRuns: 50 }
		);
	});
});
