import { deleteDatabases } from '#lib/account/leave.ts';
import { rememberAccount, rememberedAccount, type LocalAccount } from '#lib/account/local.ts';
import type { Session } from '#lib/api/client.ts';
import { forgetKept } from '#lib/db/kept.ts';
import { openDatabase, ownersHere, type Owner } from '#lib/db/open.ts';
import { m } from '#lib/paraglide/messages.js';
import { sampleUser } from '#lib/sample/inside.ts';

/** What {@link arrive} did. */
interface Arrival {
	readonly local: LocalAccount;
	/** What to tell of the user who was here before, if something of theirs stays. */
	readonly left: string | undefined;
}

/**
 * Makes the session's user the one of this device. If somebody else's data is here, it goes, for
 * the server has it; unless some of it was never synced. Then it stays, closed, until they sign in
 * again: it is theirs, and nothing of it is sent in another name.
 */
export async function arrive(session: Session, deviceName: string): Promise<Arrival> {
	const before = rememberedAccount();
	const local = {
		userId: session.user.id,
		email: session.user.email,
		spaceId: session.space.id,
		epoch: session.space.epoch,
		deviceName
	};
	rememberAccount(local);
	let left: string | undefined;
	// Of earlier users too: a page that was closed may have come no further than the line above.
	for (const other of await ownersHere()) {
		if (other.userId === local.userId || other.userId === sampleUser) continue;
		const count = await putAway(other).catch(stays);
		if (count > 0 && other.userId === before?.userId) {
			left = m.account_others_kept({ count, email: before.email });
		}
	}
	return { local, left };
}

/** What cannot be opened, for a newer app made it, stays where it is and keeps nobody out. */
function stays(error: unknown): number {
	reportError(error);
	return 0;
}

/** Deletes somebody's data unless there are changes that only this device has; tells how many. */
async function putAway(other: Owner): Promise<number> {
	const db = await openDatabase(other);
	const count = await db.unsyncedCount();
	db.close();
	if (count > 0) return count;
	await deleteDatabases(other.userId, indexedDB);
	forgetKept(other);
	return 0;
}
