/** Whom to think of next week, and how much room there is. */
import type { Row } from '#lib/db/types.ts';

import { plannedOf } from './actions.ts';
import { decisionsOf, type ReviewRow } from './reviews.ts';

/** Somebody who may be thought of. */
export interface Suggestion {
	readonly contactId: string;
	/** Why; empty for whoever the user chose themselves. */
	readonly why: string;
	/** Past the latest day to be in touch. */
	readonly late: boolean;
}

/** Somebody who may be thought of, or is. */
export interface Choice extends Suggestion {
	readonly name: string;
	readonly planned: { readonly how: 'reminder' | 'interaction'; readonly on: string } | undefined;
}

/** The suggestions of people who are here, and all who are planned already, those first. */
export function choicesOf(
	review: ReviewRow,
	suggestions: readonly Suggestion[],
	names: ReadonlyMap<string, string>,
	records: readonly (Row<'reminder'> | Row<'interaction'>)[]
): readonly Choice[] {
	const days = new Map(records.map(({ id, fields }) => [id, (fields.at ?? '').slice(0, 10)]));
	const planned = new Map(
		[...decisionsOf(review.fields)].flatMap(([contactId, decision]) => {
			const record = plannedOf(decision);
			const on = record && days.get(record.id);
			return on === undefined ? [] : [[contactId, { how: record?.collection, on }] as const];
		})
	);
	const known = new Set(suggestions.map(({ contactId }) => contactId));
	const others = [...planned.keys()].filter((id) => !known.has(id));
	return [
		...suggestions,
		...others.map((contactId) => ({ contactId, why: '', late: false }))
	].flatMap((suggestion): Choice[] => {
		const name = names.get(suggestion.contactId);
		const plan = planned.get(suggestion.contactId);
		if (name === undefined) return [];
		const how = plan?.how ?? 'reminder';
		return [{ ...suggestion, name, planned: plan && { how, on: plan.on } }];
	});
}
