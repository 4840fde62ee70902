import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { addDays } from '#lib/calendar/wall.ts';

import { kinds } from './candidate.ts';
import {
	answeredWith,
	cardOf,
	chooseCards,
	MAX_CARDS,
	reasonsOf,
	weekOf,
	type Candidate,
	type Day,
	type Standing
} from './engine.ts';

const today = '2026-11-21';

/** A day on which nothing holds of anybody but what is said. */
function dayWith(people: Readonly<Record<string, Standing>> = {}, change: Partial<Day> = {}): Day {
	return { today, standing: (id) => people[id], putOff: () => undefined, ...change };
}

/** A candidate of any kind, with what all of them have. */
function candidate(kind: Candidate['kind'], contactId: string, day: string, id = ''): Candidate {
	const base = { id: `${kind}/${contactId}/${id}`, contactId, day };
	switch (kind) {
		case 'reminder':
			return {
				...base,
				kind,
				reminderId: id,
				occurrence: day,
				title: id,
				time: undefined,
				late: day < today
			};
		case 'date':
			return { ...base, kind, occasion: 'birthday', label: undefined, years: undefined };
		case 'meeting':
			return {
				...base,
				kind,
				interactionId: id,
				contactIds: [contactId],
				moment: 'before',
				time: undefined
			};
		case 'cadence':
			return { ...base, kind, since: undefined, idealDays: 30, pastLatest: false };
		case 'dormant':
			return { ...base, kind, since: undefined };
		case 'second-touch':
			return { ...base, kind, since: day };
		case 'reform':
			return { ...base, kind, roleId: id, role: 'CFO' };
		default:
			return { ...base, kind, why: kind, act: { label: kind, href: '/' } };
	}
}

function reminder(id: string, day: string, time?: string): Candidate {
	return {
		kind: 'reminder',
		id,
		reminderId: id,
		occurrence: day,
		contactId: undefined,
		title: id,
		day,
		time,
		late: day < today
	};
}

function birthday(id: string, day: string): Candidate {
	return { ...candidate('date', id, day), id };
}

function shown(candidates: readonly Candidate[], day = dayWith()): readonly string[] {
	return chooseCards(candidates, day).shown.map(({ lead }) => lead.id);
}

/** The kinds of the cards, each with what else there is about the person. */
function kindsShown(candidates: readonly Candidate[], day = dayWith()): readonly string[] {
	return chooseCards(candidates, day).shown.flatMap((card) =>
		reasonsOf(card).map(({ kind }) => kind)
	);
}

