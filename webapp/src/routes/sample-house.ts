/** The house of the sample people: a database of its own, which nothing syncs. */
import { deleteDatabases } from '#lib/account/leave.ts';
import { forgetAccount } from '#lib/account/local.ts';
import { addDays, deviceZone, wallDate, type WallDate } from '#lib/calendar/wall.ts';
import { settingId } from '#lib/api/collections.gen.ts';
import { fill } from '#lib/db/fill.ts';
import { deleteDatabase, openDatabase } from '#lib/db/open.ts';
import type { LocalDatabase } from '#lib/db/local-database.ts';
import type { SyncStatus } from '#lib/db/types.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { sampleUser, tellGone } from '#lib/sample/inside.ts';
import { sampleYear } from '#lib/sample/records.ts';
import yearUrl from '#lib/sample/year.txt?url';

import type { House } from './house.ts';

const prefix = `tend:${sampleUser}:`;

/** Nothing is sent, so there is nothing to wait for. */
const atRest: SyncStatus = {
	state: 'synced',
	pending: 0,
	lastSyncedAt: undefined,
	trouble: undefined,
	parked: [],
	firstSync: undefined,
	syncNow: () => undefined,
	discardParked: () => Promise.resolve(),
	retryParked: () => Promise.resolve()
};

/** Opens the house of the sample people as it is today, and fills it if it is empty. */
export async function openSample(): Promise<House> {
	const db = await openFilled();
	return { db, sync: atRest, cleared: undefined, close: () => db.close() };
}

/**
 * Sees to it that the sample people are on this device. Rejects with a TypeError if their texts,
 * which come when they are first wanted, cannot be fetched.
 */
export async function prepareSample(): Promise<void> {
	(await openFilled()).close();
}

/** Takes the sample people off this device, with everything that was tried with them. */
export async function throwSampleAway(): Promise<void> {
	tellGone();
	forgetAccount(sampleUser);
	await deleteDatabases(sampleUser, indexedDB);
}

/** The database says in its name of which day it is, and in which language: tomorrow there is another one. */
async function openFilled(): Promise<LocalDatabase> {
	const zone = deviceZone();
	const today = wallDate(new Date(), zone);
	const language = getLocale();
	const owner = { userId: sampleUser, spaceId: `${today}:${language}` };
	const db = await openDatabase(owner);
	try {
		if ((await db.get('setting', settingId)) === undefined) {
			const answer = await fetch(yearUrl);
			if (!answer.ok) throw new TypeError(`${yearUrl}: ${answer.status}`);
			await fill(db, sampleYear(await answer.text(), { today, zone, language }));
			await dropOld(addDays(today, -1));
		}
		return db;
	} catch (error) {
		db.close();
		await deleteDatabase(owner);
		throw error;
	}
}

/** Samples of days before that one go; another tab may still show yesterday's. */
async function dropOld(before: WallDate): Promise<void> {
	for (const { name = '' } of await indexedDB.databases()) {
		const spaceId = name.slice(prefix.length);
		if (name.startsWith(prefix) && spaceId < before) {
			await deleteDatabase({ userId: sampleUser, spaceId });
		}
	}
}
