/** What the user wants to reach together with others: by when, with whom, and what moved it. */
import type { Goal, Step } from '#lib/api/collections.gen.ts';
import { parsePartial } from '#lib/calendar/partial.ts';
import { addDays, isWallDate, type WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

/** A goal as it is kept. */
export type GoalRow = Row<'goal'>;

/** Where a goal can stand. */
export const states = ['open', 'reached', 'changed', 'dropped'] as const;

export type State = (typeof states)[number];

/** Where a goal stands; what this version does not know counts as open, so that it is looked at. */
export function stateOf({ state }: Goal): State {
	return states.find((known) => known === state) ?? 'open';
}

/** Goals by where they stand. */
export interface Goals {
	/** To be reached, the nearest first, those without a day last. */
	readonly open: readonly GoalRow[];
	/** Reached, changed or dropped, the latest first. */
	readonly settled: readonly GoalRow[];
}

/** Sorts goals. */
export function goalsOf(rows: readonly GoalRow[]): Goals {
	const isOpen = ({ fields }: GoalRow) => stateOf(fields) === 'open';
	return {
		open: rows
			.filter(isOpen)
			.sort((a, b) => compare(nearness(a), nearness(b)) || compare(a.id, b.id)),
		settled: rows
			.filter((row) => !isOpen(row))
			.sort(
				(a, b) => compare(b.fields.stateOn ?? '', a.fields.stateOn ?? '') || compare(b.id, a.id)
			)
	};
}

/** The goals that somebody shares. */
export function sharedWith(rows: readonly GoalRow[], contactId: string): readonly GoalRow[] {
	return rows.filter(({ fields }) => fields.contacts?.[contactId] === true);
}

/** Who shares a goal. */
export function sharersOf({ contacts = {} }: Goal): readonly string[] {
	return Object.keys(contacts)
		.filter((id) => contacts[id] === true)
		.sort();
}

/** The last day of a partial date: of a month, of a year. `undefined` if its year is not known. */
export function lastDay(by: string): WallDate | undefined {
	const { year, month, day } = parsePartial(by) ?? {};
	if (year === undefined) return undefined;
	if (day !== undefined) return by;
	const next =
		month === undefined || month === 12
			? `${pad(year + 1, 4)}-01-01`
			: `${pad(year, 4)}-${pad(month + 1, 2)}-01`;
	return isWallDate(next) ? addDays(next, -1) : undefined;
}

/** Whether the day by which it was to be reached has passed. */
export function isPast({ by = '' }: Goal, today: WallDate): boolean {
	const last = lastDay(by);
	return last !== undefined && last < today;
}

/** One thing that moved a goal. */
export interface Moved extends Step {
	readonly id: string;
}

/** What moved a goal, the latest first. */
export function movesOf({ moved = {} }: Goal): readonly Moved[] {
	return Object.entries(moved)
		.map(([id, step]) => ({ id, ...step }))
		.sort((a, b) => compare(b.on ?? '', a.on ?? '') || compare(b.id, a.id));
}

function nearness({ fields: { by = '' } }: GoalRow): string {
	return lastDay(by) ?? '9999';
}

function pad(part: number, width: number): string {
	return String(part).padStart(width, '0');
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
