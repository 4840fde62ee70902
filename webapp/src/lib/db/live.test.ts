// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';

import LiveHarness from './LiveHarness.svelte';
import { openDatabase } from './open.ts';

afterEach(cleanup);

const shown = (id: string) => screen.getByTestId(id).textContent.trim();

test('a live query follows what it has read, its inputs, and nothing else', async () => {
	const userId = crypto.randomUUID();
	const db = await openDatabase({ userId, spaceId: 's' });
	const [ada, bob] = [db.newId(), db.newId()];
	const about = (id: string) => Object.fromEntries([[`contacts/${id}`, true]]);
	await db.put('note', db.newId(), { body: 'one', ...about(ada) });
	const onrun = vi.fn();

	const { rerender, unmount } = render(LiveHarness, { db, contactId: ada, onrun });
	expect(shown('notes')).toBe('loading');
	await vi.waitFor(() => expect(shown('notes')).toBe('one'));
	await vi.waitFor(() => expect(shown('error')).toBe('Error: broken'));

	await db.put('note', db.newId(), { body: 'two', ...about(ada) });
	await vi.waitFor(() => expect(shown('notes')).toBe('two, one'));
	expect(onrun).toHaveBeenCalledOnce();

	// Another tab saves.
	const tab = await openDatabase({ userId, spaceId: 's' });
	await tab.put('reminder', tab.newId(), { title: 'Call' });
	await vi.waitFor(() => expect(shown('reminders')).toBe('1'));
	expect(onrun).toHaveBeenCalledTimes(2);

	await rerender({ contactId: bob });
	await vi.waitFor(() => expect(shown('notes')).toBe(''));
	expect(onrun).toHaveBeenCalledTimes(2);

	unmount();
	await db.put('reminder', db.newId(), { title: 'Write' });
	expect(onrun).toHaveBeenCalledTimes(2);
	for (const each of [db, tab]) each.close();
});
