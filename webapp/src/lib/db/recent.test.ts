import { expect, test } from 'vitest';

import { openDatabase } from './open.ts';
import { viewStores } from './read.ts';
import { storeRows } from './rows.ts';

const idOf = (n: number) => `0193${n.toString(16).padStart(4, '0')}-0000-7000-8000-000000000000`;

test('the newest notes are shown, however many newer ones were deleted', async () => {
	const db = await openDatabase({ userId: crypto.randomUUID(), spaceId: 's' });
	const rows = Array.from({ length: 300 }, (_, n) => {
		const deleted = n >= 20;
		const row = { collection: 'note' as const, id: idOf(n), version: n + 1, deleted };
		const fields = { body: `note ${n}` };
		return { ...row, fields, json: JSON.stringify({ ...row, fields }) };
	});
	for (let at = 0; at < rows.length; at += 20) {
		await db.connection.run('readwrite', viewStores, (tx) =>
			storeRows(tx, 0, rows.slice(at, at + 20), db.rules)
		);
	}
	const bodies = async () => (await db.recentNotes(3)).map(({ fields }) => fields.body);
	expect(await bodies()).toEqual(['note 19', 'note 18', 'note 17']);
	await db.maintain(true);
	expect(await bodies()).toEqual(['note 19', 'note 18', 'note 17']);
	await db.remove('note', idOf(19));
	expect(await bodies()).toEqual(['note 18', 'note 17', 'note 16']);
	db.close();
});
