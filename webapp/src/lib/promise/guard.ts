/**
 * Whether a new promise would be one too many: a quiet line while it is made, nothing more. Pure, so
 * that whatever writes promises down (the sheet, capture) can ask.
 */
import { addDays, weekday, type WallDate } from '#lib/calendar/wall.ts';

import type { PromiseRow } from './ledger.ts';
import { dueDay, isMine, isOpen } from './standing.ts';

/** From so many promises on a day holds enough. */
export const MANY_A_DAY = 3;

/** From so many promises on a week holds enough. */
export const MANY_A_WEEK = 7;

/** How much is promised already. */
export interface Load {
	readonly span: 'day' | 'week';
	readonly count: number;
}

/**
 * How many open promises of the user the day of `due`, or its week from Monday, already holds, if
 * that is many; `undefined` if there is room. `except` is the promise that is being changed.
 */
export function loadOn(
	rows: readonly PromiseRow[],
	due: WallDate | undefined,
	except?: string
): Load | undefined {
	if (due === undefined || due === '') return undefined;
	const day = due.slice(0, 10);
	const monday = addDays(day, -((weekday(day) + 6) % 7));
	const sunday = addDays(monday, 6);
	const days = rows.flatMap(({ id, fields }) => {
		const on = dueDay(fields);
		const counts = id !== except && on !== undefined && isMine(fields) && isOpen(fields);
		return counts && on >= monday && on <= sunday ? [on] : [];
	});
	const onDay = days.filter((on) => on === day).length;
	if (onDay >= MANY_A_DAY) return { span: 'day', count: onDay };
	return days.length >= MANY_A_WEEK ? { span: 'week', count: days.length } : undefined;
}
