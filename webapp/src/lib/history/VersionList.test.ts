// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import type { Api } from '#lib/api/client.ts';
import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import HistorySheet from './HistorySheet.svelte';

let db: Database;
let id: string;

beforeEach(async () => {
	db = await freshDatabase();
	id = db.newId();
	await db.put('contact', id, { fullName: 'Ana', 'phones/p1': { value: '+351 2', pos: 0 } });
});

function open(answer: () => Promise<Response>) {
	const api: Api = { fetch: answer };
	const subject = { collection: 'contact', id } as const;
	show(db, HistorySheet, { open: true, subject, api });
}

const change = (version: number, more: object) => ({
	version,
	at: `2026-11-2${version}T14:20:00Z`,
	device: { id: `d${version}`, name: 'Firefox · Linux' },
	userId: db.userId,
	op: 'put',
	outcome: 'ok',
	...more
});

const entries = () => [
	change(2, {
		fields: { 'phones/p1': { value: '+351 2', pos: 0 }, 'tags/work': true },
		lost: { 'phones/p1': { value: '+351 1', pos: 0 } }
	}),
	change(1, { fields: { fullName: 'Ana', 'phones/p1': { value: '+351 0', pos: 0 } } })
];

test('versions say who changed what, on which device, from what to what', async () => {
	open(() => Promise.resolve(Response.json({ entries: entries() })));
	const [newest, oldest] = await screen.findAllByRole('listitem');
	if (!newest || !oldest) throw new Error('there are two versions');
	within(newest).getByText('Changed phone and added tag');
	within(newest).getByText('You, on Firefox · Linux');
	expect(newest.querySelector('del')?.textContent).toBe('+351 0');
	expect(newest.querySelector('ins')?.textContent).toBe('+351 2');
	within(oldest).getByText('First version');
});

test('a version comes back as an ordinary change', async () => {
	await db.put('contact', id, { 'tags/work': true });
	open(() => Promise.resolve(Response.json({ entries: entries() })));
	const [, oldest] = await screen.findAllByRole('listitem');
	if (!oldest) throw new Error('there are two versions');
	await fireEvent.click(within(oldest).getByRole('button', { name: 'Bring this version back' }));
	await waitFor(async () => {
		const row = await db.get('contact', id);
		expect(row?.fields.phones?.['p1']?.value).toBe('+351 0');
		expect(row?.fields.tags).toBeUndefined();
		expect(row?.fields.fullName).toBe('Ana');
	});
	expect(screen.queryByRole('dialog')).toBeNull();
});

test('the value that lost is one tap away', async () => {
	open(() => Promise.resolve(Response.json({ entries: entries() })));
	await screen.findByText('The other value · Phone');
	await fireEvent.click(screen.getByRole('button', { name: 'Take it back' }));
	await waitFor(async () =>
		expect((await db.get('contact', id))?.fields.phones?.['p1']?.value).toBe('+351 1')
	);
});

test('without a network it says where the versions are, and what waits here', async () => {
	open(() => Promise.reject(new TypeError('offline')));
	await screen.findByText('Earlier versions are on the server; they come when you are online.');
	screen.getByText('On this device, not synced yet');
});

test('what never reached the server has no versions yet', async () => {
	open(() => Promise.resolve(new Response(null, { status: 404 })));
	await screen.findByText(/There are no earlier versions yet/);
});
