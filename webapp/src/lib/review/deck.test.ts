import fc from 'fast-check';
import { expect, test } from 'vitest';

import { asleep, deal, MOST, seatsOf, type Dealt } from './deck.ts';

function somebody(id: string, fields: Partial<Dealt> = {}): Dealt {
	return {
		id,
		circle: undefined,
		changed: false,
		late: false,
		since: undefined,
		standing: 'here',
		...fields
	};
}

const ids = (people: readonly Dealt[]) => people.map(({ id }) => id);

test('the inner circle comes first; in it who has changed, who is late, who was quiet longest', () => {
	const people = [
		somebody('none', { changed: true }),
		somebody('outer', { circle: 1 }),
		somebody('lately', { circle: 0, since: '2026-11-01' }),
		somebody('long-ago', { circle: 0, since: '2026-01-01' }),
		somebody('late', { circle: 0, late: true, since: '2026-06-01' }),
		somebody('changed', { circle: 0, changed: true, since: '2026-11-20' })
	];
	expect(ids(deal(people))).toEqual(['changed', 'late', 'long-ago', 'lately', 'outer', 'none']);
});

test('whoever is paused, leaving or gone is not asked about; two of these can be taken up again', () => {
	const people = [
		somebody('paused', { standing: 'paused', since: '2026-01-01' }),
		somebody('ended', { standing: 'ended', since: '2026-05-01' }),
		somebody('closing', { standing: 'closing' }),
		somebody('here')
	];
	expect(ids(deal(people))).toEqual(['here']);
	expect(ids(asleep(people))).toEqual(['ended', 'paused']);
});

test('however many there are and however many were decided about, it ends', () => {
	fc.assert(
		fc.property(fc.nat(300), fc.nat(30), (count, done) => {
			const people = Array.from({ length: count }, (_, i) => somebody(String(i)));
			const decided = new Set(ids(people).slice(0, done));
			const { all, left } = seatsOf(people, (id) => decided.has(id));
			expect(left.some(({ id }) => decided.has(id))).toBe(false);
			expect(left.length).toBe(Math.max(0, Math.min(MOST, count) - decided.size));
			expect(all.length).toBe(left.length + decided.size);
		})
	);
});
