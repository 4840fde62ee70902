import { describe, expect, test } from 'vitest';

import { fold } from '#lib/db/fold.ts';
import type { ContactSummary } from '#lib/db/types.ts';

import { findPeople, letters, roleOf } from './list.ts';

function person(fullName: string, organization?: string): ContactSummary {
	return {
		id: fullName,
		fullName,
		organization,
		title: undefined,
		tags: [],
		timing: {},
		photo: undefined,
		folded: fold(fullName)
	};
}

const people = [
	person('Ana Müller', 'Norte'),
	person('Lena Torres', 'Müllerei Nord'),
	person('Zoë von Sonntag'),
	person('O’Neill, Jo-Ann')
];

describe('finding people', () => {
	test.each([
		['', ['Ana Müller', 'Lena Torres', 'Zoë von Sonntag', 'O’Neill, Jo-Ann']],
		['zoe', ['Zoë von Sonntag']],
		['son zo', ['Zoë von Sonntag']],
		['MÜLL', ['Ana Müller', 'Lena Torres']],
		['ana nor', ['Ana Müller']],
		['neill', ['O’Neill, Jo-Ann']],
		['ann', ['O’Neill, Jo-Ann']],
		['tag', []],
		[' , ', ['Ana Müller', 'Lena Torres', 'Zoë von Sonntag', 'O’Neill, Jo-Ann']]
	])('by %j gives %j', (query, want) => {
		expect(findPeople(people, query).map(({ fullName }) => fullName)).toEqual(want);
	});

	test('among 20,000 is quick enough for every keystroke', () => {
		const many = Array.from({ length: 20_000 }, (_, i) =>
			person(`Person ${String(i)} Crowd`, 'Acme')
		);
		const start = performance.now();
		expect(findPeople(many, 'crowd 19999')).toHaveLength(1);
		// Generous for a busy machine; the promise is that it stays linear.
		expect(performance.now() - start).toBeLessThan(1500);
	});
});

test('each letter knows where it begins', () => {
	const list = [person('1 Main Street'), person('Ana'), person('Ángel'), person('Bea')];
	expect(letters(list, 'en')).toEqual([
		{ letter: '#', index: 0 },
		{ letter: 'A', index: 1 },
		{ letter: 'B', index: 3 }
	]);
});

test('the line under a name has what is known', () => {
	expect(roleOf({ title: 'CFO', organization: 'Norte' })).toBe('CFO, Norte');
	expect(roleOf({ title: undefined, organization: 'Norte' })).toBe('Norte');
	expect(roleOf({ title: '', organization: undefined })).toBe('');
});
