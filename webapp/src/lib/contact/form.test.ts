import { describe, expect, test } from 'vitest';

import type { Contact } from '#lib/api/collections.gen.ts';

import { check } from './check.ts';
import { formOf, type ContactForm } from './form.ts';
import { isChanged, patchOf } from './patch.ts';

const ana: Contact = {
	fullName: 'Ana Müller',
	organization: 'Norte',
	emails: {
		e1: { label: 'work', value: 'ana@norte.example', pos: 0 },
		e2: { value: 'ana@home.example', pos: 1 }
	},
	phones: { p1: { value: '+351 21 123' } },
	addresses: { a1: { street: 'Rua 1', locality: 'Lisbon', confirmedOn: '2025-09-01' } },
	dates: { d1: { kind: 'birthday', date: '--05-12', leadDays: 7 }, d2: { date: '2019' } },
	tags: { finance: true, gone: false },
	custom: { 'Favourite tea': 'Assam' },
	cadenceDays: 30,
	circle: '0193-circle',
	stage: 'growing',
	manners: { gifts: { value: 'none, please', askedOn: '2026-01-04' } },
	rules: 'Say it plainly.',
	vcard: 'X-UNKNOWN:1'
};

function edited(change: (form: ContactForm) => void): ContactForm {
	const form = formOf(ana);
	change(form);
	return form;
}

test('a form that nobody touched changes nothing', () => {
	expect(patchOf(ana, formOf(ana))).toEqual({});
	expect(isChanged(ana, formOf(ana))).toBe(false);
});

test('what was stored in an odd way is not changed by opening the form', () => {
	const odd: Contact = {
		fullName: ' Ana ',
		dates: { d1: { kind: 'other', date: 'soon' } },
		urls: { u1: { value: 'x ' } }
	};
	expect(patchOf(odd, formOf(odd))).toEqual({});
});

describe('a patch', () => {
	test('holds the fields that changed, trimmed, and no others', () => {
		const form = edited((form) => {
			form.title = ' CFO ';
			form.organization = '';
			form.cadenceDays = '45';
		});
		expect(patchOf(ana, form)).toEqual({ title: 'CFO', organization: null, cadenceDays: 45 });
	});

	test('changes one member of a list and leaves its neighbours alone', () => {
		const form = edited((form) => {
			const [first] = form.emails;
			if (first !== undefined) first.value = 'ana@norte.test';
		});
		expect(patchOf(ana, form)).toEqual({
			'emails/e1': { label: 'work', value: 'ana@norte.test', pos: 0 }
		});
	});

	test('keeps what a member holds beyond this form', () => {
		const newer = { ...ana, emails: { e1: { value: 'a@b.c', pos: 0, verified: true } } };
		const form = formOf(newer);
		form.emails.forEach((row) => (row.label = 'home'));
		expect(patchOf(newer, form)).toEqual({
			'emails/e1': { value: 'a@b.c', label: 'home', pos: 0, verified: true }
		});
	});

	test('clears a member that was removed or emptied', () => {
		const form = edited((form) => {
			form.emails = form.emails.filter(({ id }) => id !== 'e2');
			form.phones.forEach((row) => (row.value = ' '));
			form.tags = [];
		});
		expect(patchOf(ana, form)).toEqual({
			'emails/e2': null,
			'phones/p1': null,
			'tags/finance': null
		});
	});

	test('adds members under their own ids', () => {
		const form = edited((form) => {
			form.urls.push({ id: 'u1', label: '', value: 'norte.example', pos: 0 });
			form.dates.push({
				id: 'd3',
				kind: 'anniversary',
				year: '',
				month: '2',
				day: '29',
				label: 'first deal',
				leadDays: ''
			});
			form.tags.push('porto');
			form.custom.push({ id: 'x', name: ' Shoe size ', value: '38' });
		});
		expect(patchOf(ana, form)).toEqual({
			'urls/u1': { value: 'norte.example', pos: 0 },
			'dates/d3': { kind: 'anniversary', date: '--02-29', label: 'first deal' },
			'tags/porto': true,
			'custom/Shoe size': '38'
		});
	});

	test('renames a field of the user’s own by moving its value', () => {
		const form = edited((form) => form.custom.forEach((row) => (row.name = 'Tea')));
		expect(patchOf(ana, form)).toEqual({ 'custom/Favourite tea': null, 'custom/Tea': 'Assam' });
	});

	test('takes the lead days off a date', () => {
		const form = edited((form) => form.dates.forEach((row) => (row.leadDays = '')));
		expect(patchOf(ana, form)).toEqual({ 'dates/d1': { kind: 'birthday', date: '--05-12' } });
	});

	test('of a new contact holds what was filled in', () => {
		const form = formOf({});
		form.fullName = 'Bea Novak';
		form.communal = true;
		form.manners.forEach((row) => {
			if (row.kind === 'gifts') row.value = 'books';
		});
		expect(patchOf({}, form)).toEqual({
			fullName: 'Bea Novak',
			communal: true,
			'manners/gifts': { value: 'books' }
		});
	});
});

describe('checking a form', () => {
	test('finds nothing wrong with a contact as it was stored', () => {
		expect([...check(formOf(ana))]).toEqual([]);
	});

	test.each<[string, (form: ContactForm) => void, string, string]>([
		['a missing name', (form) => (form.fullName = ' '), 'fullName', 'required'],
		[
			'a name that is too long',
			(form) => (form.fullName = 'a'.repeat(201)),
			'fullName',
			'too-long'
		],
		['a cadence of half a day', (form) => (form.cadenceDays = '0.5'), 'cadenceDays', 'not-days'],
		['a cadence of no days', (form) => (form.latestDays = '0'), 'latestDays', 'not-days'],
		[
			'an address for mail without an @',
			(form) => form.emails.forEach((row) => (row.value = 'ana')),
			'emails/e1',
			'not-a-mail'
		],
		[
			'a link that runs code',
			(form) => form.urls.push({ id: 'u', label: '', value: 'javascript:alert(1)', pos: 0 }),
			'urls/u',
			'not-a-link'
		],
		[
			'a day without a month',
			(form) => form.dates.forEach((row) => (row.month = '')),
			'dates/d1',
			'not-a-date'
		],
		[
			'a day that does not exist',
			(form) => form.dates.forEach((row) => ((row.day = '31'), (row.month = '4'))),
			'dates/d1',
			'not-a-date'
		],
		[
			'a year of lead and more',
			(form) => form.dates.forEach((row) => (row.leadDays = '400')),
			'dates/d1',
			'not-days'
		],
		['a tag with a slash', (form) => form.tags.push('a/b'), 'tags', 'name-slash'],
		[
			'a value without a name',
			(form) => form.custom.push({ id: 'x', name: '', value: '1' }),
			'custom/x',
			'name-missing'
		],
		[
			'two fields of one name',
			(form) => form.custom.push({ id: 'x', name: 'Favourite tea', value: '1' }),
			'custom/x',
			'name-taken'
		],
		[
			'an endless street',
			(form) => form.addresses.forEach((row) => (row.street = 'x'.repeat(501))),
			'addresses/a1',
			'too-long'
		]
	])('names %s', (_, change, path, problem) => {
		expect(check(edited(change)).get(path)).toBe(problem);
	});

	test('counts a length in characters, not in halves of them', () => {
		expect(check(edited((form) => (form.fullName = '😀'.repeat(200)))).size).toBe(0);
	});
});
