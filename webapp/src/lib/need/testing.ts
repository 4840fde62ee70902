/** Needs and offers for tests. */
import type { Match as MatchFields, Need, Offer } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import type { NeedRow, OfferRow } from './match.ts';

const bare = { version: 1, pending: false, deleted: false, createdAt: Date.parse('2026-11-01') };

/** A need of somebody. */
export function needRow(id: string, fields: Need): NeedRow {
	return { ...bare, id, collection: 'need', fields: { contact: 'ana', ...fields } };
}

/** An offer, the user's own unless it says otherwise. */
export function offerRow(id: string, fields: Offer): OfferRow {
	return { ...bare, id, collection: 'offer', fields };
}

/** Something that was decided about a pair. */
export function matchRow(fields: MatchFields): Row<'match'> {
	return { ...bare, id: JSON.stringify(fields), collection: 'match', fields };
}
