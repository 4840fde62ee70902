// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import type { LocalDatabase } from '#lib/db/local-database.ts';
import { Lock } from '#lib/lock/lock.svelte.ts';
import { naming } from '#lib/sync/testing.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import PeopleList from './PeopleList.svelte';

const { goto } = vi.hoisted(() => ({ goto: vi.fn() }));
vi.mock('$app/navigation', () => ({ goto, snapshot: vi.fn() }));

let db: LocalDatabase;

beforeEach(async () => {
	db = await freshDatabase();
});

async function add(fullName: string) {
	const id = db.newId();
	await db.put('contact', id, { fullName });
	return id;
}

async function find(query: string) {
	await fireEvent.input(screen.getByRole('searchbox'), { target: { value: query } });
}

test('an empty list says what to do', async () => {
	show(db, PeopleList, {});
	await screen.findByText('Who matters to your work?');
	await fireEvent.click(screen.getByRole('button', { name: 'Add somebody' }));
	expect(goto).toHaveBeenCalledWith('/people/new/edit');
	screen.getByRole('link', { name: 'Import contacts' });
});

test('somebody new appears while the list is open', async () => {
	show(db, PeopleList, {});
	await screen.findByText('Who matters to your work?');
	const id = await add('Ana Müller');
	const link = await screen.findByRole('link', { name: /Ana Müller/ });
	expect(link.getAttribute('href')).toBe(`/people/${id}`);
});

test('of a confidential note search says only that there is one, until it is uncovered', async () => {
	const lock = new Lock(localStorage, db.userId);
	await db.put('note', db.newId(), { body: 'Considered for the board.', confidential: true });
	await add('Ana Müller');
	show(db, PeopleList, {}, lock);
	await screen.findByRole('link', { name: /Ana Müller/ });
	await find('board');
	const hit = await screen.findByRole('link', { name: /Confidential note/ });
	expect(hit.textContent).not.toMatch(/board/i);
	await lock.choose('4711');
	await screen.findByRole('link', { name: /Considered for the board/ });
	lock.close();
	await screen.findByRole('link', { name: /Confidential note/ });
	expect(screen.queryByText(/Considered/)).toBeNull();
});

test('typing narrows down by name at once, and finds what was written', async () => {
	const ana = await add('Ana Müller');
	await add('Raj Kapoor');
	const note = db.newId();
	await db.put('note', note, { body: 'The Porto office opens.' });
	await db.put('note', note, { ...naming(ana) });
	show(db, PeopleList, {});
	await screen.findByRole('link', { name: /Raj Kapoor/ });
	await find('mull');
	await waitFor(() => expect(screen.queryByRole('link', { name: /Raj Kapoor/ })).toBeNull());
	screen.getByRole('link', { name: /Ana Müller/ });
	await find('porto');
	const hit = await screen.findByRole('link', { name: /Porto office.*Ana Müller/s });
	expect(hit.getAttribute('href')).toMatch(/^\/notes\//);
});

test('people are found by what is not in their names, and in spite of a slip', async () => {
	const katharina = await add('Katharina Berg');
	await db.put('contact', katharina, {
		'emails/e': { value: 'kb@brewery.example' },
		'tags/choir': true
	});
	show(db, PeopleList, {});
	await screen.findByRole('link', { name: /Katharina/ });
	await find('xyz');
	await waitFor(() => expect(screen.queryByRole('link', { name: /Katharina/ })).toBeNull());
	for (const query of ['brewery', 'choir', 'kathrina']) {
		await db.maintain(true);
		await find(query);
		await screen.findByRole('link', { name: /Katharina/ });
		expect(screen.queryByText(/Nobody/)).toBeNull();
	}
});

test('a photo is shown in the list, and goes with it', async () => {
	const ana = await add('Ana Müller');
	await db.put('contact', ana, { photo: 'data:image/png;base64,iVBORw0KGgo=' });
	show(db, PeopleList, {});
	const link = await screen.findByRole('link', { name: /Ana/ });
	await waitFor(() => expect(link.querySelector('img')?.src).toContain('iVBORw0KGgo='));
	await db.put('contact', ana, { photo: 'data:image/png;base64,R0lGODlh' });
	await waitFor(() => expect(link.querySelector('img')?.src).toContain('R0lGODlh'));
	await db.put('contact', ana, { photo: null });
	await waitFor(() => expect(link.querySelector('img')).toBeNull());
});

test('notes are shown some at a time', async () => {
	const ana = await add('Ana Müller');
	for (let n = 1; n <= 12; n++) {
		await db.put('note', db.newId(), {
			body: `Porto ${String(n)}`,
			...naming(ana)
		});
	}
	show(db, PeopleList, {});
	await find('porto');
	await screen.findByRole('link', { name: /Porto 12/ });
	expect(screen.getAllByRole('link', { name: /Porto/ })).toHaveLength(10);
	await fireEvent.click(screen.getByRole('button', { name: 'More notes' }));
	await screen.findByRole('link', { name: /Porto 1\b/ });
	expect(screen.queryByRole('button', { name: 'More notes' })).toBeNull();
});

test('whoever is not found can be added under that name', async () => {
	await add('Ana Müller');
	show(db, PeopleList, {});
	await screen.findByRole('link', { name: /Ana/ });
	await find('Bea Novak');
	await fireEvent.click(await screen.findByRole('button', { name: 'Add Bea Novak' }));
	expect(goto).toHaveBeenLastCalledWith('/people/new/edit?name=Bea%20Novak');
});

test('Down leads from the field into the list, Escape empties it', async () => {
	await add('Ana Müller');
	show(db, PeopleList, {});
	const link = await screen.findByRole('link', { name: /Ana/ });
	const field = screen.getByRole<HTMLInputElement>('searchbox');
	await fireEvent.keyDown(field, { key: 'ArrowDown' });
	expect(document.activeElement).toBe(link);
	await find('ana');
	await fireEvent.keyDown(field, { key: 'Escape' });
	expect(field.value).toBe('');
});
