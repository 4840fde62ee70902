/** What was written and what happened with somebody, newest first and by day. */
import { wallDate, type WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

/** What a timeline holds besides notes. */
export const happenings = [
	'interaction',
	'promise',
	'exchange',
	'fact',
	'question',
	'letter',
	'idea',
	'feedback'
] as const;

/** Something that happened or came to be known. */
export type Happening = { [C in (typeof happenings)[number]]: Row<C> }[(typeof happenings)[number]];

/** A note, or something that happened. */
export type Entry = Row<'note'> | Happening;

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

/**
 * Brings everything together. Notes and interactions must hold one more than `limit` if there are
 * more. What was captured with a note is shown on it, and so is no entry of its own.
 */
export function timeline(
	notes: readonly Row<'note'>[],
	others: readonly Happening[],
	limit: number,
	zone: string
): Timeline {
	const held = new Set(notes.flatMap(({ fields }) => heldBy(fields)));
	const pinned = notes.filter(isPinned);
	const loose: readonly Entry[] = [
		...notes.filter((note) => !isPinned(note)),
		...others.filter(({ id }) => !held.has(id))
	];
	const sorted = loose
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

function wallOf(entry: Entry, zone: string): string {
	return ownTime(entry) ?? wallDate(new Date(entry.createdAt), zone);
}

function ownTime(entry: Entry): string | undefined {
	switch (entry.collection) {
		case 'note':
		case 'interaction':
			return entry.fields.at;
		case 'promise':
		case 'idea':
			return entry.fields.deliveredOn;
		case 'exchange':
		case 'feedback':
			return entry.fields.on;
		case 'letter':
			return entry.fields.postedOn;
		case 'fact':
		case 'question':
			return undefined;
	}
}

/** The ids of what was captured with a note; its keys are a collection, a point and the id. */
function heldBy({ captured }: Row<'note'>['fields']): readonly string[] {
	return Object.keys(captured ?? {}).map((name) => name.slice(name.indexOf('.') + 1));
}

function isPinned({ fields }: Row<'note'>): boolean {
	return fields.pinned === true;
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
