import type { Account } from '#lib/account/account.svelte.ts';
import { forgetKept, keptBefore } from '#lib/db/kept.ts';
import { openDatabase } from '#lib/db/open.ts';
import type { Database, SyncStatus } from '#lib/db/types.ts';
import { createSync } from '#lib/sync/sync.svelte.ts';

/** What is open while a user is at home: their database and what keeps it in sync. */
export interface House {
	readonly db: Database;
	readonly sync: SyncStatus;
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
	if (!account.hasServer) return (await import('./sample-house.ts')).openSample();
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
