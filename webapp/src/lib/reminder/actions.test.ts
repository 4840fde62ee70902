import { describe, expect, test } from 'vitest';

import type { Reminder } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';
import type { Toast } from '#lib/ui/toasts.svelte.ts';

import { remove, reopen, setPaused, settle, snooze, type Desk } from './actions.ts';

const reader = { now: new Date('2026-11-21T14:20:00Z'), today: '2026-11-21', locale: 'en-GB' };

function row(fields: Reminder): Row<'reminder'> {
	return {
		id: 'r',
		collection: 'reminder',
		fields: { title: 'Call Ana', zone: 'UTC', ...fields },
		version: 1,
		pending: false,
		deleted: false,
		createdAt: 0
	};
}

function open() {
	const written: unknown[] = [];
	const said: Toast[] = [];
	const desk: Desk = {
		db: {
			put: async (_, __, patch) => void written.push(patch),
			remove: async () => void written.push('removed'),
			restore: async () => void written.push('restored')
		},
		toasts: {
			show: (toast) => {
				said.push(toast);
				return () => undefined;
			}
		}
	};
	return { desk, written, said, undo: async () => said.at(-1)?.action?.run() };
}

describe('done', () => {
	test('settles the occurrence and can be taken back, snooze and all', async () => {
		const { desk, written, said, undo } = open();
		await settle(desk, row({ at: '2026-11-20', snoozedUntil: '2026-11-21' }), '2026-11-20');
		await undo();
		expect(written).toEqual([
			{ 'done/2026-11-20': true, snoozedUntil: null },
			{ 'done/2026-11-20': null, snoozedUntil: '2026-11-21' }
		]);
		expect(said[0]?.text).toBe('Done: Call Ana');
	});

	test('can be undone long after', async () => {
		const { desk, written } = open();
		await reopen(desk, row({ at: '2026-11-20', done: { '2026-11-20': true } }), '2026-11-20');
		expect(written).toEqual([{ 'done/2026-11-20': null }]);
	});
});

describe('later', () => {
	test.each([
		[{ at: '2026-11-20T09:30' }, { days: 3 }, '2026-11-24T09:30', 'Put off: Tuesday, 09:30'],
		[{ at: '2026-11-20' }, { days: 1 }, '2026-11-22', 'Put off: Tomorrow'],
		[
			{ at: '2026-11-20T09:30' },
			{ until: '2026-12-24' },
			'2026-12-24T09:30',
			'Put off: 24 Dec, 09:30'
		],
		[{ at: '2026-11-20' }, { until: '2026-12-24' }, '2026-12-24', 'Put off: 24 Dec']
	])('of %j by %j is %s', async (fields, later, snoozedUntil, text) => {
		const { desk, written, said, undo } = open();
		await snooze(desk, row(fields), later, reader);
		await undo();
		expect(written).toEqual([{ snoozedUntil }, { snoozedUntil: null }]);
		expect(said[0]?.text).toBe(text);
	});
});

test('pausing and deleting can be taken back', async () => {
	const { desk, written, undo } = open();
	await setPaused(desk, row({}), true);
	await undo();
	await remove(desk, row({}));
	await undo();
	expect(written).toEqual([{ paused: true }, { paused: false }, 'removed', 'restored']);
});
