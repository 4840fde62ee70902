/** What can be done with a promise; each says what it did and can be taken back. */
import type { Patch, PromisePatch } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Change, Database } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

import type { PromiseRow } from './ledger.ts';
import { isMine } from './standing.ts';

/** What the actions work on. */
export interface Desk {
	readonly db: Pick<Database, 'putAll' | 'newId'>;
	readonly toasts: Sayer;
}

/** How a promise ended. */
export interface Delivery {
	readonly delivery: 'full' | 'partly' | 'not' | 'released' | 'handed-over';
	readonly on: WallDate;
	readonly proof?: string | undefined;
	readonly handedTo?: string | undefined;
	/** Writes it into the ledger of what was given and received, as this kind of thing. */
	readonly gaveAs?: GiveKind | undefined;
}

/** What a delivered promise may have been for the one who got it. */
export type GiveKind = NonNullable<Patch<'exchange'>['kind']>;

/** Says what became of a promise. */
export function deliver(desk: Desk, row: PromiseRow, what: Delivery): Promise<boolean> {
	const { delivery, on, proof = '', handedTo = '', gaveAs } = what;
	const before: PromisePatch = pick(row, ['delivery', 'deliveredOn', 'proof', 'handedTo']);
	const patch: PromisePatch = {
		delivery,
		deliveredOn: on,
		...(proof.trim() !== '' && { proof: proof.trim() }),
		...(handedTo !== '' && { handedTo })
	};
	const exchange = gaveAs && exchangeOf(desk.db.newId(), row, gaveAs, on);
	return change(
		desk,
		row,
		m.promise_settled_toast({ text: titleOf(row) }),
		patch,
		before,
		exchange
	);
}

/** Opens a settled promise again. */
export function reopen(desk: Desk, row: PromiseRow): Promise<boolean> {
	const fields = ['delivery', 'deliveredOn', 'handedTo'] as const;
	return change(
		desk,
		row,
		m.promise_reopened_toast({ text: titleOf(row) }),
		{ delivery: null, deliveredOn: null, handedTo: null },
		pick(row, fields)
	);
}

/** Agrees on another day. The day that was named first stays on record, and when it was first moved. */
export function move(
	desk: Desk,
	row: PromiseRow,
	due: WallDate,
	today: WallDate
): Promise<boolean> {
	return change(
		desk,
		row,
		m.promise_moved_toast({ text: titleOf(row) }),
		movePatch(row, due, today),
		pick(row, ['due', 'originalDue', 'renegotiatedOn'])
	);
}

/** What agreeing on another day writes. A promise that had no day yet just gets one. */
export function movePatch({ fields }: PromiseRow, due: WallDate, today: WallDate): PromisePatch {
	if (fields.due === undefined) return { due };
	return {
		due,
		originalDue: fields.originalDue ?? fields.due,
		renegotiatedOn: fields.renegotiatedOn ?? today
	};
}

/** Notes that a miss was made up for. */
export function makeGood(desk: Desk, row: PromiseRow, today: WallDate): Promise<boolean> {
	return change(
		desk,
		row,
		m.promise_made_good_toast({ text: titleOf(row) }),
		{ madeGoodOn: today },
		pick(row, ['madeGoodOn'])
	);
}

/** Notes that they were reminded today. */
export function nudge(desk: Desk, row: PromiseRow, today: WallDate): Promise<boolean> {
	const was = row.fields.nudges?.[today] ?? null;
	return change(
		desk,
		row,
		m.promise_nudged_toast(),
		{ [`nudges/${today}`]: true },
		{ [`nudges/${today}`]: was }
	);
}

/** Moves a promise to the trash. */
export function remove(desk: Desk, row: PromiseRow): Promise<boolean> {
	const put = (op: 'delete' | 'restore') =>
		desk.db.putAll([{ op, collection: 'promise', id: row.id }]);
	return undoable(desk.toasts, {
		text: m.promise_deleted_toast({ text: titleOf(row) }),
		run: () => put('delete'),
		undo: () => put('restore')
	});
}

/** What a promise is called where it must be called something. */
export function titleOf({ fields }: PromiseRow): string {
	const text = fields.text?.trim() ?? '';
	return text === '' ? m.promise_one() : text;
}

/** What was given or received with it, as the ledger writes it down. */
function exchangeOf(id: string, row: PromiseRow, kind: GiveKind, on: WallDate) {
	const { contact } = row.fields;
	const patch: Patch<'exchange'> = {
		direction: isMine(row.fields) ? 'gave' : 'received',
		kind,
		size: 'm',
		text: titleOf(row),
		on,
		promise: row.id,
		...(contact !== undefined && { contact })
	};
	return { collection: 'exchange', id, patch } as const;
}

/** The present values of some fields, as a patch that brings them back. */
function pick(
	row: PromiseRow,
	names: readonly (keyof PromiseRow['fields'] & keyof PromisePatch)[]
) {
	return Object.fromEntries(names.map((name) => [name, row.fields[name] ?? null])) as PromisePatch;
}

function change(
	{ db, toasts }: Desk,
	{ id }: PromiseRow,
	text: string,
	patch: PromisePatch,
	back: PromisePatch,
	also?: ReturnType<typeof exchangeOf>
): Promise<boolean> {
	const put = (fields: PromisePatch): Change => ({
		op: 'put',
		collection: 'promise',
		id,
		patch: fields
	});
	return undoable(toasts, {
		text,
		run: () => db.putAll([put(patch), ...(also ? [{ op: 'put', ...also } as const] : [])]),
		undo: () =>
			db.putAll([
				put(back),
				...(also ? [{ op: 'delete', collection: 'exchange', id: also.id } as const] : [])
			])
	});
}
