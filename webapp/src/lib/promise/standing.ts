/** How a promise stands: open or settled, and what became of it. All of it follows from the record and the day. */
import type { Promise as PromiseFields, PromisePatch } from '#lib/api/collections.gen.ts';
import { daysBetween, type WallDate } from '#lib/calendar/wall.ts';

/** Whether something still has to be done about it. */
export function isOpen({ delivery, deliveredOn }: PromiseFields): boolean {
	return delivery === undefined && deliveredOn === undefined;
}

/** What is written when it is kept in full on a day. */
export function keptPatch(on: WallDate): PromisePatch {
	return { delivery: 'full', deliveredOn: on };
}

/** The day on which it is due; `undefined` if none was named. */
export function dueDay({ due }: PromiseFields): WallDate | undefined {
	return due?.slice(0, 10);
}

/** The day that was named first. Against this one it is judged, however often it moved. */
export function firstDue({ originalDue, due }: PromiseFields): WallDate | undefined {
	return (originalDue ?? due)?.slice(0, 10);
}

/** Whether it was promised by the user. What does not say so is the user's own: better one too many than one forgotten. */
export function isMine({ by }: PromiseFields): boolean {
	return by !== 'them';
}

/** Whether another day was agreed before the first one had passed: said in time, not found out. */
export function movedInTime(fields: PromiseFields): boolean {
	const first = firstDue(fields);
	const { renegotiatedOn } = fields;
	return first !== undefined && renegotiatedOn !== undefined && renegotiatedOn <= first;
}

/** What went wrong with a promise, seen from the day that was named first. */
export type Miss =
	| { readonly how: 'late'; readonly days: number }
	| { readonly how: 'partly' }
	| { readonly how: 'not' }
	| { readonly how: 'open'; readonly days: number };

/** What became of a promise; `undefined` if that cannot be said yet, or should not be: it was released, or handed over. */
export function outcomeOf(fields: PromiseFields, today: WallDate): 'kept' | Miss | undefined {
	const first = firstDue(fields);
	const { delivery, deliveredOn } = fields;
	if (first === undefined || delivery === 'released' || delivery === 'handed-over')
		return undefined;
	if (delivery === 'not') return { how: 'not' };
	if (isOpen(fields))
		return first < today ? { how: 'open', days: daysBetween(first, today) } : undefined;
	if (delivery === 'partly') return { how: 'partly' };
	const late = daysBetween(first, deliveredOn ?? first);
	return late > 0 ? { how: 'late', days: late } : 'kept';
}
