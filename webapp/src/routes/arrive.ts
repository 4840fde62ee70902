import { deleteDatabases } from '#lib/account/leave.ts';
import { rememberAccount, rememberedAccount, type LocalAccount } from '#lib/account/local.ts';
import type { Session } from '#lib/api/client.ts';
import { forgetKept } from '#lib/db/kept.ts';
import { openDatabase } from '#lib/db/open.ts';
import { m } from '#lib/paraglide/messages.js';

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
	const other = before !== undefined && before.userId !== local.userId;
	return { local, left: other ? await putAway(before) : undefined };
}

async function putAway(other: LocalAccount): Promise<string | undefined> {
	const db = await openDatabase(other);
	const count = await db.pendingCount();
	db.close();
	if (count > 0) return m.account_others_kept({ count, email: other.email });
	await deleteDatabases(other.userId, indexedDB);
	forgetKept(other);
	return undefined;
}
