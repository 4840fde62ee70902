import { expect, test, vi } from 'vitest';

import type { Reminder } from '#lib/api/collections.gen.ts';
import type { Database, Row } from '#lib/db/types.ts';

import { remindersOf, tidy } from './notices.ts';

const now = new Date('2026-11-21T14:05:00Z');
const at = '2026-11-21T14:00';

const reminders: Readonly<Record<string, Partial<Reminder> & { readonly deleted?: boolean }>> = {
	due: {},
	done: { done: { [at]: true } },
	snoozed: { snoozedUntil: '2026-11-22T14:00' },
	deleted: { deleted: true },
	paused: { paused: true },
	soon: { at: '2026-11-21T14:07' }
};

function row(id: string): Row<'reminder'> | undefined {
	const { deleted = false, ...fields } = reminders[id] ?? {};
	if (!(id in reminders)) return undefined;
	const about = { id, collection: 'reminder' as const, version: 1, pending: false, createdAt: 0 };
	return { ...about, deleted, fields: { title: id, at, zone: 'UTC', ...fields } };
}

const db = {
	get: (collection: string, id: string) =>
		Promise.resolve(collection === 'reminder' ? row(id) : undefined),
	list: () =>
		Promise.resolve(
			Object.keys(reminders)
				.flatMap((id) => row(id) ?? [])
				.filter((r) => !r.deleted)
		)
} as unknown as Database;

const never = () => Promise.resolve(false);

async function tidied(...shown: { readonly id: string; readonly occurrence: string }[]) {
	const closed: string[] = [];
	const setBadge = vi.fn(() => Promise.resolve());
	const notifications = shown.map(({ id, occurrence }) => ({
		data: { reminderId: id, occurrence },
		close: () => void closed.push(id)
	}));
	await tidy(
		remindersOf(db),
		never,
		{ getNotifications: () => Promise.resolve(notifications), setBadge },
		now
	);
	return { closed, setBadge };
}

test.each(['done', 'snoozed', 'deleted', 'paused'])(
	'the notification of a reminder that is %s goes',
	async (id) => {
		expect((await tidied({ id, occurrence: at })).closed).toEqual([id]);
	}
);

test('what is due stays, also by a clock that is a little late, and what this device never heard of', async () => {
	const { closed } = await tidied(
		{ id: 'due', occurrence: at },
		{ id: 'soon', occurrence: '2026-11-21T14:07' },
		{ id: 'unheard-of', occurrence: at }
	);
	expect(closed).toEqual([]);
});

test('a notification that is about no reminder is left alone', async () => {
	const close = vi.fn();
	const getNotifications = () =>
		Promise.resolve([
			{ data: null, close },
			{ data: { kind: 'test' }, close }
		]);
	await tidy(remindersOf(db), never, { getNotifications, setBadge: () => Promise.resolve() }, now);
	expect(close).not.toHaveBeenCalled();
});

test('what else a notification is about goes when somebody says that it is over', async () => {
	const closed: string[] = [];
	const shown = ['open', 'kept'].map((promiseId) => ({
		data: { promiseId },
		close: () => void closed.push(promiseId)
	}));
	await tidy(
		remindersOf(db),
		({ promiseId }) => Promise.resolve(promiseId === 'kept'),
		{ getNotifications: () => Promise.resolve(shown), setBadge: () => Promise.resolve() },
		now
	);
	expect(closed).toEqual(['kept']);
});

test('the number on the icon is how many reminders are due', async () => {
	expect((await tidied()).setBadge).toHaveBeenCalledWith(1);
});
