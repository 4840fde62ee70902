/** The reminders in the order in which they matter, as a pure function of the records and the clock. */
import { addDays, daysBetween, wallDate, wallTime, type WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

import { isSettled, nextOpen, type Defaults, type OpenOccurrence } from './recurrence.ts';

/** A reminder and the occurrence that waits. */
export interface Entry {
	readonly row: Row<'reminder'>;
	readonly open: OpenOccurrence;
	/** The day on which it is due, where the reader is. */
	readonly day: WallDate;
	/** `HH:MM` where the reader is; `undefined` for a reminder of a day. */
	readonly time: string | undefined;
	/** Whether its day has passed, or today its time. */
	readonly late: boolean;
}

/** A reminder and the occurrence that was settled last. */
export interface Done {
	readonly row: Row<'reminder'>;
	readonly occurrence: string;
}

/** All reminders of a space, each group in its order. */
export interface Agenda {
	readonly overdue: readonly Entry[];
	readonly today: readonly Entry[];
	/** The six days after today. */
	readonly week: readonly Entry[];
	readonly later: readonly Entry[];
	readonly paused: readonly Row<'reminder'>[];
	/** Settled within the last fortnight, the latest first. */
	readonly done: readonly Done[];
}

/** Who reads, when and where. */
export interface Viewpoint {
	readonly now: Date;
	/** The zone in which days begin for the reader. */
	readonly zone: string;
	readonly defaults?: Defaults | undefined;
}

/** How many days back a settled occurrence is still shown. */
const DONE_DAYS = 14;

/** Sorts the reminders into their groups. */
export function agenda(rows: readonly Row<'reminder'>[], view: Viewpoint): Agenda {
	const today = wallDate(view.now, view.zone);
	const entries = rows.flatMap((row) => entryOf(row, view) ?? []).sort(byDue);
	const ahead = (from: number, to: number) =>
		entries.filter(({ day }) => within(daysBetween(today, day), from, to));
	return {
		overdue: ahead(-Infinity, -1),
		today: ahead(0, 0),
		week: ahead(1, 6),
		later: ahead(7, Infinity),
		paused: rows.filter(({ fields }) => fields.paused === true),
		done: rows.flatMap((row) => lastDone(row, today) ?? []).sort(byOccurrence)
	};
}

/** The reminder with what waits of it; `undefined` if nothing does. */
export function entryOf(
	row: Row<'reminder'>,
	{ now, zone, defaults }: Viewpoint
): Entry | undefined {
	const open = nextOpen(row.fields, now, defaults);
	if (open === undefined) return undefined;
	const due = wallTime(open.dueAt, zone);
	const name = nameOf(row, open);
	// A reminder of a day is due on that day wherever the reader is, not on the day of an instant.
	const isDay = name.length === 10;
	const day = isDay ? name : due.slice(0, 10);
	const late = isDay ? day < wallDate(now, zone) : open.overdue;
	return { row, open, day, time: isDay ? undefined : due.slice(11), late };
}

/** The day or wall time that is waited for: the occurrence's, or the end of a snooze beyond it. */
function nameOf({ fields }: Row<'reminder'>, { occurrence }: OpenOccurrence): string {
	const snoozed = fields.snoozedUntil ?? '';
	return snoozed > occurrence ? snoozed : occurrence;
}

/** `done` does not say when it was ticked, so the occurrence's own day stands for it. */
function lastDone(row: Row<'reminder'>, today: WallDate): Done | undefined {
	const settled = Object.keys(row.fields.done ?? {}).filter((name) => isSettled(row.fields, name));
	const occurrence = settled.sort().at(-1);
	if (occurrence === undefined || occurrence.slice(0, 10) < addDays(today, -DONE_DAYS))
		return undefined;
	return { row, occurrence };
}

function byDue(a: Entry, b: Entry): number {
	return a.open.dueAt.valueOf() - b.open.dueAt.valueOf() || (a.row.id < b.row.id ? -1 : 1);
}

function byOccurrence(a: Done, b: Done): number {
	return b.occurrence.localeCompare(a.occurrence) || (a.row.id < b.row.id ? -1 : 1);
}

function within(value: number, from: number, to: number): boolean {
	return value >= from && value <= to;
}
