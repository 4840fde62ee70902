/** What is said of a reminder: how often, and when next. */
import type { Recurrence } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import {
	agoWords,
	capital,
	clockWords,
	dayWords,
	longDate,
	shortDate
} from '#lib/calendar/words.ts';
import { m } from '#lib/paraglide/messages.js';

import type { Unit } from './form.ts';

/** Who reads: the day it is for them, and their locale. */
export interface Reader {
	readonly today: WallDate;
	readonly locale: string;
}

/** How often: "every 2 weeks". Empty for once, and for a repetition that nobody understands. */
export function everyWords({ n = 1, unit }: Recurrence): string {
	const count = { count: n };
	switch (unit) {
		case 'day':
			return m.reminder_every_day(count);
		case 'week':
			return m.reminder_every_week(count);
		case 'month':
			return m.reminder_every_month(count);
		case 'year':
			return m.reminder_every_year(count);
		default:
			return '';
	}
}

/** The name of a unit as it stands after a number. */
export function unitWords(unit: Unit, n: number): string {
	const count = { count: Number.isFinite(n) ? n : 2 };
	switch (unit) {
		case 'day':
			return m.reminder_unit_day(count);
		case 'week':
			return m.reminder_unit_week(count);
		case 'month':
			return m.reminder_unit_month(count);
		case 'year':
			return m.reminder_unit_year(count);
	}
}

/** When something is due, as short as a chip: "today", "14:20", "Friday", "3 Dec". Today's hour says enough. */
export function dueChip(
	day: WallDate,
	time: string | undefined,
	{ today, locale }: Reader
): string {
	if (day === today && time !== undefined) return clockWords(`${day}T${time}`, locale);
	return dayWords(day, today, locale);
}

/** That something should have been done, and how long ago. */
export function lateWords(day: WallDate, time: string | undefined, reader: Reader): string {
	if (day === reader.today) return m.reminder_late_today({ time: dueChip(day, time, reader) });
	return m.reminder_late({ ago: agoWords(day, reader.today, reader.locale) });
}

/** When something is due, as a sentence begins: "Today, 14:20", "Friday", "3 Dec". */
export function dueWords(
	day: WallDate,
	time: string | undefined,
	{ today, locale }: Reader
): string {
	const words = capital(dayWords(day, today, locale), locale);
	return time === undefined
		? words
		: m.reminder_at({ day: words, time: clockWords(`${day}T${time}`, locale) });
}

/** Occurrences one after the other: "31 Jan · 28 Feb · 31 Mar". Some locales have commas inside of dates. */
export function occurrenceList(occurrences: readonly string[], { today, locale }: Reader): string {
	const days = occurrences.map((occurrence) => shortDate(occurrence.slice(0, 10), today, locale));
	return days.join(' · ');
}

/** How often and how long: "every 2 weeks, until 3 March 2027". Empty for once. */
export function repetition(
	every: Recurrence | undefined,
	until: string | undefined,
	locale: string
): string {
	if (every === undefined) return '';
	const words = everyWords(every);
	if (until === undefined) return words;
	return `${words}, ${m.reminder_until_words({ day: longDate(until.slice(0, 10), locale) })}`;
}
