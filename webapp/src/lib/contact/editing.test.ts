import { expect, test } from 'vitest';

import { begin, checkEditing } from './editing.ts';
import { patchOf } from './patch.ts';

const ana = {
	fullName: 'Ana Müller',
	organization: 'Norte',
	emails: { e: { value: 'a@b.c', pos: 0 } }
};

test('a kept form comes back as it was', () => {
	const editing = begin(ana);
	editing.form.title = 'CFO';
	expect(checkEditing(JSON.parse(JSON.stringify(editing)))).toEqual(editing);
});

test('a kept form changes only what the person changed, whatever happened to the contact since', () => {
	const editing = begin(ana);
	editing.form.title = 'CFO';
	const kept = checkEditing(JSON.parse(JSON.stringify(editing)));
	expect(kept && patchOf(kept.before, kept.form)).toEqual({ title: 'CFO' });
});

test('what is no form is not taken for one', () => {
	expect(checkEditing(undefined)).toBeUndefined();
	expect(checkEditing({ before: {}, form: { emails: 'x' } })).toBeUndefined();
});

test('a form of an older version is filled up', () => {
	expect(checkEditing({ before: ana, form: { fullName: 'Ana M.' } })?.form).toMatchObject({
		fullName: 'Ana M.',
		organization: 'Norte'
	});
});

test('somebody new may already have a name', () => {
	expect(patchOf({}, begin(undefined, 'Bea').form)).toEqual({ fullName: 'Bea' });
});
