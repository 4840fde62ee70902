import { describe, expect, test } from 'vitest';

import type { Contact } from '#lib/api/collections.gen.ts';

import { chipsOf, dateWords, mannerWords, staleWords } from './words.ts';

const reader = { today: '2026-11-21', locale: 'en-GB' };

function chips(fields: Partial<Contact>): readonly string[] {
	return chipsOf({ fullName: 'Ana', ...fields }, { name: 'Close', idealDays: 30 }, reader).map(
		({ text }) => text
	);
}

describe('the chips of a person', () => {
	test('say the circle and how often', () => {
		expect(chips({})).toEqual(['Close · monthly']);
		expect(chips({ cadenceDays: 14 })).toEqual(['Close · every 2 weeks']);
		expect(chips({ cadenceDays: 45 })).toEqual(['Close · every 45 days']);
	});

	test('say what holds now and nothing that does not', () => {
		expect(chips({ register: 'results', stage: 'steady', pausedUntil: '2026-11-20' })).toEqual([
			'Close · monthly',
			'Results first'
		]);
		expect(chips({ waitingSince: '2026-11-03', pausedUntil: '2026-12-01' }).slice(1)).toEqual([
			'Their turn since 3 Nov',
			'Paused until 1 Dec'
		]);
	});

	test('end with the tags', () => {
		expect(chips({ tags: { porto: true, finance: true, old: false } }).slice(1)).toEqual([
			'finance',
			'porto'
		]);
	});
});

test('dates are said as far as they are known, and as they stand if they are none', () => {
	expect(dateWords('--05-12', 'en-GB')).toBe('12 May');
	expect(dateWords('soon', 'en-GB')).toBe('soon');
});

test('an address is doubted after a year', () => {
	expect(staleWords('2026-01-01', reader)).toBeUndefined();
	expect(staleWords('2025-09-10', reader)).toBe('Confirmed 14 months ago');
	expect(staleWords(undefined, reader)).toBeUndefined();
});

test('manners of the user’s own are called what the user calls them', () => {
	expect(mannerWords('gifts')).toBe('Gifts');
	expect(mannerWords('tea or coffee')).toBe('tea or coffee');
});
