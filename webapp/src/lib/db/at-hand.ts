import type { InteractionPatch } from '#lib/api/collections.gen.ts';

import type { Change, Database } from './types.ts';

/** The interaction that something belongs to which happens now, and how to make it if there is none yet. */
export interface AtHand {
	readonly id: string;
	readonly changes: readonly Change[];
}

/**
 * The interaction with somebody in which something was asked or came up: the newest one of today or
 * yesterday, or else one to be made, for there has been one. `at` is the wall time now, `since` the
 * day before.
 */
export async function interactionAtHand(
	db: Pick<Database, 'about' | 'newId'>,
	contactId: string,
	{ at, since }: { readonly at: string; readonly since: string }
): Promise<AtHand> {
	const latest = await db.about('interaction', contactId, 5);
	const known = latest.find(
		({ fields }) => fields.planned !== true && (fields.at ?? '') >= since && (fields.at ?? '') <= at
	);
	if (known !== undefined) return { id: known.id, changes: [] };
	const id = db.newId();
	const named: InteractionPatch = { [`contacts/${contactId}`]: true as const };
	return { id, changes: [{ op: 'put', collection: 'interaction', id, patch: { ...named, at } }] };
}
