/**
 * Which open needs somebody could meet: the user with what they offer, or somebody else whom the user
 * could introduce. Computed on the device, from the words of both sides; a pure function.
 */
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

import { wordsOf } from './words-of.ts';

export type NeedRow = Row<'need'>;
export type OfferRow = Row<'offer'>;

/** A need and an offer that fit, and why. */
export interface Match {
	/** The same on every device. */
	readonly id: string;
	readonly need: NeedRow;
	readonly offer: OfferRow;
	/** The contact who could help; `undefined` if it is the user. */
	readonly helper: string | undefined;
	/** The words that both have, as the need writes them. */
	readonly shared: readonly string[];
	readonly score: number;
}

/** What matches are found among. */
export interface Field {
	readonly needs: readonly NeedRow[];
	readonly offers: readonly OfferRow[];
	/** What was decided before; a pair that was decided on never comes again. */
	readonly decided: readonly Row<'match'>[];
}

/** Only the user can give it: that counts for as much as one more word. */
const ONLY_ME = 1;

/** So many matches of one need are a choice; more are noise. */
const PER_NEED = 5;

/** A word that more offers have than this, and more than this part of them, tells nothing. */
const COMMON = { least: 20, part: 0.1 } as const;

/** Whether a need still waits. */
export function isOpen({ fields }: Row<'need' | 'offer'>): boolean {
	return (fields.state ?? 'open') === 'open';
}

/** Whether an offer is a chance that is told of, rather than something to give again and again. */
export function isOpportunity({ fields }: OfferRow): boolean {
	return fields.kind === 'opportunity';
}

/** All matches, the best first. `today` decides which offers have room this month. */
export function matches({ needs, offers, decided }: Field, today: WallDate): readonly Match[] {
	const done = new Set(decided.map(({ fields }) => key(fields.need ?? '', fields.offer ?? '')));
	const room = offers.filter((offer) => isOpen(offer) && hasRoom(offer, decided, today));
	const index = indexOf(room);
	const found = needs
		.filter((need) => isOpen(need) && need.fields.contact !== undefined)
		.flatMap((need) =>
			matchesOf(need, index, room.length)
				.filter(({ id }) => !done.has(id))
				.slice(0, PER_NEED)
		);
	return found.sort(best);
}

/** What of the user's own meets each need best, in its words, by the id of the need. */
export function mineFor(
	{ needs, offers, decided }: Field,
	today: WallDate
): ReadonlyMap<string, string> {
	const mine = offers.filter(({ fields }) => fields.contact === undefined);
	const found = new Map<string, string>();
	for (const { need, offer } of matches({ needs, offers: mine, decided }, today)) {
		if (!found.has(need.id)) found.set(need.id, offer.fields.text ?? '');
	}
	return found;
}

/** The same for whatever has words, such as an article: the open needs that it fits, the best first. */
export function needsThatFit(
	text: string,
	needs: readonly NeedRow[]
): readonly { readonly need: NeedRow; readonly shared: readonly string[] }[] {
	const said = wordsOf(text);
	return needs
		.filter((need) => isOpen(need) && need.fields.contact !== undefined)
		.flatMap((need) => {
			const shared = [...wordsOf(textOf(need))].filter(([stem]) => said.has(stem));
			return shared.length === 0 ? [] : [{ need, shared: shared.map(([, word]) => word) }];
		})
		.sort((a, b) => b.shared.length - a.shared.length || (a.need.id < b.need.id ? -1 : 1));
}

type Index = ReadonlyMap<string, readonly OfferRow[]>;

function indexOf(offers: readonly OfferRow[]): Index {
	const index = new Map<string, OfferRow[]>();
	for (const offer of offers) {
		for (const stem of wordsOf(textOf(offer)).keys()) {
			const own = index.get(stem);
			if (own === undefined) index.set(stem, [offer]);
			else own.push(offer);
		}
	}
	const common = Math.max(COMMON.least, COMMON.part * offers.length);
	for (const [stem, own] of index) if (own.length > common) index.delete(stem);
	return index;
}

function matchesOf(need: NeedRow, index: Index, all: number): readonly Match[] {
	const found = new Map<OfferRow, { shared: string[]; score: number }>();
	for (const [stem, word] of wordsOf(textOf(need))) {
		const offers = index.get(stem) ?? [];
		for (const offer of offers) {
			if (offer.fields.contact === need.fields.contact) continue;
			const hit = found.get(offer) ?? { shared: [], score: offer.fields.onlyMe ? ONLY_ME : 0 };
			hit.shared.push(word);
			// A word that few offers have says more.
			hit.score += 1 + Math.log(all / offers.length);
			found.set(offer, hit);
		}
	}
	return [...found]
		.map(([offer, { shared, score }]) => ({
			id: key(need.id, offer.id),
			need,
			offer,
			helper: offer.fields.contact,
			shared,
			score
		}))
		.sort(best);
}

/** The best first; ties by id, so that all devices agree. */
function best(a: Match, b: Match): number {
	return b.score - a.score || (a.id < b.id ? -1 : 1);
}

/** Whether an offer with a limit a month has been offered less often in this month. */
function hasRoom(
	{ id, fields }: OfferRow,
	decided: readonly Row<'match'>[],
	today: WallDate
): boolean {
	if (fields.perMonth === undefined) return true;
	const month = today.slice(0, 7);
	const given = decided.filter(
		({ fields: match, createdAt }) =>
			match.offer === id &&
			match.decision === 'offered' &&
			new Date(createdAt).toISOString().startsWith(month)
	);
	return given.length < fields.perMonth;
}

function textOf({ fields }: Row<'need' | 'offer'>): string {
	const { text = '', why = '' } = fields;
	return `${text} ${why}`;
}

function key(need: string, offer: string): string {
	return `${need}/${offer}`;
}
