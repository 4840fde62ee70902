/** Birthdays and other days that come near. */
import { nextAnniversary, parsePartial, yearsOn } from '#lib/calendar/partial.ts';
import { daysBetween, type WallDate } from '#lib/calendar/wall.ts';
import type { Timing } from '#lib/db/types.ts';

/** A day to remember whose lead days have begun; a candidate for Today. */
export interface NearDate {
	readonly kind: 'date';
	readonly id: string;
	readonly contactId: string;
	readonly day: WallDate;
	readonly occasion: 'birthday' | 'anniversary' | 'other';
	readonly label: string | undefined;
	readonly years: number | undefined;
}

/** How many days ahead a day is shown that does not say so itself. */
const LEAD_DAYS = 7;

/**
 * The days of these people that come near. Whoever is paused or said goodbye to
 * does not prompt.
 */
export function nearDates(
	people: readonly { readonly id: string; readonly fields: Timing }[],
	today: WallDate
): readonly NearDate[] {
	return people.flatMap(({ id, fields }) =>
		fields.dates === undefined || isQuiet(fields, today) ? [] : datesOf(id, fields.dates, today)
	);
}

function datesOf(
	contactId: string,
	dates: NonNullable<Timing['dates']>,
	today: WallDate
): readonly NearDate[] {
	return Object.entries(dates).flatMap(
		([key, { kind = 'other', date = '', label, leadDays = LEAD_DAYS }]) => {
			const partial = parsePartial(date) ?? {};
			const day = nextAnniversary(partial, today);
			if (day === undefined || daysBetween(today, day) > leadDays) return [];
			const years = yearsOn(partial, day);
			const id = `date/${contactId}/${key}/${day}`;
			return [{ kind: 'date', id, contactId, day, occasion: kind, label, years }];
		}
	);
}

function isQuiet({ stage, pausedUntil = '' }: Timing, today: WallDate): boolean {
	return stage === 'ended' || pausedUntil > today;
}
