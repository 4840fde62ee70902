/** Needs as they age, and what is the next step of an introduction. */
import type { Introduction } from '#lib/api/collections.gen.ts';
import { addDays, type WallDate } from '#lib/calendar/wall.ts';

import { isOpen, type NeedRow } from './match.ts';

/** After so many days nobody knows whether a need is still one. */
export const STALE_DAYS = 120;

/** When a need was last known to be true. */
export function confirmedDay({ fields, createdAt }: NeedRow): WallDate {
	return fields.confirmedOn ?? new Date(createdAt).toISOString().slice(0, 10);
}

/** Whether to ask if a need is still true. */
export function isStale(need: NeedRow, today: WallDate): boolean {
	return isOpen(need) && confirmedDay(need) <= addDays(today, -STALE_DAYS);
}

/** Open needs first, then by how fresh they are; ties by id. */
export function inOrder(needs: readonly NeedRow[]): readonly NeedRow[] {
	return needs.toSorted(
		(a, b) =>
			Number(isOpen(b)) - Number(isOpen(a)) ||
			(confirmedDay(a) < confirmedDay(b) ? 1 : -1) ||
			(a.id < b.id ? -1 : 1)
	);
}

/** What is next to do about an introduction: ask the first, ask the second, hear, introduce, ask how it went, thank. */
export type Step = 'ask-a' | 'ask-b' | 'hear-b' | 'introduce' | 'outcome' | 'thank' | 'done';

/** Nobody is introduced before both have said yes: the one with the need is asked first. */
export function stepOf({ state, outcome, thanked }: Introduction): Step {
	if (state === undefined) return 'ask-a';
	if (state === 'closed' && outcome !== undefined && thanked !== true) return 'thank';
	return after[state];
}

const after: Readonly<Record<NonNullable<Introduction['state']>, Step>> = {
	'asked-a': 'ask-b',
	'asked-b': 'hear-b',
	agreed: 'introduce',
	introduced: 'outcome',
	closed: 'done',
	declined: 'done'
};
