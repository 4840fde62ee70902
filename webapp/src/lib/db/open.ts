import { deleteDB } from 'idb';

import { Connection, databaseName, ownerOf } from './connection.ts';
import { LazyFinder } from './lazy-finder.ts';
import { LocalDatabase } from './local-database.ts';
import { rules } from './rules.ts';
import type { SyncMeta } from './schema.ts';

/** Whose database it is, and of which space. */
export interface Owner {
	readonly userId: string;
	readonly spaceId: string;
	/** The epoch of the space as sign-in told it; left out, the first pull asks for it. */
	readonly epoch?: string;
}

/**
 * Opens the local database of one user and one space, and makes it if there is
 * none. `now` is the device's clock.
 */
export async function openDatabase(
	owner: Owner,
	now: () => number = Date.now
): Promise<LocalDatabase> {
	const connection = new Connection(owner.userId, owner.spaceId);
	const known = await connection.run('readonly', ['sync'], (tx) =>
		tx.objectStore('sync').getKey('sync')
	);
	if (known === undefined) {
		await connection.run('readwrite', ['sync'], async (tx) => {
			const store = tx.objectStore('sync');
			// Another tab may have opened it a moment ago.
			if ((await store.getKey('sync')) === undefined) await store.put(begin(owner), 'sync');
		});
	}
	const isNew = known === undefined;
	return new LocalDatabase(
		{ ...owner, isNew },
		connection,
		rules,
		now,
		(contacts) => new LazyFinder(owner, connection, rules, contacts)
	);
}

/** Whose local databases are on this device. */
export async function ownersHere(): Promise<readonly Owner[]> {
	const databases = await indexedDB.databases();
	return databases.flatMap(({ name = '' }) => ownerOf(name) ?? []);
}

/** Deletes the local database for good, what was not synced too. Other tabs let go of it. */
export async function deleteDatabase(owner: Owner): Promise<void> {
	await deleteDB(databaseName(owner.userId, owner.spaceId));
}

function begin({ epoch }: Owner): SyncMeta {
	return {
		device: crypto.randomUUID(),
		nextSeq: 1,
		gen: 0,
		cursor: 0,
		head: 0,
		safe: 0,
		complete: false,
		...(epoch !== undefined && { epoch })
	};
}
