import { expect, test } from 'vitest';

import type { Reminder } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { dueReminders } from './candidates.ts';

function row(id: string, fields: Reminder): Row<'reminder'> {
	return {
		id,
		collection: 'reminder',
		fields: { title: id, zone: 'UTC', ...fields },
		version: 1,
		pending: false,
		deleted: false,
		createdAt: 0
	};
}

test('what is due today, at whatever hour, and what is overdue comes to Today; the rest does not', () => {
	const rows = [
		row('tonight', { at: '2026-11-21T20:00', contact: 'ana' }),
		row('late', { at: '2026-11-19' }),
		row('tomorrow', { at: '2026-11-22' }),
		row('snoozed', { at: '2026-11-20', snoozedUntil: '2026-11-24' }),
		row('done', { at: '2026-11-20', done: { '2026-11-20': true } }),
		row('paused', { at: '2026-11-20', paused: true })
	];
	const view = { now: new Date('2026-11-21T14:20:00Z'), zone: 'UTC' };
	expect(dueReminders(rows, view).map(({ id, late, contactId }) => [id, late, contactId])).toEqual([
		['reminder/tonight/2026-11-21T20:00', false, 'ana'],
		['reminder/late/2026-11-19', true, undefined]
	]);
});
