// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Draft } from './draft.ts';

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

beforeEach(() => {
	localStorage.clear();
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

function open(userId = 'ana', name = 'capture'): Draft<string> {
	return new Draft<string>(localStorage, userId, name);
}

test('the first keystroke is kept at once, for a page that is killed without a word', () => {
	open().write('a');
	expect(open().read(text)).toBe('a');
});

test('of many keystrokes the last is kept within a moment', () => {
	const draft = open();
	for (const typed of ['a', 'ab', 'abc']) draft.write(typed);
	vi.advanceTimersByTime(200);
	expect(open().read(text)).toBe('abc');
});

test('a keystroke every while is a write every while, not every keystroke', () => {
	const draft = open();
	const write = vi.spyOn(Storage.prototype, 'setItem');
	for (let i = 0; i < 100; i++) {
		draft.write('x'.repeat(i));
		vi.advanceTimersByTime(10);
	}
	expect(write.mock.calls.length).toBeLessThan(10);
});

test('hiding the page keeps everything', () => {
	const draft = open();
	draft.write('a');
	draft.write('ab');
	draft.flush();
	expect(open().read(text)).toBe('ab');
});

test('a cleared draft stays away, also when a write was on its way', () => {
	const draft = open();
	draft.write('a');
	draft.write('ab');
	draft.clear();
	vi.advanceTimersByTime(1000);
	expect(open().read(text)).toBeUndefined();
});

test('users and places do not see each other’s drafts', () => {
	open('ana', 'capture').write('a');
	expect(open('raj', 'capture').read(text)).toBeUndefined();
	expect(open('ana', 'contact').read(text)).toBeUndefined();
});

test('a draft that is not understood is none', () => {
	localStorage.setItem('tend.draft.ana.capture', '{broken');
	expect(open().read(text)).toBeUndefined();
	localStorage.setItem('tend.draft.ana.capture', '7');
	expect(open().read(text)).toBeUndefined();
});

test('a full storage does not stop the typing', () => {
	vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
		throw new DOMException('full', 'QuotaExceededError');
	});
	expect(() => {
		open().write('a');
	}).not.toThrow();
});