describe('the cards of a day', () => {
	test('begin with what is overdue longest, then today, then what comes near', () => {
		expect(
			shown([
				birthday('near', '2026-11-24'),
				reminder('today', today),
				reminder('late', '2026-11-19'),
				reminder('later', '2026-11-20')
			])
		).toEqual(['late', 'later', 'today', 'near']);
	});

	test('put what was promised before what is kind on the same day', () => {
		expect(shown([birthday('ana', today), reminder('r', today)])).toEqual(['r', 'ana']);
	});

	test('follow the hours of the day, with the whole day first', () => {
		expect(
			shown([
				reminder('evening', today, '20:00'),
				reminder('noon', today, '12:00'),
				reminder('day', today)
			])
		).toEqual(['day', 'noon', 'evening']);
	});

	test('are five at most; reminders beyond them are counted', () => {
		const many = Array.from({ length: 7 }, (_, i) => reminder(`r${i}`, today));
		const cards = chooseCards([...many, birthday('b', '2026-11-22')], dayWith());
		expect(cards.shown).toHaveLength(MAX_CARDS);
		expect(cards.waiting).toBe(2);
	});

	test('leave room for every promise that is due today', () => {
		const owed = Array.from({ length: 4 }, (_, i) => candidate('promise', `p${i}`, today));
		const others = Array.from({ length: 9 }, (_, i) => candidate('question', `q${i}`, today));
		expect(kindsShown([...others, ...owed])).toEqual([
			...Array<string>(4).fill('promise'),
			...Array<string>(MAX_CARDS).fill('question')
		]);
	});

	test('ask to be in touch with nobody who is met soon anyway', () => {
		expect(
			kindsShown([candidate('meeting', 'ana', today), candidate('cadence', 'ana', today)])
		).toEqual(['meeting']);
	});

	test('are one for each person: the first reason leads, the others are said with it', () => {
		const all = kinds.map((kind) => candidate(kind, 'ana', today));
		const { shown } = chooseCards(
			[...all.toReversed(), candidate('date', 'raj', today)],
			dayWith()
		);
		expect(shown.map(({ lead }) => [lead.kind, lead.contactId])).toEqual([
			['meeting', 'ana'],
			['date', 'raj']
		]);
		const timely = ['second-touch', 'cadence', 'dormant'];
		expect(shown[0]?.also.map(({ kind }) => kind)).toEqual(
			kinds.filter((kind) => kind !== 'meeting' && !timely.includes(kind))
		);
	});

	test('count people: five of them fit, however much there is about each', () => {
		const people = ['a', 'b', 'c', 'd', 'e', 'f'];
		const much = people.flatMap((who) => [
			candidate('reminder', who, today, '1'),
			candidate('reminder', who, today, '2')
		]);
		const cards = chooseCards(much, dayWith());
		expect(cards.shown.map(({ also }) => also.length)).toEqual([1, 1, 1, 1, 1]);
		expect(cards.waiting).toBe(2);
	});

	test('keep what there is about somebody when the week has no room for a touch', () => {
		const ripe = candidate('question', 'ana', today);
		const late = { ...candidate('cadence', 'ana', today), pastLatest: true };
		expect(kindsShown([late, ripe])).toEqual(['cadence', 'question']);
		expect(kindsShown([late, ripe], dayWith({}, { touchesLeft: 0 }))).toEqual(['question']);
	});

	test('are answered as a whole where the app has several ideas, and one by one where it was asked to', () => {
		const ideas = ['question', 'match', 'cadence'] as const;
		const asked = [
			candidate('reminder', 'ana', today),
			...ideas.map((k) => candidate(k, 'ana', today))
		];
		const [lead, ...also] = asked;
		expect(answeredWith({ lead: lead!, also })).toEqual([lead]);
		expect(answeredWith({ lead: also[0]!, also: [...also.slice(1), lead!] })).toEqual(also);
	});

	test('say what is overdue for the last time before what is ripe, and what is past the ideal after', () => {
		const late = { ...candidate('cadence', 'late', today), pastLatest: true };
		const ideal = candidate('cadence', 'ideal', '2026-11-01');
		expect(shown([ideal, candidate('question', 'q', today), late])).toEqual([
			late.id,
			'question/q/',
			ideal.id
		]);
	});
});

describe('who is left in peace', () => {
	const touch = candidate('cadence', 'ana', today);
	const reminded = candidate('reminder', 'ana', today, 'r');
	const owed = candidate('promise', 'ana', today);

	test.each([
		['ended', { ended: true }, []],
		['paused', { pausedUntil: '2026-11-22' }, ['promise']],
		['waiting', { waitingUntil: '2026-11-22' }, ['promise', 'reminder']],
		['put off', { snoozedUntil: '2026-11-22' }, ['promise', 'reminder']],
		['being said goodbye to', { closing: true }, ['promise', 'reminder']],
		['paused until today', { pausedUntil: today }, ['promise', 'reminder', 'cadence']],
		['waited for long enough', { waitingUntil: today }, ['promise', 'reminder', 'cadence']]
	])('whoever is %s', (_, standing, want) => {
		expect(kindsShown([touch, reminded, owed], dayWith({ ana: standing }))).toEqual(want);
	});

	test('a card that was put off comes back on its day, and only that card stays away', () => {
		const date = birthday('ana', today);
		const putOff = (until: string) => ({
			putOff: (id: string) => (id === 'ana' ? { [cardOf(date)]: until } : undefined)
		});
		expect(kindsShown([date, reminded], dayWith({}, putOff('2026-11-22')))).toEqual(['reminder']);
		expect(kindsShown([date], dayWith({}, putOff(today)))).toEqual(['date']);
	});

	test('nobody beyond the touches that the week has room for', () => {
		const many = ['a', 'b', 'c'].map((id) => candidate('cadence', id, today));
		expect(shown(many, dayWith({}, { touchesLeft: 2 }))).toHaveLength(2);
		expect(shown(many, dayWith({}, { touchesLeft: 0 }))).toEqual([]);
	});
});

