/**
 * A word outside the database that there is one, and how much of it the server
 * does not have. A browser that clears the one without the other can be told
 * from a device that is new.
 */
import type { Owner } from './open.ts';

/** Notes that the owner's database holds something, and how many changes are only there. */
export function noteKept(owner: Owner, unsynced: number, storage: Storage = localStorage): void {
	try {
		storage.setItem(keyOf(owner), String(unsynced));
	} catch {
		// A storage that takes nothing tells nothing later: no more than before.
	}
}

/** How many changes were only in the database when last seen; `undefined` if there was none. */
export function keptBefore(owner: Owner, storage: Storage = localStorage): number | undefined {
	const noted = storage.getItem(keyOf(owner));
	return noted === null ? undefined : Number(noted) || 0;
}

/** Forgets the note, once the database was deleted on purpose or its loss was told. */
export function forgetKept(owner: Owner, storage: Storage = localStorage): void {
	storage.removeItem(keyOf(owner));
}

/** Holds the user, so that it goes when they sign out. */
function keyOf({ userId, spaceId }: Owner): string {
	return `tend.kept.${userId}.${spaceId}`;
}
