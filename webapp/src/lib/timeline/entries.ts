/** What was written and what happened with somebody, newest first and by day. */
import { wallDate, type WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

/** A note or an interaction. */
export type Entry = Row<'note'> | Row<'interaction'>;

/** The entries of one day, newest first. */
export interface Day {
	readonly day: WallDate;
	readonly entries: readonly Entry[];
}

/** A timeline, cut to what is shown. */
export interface Timeline {
	/** What was pinned stands above the days. */
	readonly pinned: readonly Row<'note'>[];
	readonly days: readonly Day[];
	/** Whether there is more than what is shown. */
	readonly more: boolean;
}

/** Brings notes and interactions together; both must hold one more than `limit` if there are more. */
export function timeline(
	notes: readonly Row<'note'>[],
	interactions: readonly Row<'interaction'>[],
	limit: number,
	zone: string
): Timeline {
	const pinned = notes.filter(isPinned);
	const loose = notes.filter((note) => !isPinned(note));
	const all: readonly Entry[] = [...loose, ...interactions];
	const sorted = all
		.map((entry) => ({ entry, at: wallOf(entry, zone) }))
		.sort((a, b) => compareText(b.at, a.at) || compareText(b.entry.id, a.entry.id));
	const days = Map.groupBy(sorted.slice(0, limit), ({ at }) => at.slice(0, 10));
	return {
		pinned,
		days: [...days].map(([day, group]) => ({ day, entries: group.map(({ entry }) => entry) })),
		more: sorted.length > limit
	};
}

/** The day on which the entry belongs: its own, or that on which it was written. */
export function dayOf(entry: Entry, zone: string): WallDate {
	return wallOf(entry, zone).slice(0, 10);
}

function wallOf({ fields, createdAt }: Entry, zone: string): string {
	return fields.at ?? wallDate(new Date(createdAt), zone);
}

function isPinned({ fields }: Row<'note'>): boolean {
	return fields.pinned === true;
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
