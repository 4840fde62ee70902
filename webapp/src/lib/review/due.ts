/** When a review is due: a pure function of the reviews, the settings and the day, the same on every device. */
import type { Setting } from '#lib/api/collections.gen.ts';
import { addDays, weekday, type WallDate } from '#lib/calendar/wall.ts';

import { kindOf, type ReviewKind, type ReviewRow } from './reviews.ts';

/** Friday, as the settings count: 1 for Monday to 7 for Sunday. */
export const USUAL_DAY = 5;

/** A weekly review is spoken of for so many days; then there is the next one to come. */
const WEEK_DAYS = 4;
/** The quarterly one for so many. */
const QUARTER_DAYS = 21;
/** Whoever did it so many days early has done it. */
const EARLY = { week: 3, quarter: 14 } as const;

/** What decides. */
export interface Ground {
	readonly reviews: readonly ReviewRow[];
	readonly setting: Setting | undefined;
	/** The day since which there is somebody to think of; `undefined` if there is nobody. */
	readonly since: WallDate | undefined;
	readonly today: WallDate;
}

/** Which review is due; the quarterly one first, for it does not come often. */
export function dueReview(ground: Ground): ReviewKind | undefined {
	if (isDue('quarter', ground)) return 'quarter';
	return isDue('week', ground) ? 'week' : undefined;
}

function isDue(kind: ReviewKind, { reviews, setting, since, today }: Ground): boolean {
	const from = kind === 'week' ? lastDay(setting, today) : quarterOf(today);
	const days = kind === 'week' ? WEEK_DAYS : QUARTER_DAYS;
	if (from === undefined || since === undefined || since > from) return false;
	const putOff = kind === 'week' ? setting?.weekPutOff : setting?.quarterPutOff;
	if (today >= addDays(from, days) || (putOff ?? '') > today) return false;
	const early = addDays(from, -EARLY[kind]);
	return !reviews.some(({ fields }) => kindOf(fields) === kind && (fields.doneOn ?? '') >= early);
}

/**
 * The day on which the next review of a kind is; `undefined` for none. One that was done today may
 * have been a little early, and then the next one is that after it.
 */
export function nextOn(
	kind: ReviewKind,
	setting: Setting | undefined,
	today: WallDate,
	isDone = false
): WallDate | undefined {
	const after = isDone ? addDays(today, EARLY[kind]) : today;
	if (kind === 'quarter') return quarterOf(addDays(quarterOf(after), 95));
	const last = lastDay(setting, after);
	return last && addDays(last, 7);
}

/** The first day of a day's quarter. */
export function quarterOf(day: WallDate): WallDate {
	const month = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1;
	return `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
}

/** The day of the week that was chosen, today or before; `undefined` if none was. */
function lastDay(setting: Setting | undefined, today: WallDate): WallDate | undefined {
	const day = setting?.reviewDay ?? USUAL_DAY;
	return day === 0 ? undefined : addDays(today, -((weekday(today) - day + 7) % 7));
}
