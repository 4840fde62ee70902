import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { StorageFullError, type Database } from '#lib/db/types.ts';
import { freshDatabase, show } from '#lib/testing/stage.ts';

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
