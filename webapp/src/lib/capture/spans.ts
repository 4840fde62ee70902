/** Days counted from other days, as words like "next week" mean them. Weeks begin on Monday. */
import { addDays, isWallDate, utcDate, weekday, type WallDate } from '#lib/calendar/wall.ts';

import type { Unit } from './date-lexicon.ts';

/** A run of days, both ends included. */
export interface Span {
	readonly from: WallDate;
	readonly to: WallDate;
	/** As a partial date on the wire, where less than a day is known. */
	readonly partial?: string;
}

/** One day. */
export function oneDay(day: WallDate): Span {
	return { from: day, to: day };
}

/** The day with these numbers; `undefined` if there is none. */
export function dayOf(year: number, month: number, day: number): WallDate | undefined {
	const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
	return isWallDate(date) ? date : undefined;
}

/** The first day on or after `today` with this month and day; of 29 February the next one there is. */
export function nextDay(today: WallDate, month: number, day: number): WallDate | undefined {
	const year = Number(today.slice(0, 4));
	for (let ahead = 0; ahead <= 8; ahead++) {
		const date = dayOf(year + ahead, month, day);
		if (date !== undefined && date >= today) return date;
	}
	return undefined;
}

/** Days of a unit; a month and a year are counted so only where a part of one is said. */
const DAYS = { hour: 1 / 24, day: 1, week: 7, fortnight: 14, month: 30, year: 365 } as const;

/** `date` moved by so many of a unit; a day past the end of a month is its last. */
export function move(date: WallDate, count: number, unit: Unit): WallDate {
	const months = unit === 'year' ? 12 * count : count;
	const isOfMonths = (unit === 'month' || unit === 'year') && Number.isInteger(months);
	if (!isOfMonths) return addDays(date, Math.round(count * DAYS[unit]));
	const all = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
	const first = `${pad(Math.floor(all / 12), 4)}-${pad((all % 12) + 1)}`;
	const last = lastOfMonth(`${first}-01`);
	const day = `${first}-${date.slice(8)}`;
	return day < last ? day : last;
}

/** The whole month that a day lies in. */
export function monthOf(date: WallDate): Span {
	const partial = date.slice(0, 7);
	return { from: `${partial}-01`, to: lastOfMonth(date), partial };
}

/** The whole year. */
export function yearOf(year: number): Span {
	const partial = pad(year, 4);
	return { from: `${partial}-01-01`, to: `${partial}-12-31`, partial };
}

/** Monday to Friday of the week that lies so many weeks ahead. */
export function weekAhead(today: WallDate, weeks: number): Span {
	const monday = addDays(today, 7 * weeks - ((weekday(today) + 6) % 7));
	return { from: monday, to: addDays(monday, 4) };
}

/** The weekday that comes next after today, or the one in the week so many weeks ahead. */
export function weekdayAhead(today: WallDate, day: number, weeks?: number): WallDate {
	if (weeks !== undefined) return addDays(weekAhead(today, weeks).from, (day + 6) % 7);
	return addDays(today, (day - weekday(today) + 7) % 7 || 7);
}

/** The quarter that lies so many quarters ahead of the one that a day is in. */
export function quarterAhead(today: WallDate, ahead: number): Span {
	const month = Math.floor((Number(today.slice(5, 7)) - 1) / 3) * 3 + 1;
	const from = move(`${today.slice(0, 4)}-${pad(month)}-01`, 3 * ahead, 'month');
	return { from, to: monthOf(move(from, 2, 'month')).to };
}

/** Monday to Friday of a numbered week, of this year or, if it has passed, of the next; ISO 8601. */
export function weekNumbered(today: WallDate, number: number): Span | undefined {
	if (number < 1 || number > 53) return undefined;
	const year = Number(today.slice(0, 4));
	const inYear = (of: number) => weekAhead(`${pad(of, 4)}-01-04`, number - 1);
	const week = inYear(year);
	return week.to >= today ? week : inYear(year + 1);
}

function lastOfMonth(date: WallDate): WallDate {
	const first = utcDate(`${date.slice(0, 7)}-01`);
	const end = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0));
	return `${date.slice(0, 7)}-${pad(end.getUTCDate())}`;
}

function pad(part: number, width = 2): string {
	return String(part).padStart(width, '0');
}
