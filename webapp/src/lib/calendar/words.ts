/**
 * Days in the words of a language, by `Intl` alone: no message to translate,
 * and each locale orders day and month as its readers do.
 */
import { daysBetween, utcDate, type WallDate, type WallTime } from './wall.ts';

/**
 * The locale in which to write dates: the device's own variant of the app's
 * language ("en-GB" for "en") where it has one, because en-GB and en-US write
 * the same day differently.
 */
export function dateLocale(language: string, preferred: readonly string[]): string {
	return preferred.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;
}

/** The line over a page: "Saturday, 21 November". */
export function dayLine(date: WallDate, locale: string): string {
	return format(date, locale, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** A day close to today by name, any other by date: "today", "Friday", "3 Dec", "3 Dec 2027". */
export function dayWords(date: WallDate, today: WallDate, locale: string): string {
	const ahead = daysBetween(today, date);
	if (Math.abs(ahead) <= 1) return relative(ahead, 'day', locale);
	if (ahead > 1 && ahead < 7) return format(date, locale, { weekday: 'long' });
	return shortDate(date, today, locale);
}

/** A day as short as it stays clear: the year only if it is another one. */
export function shortDate(date: WallDate, today: WallDate, locale: string): string {
	const sameYear = date.slice(0, 4) === today.slice(0, 4);
	return format(date, locale, {
		day: 'numeric',
		month: 'short',
		...(!sameYear && { year: 'numeric' })
	});
}

/** A day in full: "21 November 2026". */
export function longDate(date: WallDate, locale: string): string {
	return format(date, locale, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** The clock of a wall time, as the locale reads it: "14:20", "2:20 PM". */
export function clockWords(time: WallTime, locale: string): string {
	const at = new Date(`${time.slice(0, 16)}Z`);
	return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', timeStyle: 'short' }).format(at);
}

/** How long ago a day was, in the largest unit that stays honest: "yesterday", "3 weeks ago". */
export function agoWords(date: WallDate, today: WallDate, locale: string): string {
	const [count, unit] = largest(daysBetween(date, today));
	return relative(-count, unit, locale);
}

/** How far a day lies ahead: "tomorrow", "in 3 weeks". */
export function aheadWords(date: WallDate, today: WallDate, locale: string): string {
	const [count, unit] = largest(daysBetween(today, date));
	return relative(count, unit, locale);
}

/** A length of time: "7 weeks". */
export function spanWords(days: number, locale: string): string {
	const [count, unit] = largest(days);
	return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** A distance that somebody chose, in the unit in which it was meant: "1 month", "6 weeks", "10 days". */
export function paceWords(days: number, locale: string): string {
	const units = [
		['year', 365],
		['month', 30],
		['week', 7]
	] as const;
	const [unit, size] = units.find(([, length]) => days % length === 0) ?? (['day', 1] as const);
	const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
	return new Intl.NumberFormat(locale, style).format(days / size);
}

/** The same words with a capital, for the start of a sentence. */
export function capital(words: string, locale: string): string {
	const [first = ''] = words;
	return first.toLocaleUpperCase(locale) + words.slice(first.length);
}

function largest(days: number): [count: number, unit: 'day' | 'week' | 'month' | 'year'] {
	const size = Math.abs(days);
	if (size < 14) return [days, 'day'];
	if (size < 60) return [Math.trunc(days / 7), 'week'];
	if (size < 730) return [Math.trunc(days / 30.44), 'month'];
	return [Math.trunc(days / 365.25), 'year'];
}

function relative(count: number, unit: Intl.RelativeTimeFormatUnit, locale: string): string {
	// -0 would be written "0 days ago" instead of "today" by some engines.
	return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(
		count === 0 ? 0 : count,
		unit
	);
}

/** Formats are dear to make, and a list writes many days in one. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(date: WallDate, locale: string, options: Intl.DateTimeFormatOptions): string {
	const key = JSON.stringify([locale, options]);
	let known = formats.get(key);
	if (known === undefined) {
		known = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
		formats.set(key, known);
	}
	return known.format(utcDate(date));
}
