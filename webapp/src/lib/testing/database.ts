import type { LocalDatabase } from '#lib/db/local-database.ts';
import { openDatabase } from '#lib/db/open.ts';

/** A database of its own for a test, on a fake IndexedDB. */
export function freshDatabase(): Promise<LocalDatabase> {
	return openDatabase({ userId: crypto.randomUUID(), spaceId: 'space' });
}
