import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Toasts } from './toasts.svelte.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

const texts = (toasts: Toasts) => toasts.shown.map(({ text }) => text);

test('a toast goes by itself, one with an action later', () => {
	const toasts = new Toasts();
	toasts.show({ text: 'Saved' });
	toasts.show({ text: 'Deleted', action: { label: 'Undo', run: () => undefined } });

	vi.advanceTimersByTime(5_000);
	expect(texts(toasts)).toEqual(['Deleted']);
	vi.advanceTimersByTime(5_000);
	expect(texts(toasts)).toEqual([]);
});

test('no clock runs while somebody reaches for a button', () => {
	const toasts = new Toasts();
	toasts.show({ text: 'Deleted', action: { label: 'Undo', run: () => undefined } });

	toasts.hold();
	vi.advanceTimersByTime(60_000);
	expect(texts(toasts)).toEqual(['Deleted']);

	toasts.release();
	vi.advanceTimersByTime(10_000);
	expect(texts(toasts)).toEqual([]);
});

test('the oldest of four gives way', () => {
	const toasts = new Toasts();
	for (const text of ['one', 'two', 'three', 'four']) toasts.show({ text });
	expect(texts(toasts)).toEqual(['two', 'three', 'four']);
});

test('what must be answered stays until it is', () => {
	const toasts = new Toasts();
	const dismiss = toasts.show({ text: 'New version', stays: true });
	vi.advanceTimersByTime(3_600_000);
	expect(texts(toasts)).toEqual(['New version']);
	dismiss();
	expect(texts(toasts)).toEqual([]);
});

test('what can be undone becomes final with the toast, and not before', () => {
	const order: string[] = [];
	const toasts = new Toasts();
	toasts.show({
		text: 'Discarded',
		action: { label: 'Undo', run: () => void order.push('undone') },
		ongone: () => void order.push('gone')
	});
	expect(order).toEqual([]);

	const [shown] = toasts.shown;
	toasts.answer(shown!);
	expect(order).toEqual(['undone', 'gone']);
	vi.advanceTimersByTime(60_000);
	expect(order).toEqual(['undone', 'gone']);
});
