import { expect, test } from 'vitest';

import type { Contact } from '#lib/api/collections.gen.ts';

import { detailsOf, mannersOf } from './details.ts';

const reader = { today: '2026-11-21', locale: 'en-GB' };

function lines(fields: Partial<Contact>) {
	return detailsOf({ fullName: 'Ana', ...fields }, reader).map(({ key: _, ...line }) => line);
}

test('ways to reach somebody can be taken, in the order they were put', () => {
	const emails = {
		b: { value: 'ana@home.example', label: 'home', pos: 2 },
		a: { value: 'ana@norte.example', pos: 1 }
	};
	expect(lines({ emails, phones: { p: { value: '+351 21 123' } } })).toEqual([
		{ label: 'Phone', text: '+351 21 123', href: 'tel:+35121123' },
		{ label: 'E-mail', text: 'ana@norte.example', href: 'mailto:ana@norte.example' },
		{ label: 'home', text: 'ana@home.example', href: 'mailto:ana@home.example' }
	]);
});

test('a link that runs code is only text', () => {
	expect(lines({ urls: { u: { value: 'javascript:alert(1)' } } })).toMatchObject([
		{ text: 'javascript:alert(1)', href: undefined }
	]);
});

test('an old address and a guess are doubted', () => {
	const addresses = {
		a: { street: 'Rua 1', postalCode: '1100', locality: 'Lisbon', confirmedOn: '2025-09-10' }
	};
	const manners = {
		gifts: { value: 'books' },
		never: { value: 'calls before ten', askedOn: '2026-01-01' }
	};
	expect(lines({ addresses })).toEqual([
		{ label: 'Address', text: 'Rua 1\n1100 Lisbon', doubt: 'Confirmed 14 months ago' }
	]);
	expect(mannersOf({ fullName: 'Ana', manners }).map(({ key: _, ...line }) => line)).toEqual([
		{ label: 'Gifts', text: 'books', doubt: 'a guess' },
		{ label: 'Never', text: 'calls before ten', doubt: undefined }
	]);
});

test('what is empty is not there', () => {
	expect(
		lines({ phones: { p: { label: 'work' } }, howWeMet: '', dates: { d: { kind: 'birthday' } } })
	).toEqual([]);
});
