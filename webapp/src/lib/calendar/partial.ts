/**
 * Partial dates, as people know them: a birthday without its year, a year
 * without its day. On the wire `YYYY`, `YYYY-MM`, `--MM-DD` or `YYYY-MM-DD`.
 */
import { daysBetween, isWallDate, utcDate, type WallDate } from './wall.ts';

/** What is known of a date. A day never comes without its month, a month never without a day or a year. */
export interface PartialDate {
	readonly year?: number | undefined;
	/** From 1 to 12. */
	readonly month?: number | undefined;
	/** From 1 to 31. */
	readonly day?: number | undefined;
}

/** A leap year, so that 29 February is a day of it. */
const ANY_YEAR = 2000;

/** Reads the form on the wire; `undefined` if the text is not a partial date. */
export function parsePartial(text: string): PartialDate | undefined {
	const match = /^(?:(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?|--(\d{2})-(\d{2}))$/.exec(text);
	if (match === null) return undefined;
	const [, year, month = match[4], day = match[5]] = match;
	const date: PartialDate = { year: number(year), month: number(month), day: number(day) };
	return exists(date) ? date : undefined;
}

/** The form on the wire; `undefined` if the parts make no date. */
export function joinPartial({ year, month, day }: PartialDate): string | undefined {
	if (!exists({ year, month, day })) return undefined;
	const head = year === undefined ? '-' : String(year).padStart(4, '0');
	const tail = [month, day].flatMap((part) => (part === undefined ? [] : pad(part)));
	return [head, ...tail].join('-');
}

/** The date in words, as far as it is known: "12 May", "May 1980", "1980". */
export function partialWords({ year, month, day }: PartialDate, locale: string): string {
	const date = new Date(Date.UTC(ANY_YEAR, (month ?? 1) - 1, day ?? 1));
	if (year !== undefined) date.setUTCFullYear(year);
	return new Intl.DateTimeFormat(locale, {
		timeZone: 'UTC',
		...(year !== undefined && { year: 'numeric' }),
		...(month !== undefined && { month: 'long' }),
		...(day !== undefined && { day: 'numeric' })
	}).format(date);
}

/**
 * The first day on or after `today` that has the month and day of the date.
 * 29 February falls on the 28th in common years. `undefined` if the day is not known.
 */
export function nextAnniversary(
	{ month, day }: PartialDate,
	today: WallDate
): WallDate | undefined {
	if (month === undefined || day === undefined) return undefined;
	const thisYear = utcDate(today).getUTCFullYear();
	const here = inYear(thisYear, month, day);
	return daysBetween(today, here) >= 0 ? here : inYear(thisYear + 1, month, day);
}

/** How many years lie between the year of the date and `on`; `undefined` without a year. */
export function yearsOn({ year }: PartialDate, on: WallDate): number | undefined {
	return year === undefined ? undefined : utcDate(on).getUTCFullYear() - year;
}

function inYear(year: number, month: number, day: number): WallDate {
	const date = `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`;
	return isWallDate(date) ? date : date.replace(/29$/, '28');
}

function exists({ year, month, day }: PartialDate): boolean {
	if (month === undefined) return year !== undefined && day === undefined;
	if (day === undefined) return year !== undefined && month >= 1 && month <= 12;
	const inside = year ?? ANY_YEAR;
	return isWallDate(`${String(inside).padStart(4, '0')}-${pad(month)}-${pad(day)}`);
}

function number(text: string | undefined): number | undefined {
	return text === undefined ? undefined : Number(text);
}

function pad(part: number): string {
	return String(part).padStart(2, '0');
}
