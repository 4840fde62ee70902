import fc from 'fast-check';
import { expect, test } from 'vitest';

import { compare, shorten, type Piece } from './compare.ts';

const drawn = (pieces: readonly Piece[]) =>
	pieces
		.map(({ kind, text }) => ({ kept: text, gone: `[-${text}-]`, new: `[+${text}+]` })[kind])
		.join('');

test('words that went and words that came stand where they were', () => {
	expect(drawn(compare('Lunch with Ana, outside.', 'Long lunch with Ana.'))).toContain('with Ana');
	expect(drawn(compare('She moves in May.', 'She moves in June.'))).toBe(
		'She moves in [-May-][+June+].'
	);
	expect(drawn(compare('', 'All new.'))).toBe('[+All new.+]');
	expect(compare('Same.', 'Same.')).toEqual([{ kind: 'kept', text: 'Same.' }]);
});

test('without what came a comparison is the earlier text, without what went the later one', () => {
	const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '.', 'Ü', '👩‍👧', 'word ') });
	fc.assert(
		fc.property(text, text, (a, b) => {
			const all = compare(a, b);
			const without = (gone: Piece['kind']) =>
				all.flatMap(({ kind, text }) => (kind === gone ? [] : text)).join('');
			expect(without('new')).toBe(a);
			expect(without('gone')).toBe(b);
		})
	);
});

test('long stretches that stayed are cut to what stands around a change', () => {
	const long = 'word '.repeat(100);
	const [before, , , middle, , after] = shorten(
		compare(`${long}one ${long}two ${long}`, `${long}uno ${long}dos, ${long}`)
	);
	expect(before?.cut).toBe('before');
	expect(before?.text.length).toBeLessThanOrEqual(64);
	expect(middle?.kind === 'kept' ? middle.cut : 'middle').toBe('middle');
	expect(after).toBeDefined();
	const whole = compare(long, long);
	expect(shorten(whole)).toEqual(whole);
});

test('texts of half a megabyte are not compared word by word', () => {
	const [a, b] = ['a '.repeat(150_000), 'b '.repeat(150_000)];
	expect(compare(a, b).map(({ kind }) => kind)).toEqual(['gone', 'new']);
});
