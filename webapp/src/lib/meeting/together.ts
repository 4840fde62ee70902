/** Time spent together: how much of it outside of work, and when next. */
import { addDays, type WallDate, type WallTime } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

/** What the meetings with somebody come to. */
export interface Together {
	/** Minutes outside of work within the last twelve months. */
	readonly outside: number;
	/** Minutes in all within the last twelve months. */
	readonly all: number;
	/** The next planned meeting. */
	readonly next: Row<'interaction'> | undefined;
	/** The last planned meeting that is over and of which nothing is known yet. */
	readonly open: Row<'interaction'> | undefined;
}

const YEAR = 365;

/** Sums up the meetings with somebody. */
export function together(rows: readonly Row<'interaction'>[], now: WallTime): Together {
	const today = now.slice(0, 10);
	const from = addDays(today, -YEAR);
	const happened = rows.filter(
		({ fields: { planned, at = '' } }) =>
			planned !== true && at.slice(0, 10) > from && at.slice(0, 10) <= today
	);
	const planned = rows.filter(({ fields }) => fields.planned === true && fields.at !== undefined);
	const [ahead, over] = [
		planned.filter((row) => !isOver(row, now)),
		planned.filter((row) => isOver(row, now))
	];
	return {
		outside: minutesOf(happened.filter(({ fields }) => fields.setting === 'outside')),
		all: minutesOf(happened),
		next: ahead.sort(byTime).at(0),
		open: over.sort(byTime).at(-1)
	};
}

/** Whether a meeting's time, or its day if it has no hour, has passed. */
export function isOver({ fields: { at = '' } }: Row<'interaction'>, now: WallTime): boolean {
	return at.length > 10 ? at < now : at < now.slice(0, 10);
}

/** The day of a meeting. */
export function dayOf({ fields: { at = '' } }: Row<'interaction'>): WallDate {
	return at.slice(0, 10);
}

function minutesOf(rows: readonly Row<'interaction'>[]): number {
	return rows.reduce((sum, { fields: { minutes = 0 } }) => sum + minutes, 0);
}

function byTime(a: Row<'interaction'>, b: Row<'interaction'>): number {
	const [x, y] = [a.fields.at ?? '', b.fields.at ?? ''];
	return x < y || (x === y && a.id < b.id) ? -1 : 1;
}
