import { expect, test } from 'vitest';

import { check, formOf, newForm, patchOf } from './form.ts';

const today = '2026-11-22';

test('a new promise is saved with what was filled in, and by whom', () => {
	const form = {
		...newForm('ana'),
		text: ' Intro to Raj ',
		due: '2026-11-27',
		inFull: 'both agreed first'
	};
	expect(check(form)).toEqual({});
	expect(patchOf({}, form, today)).toEqual({
		by: 'me',
		contact: 'ana',
		text: 'Intro to Raj',
		inFull: 'both agreed first',
		due: '2026-11-27'
	});
});

test('without words, or with a day that does not exist, it says what is wrong', () => {
	expect(check({ ...newForm(), due: '2026-02-30' })).toEqual({
		text: 'required',
		due: 'not-a-date'
	});
	expect(check({ ...newForm(), text: 'x', when: 'x'.repeat(5001) })).toEqual({ when: 'too-long' });
});

test('changing one sends what was changed and nothing else', () => {
	const before = { by: 'me', text: 'Intro', due: '2026-11-27T10:00', contact: 'ana' } as const;
	expect(patchOf(before, formOf(before), today)).toEqual({});
	expect(patchOf(before, { ...formOf(before), contact: '', text: 'Intro to Raj' }, today)).toEqual({
		contact: null,
		text: 'Intro to Raj'
	});
});

test('another day keeps the first one and when it was first moved', () => {
	const before = { by: 'me', text: 'Intro', due: '2026-11-27' } as const;
	const moved = patchOf(before, { ...formOf(before), due: '2026-12-04' }, today);
	expect(moved).toEqual({ due: '2026-12-04', originalDue: '2026-11-27', renegotiatedOn: today });
	const twice = {
		by: 'me',
		text: 'Intro',
		due: '2026-12-04',
		originalDue: '2026-11-27',
		renegotiatedOn: today
	} as const;
	expect(patchOf(twice, { ...formOf(twice), due: '2026-12-11' }, '2026-12-01')).toEqual({
		due: '2026-12-11',
		originalDue: '2026-11-27',
		renegotiatedOn: today
	});
});
