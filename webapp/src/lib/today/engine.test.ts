import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { chooseCards, MAX_CARDS, type Candidate } from './engine.ts';

const today = '2026-11-21';

function reminder(id: string, day: string, time?: string): Candidate {
	const late = day < today;
	return {
		kind: 'reminder',
		id,
		reminderId: id,
		occurrence: day,
		contactId: undefined,
		title: id,
		day,
		time,
		late
	};
}

function birthday(id: string, day: string): Candidate {
	return {
		kind: 'date',
		id,
		contactId: id,
		occasion: 'birthday',
		label: undefined,
		years: undefined,
		day
	};
}

function shown(...candidates: readonly Candidate[]): readonly string[] {
	return chooseCards(candidates, today).shown.map(({ id }) => id);
}

describe('the cards of a day', () => {
	test('begin with what is overdue longest, then today, then what comes near', () => {
		expect(
			shown(
				birthday('near', '2026-11-24'),
				reminder('today', today),
				reminder('late', '2026-11-19'),
				reminder('later', '2026-11-20')
			)
		).toEqual(['late', 'later', 'today', 'near']);
	});

	test('put what was promised before what is kind on the same day', () => {
		expect(shown(birthday('ana', today), reminder('r', today))).toEqual(['r', 'ana']);
	});

	test('follow the hours of the day, with the whole day first', () => {
		expect(
			shown(
				reminder('evening', today, '20:00'),
				reminder('noon', today, '12:00'),
				reminder('day', today)
			)
		).toEqual(['day', 'noon', 'evening']);
	});

	test('are five at most; reminders beyond them are counted', () => {
		const many = Array.from({ length: 7 }, (_, i) => reminder(`r${i}`, today));
		const cards = chooseCards([...many, birthday('b', '2026-11-22')], today);
		expect(cards.shown).toHaveLength(MAX_CARDS);
		expect(cards.waiting).toBe(2);
	});
});

test('every device sees the same cards, in whatever order its records lie', () => {
	const days = ['2026-11-19', today, '2026-11-23'];
	const candidate = fc
		.tuple(
			fc.string({ minLength: 1 }),
			fc.constantFrom(...days),
			fc.boolean(),
			fc.constantFrom(undefined, '09:00')
		)
		.map(([id, day, isReminder, time]) =>
			isReminder ? reminder(id, day, time) : birthday(id, day)
		);
	const all = fc.uniqueArray(candidate, { selector: ({ id }) => id, maxLength: 12 });
	fc.assert(
		fc.property(all, (candidates) => {
			expect(chooseCards(candidates.toReversed(), today)).toEqual(chooseCards(candidates, today));
		})
	);
});
