// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { addDays, deviceZone, wallDate } from '#lib/calendar/wall.ts';
import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import type { Shown } from './details.ts';
import type { Candidate, Card } from './engine.ts';
import Today from './Today.svelte';

const today = wallDate(new Date(), deviceZone());
let db: Database;

beforeEach(async () => {
	db = await freshDatabase();
});

function reminder(id: string, contactId?: string): Candidate {
	return {
		kind: 'reminder',
		id,
		reminderId: id,
		occurrence: today,
		contactId,
		title: `Call ${id}`,
		day: today,
		time: undefined,
		late: false
	};
}

function open(
	candidates: readonly Candidate[] | undefined,
	more: {
		readonly isNew?: boolean;
		readonly before?: Shown;
		readonly onshown?: (shown: Shown) => void;
	} = {}
) {
	const calls = {
		ondone: vi.fn<(card: Card) => void>(),
		onlater: vi.fn<(card: Card) => void>(),
		onskip: vi.fn<(card: Card) => void>()
	};
	const day = { today, standing: () => undefined, putOff: () => undefined };
	show(db, Today, { candidates, day, mark: () => 'Saved on this device', ...calls, ...more });
	return calls;
}

async function addAna(): Promise<string> {
	const ana = db.newId();
	await db.put('contact', ana, { fullName: 'Ana Müller' });
	const note = db.newId();
	await db.put('note', note, { body: 'She moves to Porto.' });
	await db.put('note', note, { ...Object.fromEntries([[`contacts/${ana}`, true]]) });
	return ana;
}

test('the first day teaches with two small steps', async () => {
	open([], { isNew: true });
	await screen.findByRole('link', { name: 'Add one person' });
	screen.getByRole('link', { name: 'Write down one thing' });
});

test('a card says who, why, what was said last, and offers one thing to do', async () => {
	const ana = await addAna();
	const { ondone, onlater } = open([reminder('r1', ana)]);
	await screen.findByRole('article', { name: 'Ana Müller' });
	screen.getByText('Call r1');
	screen.getByText('“She moves to Porto.”');
	await fireEvent.click(screen.getByRole('button', { name: 'Done' }));
	await fireEvent.click(screen.getByRole('button', { name: 'Later' }));
	expect([ondone, onlater].map((call) => call.mock.calls.length)).toEqual([1, 1]);
});

test('whoever it is time to hear from can be greeted, put off or passed over', async () => {
	const ana = await addAna();
	const { onlater, onskip } = open([
		{
			kind: 'cadence',
			id: `cadence/${ana}`,
			contactId: ana,
			day: today,
			since: addDays(today, -49),
			idealDays: 42,
			pastLatest: false
		}
	]);
	await screen.findByText('Last in touch 7 weeks ago · you aim for 6 weeks');
	screen.getByRole('link', { name: 'Say hello to Ana' });
	await fireEvent.click(screen.getByRole('button', { name: 'Later' }));
	await fireEvent.click(screen.getByRole('button', { name: 'Skip' }));
	expect([onlater, onskip].map((call) => call.mock.calls.length)).toEqual([1, 1]);
});

test('what else there is about somebody is said in one line of their card', async () => {
	const ana = await addAna();
	open([reminder('r1', ana), reminder('r2', ana), reminder('r3', ana), reminder('r4', ana)]);
	await screen.findByText('Call r1');
	expect(screen.getAllByRole('article')).toHaveLength(1);
	const line = screen
		.getByText(/^Also:/)
		.textContent.replaceAll(/\s+/g, ' ')
		.trim();
	expect(line).toBe('Also: Call r2 · Call r3 · 1 more');
	const link = screen.getByRole('link', { name: 'Call r2' });
	expect(link.getAttribute('href')).toBe('/reminders/r2');
});

test('five cards at most, and what waits beyond them is said', async () => {
	await addAna();
	open(Array.from({ length: 7 }, (_, i) => reminder(`r${String(i)}`)));
	await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(5));
	screen.getByRole('link', { name: '2 more reminders wait' });
});

test('a day with nothing to do is a good day', async () => {
	await addAna();
	open([]);
	await screen.findByText('All caught up.');
	await screen.findByText('Captured lately');
	screen.getByText('She moves to Porto.');
});

test('nothing flashes while it is not known what there is', async () => {
	await addAna();
	open(undefined);
	await screen.findByText('Your day is on its way');
	expect(screen.queryByText('All caught up.')).toBeNull();
});

test('what stood there before stands there at once, until it is known anew', async () => {
	const ana = await addAna();
	const card = { lead: reminder('r1'), also: [] };
	const detailed = [{ card, contact: undefined, said: undefined }];
	const before = { detailed, waiting: 0, isNew: false };
	const onshown = vi.fn<(shown: Shown) => void>();
	open(undefined, { before, onshown });
	screen.getByText('Call r1');
	cleanup();
	open([reminder('r2', ana)], { before, onshown });
	screen.getByText('Call r1');
	await screen.findByText('Call r2');
	expect(screen.queryByText('Call r1')).toBeNull();
	expect(onshown.mock.calls.map(([{ detailed }]) => detailed.map(({ said }) => said))).toEqual([
		['She moves to Porto.']
	]);
});
