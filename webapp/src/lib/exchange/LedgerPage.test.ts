// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { addDays, deviceZone, wallDate } from '#lib/calendar/wall.ts';
import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import BetweenYou from './BetweenYou.svelte';
import LedgerPage from './LedgerPage.svelte';

const today = wallDate(new Date(), deviceZone());
let db: Database;
let ana: string;

beforeEach(async () => {
	db = await freshDatabase();
	ana = db.newId();
	await db.put('contact', ana, { fullName: 'Ana Müller' });
	for (const [i, size] of (['l', 'm', 's'] as const).entries())
		await db.put('exchange', db.newId(), {
			contact: ana,
			direction: 'gave',
			kind: 'insight',
			size,
			text: `Study ${String(i)}`,
			on: addDays(today, -i)
		});
});

test('the balance is told in words; where nobody counts it is gone, and comes back whole', async () => {
	show(db, LedgerPage, { contactId: ana });
	await screen.findByRole('img', { name: 'Over the last year: you are ahead' });
	await screen.findByText('Study 0');
	const communal = screen.getByRole('switch', { name: 'Nobody keeps count between us' });
	await fireEvent.click(communal);
	await waitFor(() => expect(screen.queryByText('Study 0')).toBeNull());
	expect((await db.get('contact', ana))?.fields.communal).toBe(true);
	await fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
	await screen.findByText('Study 0');
});

test('the question of the quarter rests once it is answered', async () => {
	show(db, LedgerPage, { contactId: ana });
	await fireEvent.click(await screen.findByRole('button', { name: 'I am not sure' }));
	await waitFor(async () => {
		expect((await db.get('contact', ana))?.fields).toMatchObject({
			wouldGoOn: 'unsure',
			wouldGoOnAsked: today
		});
	});
	await waitFor(() => expect(screen.queryByRole('button', { name: 'I am not sure' })).toBeNull());
});

test('on the page of the person it is short: a band, and who asked and helped', async () => {
	show(db, BetweenYou, { contactId: ana });
	await screen.findByRole('img', { name: 'Over the last year: you are ahead' });
	screen.getByText('3 times');
	expect(screen.queryByText('Study 0')).toBeNull();
});
