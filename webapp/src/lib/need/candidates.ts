/** What matches bring to Today: for each person the best one. */
import type { WallDate } from '#lib/calendar/wall.ts';
import { m } from '#lib/paraglide/messages.js';

import { matches, type Field } from './match.ts';

/** A candidate for a card of Today. */
export interface MatchCandidate {
	readonly kind: 'match';
	readonly id: string;
	readonly contactId: string;
	readonly day: WallDate;
	readonly why: string;
	readonly act: { readonly label: string; readonly href: string };
}

/** More than the best of them a day would be a list, and there is a page for that. */
const BEST = 10;

/** The matches that are worth a card; `names` says how the helpers are called. */
export function matchCards(
	field: Field,
	names: ReadonlyMap<string, string>,
	today: WallDate
): readonly MatchCandidate[] {
	const seen = new Set<string>();
	return matches(field, today).flatMap(({ id, need, offer, helper }) => {
		const { contact = '', text = '' } = need.fields;
		const name = helper === undefined ? undefined : names.get(helper);
		const isGone = helper !== undefined && name === undefined;
		if (isGone || seen.has(contact) || seen.size >= BEST) return [];
		seen.add(contact);
		return {
			kind: 'match',
			id: `match/${id}`,
			contactId: contact,
			day: today,
			why:
				name === undefined
					? m.need_card_mine({ need: text, offer: offer.fields.text ?? '' })
					: m.need_card_helper({ need: text, name }),
			act: { label: m.need_card_act(), href: '/offers' }
		};
	});
}
