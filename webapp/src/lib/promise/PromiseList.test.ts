// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { addDays, deviceZone, wallDate } from '#lib/calendar/wall.ts';
import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import PromiseList from './PromiseList.svelte';
import PromiseSheet from './PromiseSheet.svelte';

const today = wallDate(new Date(), deviceZone());
let db: Database;
let ana: string;

beforeEach(async () => {
	db = await freshDatabase();
	ana = db.newId();
	await db.put('contact', ana, { fullName: 'Ana Müller' });
});

test('ticking a promise settles it in full today, and Undo opens it again', async () => {
	const id = db.newId();
	await db.put('promise', id, { by: 'me', text: 'Intro to Raj', due: today, contact: ana });
	show(db, PromiseList, { onadd: vi.fn() });
	await screen.findByText('for Ana Müller');
	await fireEvent.click(
		await screen.findByRole('checkbox', { name: 'Done in full: Intro to Raj' })
	);
	await screen.findByRole('checkbox', { name: 'Not done after all: Intro to Raj' });
	expect((await db.get('promise', id))?.fields).toMatchObject({
		delivery: 'full',
		deliveredOn: today
	});
	await fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
	await screen.findByRole('checkbox', { name: 'Done in full: Intro to Raj' });
});

test('what was missed is told in a sentence without a percentage, and can be made good', async () => {
	const id = db.newId();
	const due = addDays(today, -20);
	await db.put('promise', id, {
		by: 'me',
		text: 'Figures for Jonas',
		due,
		delivery: 'full',
		deliveredOn: addDays(due, 4)
	});
	show(db, PromiseList, { onadd: vi.fn() });
	await screen.findByText('4 days late, in full');
	screen.getByText('1 of 1');
	expect(document.body.textContent).not.toContain('%');
	await fireEvent.click(screen.getByRole('button', { name: 'Make good: Figures for Jonas' }));
	await screen.findByText(/4 days late, in full · made good/);
	expect((await db.get('promise', id))?.fields.madeGoodOn).toBe(today);
});

test('one side can be looked at alone', async () => {
	await db.put('promise', db.newId(), { by: 'me', text: 'Mine', due: today });
	await db.put('promise', db.newId(), { by: 'them', text: 'Hers', due: today });
	show(db, PromiseList, { onadd: vi.fn() });
	await screen.findByText('Hers');
	await fireEvent.click(screen.getByRole('button', { name: 'Mine' }));
	await waitFor(() => expect(screen.queryByText('Hers')).toBeNull());
});

test('a fourth promise for one day gets a quiet line while it is written', async () => {
	const day = addDays(today, 1);
	for (const text of ['One', 'Two', 'Three'])
		await db.put('promise', db.newId(), { by: 'me', text, due: day });
	show(db, PromiseSheet, { open: true });
	await fireEvent.input(screen.getByLabelText('What was promised?'), { target: { value: 'Four' } });
	await fireEvent.input(screen.getByLabelText('By when?'), { target: { value: day } });
	await screen.findByText('That day already holds 3 promises of yours.');
	await fireEvent.click(screen.getByRole('button', { name: 'Save', hidden: true }));
	await waitFor(async () => expect(await db.list('promise')).toHaveLength(4));
});
