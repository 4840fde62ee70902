/**
 * Bringing a relationship to a good end: nothing stays owed, a thank-you, and
 * then quiet. It can be opened again, with everything that was.
 */
import type { Contact } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Change, Row } from '#lib/db/types.ts';

/** What of an ending is known. */
export interface Ending {
	/** The ending that was begun last and has not been closed, or the last one that was. */
	readonly row: Row<'ending'> | undefined;
	/** Promises either way that are still open. */
	readonly open: readonly Row<'promise'>[];
	readonly thanked: boolean;
}

/** How a promise is brought to nought. */
export type Settling = 'full' | 'handed-over' | 'released';

/** Looks at what there is. */
export function endingOf(
	endings: readonly Row<'ending'>[],
	promises: readonly Row<'promise'>[]
): Ending {
	const newest = endings.toSorted(
		(a, b) =>
			Number(b.fields.closedOn === undefined) - Number(a.fields.closedOn === undefined) ||
			(a.id < b.id ? 1 : -1)
	);
	return {
		row: newest[0],
		open: promises.filter(
			({ fields }) => fields.delivery === undefined && fields.deliveredOn === undefined
		),
		thanked: newest[0]?.fields.thanked === true
	};
}

/** What settling a promise writes. Who takes over may be known already. */
export function settle(
	promise: Row<'promise'>,
	how: Settling,
	today: WallDate,
	successor: string | undefined
): Change {
	const patch = {
		delivery: how,
		...(how === 'full' && { deliveredOn: today }),
		...(how === 'handed-over' && successor !== undefined && { handedTo: successor })
	};
	return { op: 'put', collection: 'promise', id: promise.id, patch };
}

/** What takes {@link settle} back. */
export function unsettle(promise: Row<'promise'>): Change {
	const patch = { delivery: null, deliveredOn: null, handedTo: null };
	return { op: 'put', collection: 'promise', id: promise.id, patch };
}

/** What beginning to wind down writes. */
export function begin(
	contact: Row<'contact'>,
	ending: Row<'ending'> | undefined,
	frame: { readonly id: string; readonly today: WallDate }
): readonly Change[] {
	const isGoingOn = ending !== undefined && ending.fields.closedOn === undefined;
	const made: Change = {
		op: 'put',
		collection: 'ending',
		id: frame.id,
		patch: { contact: contact.id, decidedOn: frame.today }
	};
	return [stage(contact.id, 'winding-down'), ...(isGoingOn ? [] : [made])];
}

/** What the end writes: the relationship is over, and nothing about it speaks any more. */
export function close(
	contactId: string,
	ending: Row<'ending'>,
	reminders: readonly Row<'reminder'>[],
	today: WallDate
): readonly Change[] {
	const quiet = reminders
		.filter(({ fields }) => fields.paused !== true)
		.map(({ id }): Change => ({ op: 'put', collection: 'reminder', id, patch: { paused: true } }));
	return [
		stage(contactId, 'ended'),
		{ op: 'put', collection: 'ending', id: ending.id, patch: { closedOn: today } },
		...quiet
	];
}

/** What opening again writes. The ending stays where it is: it happened. */
export function reopen(contactId: string): readonly Change[] {
	return [stage(contactId, 'steady')];
}

/** What not ending it after all writes. */
export function keep(contactId: string, ending: Row<'ending'> | undefined): readonly Change[] {
	const isGoingOn = ending !== undefined && ending.fields.closedOn === undefined;
	const undone: Change[] = isGoingOn ? [{ op: 'delete', collection: 'ending', id: ending.id }] : [];
	return [stage(contactId, 'steady'), ...undone];
}

/** What puts the stage back. */
export function stage(id: string, value: NonNullable<Contact['stage']> | null): Change {
	return { op: 'put', collection: 'contact', id, patch: { stage: value } };
}
