// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { beforeEach, expect, test } from 'vitest';

import type { Change, Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import Timeline from './Timeline.svelte';

let db: Database;
let ana: string;
const note = createRawSnippet(() => ({ render: () => '<span>a note</span>' }));

beforeEach(async () => {
	db = await freshDatabase();
	ana = db.newId();
});

test('promises, gifts, facts, questions and letters stand in one stream', async () => {
	await db.put('promise', db.newId(), { contact: ana, by: 'me', text: 'Intro to Raj' });
	await db.put('exchange', db.newId(), {
		contact: ana,
		direction: 'received',
		text: 'A warm word'
	});
	await db.put('fact', db.newId(), { contact: ana, text: 'Plays the cello' });
	await db.put('question', db.newId(), { contact: ana, text: 'How is Porto?' });
	await db.put('letter', db.newId(), { contact: ana, reason: 'The book', state: 'posted' });
	await db.put('fact', db.newId(), { contact: db.newId(), text: 'Somebody else skis' });
	show(db, Timeline, { contactId: ana, name: 'Ana', note });
	for (const text of [
		'Intro to Raj',
		'A warm word',
		'Plays the cello',
		'How is Porto?',
		'The book'
	])
		await screen.findByText(text);
	expect(screen.queryByText('Somebody else skis')).toBe(null);
});

test('what a note holds is no entry beside it, until it is taken back there', async () => {
	const [fact, written] = [db.newId(), db.newId()];
	await db.put('fact', fact, { contact: ana, text: 'Plays the cello' });
	await db.put('note', written, { body: 'Cello' });
	await db.put('note', written, { [`contacts/${ana}`]: true });
	await db.put('note', written, { [`captured/fact.${fact}`]: true });
	show(db, Timeline, { contactId: ana, name: 'Ana', note });
	await screen.findByText('a note');
	expect(screen.queryByText('Plays the cello')).toBe(null);
	await db.put('note', written, { [`captured/fact.${fact}`]: null });
	await screen.findByText('Plays the cello');
});

test('a long past opens with its newest entries, and goes on', async () => {
	const past = Array.from({ length: 60 }, (_, i): Change => {
		const day = `2026-${String(1 + (i % 9)).padStart(2, '0')}-${String(10 + Math.floor(i / 9))}`;
		const patch = { contact: ana, direction: 'gave', text: `gift ${String(i)}`, on: day } as const;
		return { op: 'put', collection: 'exchange', id: db.newId(), patch };
	});
	await db.putAll(past);
	show(db, Timeline, { contactId: ana, name: 'Ana', note });
	const more = await screen.findByRole('button', { name: 'Show earlier' });
	expect(screen.getAllByText(/^gift/).length).toBeLessThan(60);
	more.click();
	await waitFor(() => expect(screen.getAllByText(/^gift/).length).toBeGreaterThan(40));
});
