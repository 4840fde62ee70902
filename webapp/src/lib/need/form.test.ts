import { expect, test } from 'vitest';

import { hasLimit, needForm, needPatch, offerForm, offerPatch } from './form.ts';

test('a new need is open and known today; changing one leaves that alone', () => {
	const form = { ...needForm(), text: ' Pricing help ', confidence: 'guess' as const };
	expect(needPatch(form, 'ana', '2026-11-22')).toEqual({
		text: 'Pricing help',
		confidence: 'guess',
		contact: 'ana',
		state: 'open',
		confirmedOn: '2026-11-22'
	});
	expect(needPatch(form, undefined, '2026-11-22')).toEqual({
		text: 'Pricing help',
		confidence: 'guess'
	});
});

test('an offer keeps what was filled in, and clears what was emptied', () => {
	const form = {
		...offerForm(),
		text: 'Pricing',
		onlyMe: true,
		why: 'ten years of it',
		perMonth: '2'
	};
	expect(offerPatch(form, true, undefined)).toEqual({
		text: 'Pricing',
		onlyMe: true,
		why: 'ten years of it',
		perMonth: 2,
		state: 'open'
	});
	expect(offerPatch({ ...form, onlyMe: false, perMonth: '' }, false, undefined)).toMatchObject({
		onlyMe: null,
		perMonth: null
	});
});

test.each([
	['', true],
	['2', true],
	['two', false],
	['-1', false],
	['99999', false]
])('whether %j is a limit: %j', (perMonth, want) => {
	expect(hasLimit({ ...offerForm(), perMonth })).toBe(want);
});
