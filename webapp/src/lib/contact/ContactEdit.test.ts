// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import ContactEdit from './ContactEdit.svelte';

let db: Database;
let ana: string;

beforeEach(async () => {
	localStorage.clear();
	db = await freshDatabase();
	ana = db.newId();
	await db.put('contact', ana, {
		fullName: 'Ana Müller',
		organization: 'Norte',
		'emails/e1': { value: 'ana@norte.example', pos: 0 }
	});
});

async function open(id: string | undefined = ana) {
	const onsaved = vi.fn();
	const close = show(db, ContactEdit, { id, name: undefined, back: '/people', onsaved });
	await screen.findByLabelText('Name');
	return { onsaved, close };
}

async function fill(label: string, value: string) {
	await fireEvent.input(screen.getByLabelText(label), { target: { value } });
}

async function save() {
	const [button] = screen.getAllByRole('button', { name: 'Save' });
	if (button) await fireEvent.click(button);
}

async function fieldsOf(id: string) {
	return (await db.get('contact', id))?.fields;
}

test('saving changes what was changed and leaves alone what another device changed meanwhile', async () => {
	const { onsaved } = await open();
	await db.put('contact', ana, { organization: 'Sul', 'phones/p1': { value: '+351 1' } });
	await fill('What they do', 'CFO');
	await save();
	await waitFor(() => expect(onsaved).toHaveBeenCalledWith(ana));
	expect(await fieldsOf(ana)).toMatchObject({
		fullName: 'Ana Müller',
		title: 'CFO',
		organization: 'Sul',
		phones: { p1: { value: '+351 1' } }
	});
});

test('two devices write into the same long text, and the words of both survive', async () => {
	await db.put('contact', ana, { howWeMet: 'At the fair' });
	const { onsaved } = await open();
	await db.put('contact', ana, { howWeMet: 'In 2023, at the fair' });
	await fill('How you met', 'At the fair, through Jonas');
	await save();
	await waitFor(() => expect(onsaved).toHaveBeenCalled());
	const { howWeMet = '' } = (await fieldsOf(ana)) ?? {};
	expect(howWeMet).toContain('2023');
	expect(howWeMet).toContain('through Jonas');
});

test('a mistake is named where it is, and nothing is saved', async () => {
	const { onsaved } = await open();
	await fill('Name', ' ');
	await fill('E-mail', 'ana at norte');
	await save();
	await screen.findByText('Everybody needs a name.');
	screen.getByText('An e-mail address has an @ and no spaces.');
	expect(onsaved).not.toHaveBeenCalled();
	expect((await fieldsOf(ana))?.fullName).toBe('Ana Müller');
});

test('what was typed survives the page, says so, and can be thrown away', async () => {
	const { close } = await open();
	await fill('What they do', 'CFO');
	close();
	await open();
	expect(screen.getByLabelText<HTMLInputElement>('What they do').value).toBe('CFO');
	await fireEvent.click(screen.getByRole('button', { name: 'Discard it' }));
	await waitFor(() => {
		expect(screen.getByLabelText<HTMLInputElement>('What they do').value).toBe('');
	});
	await waitFor(() => expect(localStorage.length).toBe(0));
});

test('list items are added and removed by themselves', async () => {
	const { onsaved } = await open();
	await fireEvent.click(screen.getByRole('button', { name: 'Add phone' }));
	await fill('Phone', '+351 21 123');
	await fireEvent.click(screen.getByRole('button', { name: 'Remove E-mail' }));
	await save();
	await waitFor(() => expect(onsaved).toHaveBeenCalled());
	const fields = await fieldsOf(ana);
	expect(Object.values(fields?.phones ?? {})).toEqual([{ value: '+351 21 123', pos: 0 }]);
	expect(fields?.emails?.['e1']).toBeUndefined();
});

test('somebody new is made with an id of this device', async () => {
	const onsaved = vi.fn();
	show(db, ContactEdit, { id: undefined, name: 'Bea Novak', back: '/people', onsaved });
	await screen.findByDisplayValue('Bea Novak');
	await save();
	await waitFor(() => expect(onsaved).toHaveBeenCalled());
	const bea = (await db.contacts()).find(({ fullName }) => fullName === 'Bea Novak');
	expect(onsaved).toHaveBeenCalledWith(bea?.id);
});
