// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import TrashList from './TrashList.svelte';

test('everything that was deleted can be taken back, and that too can be undone', async () => {
	const db = await freshDatabase();
	const [ana, note] = [db.newId(), db.newId()];
	await db.putAll([
		{ op: 'put', collection: 'contact', id: ana, patch: { fullName: 'Ana Müller' } },
		{ op: 'put', collection: 'note', id: note, patch: { body: 'Lunch.' } }
	]);
	await db.remove('contact', ana);
	await db.remove('note', note);
	show(db, TrashList, {});
	await screen.findByText('Lunch.');
	await fireEvent.click(screen.getByRole('button', { name: 'Take back: Ana Müller' }));
	await waitFor(() => expect(screen.queryByText('Ana Müller')).toBeNull());
	expect((await db.contacts()).map(({ id }) => id)).toEqual([ana]);
	await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
	await screen.findByText('Ana Müller');
});

test('an empty trash says what it is for', async () => {
	show(await freshDatabase(), TrashList, {});
	await screen.findByText('Nothing thrown away');
});
