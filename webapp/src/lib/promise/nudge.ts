/** When the user may remind somebody of their promise: a day after it was due, twice at most, and not twice in a week. */
import type { Promise as PromiseFields } from '#lib/api/collections.gen.ts';
import { addDays, type WallDate } from '#lib/calendar/wall.ts';

import { dueDay, isMine, isOpen } from './standing.ts';

/** After the second one it is for the next meeting, not for one more message. */
export const MAX_NUDGES = 2;

/** Days between the first nudge and the second: time for an answer. */
const PATIENCE = 7;

/** Where a promise of theirs stands. */
export type NudgeState =
	| { readonly kind: 'none' }
	/** A nudge can be sent; it would be the first or the second. */
	| { readonly kind: 'ready'; readonly nth: 1 | 2 }
	| { readonly kind: 'waiting'; readonly until: WallDate }
	/** Both were sent. */
	| { readonly kind: 'spent' };

/** Whether a kind word about their promise is in place today. */
export function nudgeState(fields: PromiseFields, today: WallDate): NudgeState {
	const due = dueDay(fields);
	if (isMine(fields) || !isOpen(fields) || due === undefined || due >= today)
		return { kind: 'none' };
	const sent = nudgesOf(fields);
	if (sent.length >= MAX_NUDGES) return { kind: 'spent' };
	const last = sent.at(-1);
	if (last === undefined) return { kind: 'ready', nth: 1 };
	const until = addDays(last, PATIENCE);
	return until > today ? { kind: 'waiting', until } : { kind: 'ready', nth: 2 };
}

/** The days on which they were reminded since the promise was last moved, in their order. */
export function nudgesOf({ nudges = {} }: PromiseFields): readonly WallDate[] {
	return Object.keys(nudges)
		.filter((day) => nudges[day] === true)
		.sort();
}
