import { afterEach, expect, test } from 'vitest';

import { getLocale, overwriteGetLocale } from '#lib/paraglide/runtime.js';

import { aboutWords, freshnessWords } from './words.ts';

const usual = getLocale;
const today = '2026-11-21';

afterEach(() => {
	overwriteGetLocale(usual);
});

test.each([
	['en', 'Address confirmed 3 months ago', 'Thanks · posted 4 days ago'],
	['de', 'Adresse vor 3 Monaten bestätigt', 'Dank · vor 4 Tagen eingeworfen']
] as const)(
	'how long ago it was is said in the case of the language: %s',
	(locale, fresh, about) => {
		overwriteGetLocale(() => locale);
		const reader = { today, locale };
		expect(freshnessWords({ lines: 'Rua', key: 'home', confirmedOn: '2026-08-10' }, reader)).toBe(
			fresh
		);
		expect(aboutWords({ reason: 'thanks', state: 'posted', postedOn: '2026-11-17' }, reader)).toBe(
			about
		);
	}
);
