import fc from 'fast-check';
import { expect, test } from 'vitest';

import { NameOrder, plainName, type Named } from './name-order.ts';

const named = (fullName: string, id = ''): Named => ({ id, fullName, plain: plainName(fullName) });
const letters = fc.string({
	unit: fc.constantFrom(...'aAbBcCeEhHiIjJlLnNsSzZ '.split('')),
	maxLength: 12,
	size: 'max'
});

test.each(['de', 'de-AT', 'en', 'en-GB', 'es', 'fr', 'it', 'nl', 'pt-BR', 'cs', 'da', 'cy', 'lt'])(
	'%s: plain names stand where the alphabet of the language has them',
	(locale) => {
		const { compare } = new NameOrder(locale);
		const collator = new Intl.Collator(locale, { sensitivity: 'base', numeric: true });
		const other = fc.tuple(letters, letters);
		// Of two that have much in common the end decides.
		const close = fc
			.tuple(letters, letters, letters)
			.map(([all, a, b]) => [all + a, all + b] as const);
		fc.assert(
			fc.property(fc.oneof(other, close), ([a, b]) => {
				expect(compare(named(a), named(b))).toBe(Math.sign(collator.compare(a, b)));
			}),
			{ numRuns: 2_000 }
		);
	}
);

test('names that are not plain stand among those that are', () => {
	const { compare } = new NameOrder('de');
	const names = ['Zoë', 'zoe b', 'Ärger', 'Arndt', 'Agnes', '陳', 'Zoe'].map((name) => named(name));
	expect(names.sort(compare).map(({ fullName }) => fullName)).toEqual([
		'Agnes',
		'Ärger',
		'Arndt',
		'Zoë',
		'Zoe',
		'zoe b',
		'陳'
	]);
});

test('people of the same name stand in one order everywhere', () => {
	const { compare } = new NameOrder('en');
	expect(compare(named('ada', '2'), named('Ada', '1'))).toBe(1);
	expect(compare(named('Ada', '1'), named('ADA', '2'))).toBe(-1);
	expect(compare(named('Ada', '1'), named('Ada', '1'))).toBe(0);
});
