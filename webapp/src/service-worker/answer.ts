/** Done and Snooze from a notification: saved on the device by the rules of the app, then sent. */
import { announcedAccount } from '#lib/account/worker.ts';
import { Client } from '#lib/api/client.ts';
import { settingId } from '#lib/api/collections.gen.ts';
import { Connection } from '#lib/db/connection.ts';
import { nest } from '#lib/db/flat.ts';
import { allViews, views, viewStores } from '#lib/db/read.ts';
import type { View } from '#lib/db/pending.ts';
import type { Tx } from '#lib/db/schema.ts';
import { plainRules, save, type Change } from '#lib/db/write.ts';
import { tidy, type Platform } from '#lib/reminder/notices.ts';
import type { Defaults, ReminderFields } from '#lib/reminder/recurrence.ts';
import { donePatch, snoozePatch } from '#lib/reminder/settle.ts';
import { push } from '#lib/sync/exchange.ts';
import { Replica } from '#lib/sync/replica.ts';
import { isAnswered } from '#lib/today/notices.ts';

import { answerOf, answersIn, today } from './day.ts';

/** What a press on a button is about, as the message carried it. */
export interface Press {
	readonly action: string;
	readonly data: Readonly<Record<string, string>>;
}

/** Days that Snooze puts off; the page of the reminder offers others. */
const snoozeDays = 1;

/** Mutations in one push; a notification makes one, and older ones may wait. */
const limit = 100;

/**
 * Saves what was pressed; false if this device cannot know what it means, and the page has to be
 * opened instead. Pressing twice settles the same occurrence twice, which is once.
 */
export async function settle(press: Press, now: Date): Promise<boolean> {
	const account = await announcedAccount();
	if (account === undefined || account.spaceId !== press.data['spaceId']) return false;
	const connection = new Connection(account.userId, account.spaceId);
	try {
		const changes =
			(await ofReminder(press, connection, now)) ??
			(await answerOf(press, answersIn(readerOf(connection)), today(now)));
		if (changes === undefined) return false;
		if (changes.length > 0) await save(connection, changes, plainRules);
		return true;
	} finally {
		connection.close();
	}
}

/** What a press on a message about a reminder writes; `undefined` if it is about none. */
async function ofReminder(
	{ action, data }: Press,
	connection: Connection,
	now: Date
): Promise<readonly Change[] | undefined> {
	const { reminderId: id, occurrence } = data;
	if (id === undefined || occurrence === undefined) return undefined;
	const [reminder, defaults] = await look(connection, id, occurrence);
	if (reminder === undefined) return [];
	const patch =
		action === 'done'
			? donePatch(reminder, occurrence)
			: snoozePatch(reminder, snoozeDays, now, defaults);
	return [{ op: 'put', collection: 'reminder', id, patch: { ...patch } }];
}

function readerOf(connection: Connection) {
	return <T>(work: (tx: Tx) => Promise<T>) => connection.run('readonly', viewStores, work);
}

/** The reminder, `undefined` if it is deleted, and the defaults of its space. */
async function look(
	connection: Connection,
	id: string,
	occurrence: string
): Promise<[ReminderFields | undefined, Defaults]> {
	return connection.run('readonly', viewStores, async (tx) => {
		const [reminder] = await views(tx, 'reminder', [id], plainRules);
		const { fields, deleted } = known(reminder) ?? unheardOf(occurrence);
		return [deleted ? undefined : fields, await settingOf(tx)];
	});
}

/** What a reminder of another device must be like, from what the message said of it. */
function unheardOf(occurrence: string): { fields: ReminderFields; deleted: boolean } {
	const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
	return { fields: { at: occurrence, zone: timeZone }, deleted: false };
}

async function settingOf(tx: Tx): Promise<Defaults> {
	const [setting] = await views(tx, 'setting', [settingId], plainRules);
	return nest(setting?.[1].fields ?? {});
}

/**
 * Keeps what the platform shows in step with this device's reminders, as the app does while it is
 * open: other notifications about what was settled go, and the number on the icon is what is due.
 */
export async function keepInStep(platform: Platform, now: Date): Promise<void> {
	const account = await announcedAccount();
	if (account === undefined) return;
	const connection = new Connection(account.userId, account.spaceId);
	const read = readerOf(connection);
	try {
		await tidy(
			{
				one: (id) => read(async (tx) => known((await views(tx, 'reminder', [id], plainRules))[0])),
				all: () => read(async (tx) => fieldsOf(await allViews(tx, 'reminder', plainRules))),
				defaults: () => read(settingOf)
			},
			(about) => isAnswered(about, answersIn(read), today(now)),
			platform,
			now
		);
	} finally {
		connection.close();
	}
}

function known(found: readonly [string, View] | undefined) {
	return found && { fields: nest(found[1].fields), deleted: found[1].deleted };
}

function fieldsOf(all: ReadonlyMap<string, View>): ReminderFields[] {
	return [...all.values()].filter(({ deleted }) => !deleted).map(({ fields }) => nest(fields));
}

/**
 * Sends what waits, as the app does; false if it has to be tried again. What comes back from others is
 * left to the app.
 */
export async function send(): Promise<boolean> {
	const account = await announcedAccount();
	if (account === undefined) return true;
	const connection = new Connection(account.userId, account.spaceId);
	try {
		const replica = new Replica(connection, account.spaceId, plainRules);
		const { type } = await push(replica, new Client({ userId: account.userId }), limit);
		return type === 'pushed';
	} finally {
		connection.close();
	}
}
