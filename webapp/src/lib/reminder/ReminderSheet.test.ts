// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { addDays, deviceZone, wallDate } from '#lib/calendar/wall.ts';
import type { Database, Row } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import ReminderSheet from './ReminderSheet.svelte';

const today = wallDate(new Date(), deviceZone());
let db: Database;

beforeEach(async () => {
	db = await freshDatabase();
});

async function fill(label: string, value: string) {
	await fireEvent.input(screen.getByLabelText(label), { target: { value } });
}

async function save() {
	await fireEvent.click(screen.getByRole('button', { name: 'Save', hidden: true }));
}

async function only(): Promise<Row<'reminder'> | undefined> {
	await waitFor(async () => expect(await db.list('reminder')).toHaveLength(1));
	return (await db.list('reminder'))[0];
}

test('a reminder is written down for tomorrow unless another day is taken', async () => {
	show(db, ReminderSheet, { open: true });
	await fill('What do you want to remember?', 'Call Ana');
	await save();
	expect((await only())?.fields).toEqual({
		title: 'Call Ana',
		at: addDays(today, 1),
		zone: deviceZone()
	});
});

test('one that repeats says when it will be next', async () => {
	show(db, ReminderSheet, { open: true, contactId: 'ana' });
	await fill('What do you want to remember?', 'Call Ana');
	await fill('Day', '2030-01-31');
	await fireEvent.click(screen.getByRole('switch', { name: 'Again and again', hidden: true }));
	await screen.findByText(/Next: Jan 31.* · Feb 28.* · Mar 31/);
	await save();
	expect((await only())?.fields).toMatchObject({
		at: '2030-01-31',
		every: { n: 1, unit: 'month' },
		contact: 'ana'
	});
});

test('without words it says what is missing, and saves nothing', async () => {
	show(db, ReminderSheet, { open: true });
	await save();
	await screen.findByText('Say what you want to remember.');
	expect(await db.list('reminder')).toEqual([]);
});

test('changing one sends only what was changed', async () => {
	const id = db.newId();
	await db.put('reminder', id, { title: 'Call', at: '2030-01-31', zone: 'UTC', notify: false });
	const row = await db.get('reminder', id);
	show(db, ReminderSheet, { open: true, row });
	await db.put('reminder', id, { paused: true });
	await fill('What do you want to remember?', 'Write');
	await save();
	await waitFor(async () => {
		expect((await db.get('reminder', id))?.fields).toEqual({
			title: 'Write',
			at: '2030-01-31',
			zone: 'UTC',
			notify: false,
			paused: true
		});
	});
});
