/** The weeks and months that pictures look back on, from the day on which somebody looks. */
import { addDays, daysBetween, utcDate, type WallDate } from '#lib/calendar/wall.ts';

/** How far back the pictures look, in days. */
export const YEAR = 365;

/** How many weeks may be looked back on. */
export const weekCounts = { quarter: 12, year: 52 } as const;

/** Whether a day lies within the twelve months up to today. */
export function inYear(day: WallDate, today: WallDate): boolean {
	return day <= today && daysBetween(day, today) < YEAR;
}

/** The first day of the twelve months up to today. */
export function yearStart(today: WallDate): WallDate {
	return addDays(today, 1 - YEAR);
}

/** The months, `YYYY-MM`, that the twelve months up to today touch; the first may be there in part. */
export function monthsOf(today: WallDate): readonly string[] {
	const months: string[] = [];
	const [year = 0, month = 1] = yearStart(today).split('-').map(Number);
	for (let i = month - 1; ; i++) {
		const first = new Date(Date.UTC(year, i, 1)).toISOString().slice(0, 7);
		if (first > today.slice(0, 7)) return months;
		months.push(first);
	}
}

/** The Mondays of so many weeks, the last of which begins on `monday`. */
export function weeksTo(monday: WallDate, count: number): readonly WallDate[] {
	return Array.from({ length: count }, (_, i) => addDays(monday, (i + 1 - count) * 7));
}

/** A month in words: "November 2026". */
export function monthWords(month: string, locale: string): string {
	return format(month, locale, { month: 'long', year: 'numeric' });
}

/** A month in a letter: "N". */
export function monthLetter(month: string, locale: string): string {
	return format(month, locale, { month: 'narrow' });
}

function format(month: string, locale: string, options: Intl.DateTimeFormatOptions): string {
	return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(
		utcDate(`${month}-01`)
	);
}
