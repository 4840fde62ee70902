import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { maxMergeLength, mergeText } from './text.ts';

interface Vector {
	readonly name?: string;
	readonly base: string;
	readonly ours: string;
	readonly theirs: string;
	readonly merged: string;
}

/** The vectors that the Go code is held to as well. */
function vectors(file: string): readonly Vector[] {
	const data: unknown = JSON.parse(readFileSync(`../internal/record/testdata/${file}`, 'utf8'));
	if (!Array.isArray(data)) throw new Error(`${file} is no list`);
	return data.filter(isVector);
}

function isVector(value: unknown): value is Vector {
	return typeof value === 'object' && value !== null && 'base' in value && 'merged' in value;
}

const merged = (base: string, ours: string, theirs: string) => mergeText(base, ours, theirs).text;

describe('the vectors shared with the server', () => {
	test.each(vectors('merge.json'))('$name', ({ base, ours, theirs, merged: want }) => {
		expect(mergeText(base, ours, theirs)).toEqual({ text: want, merged: true });
	});

	test('generated ones, in all sorts of scripts', () => {
		const generated = vectors('merge.generated.json');
		expect(generated.length).toBeGreaterThan(200);
		for (const v of generated) {
			expect(merged(v.base, v.ours, v.theirs), JSON.stringify(v)).toBe(v.merged);
		}
	});
});

const words = fc.array(
	fc.constantFrom(
		'a',
		'b',
		'the',
		'x',
		'.',
		' ',
		' ',
		' ',
		'\n',
		'\r\n',
		'会',
		'議',
		'👍🏽',
		'🇩🇪',
		'नमस्ते'
	),
	{ maxLength: 40 }
);

describe('the laws of merging', () => {
	test('a side that changed nothing leaves the other as it is', () => {
		fc.assert(
			fc.property(words, words, (a, b) => {
				const [base, edit] = [a.join(''), b.join('')];
				expect(merged(base, edit, base)).toBe(edit);
				expect(merged(base, base, edit)).toBe(edit);
				expect(merged(base, edit, edit)).toBe(edit);
			})
		);
	});

	test('whatever a side inserts is there as it was written, what neither deleted stays in its order, and nothing else is there', () => {
		const edits = fc.array(fc.tuple(fc.nat(), fc.nat(3)), { maxLength: 4 });
		fc.assert(
			fc.property(fc.nat(30), edits, edits, (length, ours, theirs) => {
				const base = Array.from({ length }, (_, i) => `w${i}`);
				const [a, b] = [edit(base, ours, 'a'), edit(base, theirs, 'b')];
				const result = merged(base.join(' '), a.join(' '), b.join(' '))
					.split(' ')
					.filter((word) => word !== '');
				for (const word of [...a, ...b]) {
					if (!word.startsWith('w')) expect(result).toContain(word);
				}
				const kept = base.filter((word) => a.includes(word) && b.includes(word));
				// A word between two insertions may count as written anew by both, and be there twice.
				expect(isSubsequence(kept, result)).toBe(true);
				expect([...a, ...b]).toEqual(expect.arrayContaining(result));
			}),
			{ numRuns: 500 }
		);
	});

	test('the same characters, whichever side comes first', () => {
		fc.assert(
			fc.property(words, words, words, (a, b, c) => {
				const [base, ours, theirs] = [a.join(''), b.join(''), c.join('')];
				expect(characters(merged(base, ours, theirs))).toEqual(
					characters(merged(base, theirs, ours))
				);
			})
		);
	});
});

/** Puts two new words of `who` in the place of a few words of the base. */
function edit(base: readonly string[], edits: readonly (readonly [number, number])[], who: string) {
	const text = [...base];
	for (const [i, [at, remove]] of edits.entries()) {
		text.splice(at % (text.length + 1), remove, `${who}${i}x`, `${who}${i}y`);
	}
	return text;
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
	let at = 0;
	for (const word of whole) if (word === part[at]) at++;
	return at === part.length;
}

function characters(text: string): string[] {
	return Array.from(text.replaceAll(' ', '')).sort();
}

describe('texts that are too long', () => {
	test('are both kept, and it is said', () => {
		const base = 'é'.repeat(maxMergeLength + 1);
		const result = mergeText(base, `${base} ours`, `${base} theirs`);
		expect(result.merged).toBe(false);
		expect(result.text).toBe(`${base} ours\n\n* * *\n\n${base} theirs`);
	});

	test('are measured in characters, not in halves of them', () => {
		const base = '😀'.repeat(maxMergeLength - 10);
		expect(mergeText(base, `${base} a`, `b ${base}`)).toEqual({
			text: `b ${base} a`,
			merged: true
		});
	});
});

test('texts that have nothing in common are merged in good time', () => {
	const text = (seed: number) =>
		Array.from({ length: 9000 }, (_, i) => `w${(i * seed) % 997}`).join(' ');
	const started = performance.now();
	mergeText(text(7), text(11), text(13));
	// Some 50 ms on a quiet machine; without a bound on the search, minutes.
	expect(performance.now() - started).toBeLessThan(3000);
});
