// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { addDays, deviceZone, wallDate } from '#lib/calendar/wall.ts';
import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import ReminderList from './ReminderList.svelte';

const today = wallDate(new Date(), deviceZone());
let db: Database;
let call: string;

beforeEach(async () => {
	db = await freshDatabase();
	call = db.newId();
	await db.put('reminder', call, { title: 'Call Ana', at: addDays(today, -1), zone: deviceZone() });
});

test('ticking a reminder settles that occurrence, and it can be opened again', async () => {
	show(db, ReminderList, { onadd: vi.fn() });
	await fireEvent.click(await screen.findByRole('checkbox', { name: 'Done: Call Ana' }));
	const again = await screen.findByRole('checkbox', { name: 'Not done after all: Call Ana' });
	expect((await db.get('reminder', call))?.fields.done).toEqual({ [addDays(today, -1)]: true });
	await fireEvent.click(again);
	await screen.findByRole('checkbox', { name: 'Done: Call Ana' });
});

test('Undo takes a tick back', async () => {
	show(db, ReminderList, { onadd: vi.fn() });
	await fireEvent.click(await screen.findByRole('checkbox', { name: 'Done: Call Ana' }));
	await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
	await screen.findByRole('checkbox', { name: 'Done: Call Ana' });
	await waitFor(async () => {
		expect((await db.get('reminder', call))?.fields.done ?? {}).toEqual({});
	});
});

test('reminders stand under when they are due, with whom they are about', async () => {
	const ana = db.newId();
	await db.put('contact', ana, { fullName: 'Ana Müller' });
	await db.put('reminder', db.newId(), {
		title: 'Send the figures',
		at: addDays(today, 30),
		zone: deviceZone(),
		contact: ana,
		every: { n: 2, unit: 'week' }
	});
	show(db, ReminderList, { onadd: vi.fn() });
	await screen.findByRole('heading', { name: 'Overdue' });
	screen.getByRole('heading', { name: 'Later' });
	await screen.findByText('Ana Müller · every 2 weeks');
});

test('without reminders it says what they are for', async () => {
	const onadd = vi.fn();
	show(await freshDatabase(), ReminderList, { onadd });
	await fireEvent.click(await screen.findByRole('button', { name: 'New reminder' }));
	expect(onadd).toHaveBeenCalled();
});
