// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import NotePage from './NotePage.svelte';

let db: Database;
let id: string;

beforeEach(async () => {
	db = await freshDatabase();
	id = db.newId();
	await db.put('note', id, {
		body: 'Lunch with Ana',
		at: '2026-11-21T13:45',
		source: '@Ana Lunch with Ana'
	});
});

function open() {
	const people = createRawSnippet(() => ({ render: () => '<p>people</p>' }));
	const onleave = vi.fn();
	show(db, NotePage, { id, back: '/', people, onleave });
	return onleave;
}

function box(): Promise<HTMLTextAreaElement> {
	return screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Text of the note' });
}

async function bodyOf(): Promise<string | undefined> {
	return (await db.get('note', id))?.fields.body;
}

test('what is written saves itself', async () => {
	open();
	await fireEvent.input(await box(), { target: { value: 'Lunch with Ana, outside' } });
	await waitFor(async () => expect(await bodyOf()).toBe('Lunch with Ana, outside'), {
		timeout: 3000
	});
	await screen.findByText('Saved on this device');
});

test('words of another device and words typed here both survive', async () => {
	open();
	await fireEvent.input(await box(), { target: { value: 'Lunch with Ana, outside' } });
	await db.put('note', id, { body: 'A long lunch with Ana' });
	await fireEvent.blur(await box());
	await waitFor(async () => {
		const body = (await bodyOf()) ?? '';
		expect(body).toContain('A long');
		expect(body).toContain('outside');
	});
	const shown = await box();
	await waitFor(async () => expect(shown.value).toBe(await bodyOf()));
});

test('the words as they were captured can be looked up', async () => {
	open();
	await screen.findByText('@Ana Lunch with Ana');
});

test('a deleted note is gone from here and can be taken back', async () => {
	const onleave = open();
	await box();
	await fireEvent.click(screen.getByRole('menuitem', { name: 'Delete', hidden: true }));
	await waitFor(() => expect(onleave).toHaveBeenCalled());
	await fireEvent.click(await screen.findByRole('button', { name: 'Take it back' }));
	await box();
});

test('a note that is not here says so', async () => {
	id = db.newId();
	open();
	await screen.findByText('This note is not here');
});
