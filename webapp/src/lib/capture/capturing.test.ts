// @vitest-environment jsdom
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

const now = () => ({ today: '2026-11-22', language: 'en' as const, isDayFirst: true });

function open(shared = ''): Capturing {
	const kept = new Draft<CaptureDraft>(localStorage, 'user', 'capture');
	return new Capturing({ kept, known: () => [raj, ana], newId: () => 'new', now, shared });
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

describe('a mark by its button', () => {
	test('begins a line of its own behind the one that is being written', () => {
		const capturing = open();
		expect(capturing.begin('promise')).toBe(2);
		expect(capturing.draft.text).toBe('! ');
		type(capturing, '@Ana lunch');
		capturing.write('@Ana lunch', 4);
		expect(capturing.begin('question')).toBe(13);
		expect(capturing.draft.text).toBe('@Ana lunch\n? ');
	});

	test('of a name is put where the caret is', () => {
		const capturing = open();
		type(capturing, 'lunch');
		expect(capturing.begin('mention')).toBe(7);
		expect(capturing.draft.text).toBe('lunch @');
		expect(capturing.offered).toEqual([raj, ana]);
	});
});

test('what was understood can be taken back, and be understood again', () => {
	const capturing = open();
	type(capturing, '@Ana lunch\n! intro to Raj by fri');
	const [found] = capturing.understood.found;
	capturing.undo(found?.key ?? '');
	expect(capturing.understood.found).toEqual([]);
	expect(capturing.draft.text).toBe('@Ana lunch\n! intro to Raj by fri');
	capturing.redo();
	expect(capturing.understood.found).toHaveLength(1);
});

test('a line of reflection is kept with the draft, and an empty one is not', () => {
	const capturing = open();
	capturing.reflect({ kind: 'learned', text: 'She decides alone' });
	expect(capturing.isEmpty).toBe(false);
	expect(capturing.draft.reflection).toEqual({ kind: 'learned', text: 'She decides alone' });
	capturing.reflect({ kind: 'learned', text: '' });
	expect(capturing.isEmpty).toBe(true);
});
