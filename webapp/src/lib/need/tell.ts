/**
 * Who hears of an opportunity first: the inner circle at once, the next one two days later, the rest
 * after that. To be first is worth much, so it goes to those who are closest.
 */
import type { Circle, Contact } from '#lib/api/collections.gen.ts';

import type { OfferRow } from './match.ts';
import { wordsOf } from './words-of.ts';

/** Between one circle and the next, in milliseconds. */
export const HEAD_START = 48 * 3_600_000;

/** One round of telling. */
export interface Wave {
	readonly nth: 0 | 1 | 2;
	/** From when on it may hear, in milliseconds of Unix time. */
	readonly from: number;
	readonly isOpen: boolean;
	readonly people: readonly Hearer[];
}

/** Somebody who may be told. */
export interface Hearer {
	readonly id: string;
	readonly name: string;
	/** A word of a need of theirs that it fits. */
	readonly fits: readonly string[];
	readonly toldOn: string | undefined;
}

interface Somebody {
	readonly id: string;
	readonly fields: Pick<Contact, 'fullName' | 'circle' | 'stage'>;
}

/** What the order follows from. */
export interface Listeners {
	readonly people: readonly Somebody[];
	readonly circles: ReadonlyMap<string, Circle>;
	/** The texts of open needs, by contact. */
	readonly needs: ReadonlyMap<string, string>;
}

/** The three waves of an opportunity. Of those in no near circle only the ones whose needs it fits hear of it. */
export function waves(offer: OfferRow, listeners: Listeners, now: number): readonly Wave[] {
	const ranks = ranksOf(listeners.circles);
	const about = wordsOf(`${offer.fields.text ?? ''} ${offer.fields.why ?? ''}`);
	const groups: [Hearer[], Hearer[], Hearer[]] = [[], [], []];
	for (const { id, fields } of listeners.people) {
		if (fields.stage === 'ended') continue;
		const nth = Math.min(ranks.get(fields.circle ?? '') ?? 2, 2);
		const fits = [...wordsOf(listeners.needs.get(id) ?? '')].flatMap(([stem, word]) =>
			about.has(stem) ? [word] : []
		);
		const toldOn = offer.fields.told?.[id]?.on;
		if (nth === 2 && fits.length === 0 && toldOn === undefined) continue;
		groups[nth]?.push({ id, name: fields.fullName, fits, toldOn });
	}
	return ([0, 1, 2] as const).map((nth) => {
		const from = offer.createdAt + nth * HEAD_START;
		return { nth, from, isOpen: from <= now, people: groups[nth].sort(byFit) };
	});
}

/** Circles from the inside out: by their place, then by how often one is in touch. */
function ranksOf(circles: ReadonlyMap<string, Circle>): ReadonlyMap<string, number> {
	const sorted = [...circles].sort(
		([idA, a], [idB, b]) =>
			(a.pos ?? Infinity) - (b.pos ?? Infinity) ||
			(a.idealDays ?? Infinity) - (b.idealDays ?? Infinity) ||
			(idA < idB ? -1 : 1)
	);
	return new Map(sorted.map(([id], rank) => [id, rank]));
}

function byFit(a: Hearer, b: Hearer): number {
	return b.fits.length - a.fits.length || (a.name < b.name ? -1 : 1);
}
