import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Lock, type Keep } from './lock.svelte.ts';

let kept: Map<string, string>;
let keep: Keep;

beforeEach(() => {
	kept = new Map();
	keep = {
		getItem: (key) => kept.get(key) ?? null,
		setItem: (key, value) => void kept.set(key, value)
	};
});

afterEach(() => {
	vi.useRealTimers();
});

test('confidential notes are covered until the right word is given', async () => {
	await new Lock(keep, 'ada').choose('4711');
	const lock = new Lock(keep, 'ada');
	expect([lock.isSet, lock.isOpen]).toEqual([true, false]);
	expect(await lock.open('0000')).toBe(false);
	expect(lock.isOpen).toBe(false);
	expect(await lock.open('4711')).toBe(true);
	expect(lock.isOpen).toBe(true);
	expect(lock.covers({ confidential: true })).toBe(false);
	lock.close();
	expect(lock.isOpen).toBe(false);
	expect(lock.covers({ confidential: true })).toBe(true);
	expect(lock.covers({})).toBe(false);
});

test('they are covered again after five minutes', async () => {
	const lock = new Lock(keep, 'ada');
	vi.useFakeTimers();
	await lock.choose('4711');
	vi.advanceTimersByTime(5 * 60_000 - 1);
	expect(lock.isOpen).toBe(true);
	vi.advanceTimersByTime(1);
	expect(lock.isOpen).toBe(false);
});

test('the word itself is nowhere on the device, and belongs to one user', async () => {
	await new Lock(keep, 'ada').choose('correct horse');
	expect([...kept.values()].join()).not.toContain('horse');
	expect(new Lock(keep, 'grace').isSet).toBe(false);
	kept.set('tend.lock.ada', '{"salt":1}');
	expect(new Lock(keep, 'ada').isSet).toBe(false);
});
