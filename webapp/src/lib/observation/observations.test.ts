import { expect, test, vi } from 'vitest';

import { freshDatabase } from '#lib/testing/database.ts';
import type { Sayer } from '#lib/undo/undo.ts';

import { add, formOf, remove, save, settle, type Desk } from './actions.ts';
import { kinds, observationsOf } from './observations.ts';

const today = '2026-11-21';

async function stage() {
	const db = await freshDatabase();
	const show = vi.fn<Sayer['show']>(() => () => undefined);
	const desk: Desk = { db, toasts: { show } };
	const contact = db.newId();
	return {
		desk,
		contact,
		undo: () => show.mock.lastCall?.[0].action?.run(),
		read: async () =>
			observationsOf((await Promise.all(kinds.map((kind) => db.about(kind, contact)))).flat())
	};
}

test.each(kinds)(
	'%s: noted, settled with its day, and each step can be taken back',
	async (kind) => {
		const { desk, contact, undo, read } = await stage();
		await add(desk, kind, { contact, text: ' She prefers calls ', on: '2026-11-01' });
		const [row] = (await read()).open;
		expect(row?.fields).toEqual({ contact, text: 'She prefers calls', on: '2026-11-01' });
		await settle(desk, row!, 'It was so', today);
		expect((await read()).settled[0]?.fields).toMatchObject({
			outcome: 'It was so',
			outcomeOn: today
		});
		await undo();
		expect((await read()).open[0]?.fields).toEqual(row?.fields);
		await remove(desk, row!);
		expect((await read()).open).toEqual([]);
		await undo();
		expect((await read()).open).toHaveLength(1);
	}
);

test('feedback says what will change and what became of it; emptied words open it again', async () => {
	const { desk, contact, undo, read } = await stage();
	await add(desk, 'feedback', { contact, text: 'You talk too much', on: '2026-11-01' });
	const [row] = (await read()).open;
	const form = { ...formOf(row!), willChange: 'Ask first', outcome: ' She noticed ' };
	await save(desk, row!, form, today);
	const [settled] = (await read()).settled;
	expect(settled?.fields).toMatchObject({
		willChange: 'Ask first',
		outcome: 'She noticed',
		outcomeOn: today
	});
	await save(desk, settled!, { ...formOf(settled!), outcome: '' }, today);
	expect((await read()).open).toHaveLength(1);
	await undo();
	expect((await read()).settled).toHaveLength(1);
});

test('what is open comes first, the newest of it; then what was settled last', async () => {
	const { desk, contact, read } = await stage();
	for (const [text, on] of [
		['a', '2026-10-01'],
		['b', '2026-11-01'],
		['c', '2026-09-01']
	] as const)
		await add(desk, 'risk', { contact, text, on });
	const [b, a, c] = (await read()).open;
	expect([b, a, c].map((row) => row?.fields.text)).toEqual(['b', 'a', 'c']);
	await settle(desk, b!, 'paid', '2026-11-10');
	await settle(desk, c!, 'paid', '2026-11-20');
	const { open, settled } = await read();
	expect(open.map(({ fields }) => fields.text)).toEqual(['a']);
	expect(settled.map(({ fields }) => fields.text)).toEqual(['c', 'b']);
});
