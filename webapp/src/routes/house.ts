import type { Account } from '#lib/account/account.svelte.ts';
import { openDatabase } from '#lib/db/open.ts';
import type { Database } from '#lib/db/types.ts';
import { createSync, type Sync } from '#lib/sync/sync.svelte.ts';

/** What is open while a user is at home: their database and what keeps it in sync. */
export interface House {
	readonly db: Database;
	readonly sync: Sync;
	/** Stops the sync and closes the database. What is not sent stays in it. */
	close(): void;
}

/** Opens a user's house. No network is needed, and no token. */
export async function open(account: Account): Promise<House> {
	const db = await openDatabase(account);
	const sync = createSync(db, account.api);
	const close = () => {
		sync.stop();
		db.close();
	};
	return { db, sync, close };
}
