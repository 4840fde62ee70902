import { flushSync } from 'svelte';
import { beforeEach, describe, expect, test } from 'vitest';

import { Draft } from '#lib/draft/draft.ts';

import { Capturing } from './capturing.svelte.ts';
import type { CaptureDraft } from './draft.ts';
import type { Person } from './understand.ts';

const ana: Person = { id: 'ana', name: 'Ana Müller' };
const raj: Person = { id: 'raj', name: 'Raj Kapoor' };

beforeEach(() => {
	localStorage.clear();
});

function open(shared = ''): Capturing {
	const kept = new Draft<CaptureDraft>(localStorage, 'user', 'capture');
	return new Capturing({ kept, known: () => [raj, ana], newId: () => 'new', shared });
}

function type(capturing: Capturing, text: string) {
	for (let i = 1; i <= text.length; i++) capturing.write(text.slice(0, i), i);
	flushSync();
}

test('typing a name, tapping it and going on writes a note about that person', () => {
	const capturing = open();
	type(capturing, '@An');
	expect(capturing.active).toBe(ana);
	const caret = capturing.choose(ana);
	expect([capturing.draft.text, caret]).toEqual(['@Ana ', 5]);
	expect(capturing.understood.people).toEqual([ana]);
});

test('a recent person is one tap away and leaves the text alone', () => {
	const capturing = open();
	type(capturing, 'lunch');
	expect(capturing.offered).toEqual([raj, ana]);
	expect(capturing.choose(raj)).toBeUndefined();
	expect(capturing.draft.text).toBe('lunch');
	expect(capturing.understood.people).toEqual([raj]);
});

test('a name nobody has can be created where it stands', () => {
	const capturing = open();
	type(capturing, '@Bea Novak');
	expect(capturing.creatable).toEqual(['Bea Novak']);
	capturing.create('Bea Novak');
	expect(capturing.understood.people).toEqual([{ id: 'new', name: 'Bea Novak', isNew: true }]);
	type(capturing, '@Bea Novak came along');
	expect(capturing.creatable).toEqual([]);
});

test('a whole name needs no more help: Enter is a new line again', () => {
	const capturing = open();
	type(capturing, '@Ana');
	expect(capturing.active).toBeUndefined();
	expect(capturing.understood.people).toEqual([ana]);
});

test('arrows move the mark around, Escape sends the suggestions away', () => {
	const capturing = open();
	type(capturing, '@a');
	expect(capturing.active).toBe(ana);
	type(capturing, '@Nobody');
	expect(capturing.active).toBeUndefined();
	type(capturing, 'with @A');
	capturing.dismiss();
	expect(capturing.active).toBeUndefined();
});

test('somebody taken out stays out', () => {
	const capturing = open();
	type(capturing, '@Ana lunch');
	capturing.refuse(ana);
	expect(capturing.understood.people).toEqual([]);
});

describe('nothing typed is lost', () => {
	test('when the tab is killed', () => {
		const capturing = open();
		capturing.write('half a thought', 14);
		capturing.choose(raj);
		capturing.write('half a thought more', 19);
		// The first change was written at once; the rest waits for a pause or for the page to hide.
		new Draft<CaptureDraft>(localStorage, 'user', 'capture').flush();
		expect(open().draft.text).toContain('half a thought');
	});

	test('when another app shares something into it', () => {
		open().write('half a thought', 14);
		expect(open('https://a.example').draft.text).toBe('half a thought\n\nhttps://a.example');
		expect(open().draft.text).toBe('half a thought\n\nhttps://a.example');
	});
});
