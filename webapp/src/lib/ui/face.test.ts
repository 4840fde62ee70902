import { expect, test } from 'vitest';

import { initials, toneOf } from './face.ts';

test.each([
	['Ana Müller', 'AM'],
	['Ana Maria de la Cruz', 'AC'],
	['mei', 'M'],
	['  Élodie   Ünal ', 'ÉÜ'],
	["Sinéad O'Connor", 'SO'],
	['山田 太郎', '山太'],
	['👩‍🌾 Rosa', '👩‍🌾R'],
	['', ''],
	['…', '']
])('%j becomes %j', (name, want) => {
	expect(initials(name)).toBe(want);
});

test('a name keeps its colour, and names share the colours out', () => {
	expect(toneOf('Ana Müller')).toBe(toneOf('Ana Müller'));
	const tones = new Set(Array.from({ length: 50 }, (_, i) => toneOf(`Person ${i}`)));
	expect(tones).toEqual(new Set(['moss', 'sun', 'clay']));
});
