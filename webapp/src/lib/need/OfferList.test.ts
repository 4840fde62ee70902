// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { addDays, deviceZone, wallDate } from '#lib/calendar/wall.ts';
import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import IntroductionPage from './IntroductionPage.svelte';
import NeedsOf from './NeedsOf.svelte';
import OfferList from './OfferList.svelte';
import PassOnPage from './PassOnPage.svelte';
import TellPage from './TellPage.svelte';

const today = wallDate(new Date(), deviceZone());
const nothing = createRawSnippet(() => ({ render: () => '<i></i>' }));
let db: Database;
let lena: string;
let raj: string;

beforeEach(async () => {
	db = await freshDatabase();
	[lena, raj] = [db.newId(), db.newId()];
	await db.put('contact', lena, { fullName: 'Lena Torres', givenName: 'Lena' });
	await db.put('contact', raj, { fullName: 'Raj Kapoor', givenName: 'Raj' });
	await db.put('need', db.newId(), { contact: lena, text: 'a translator', state: 'open' });
});

test('what fits stands with its reason; a helper can be brought together with whoever needs them', async () => {
	await db.put('offer', db.newId(), { contact: raj, text: 'Knows translators', state: 'open' });
	const onintroduce = vi.fn();
	show(db, OfferList, { onintroduce, onopportunity: vi.fn() });
	await screen.findByText('Raj Kapoor offers: Knows translators');
	screen.getByText('Both speak of “translator”');
	await fireEvent.click(screen.getByRole('button', { name: 'Bring them together' }));
	await waitFor(() => expect(onintroduce).toHaveBeenCalled());
	const [row] = await db.list('introduction');
	expect(onintroduce).toHaveBeenCalledWith(row?.id);
});

test('a new opportunity leads to who hears of it', async () => {
	const onopportunity = vi.fn();
	show(db, OfferList, { onintroduce: vi.fn(), onopportunity });
	await fireEvent.click(await screen.findByRole('button', { name: 'New opportunity' }));
	const box = screen.getByLabelText('What is the opportunity?');
	await fireEvent.input(box, { target: { value: 'Two seats' } });
	await fireEvent.click(screen.getByRole('button', { name: 'Save', hidden: true }));
	await waitFor(() => expect(onopportunity).toHaveBeenCalled(), { timeout: 5_000 });
	const [row] = await db.list('offer');
	expect(row?.fields).toEqual({ text: 'Two seats', kind: 'opportunity', state: 'open' });
	expect(onopportunity).toHaveBeenCalledWith(row?.id);
});

test('without offers it says what they are', async () => {
	show(db, OfferList, { onintroduce: vi.fn(), onopportunity: vi.fn() });
	await screen.findByText('What do you have to offer?');
});

test('an introduction never shows the text for both before both have said yes', async () => {
	const id = db.newId();
	await db.put('introduction', id, { a: lena, b: raj });
	show(db, IntroductionPage, { id, person: nothing });
	for (const done of ['I asked Lena', 'I asked Raj', 'Raj said yes']) {
		await screen.findByRole('button', { name: done }, { timeout: 5_000 });
		expect(screen.queryByRole('button', { name: 'I introduced them' })).toBeNull();
		await fireEvent.click(screen.getByRole('button', { name: done }));
	}
	await screen.findByRole('button', { name: 'I introduced them' }, { timeout: 5_000 });
	expect(screen.getByLabelText<HTMLTextAreaElement>('Text').value).toContain('you both said yes');
});

test('a need of long ago asks whether it is still true', async () => {
	const id = db.newId();
	const old = addDays(today, -130);
	await db.put('need', id, { contact: raj, text: 'figures', state: 'open', confirmedOn: old });
	show(db, NeedsOf, { contactId: raj });
	await fireEvent.click(await screen.findByRole('button', { name: 'Still true: figures' }));
	await waitFor(() => expect(screen.queryByText('Still true?')).toBeNull());
	expect((await db.get('need', id))?.fields.confirmedOn).toBe(today);
});

test('an opportunity is told to those whose need it fits, in the last wave where there are no circles', async () => {
	const id = db.newId();
	await db.put('offer', id, { text: 'A translator is free in May', kind: 'opportunity' });
	show(db, TellPage, { id, onleave: vi.fn() });
	await screen.findByText('fits: translator');
	expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Tell Lena' }).disabled).toBe(true);
});

test('an article goes to whom it fits with a line of their own, and is written down as given', async () => {
	show(db, PassOnPage, { text: 'On translators https://x.example/a', picker: nothing });
	const line = await screen.findByLabelText('One line for Lena alone');
	const sent = screen.getByRole<HTMLButtonElement>('button', { name: 'I sent it' });
	expect(sent.disabled).toBe(true);
	await fireEvent.input(line, { target: { value: 'For your contract.' } });
	await fireEvent.click(sent);
	await screen.findByText('sent');
	const [given] = await db.list('exchange');
	expect(given?.fields).toMatchObject({ contact: lena, kind: 'insight', text: 'On translators' });
});
