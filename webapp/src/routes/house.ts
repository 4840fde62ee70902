import type { Account } from '#lib/account/account.svelte.ts';
import { forgetKept, keptBefore } from '#lib/db/kept.ts';
import { openDatabase } from '#lib/db/open.ts';
import type { Database } from '#lib/db/types.ts';
import { createSync, type Sync } from '#lib/sync/sync.svelte.ts';

/** What is open while a user is at home: their database and what keeps it in sync. */
export interface House {
	readonly db: Database;
	readonly sync: Sync;
	/**
	 * The browser had cleared the database: so many changes were in it that the
	 * server does not have. `undefined` where nothing was cleared.
	 */
	readonly cleared: number | undefined;
	/** Stops the sync and closes the database. What is not sent stays in it. */
	close(): void;
}

/** Opens a user's house. No network is needed, and no token. */
export async function open(account: Account): Promise<House> {
	const db = await openDatabase(account);
	const cleared = db.isNew ? keptBefore(account) : undefined;
	if (db.isNew) forgetKept(account);
	const sync = createSync(db, account.api);
	const close = () => {
		sync.stop();
		db.close();
	};
	return { db, sync, cleared, close };
}
