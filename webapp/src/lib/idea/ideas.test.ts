import { expect, test, vi } from 'vitest';

import { freshDatabase } from '#lib/testing/database.ts';
import type { Sayer } from '#lib/undo/undo.ts';

import { add, land, tell, type Desk } from './actions.ts';
import { ideasOf } from './ideas.ts';

test('an idea waits to be told, is told, and lands; each step can be taken back', async () => {
	const db = await freshDatabase();
	const shown = vi.fn<Sayer['show']>(() => () => undefined);
	const desk: Desk = { db, toasts: { show: shown } };
	const ana = db.newId();
	const read = async () => ideasOf(await db.about('idea', ana));
	await add(desk, ana, { text: 'Bundle the three', why: 'Her board wants one list' });
	const [idea] = (await read()).open;
	expect(idea?.fields).toMatchObject({ why: 'Her board wants one list' });
	await tell(desk, idea!, '2026-11-22');
	expect((await read()).open).toEqual([]);
	await land(desk, idea!, 3);
	const [told] = (await read()).told;
	expect(told?.fields).toMatchObject({ deliveredOn: '2026-11-22', landed: 3 });
	await land(desk, told!, 3);
	expect((await read()).told[0]?.fields.landed).toBeUndefined();
	await shown.mock.lastCall?.[0].action?.run();
	expect((await read()).open).toHaveLength(1);
});
