// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Database, ParkedItem, SyncStatus } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';

import Harness from './AttentionHarness.svelte';

const item: ParkedItem = {
	mid: 'm1',
	collection: 'note',
	id: 'n1',
	code: 'too-long',
	field: 'body',
	detail: 'At most 256 KiB.',
	fields: { body: 'Lunch with Ana.' },
	at: Date.UTC(2026, 10, 21, 12)
};

const discardParked = vi.fn(() => Promise.resolve());
const retryParked = vi.fn(() => Promise.resolve());
const sync: SyncStatus = {
	state: 'synced',
	pending: 0,
	lastSyncedAt: undefined,
	trouble: undefined,
	parked: [item],
	firstSync: undefined,
	syncNow: () => undefined,
	discardParked,
	retryParked
};

let db: Database;

beforeEach(async () => {
	db = await freshDatabase();
	vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ['setTimeout', 'clearTimeout'] });
	vi.clearAllMocks();
});
afterEach(() => {
	vi.useRealTimers();
});

test('a change that could not be taken is shown with its reason and its text', async () => {
	render(Harness, { sync, db });
	expect(screen.getByRole('heading', { name: 'A note' })).toBeTruthy();
	expect(screen.getByText('The text is too long for one record.', { exact: false })).toBeTruthy();
	expect(await screen.findByText('Lunch with Ana.')).toBeTruthy();
	const edit = screen.getByRole('link', { name: 'Open and edit' });
	expect(edit.getAttribute('href')).toBe('/notes/n1');

	screen.getByRole('button', { name: 'Try again' }).click();
	expect(retryParked).toHaveBeenCalledWith('m1');
});

test('a discarded change can be had back as long as the offer stands, and is gone for good after it', async () => {
	render(Harness, { sync, db });
	screen.getByRole('button', { name: 'Discard' }).click();
	expect(await screen.findByText('Nothing needs you')).toBeTruthy();
	expect(discardParked).not.toHaveBeenCalled();

	(await screen.findByRole('button', { name: 'Undo' })).click();
	expect(await screen.findByText('Lunch with Ana.')).toBeTruthy();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(discardParked).not.toHaveBeenCalled();

	screen.getByRole('button', { name: 'Discard' }).click();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(discardParked).toHaveBeenCalledExactlyOnceWith('m1');
});

test('what was written in a confidential note is covered here too', async () => {
	await db.put('note', item.id, { body: 'Lunch.', confidential: true });
	render(Harness, { sync, db });
	await screen.findByText('Confidential');
	expect(screen.queryByText('Lunch with Ana.')).toBeNull();
});