test.each([
	['2026-11-21', '2026-11-16'],
	['2026-11-16', '2026-11-16'],
	['2026-11-22', '2026-11-16']
])('the week of %s begins on Monday %s', (day, monday) => {
	expect(weekOf(day)).toBe(monday);
});

describe('whatever the records are,', () => {
	const person = fc.constantFrom('ana', 'raj', 'lena', 'mei');
	const days = [-40, -3, -1, 0, 1, 6].map((ahead) => addDays(today, ahead));
	const day = fc.constantFrom(...days);
	const some = fc.uniqueArray(
		fc
			.tuple(fc.constantFrom(...kinds), person, day, fc.nat({ max: 9 }))
			.map(([kind, who, on, n]) => candidate(kind, who, on, String(n))),
		{ selector: ({ id }) => id, maxLength: 40 }
	);
	const until = fc.option(day, { nil: undefined });
	const standing = fc.record({
		ended: fc.boolean(),
		closing: fc.boolean(),
		pausedUntil: until,
		snoozedUntil: until,
		waitingUntil: until
	});
	const people = fc.dictionary(person, standing);
	const touchesLeft = fc.option(fc.nat({ max: 6 }), { nil: undefined });

	test('every device sees the same cards, in whatever order its records lie', () => {
		fc.assert(
			fc.property(some, people, touchesLeft, fc.nat(), (candidates, who, left, seed) => {
				const on = dayWith(who, { touchesLeft: left });
				const shuffled = candidates.toSorted((a, b) => hash(a.id, seed) - hash(b.id, seed));
				expect(chooseCards(shuffled, on)).toEqual(chooseCards(candidates, on));
			})
		);
	});

	test('the budget is never exceeded but by what I promised for today', () => {
		fc.assert(
			fc.property(some, people, touchesLeft, (candidates, who, left) => {
				const cards = chooseCards(candidates, dayWith(who, { touchesLeft: left })).shown;
				const rest = cards.filter(
					(card) => !reasonsOf(card).some(({ kind, day: on }) => kind === 'promise' && on === today)
				);
				expect(rest.length).toBeLessThanOrEqual(MAX_CARDS);
			})
		);
	});

	test('nobody has two cards, nothing is said twice, and what leads comes first', () => {
		fc.assert(
			fc.property(some, people, touchesLeft, (candidates, who, left) => {
				const on = dayWith(who, { touchesLeft: left });
				const cards = chooseCards(candidates, on).shown;
				const about = cards.map(({ lead }) => lead.contactId);
				expect(new Set(about).size).toBe(about.length);
				const said = cards.flatMap((card) => reasonsOf(card).map(({ id }) => id));
				expect(new Set(said).size).toBe(said.length);
				for (const card of cards) {
					const alone = chooseCards(reasonsOf(card), on).shown;
					expect(alone).toEqual([card]);
				}
			})
		);
	});

	test('no more people are reached out to only because it is time than the week has room for', () => {
		fc.assert(
			fc.property(some, people, fc.nat({ max: 3 }), (candidates, who, left) => {
				const { shown: cards } = chooseCards(candidates, dayWith(who, { touchesLeft: left }));
				const timely = ['second-touch', 'cadence', 'dormant'];
				const touches = cards.filter(({ lead }) => timely.includes(lead.kind));
				expect(touches.length).toBeLessThanOrEqual(left);
			})
		);
	});

	test('nobody who ended or is paused is ever prompted for', () => {
		fc.assert(
			fc.property(some, people, (candidates, who) => {
				const { shown: cards } = chooseCards(candidates, dayWith(who));
				for (const { kind, contactId = '' } of cards.flatMap(reasonsOf)) {
					expect(who[contactId]?.ended).not.toBe(true);
					if (kind !== 'promise') {
						expect((who[contactId]?.pausedUntil ?? '') > today).toBe(false);
					}
				}
			})
		);
	});
});

function hash(text: string, seed: number): number {
	return Array.from(text).reduce(
		(sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973,
		seed % 9973
	);
}
