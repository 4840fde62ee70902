/** All promises in the order in which they matter, and what was missed: a pure function of the records and the day. */
import { addDays, type WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

import { dueDay, firstDue, isMine, isOpen, outcomeOf, type Miss } from './standing.ts';

/** A promise as it is kept. */
export type PromiseRow = Row<'promise'>;

/** Whose promises are looked at. */
export type Side = 'all' | 'mine' | 'theirs';

/** A promise that was not kept on time and in full. */
export interface Missed {
	readonly row: PromiseRow;
	readonly miss: Miss;
}

/** A promise that came due within twelve months, and what became of it. */
export interface Judged {
	readonly row: PromiseRow;
	/** The day that was named first. */
	readonly first: WallDate;
	readonly outcome: 'kept' | Miss;
}

/** How many promises of the last twelve months came due, and which of them were missed; there is no number but that. */
export interface Reckoning {
	readonly of: number;
	readonly missed: readonly Missed[];
}

/** The promises of a space. */
export interface Ledger {
	/** Due by the end of the week from today, what is overdue first. */
	readonly due: readonly PromiseRow[];
	readonly later: readonly PromiseRow[];
	readonly undated: readonly PromiseRow[];
	/** Settled within the last fortnight, the latest first. */
	readonly settled: readonly PromiseRow[];
	readonly mine: Reckoning;
	readonly theirs: Reckoning;
}

const WEEK = 7;
const FORTNIGHT = 14;
const YEAR = 365;

/** Sorts the promises of one side or of both. */
export function ledger(rows: readonly PromiseRow[], today: WallDate, side: Side = 'all'): Ledger {
	const seen = rows.filter(({ fields }) => side === 'all' || isMine(fields) === (side === 'mine'));
	const open = seen.filter(({ fields }) => isOpen(fields)).sort(byDue);
	const soon = addDays(today, WEEK);
	const dated = open.filter(({ fields }) => fields.due !== undefined);
	const fortnight = addDays(today, -FORTNIGHT);
	return {
		due: dated.filter(({ fields }) => (dueDay(fields) ?? '') <= soon),
		later: dated.filter(({ fields }) => (dueDay(fields) ?? '') > soon),
		undated: open.filter(({ fields }) => fields.due === undefined),
		settled: seen
			.filter(({ fields }) => !isOpen(fields) && (fields.deliveredOn ?? '') >= fortnight)
			.sort(bySettled),
		mine: reckon(
			rows.filter(({ fields }) => isMine(fields)),
			today
		),
		theirs: reckon(
			rows.filter(({ fields }) => !isMine(fields)),
			today
		)
	};
}

/** The promises that came due within twelve months, by the day that was named first. */
export function judge(rows: readonly PromiseRow[], today: WallDate): readonly Judged[] {
	const from = addDays(today, -YEAR);
	return rows.flatMap((row) => {
		const first = firstDue(row.fields);
		const outcome = outcomeOf(row.fields, today);
		return outcome === undefined || first === undefined || first <= from
			? []
			: [{ row, outcome, first }];
	});
}

/** On time and in full over twelve months, by the day that was named first. */
export function reckon(rows: readonly PromiseRow[], today: WallDate): Reckoning {
	const judged = judge(rows, today);
	const missed = judged
		.flatMap(({ row, outcome, first }) =>
			outcome === 'kept' ? [] : [{ row, miss: outcome, first }]
		)
		// What can still be made good comes first, then the newest.
		.sort(
			(a, b) =>
				Number(isMadeGood(a.row)) - Number(isMadeGood(b.row)) ||
				compare(b.first, a.first) ||
				compare(a.row.id, b.row.id)
		);
	return { of: judged.length, missed: missed.map(({ row, miss }) => ({ row, miss })) };
}

/** Whether a miss has been made up for. */
export function isMadeGood({ fields }: PromiseRow): boolean {
	return fields.madeGoodOn !== undefined;
}

function byDue(a: PromiseRow, b: PromiseRow): number {
	return compare(a.fields.due ?? '', b.fields.due ?? '') || compare(a.id, b.id);
}

function bySettled(a: PromiseRow, b: PromiseRow): number {
	return compare(b.fields.deliveredOn ?? '', a.fields.deliveredOn ?? '') || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
