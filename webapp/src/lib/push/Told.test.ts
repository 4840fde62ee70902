// @vitest-environment jsdom
import 'fake-indexeddb/auto';

import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { settingId } from '#lib/api/collections.gen.ts';
import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import Told from './Told.svelte';

let db: Database;
let leave: () => void;
beforeEach(async () => {
	db = await freshDatabase();
	leave = show(db, Told, {});
});
afterEach(() => {
	leave();
	db.close();
});

const saved = async () => (await db.get('setting', settingId))?.fields;

test('a kind that is switched off is muted on all devices, and comes again when it is switched on', async () => {
	const digest = await screen.findByRole('switch', { name: 'The day in one line' });
	digest.click();
	await waitFor(async () => expect((await saved())?.muted).toEqual({ digest: true }));
	digest.click();
	await waitFor(async () => expect((await saved())?.muted?.['digest']).toBeUndefined());
});

test('quiet hours begin with a usual night and can be changed', async () => {
	expect(screen.queryByLabelText('Quiet from')).toBeNull();
	(await screen.findByRole('switch', { name: 'Quiet hours' })).click();
	const from = await screen.findByLabelText('Quiet from');
	await waitFor(async () => expect((await saved())?.quietFrom).toBe('22:00'));
	await fireEvent.input(from, { target: { value: '21:30' } });
	await waitFor(async () => expect((await saved())?.quietFrom).toBe('21:30'));
	screen.getByRole('switch', { name: 'Quiet hours' }).click();
	await waitFor(async () => expect((await saved())?.quietFrom).toBeUndefined());
});

test('an hour is saved when it is whole', async () => {
	const at = await screen.findByLabelText('In the morning means at');
	expect(at).toHaveProperty('value', '09:00');
	await fireEvent.input(at, { target: { value: '' } });
	await fireEvent.input(at, { target: { value: '07:15' } });
	await waitFor(async () => expect((await saved())?.digestAt).toBe('07:15'));
});

test('names are shown only to who wants them', async () => {
	const names = await screen.findByRole('switch', { name: 'Names in notifications' });
	expect(names).toHaveProperty('checked', false);
	names.click();
	await waitFor(async () => expect((await saved())?.showNames).toBe(true));
});
