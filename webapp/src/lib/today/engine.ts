/**
 * Which cards stand on Today: a pure function of what asks for attention, the
 * same on every device. Each feature says what it has as {@link Candidate}s;
 * here they are put in one order and cut to a number that can be done.
 */
import type { WallDate } from '#lib/calendar/wall.ts';

/** Something that may become a card. Its `id` is the same on every device and breaks ties. */
export type Candidate = ReminderCandidate | DateCandidate;

interface Base {
	readonly id: string;
	/** Whom it is about, if anybody. */
	readonly contactId: string | undefined;
	/** The day that it is for. */
	readonly day: WallDate;
}

/** A reminder whose day has come. */
export interface ReminderCandidate extends Base {
	readonly kind: 'reminder';
	readonly reminderId: string;
	readonly occurrence: string;
	readonly title: string;
	/** `HH:MM`, `undefined` for the whole day. */
	readonly time: string | undefined;
	readonly late: boolean;
}

/** A day to remember that comes near. */
export interface DateCandidate extends Base {
	readonly kind: 'date';
	readonly contactId: string;
	readonly occasion: 'birthday' | 'anniversary' | 'other';
	/** What the user calls the day. */
	readonly label: string | undefined;
	/** How many years it will be, if the year is known. */
	readonly years: number | undefined;
}

/** The cards of a day. */
export interface Cards {
	readonly shown: readonly Candidate[];
	/** How many reminders are due beyond those shown: they are put off, not hidden. */
	readonly waiting: number;
}

/** More than this is not a day's work, and whoever sees more does none of it. */
export const MAX_CARDS = 5;

/** What comes first when days are equal: what was promised before what is kind. */
const order = ['reminder', 'date'] as const satisfies readonly Candidate['kind'][];

/** Chooses the cards for `today`: what is overdue, then what is for today, then what comes near. */
export function chooseCards(candidates: readonly Candidate[], today: WallDate): Cards {
	const sorted = candidates.toSorted((a, b) => compare(a, b, today));
	const beyond = sorted.slice(MAX_CARDS);
	return {
		shown: sorted.slice(0, MAX_CARDS),
		waiting: beyond.filter(({ kind }) => kind === 'reminder').length
	};
}

function compare(a: Candidate, b: Candidate, today: WallDate): number {
	return (
		Number(a.day > today) - Number(b.day > today) ||
		order.indexOf(a.kind) - order.indexOf(b.kind) ||
		compareText(a.day, b.day) ||
		compareText(timeOf(a), timeOf(b)) ||
		compareText(a.id, b.id)
	);
}

/** What is for the whole day comes before what has an hour. */
function timeOf(candidate: Candidate): string {
	return candidate.kind === 'reminder' ? (candidate.time ?? '') : '';
}

/** By code units and not by locale, so that all devices agree. */
function compareText(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
