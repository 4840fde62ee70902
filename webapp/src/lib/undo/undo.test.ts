import { expect, test, vi } from 'vitest';

import { StorageFullError } from '#lib/db/types.ts';
import type { Toast } from '#lib/ui/toasts.svelte.ts';

import { undoable } from './undo.ts';

function listen() {
	const said: Toast[] = [];
	const show = (toast: Toast) => {
		said.push(toast);
		return () => undefined;
	};
	return { said, show };
}

test('what is done can be taken back', async () => {
	const toasts = listen();
	const run = vi.fn(async () => undefined);
	const undo = vi.fn(async () => undefined);
	expect(await undoable(toasts, { text: 'Deleted', run, undo })).toBe(true);
	expect(toasts.said[0]?.text).toBe('Deleted');
	expect(undo).not.toHaveBeenCalled();
	await toasts.said[0]?.action?.run();
	expect(undo).toHaveBeenCalledOnce();
});

test('what fails is not said to be done', async () => {
	const toasts = listen();
	const run = async () => Promise.reject(new StorageFullError());
	expect(await undoable(toasts, { text: 'Deleted', run, undo: vi.fn() })).toBe(false);
	expect(toasts.said.map(({ text, action }) => [text, action])).toEqual([
		['The storage of this device is full. Make some room, then try again.', undefined]
	]);
});
