import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Autosave } from './autosave.svelte.ts';

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

/** A record whose saves are finished by hand. */
function open(text = 'one') {
	const saves: { text: string; base: string; done: () => void; fail: () => void }[] = [];
	const editor = new Autosave(text, (text, base) => {
		const { promise, resolve, reject } = Promise.withResolvers<undefined>();
		saves.push({
			text,
			base,
			done: () => resolve(undefined),
			fail: () => reject(new Error('disk'))
		});
		return promise;
	});
	return { editor, saves };
}

test('a pause in typing saves, once, with the text that was there before', async () => {
	const { editor, saves } = open();
	editor.text = 'one t';
	editor.text = 'one two';
	expect(editor.state).toBe('typing');
	await vi.advanceTimersByTimeAsync(500);
	expect(saves).toMatchObject([{ text: 'one two', base: 'one' }]);
	expect(editor.state).toBe('saving');
	saves[0]?.done();
	await vi.runAllTimersAsync();
	expect(editor.state).toBe('saved');
});

test('what is typed during a save is saved after it, on top of it', async () => {
	const { editor, saves } = open();
	editor.text = 'one two';
	void editor.flush();
	editor.text = 'one two three';
	const flushed = editor.flush();
	saves[0]?.done();
	await vi.waitFor(() => expect(saves).toHaveLength(2));
	expect(saves[1]).toMatchObject({ text: 'one two three', base: 'one two' });
	saves[1]?.done();
	await flushed;
	expect(editor.state).toBe('saved');
});

test('a failed save keeps the text and tries again', async () => {
	const { editor, saves } = open();
	editor.text = 'one two';
	void editor.flush();
	saves[0]?.fail();
	await vi.waitFor(() => expect(editor.state).toBe('failed'));
	expect(editor.text).toBe('one two');
	void editor.flush();
	await vi.waitFor(() => expect(saves).toHaveLength(2));
	expect(saves[1]).toMatchObject({ text: 'one two', base: 'one' });
});

test('what another device wrote appears, but never under somebody’s hands', () => {
	const { editor } = open();
	editor.receive('one from elsewhere');
	expect(editor.text).toBe('one from elsewhere');
	editor.text = 'one from here';
	editor.receive('one from elsewhere again');
	expect(editor.text).toBe('one from here');
});

test('typing something and taking it back saves nothing', async () => {
	const { editor, saves } = open();
	editor.text = 'one two';
	editor.text = 'one';
	await vi.advanceTimersByTimeAsync(1000);
	expect(saves).toEqual([]);
});
