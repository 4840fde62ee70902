/** What happened lately with those who share a goal: it may have moved it. */
import { addDays, type WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

/** One touch with some who share the goal. */
export interface Lately {
	readonly row: Row<'interaction'>;
	readonly on: WallDate;
	readonly contactIds: readonly string[];
}

/** Lately is so many days, and so many touches. */
const DAYS = 60;
const FEW = 5;

/** The last touches with some people, each once, the latest first. */
export function latelyOf(
	rows: readonly Row<'interaction'>[],
	sharers: readonly string[],
	today: WallDate
): readonly Lately[] {
	const once = new Map(rows.map((row) => [row.id, row]));
	return [...once.values()]
		.flatMap((row): Lately[] => {
			const { at = '', planned, contacts = {} } = row.fields;
			const on = at.slice(0, 10);
			const isLately = planned !== true && on <= today && on > addDays(today, -DAYS);
			return isLately ? [{ row, on, contactIds: sharers.filter((id) => contacts[id]) }] : [];
		})
		.sort((a, b) => compare(b.on, a.on) || compare(b.row.id, a.row.id))
		.slice(0, FEW);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
