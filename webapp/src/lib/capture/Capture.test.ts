// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { StorageFullError, type Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import Capture from './Capture.svelte';

let db: Database;
let ana: string;

beforeEach(async () => {
	localStorage.clear();
	db = await freshDatabase();
	ana = db.newId();
	await db.put('contact', ana, { fullName: 'Ana Müller' });
});

function open({ text = '', contactId }: { text?: string; contactId?: string } = {}) {
	const calls = { onsaved: vi.fn(), oncancel: vi.fn(), onundo: vi.fn() };
	const close = show(db, Capture, { opening: { text, contactId }, ...calls });
	return { ...calls, close };
}

function box(): HTMLTextAreaElement {
	return screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'What happened?' });
}

async function type(text: string) {
	box().setSelectionRange(text.length, text.length);
	await fireEvent.input(box(), { target: { value: text } });
}

async function save() {
	// Whom a name means is known once the people have been read.
	await waitFor(() =>
		expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(false)
	);
	await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
}

test('what is typed is saved on this device, with whom it is about and as it was typed', async () => {
	const { onsaved } = open();
	await type('@Ana lunch outside');
	await screen.findByText('Ana Müller');
	await save();
	await waitFor(() => expect(onsaved).toHaveBeenCalled());
	const [note] = await db.recentNotes(1);
	expect(note?.fields).toMatchObject({
		body: 'lunch outside',
		source: '@Ana lunch outside',
		contacts: { [ana]: true }
	});
	expect(note?.pending).toBe(true);
	await screen.findByText('Saved on this device');
});

test('somebody new is created together with the note', async () => {
	const { onsaved } = open();
	await type('@Bea Novak came along');
	await fireEvent.click(await screen.findByRole('button', { name: 'Add Bea Novak' }));
	await save();
	await waitFor(() => expect(onsaved).toHaveBeenCalled());
	const people = await db.contacts();
	const bea = people.find(({ fullName }) => fullName === 'Bea Novak');
	const [note] = await db.recentNotes(1);
	expect(note?.fields.contacts).toEqual({ [bea?.id ?? '']: true });
});

test('the person whose page it was opened from is there already', async () => {
	open({ contactId: ana });
	await screen.findByText('Ana Müller');
	expect(box().value).toBe('');
});

test('whoever leaves before that person was read leaves no draft behind', async () => {
	const read = vi.spyOn(db, 'get');
	const { close } = open({ contactId: ana });
	close();
	await Promise.all(read.mock.results.map(({ value }) => value as unknown));
	expect(Object.keys(localStorage).filter((key) => key.startsWith('tend.draft'))).toEqual([]);
});

test('the text survives the page, until it is saved', async () => {
	const { close } = open();
	await type('half a thought');
	close();
	const { onsaved } = open();
	expect(box().value).toBe('half a thought');
	await save();
	await waitFor(() => expect(onsaved).toHaveBeenCalled());
	expect(localStorage.length).toBe(0);
});

test('a save can be taken back, with the text still there', async () => {
	const { onsaved, onundo, close } = open();
	await type('lunch');
	await save();
	await waitFor(() => expect(onsaved).toHaveBeenCalled());
	await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
	await waitFor(() => expect(onundo).toHaveBeenCalled());
	expect(await db.recentNotes(1)).toEqual([]);
	close();
	open();
	expect(box().value).toBe('lunch');
});

test('a full disk says so and takes nothing away', async () => {
	vi.spyOn(db, 'putAll').mockRejectedValue(new StorageFullError());
	const { onsaved } = open();
	await type('lunch');
	await save();
	await screen.findByText(/storage of this device is full/);
	expect(onsaved).not.toHaveBeenCalled();
	expect(box().value).toBe('lunch');
	expect(localStorage.length).toBe(1);
});

test('there is nothing to save without a word', async () => {
	open({ contactId: ana });
	await screen.findByText('Ana Müller');
	expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(true);
});

test('what was understood is shown, can be plain text again, and is saved with the note', async () => {
	const { onsaved } = open();
	await type('@Ana lunch 45m outside\n! intro to Raj by tomorrow\n# pricing help');
	await screen.findByText('Lunch · 45 min · outside of work');
	await screen.findByText('I promise · tomorrow');
	const understood = within(screen.getByRole('group', { name: 'What was understood' }));
	const need = understood.getByText('Their need').closest('.chip');
	await fireEvent.click(within(need as HTMLElement).getByRole('button', { name: 'Remove' }));
	await waitFor(() => expect(understood.queryByText('Their need')).toBe(null));
	await save();
	await waitFor(() => expect(onsaved).toHaveBeenCalled());
	expect(await db.about('need', ana)).toEqual([]);
	expect(await db.about('promise', ana)).toMatchObject([
		{ fields: { by: 'me', text: 'intro to Raj', contact: ana } }
	]);
	expect(await db.about('interaction', ana)).toMatchObject([
		{ fields: { kind: 'met', minutes: 45, setting: 'outside' } }
	]);
	const [note] = await db.recentNotes(1);
	expect(note?.fields.source).toBe(
		'@Ana lunch 45m outside\n! intro to Raj by tomorrow\n# pricing help'
	);
	expect(Object.keys(note?.fields.captured ?? {})).toHaveLength(2);
});

test('whoever does not know the signs presses what it is', async () => {
	open();
	await type('Lunch');
	await fireEvent.click(screen.getByRole('button', { name: 'Ask later' }));
	await waitFor(() => expect(box().value).toBe('Lunch\n? '));
});

test('undo after saving takes every record along', async () => {
	const { onsaved, onundo } = open();
	await type('@Ana lunch\n! intro\n* skis');
	const understood = await screen.findByRole('group', { name: 'What was understood' });
	await within(understood).findByText('I promise');
	await save();
	await waitFor(() => expect(onsaved).toHaveBeenCalled());
	await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
	await waitFor(() => expect(onundo).toHaveBeenCalled());
	for (const collection of ['note', 'interaction', 'promise', 'fact'] as const)
		expect(await db.about(collection, ana)).toEqual([]);
});
