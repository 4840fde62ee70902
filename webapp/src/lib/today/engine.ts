/**
 * Which cards stand on Today: a pure function of what asks for attention, what
 * holds for the people it is about, and the day; the same on every device. Each
 * feature says what it has as {@link Candidate}s; here they are put in one order
 * and cut to a number that can be done.
 */
import { addDays, weekday, type WallDate } from '#lib/calendar/wall.ts';

import { kinds, type Candidate } from './candidate.ts';

export type * from './candidate.ts';

/** What holds for somebody, as far as it decides whether they may be spoken of. Days are the first on which it no longer holds. */
export interface Standing {
	/** Said goodbye to. */
	readonly ended?: boolean | undefined;
	/** Being said goodbye to. */
	readonly closing?: boolean | undefined;
	readonly pausedUntil?: WallDate | undefined;
	/** Passed over or put off. */
	readonly snoozedUntil?: WallDate | undefined;
	/** The ball is with them, and there is patience. */
	readonly waitingUntil?: WallDate | undefined;
}

/** The day, and all that decides beside the candidates themselves. */
export interface Day {
	readonly today: WallDate;
	readonly standing: (contactId: string) => Standing | undefined;
	/** The days on which the cards may come again that the user put off, by {@link cardOf}. */
	readonly putOff: (contactId: string) => Readonly<Record<string, WallDate>> | undefined;
	/** How many people may still be reached out to this week; `undefined` for as many as there are. */
	readonly touchesLeft?: number | undefined;
}

/** One card: the reason that leads, and what else there is about the same person, in its order. */
export interface Card {
	readonly lead: Candidate;
	readonly also: readonly Candidate[];
}

/** The cards of a day, at most one for each person. */
export interface Cards {
	readonly shown: readonly Card[];
	/** How many reminders are due beyond those shown: they are put off, not hidden. */
	readonly waiting: number;
}

/** More than this is not a day's work, and whoever sees more does none of it. */
export const MAX_CARDS = 5;

/** What is the app's own idea: to be in touch, because it is time or there is something for them. */
const outreach: ReadonlySet<Candidate['kind']> = new Set<Candidate['kind']>([
	'second-touch',
	'cadence',
	'dormant',
	'question',
	'match',
	'letter',
	'ledger'
]);

/** What only says that it is time; whoever is met soon needs none of it. */
const timely: ReadonlySet<Candidate['kind']> = new Set<Candidate['kind']>([
	'second-touch',
	'cadence',
	'dormant'
]);

/** Chooses the cards: what is overdue, then what is for today, then what comes near. */
export function chooseCards(candidates: readonly Candidate[], day: Day): Cards {
	const met = new Set(candidates.flatMap((c) => (c.kind === 'meeting' ? c.contactIds : [])));
	const sorted = candidates
		.filter((candidate) => mayPrompt(candidate, day))
		.filter(({ kind, contactId = '' }) => !(timely.has(kind) && met.has(contactId)))
		.map((candidate): Placed => ({ candidate, place: placeOf(candidate, day.today) }))
		.sort(compare)
		.map(({ candidate }) => candidate);
	const cards = cardsOf(withinTouches(sorted, day.touchesLeft));
	const rest = cards.filter((card) => !isOwedToday(card, day.today));
	const beyond = new Set(rest.slice(MAX_CARDS));
	return {
		shown: cards.filter((card) => !beyond.has(card)),
		waiting: [...beyond].flatMap(reasonsOf).filter(({ kind }) => kind === 'reminder').length
	};
}

/**
 * What a card is called in the answers to it: its id without the contact, and
 * without a slash, which a member's key must not hold.
 */
export function cardOf({ id, contactId = '' }: Pick<Candidate, 'id' | 'contactId'>): string {
	return id.replace(`${contactId}/`, '').replaceAll('/', '.').slice(-100);
}

/** The Monday of the week of a day: touches and seats are counted from there. */
export function weekOf(today: WallDate): WallDate {
	return addDays(today, -((weekday(today) + 6) % 7));
}

/** Everything a card is there for, what leads first. */
export function reasonsOf({ lead, also }: Card): readonly Candidate[] {
	return [lead, ...also];
}

/**
 * What is answered when a card is passed over or put off: what leads; and with an idea of the app the
 * others that it has about the same person, for else the next would take its place at once.
 */
export function answeredWith({ lead, also }: Card): readonly Candidate[] {
	return outreach.has(lead.kind)
		? [lead, ...also.filter(({ kind }) => outreach.has(kind))]
		: [lead];
}

/** What I promised for today is outside of every budget. */
function isOwedToday(card: Card, today: WallDate): boolean {
	return reasonsOf(card).some(({ kind, day }) => kind === 'promise' && day === today);
}

/**
 * Whether a candidate may speak. Nobody who was said goodbye to is spoken of at
 * all; of somebody paused only what was promised to them. While the ball is with
 * them, or after they were passed over, the app has no ideas of its own.
 */
function mayPrompt(candidate: Candidate, { today, standing, putOff }: Day): boolean {
	const { kind, contactId } = candidate;
	if (contactId === undefined) return true;
	const { ended, closing, ...until } = standing(contactId) ?? {};
	if (ended === true || (isAhead(until.pausedUntil, today) && kind !== 'promise')) return false;
	const cards = putOff(contactId);
	if (cards !== undefined && isAhead(cards[cardOf(candidate)], today)) return false;
	if (!outreach.has(kind)) return true;
	const isQuiet = isAhead(until.waitingUntil, today) || isAhead(until.snoozedUntil, today);
	return closing !== true && !isQuiet;
}

function isAhead(day: WallDate | undefined, today: WallDate): boolean {
	return day !== undefined && day > today;
}

/** Brings together what is about the same person; what is about nobody stands for itself. */
function cardsOf(sorted: readonly Candidate[]): readonly Card[] {
	const groups = Map.groupBy(sorted, ({ contactId, id }) => contactId ?? id);
	return [...groups.values()].flatMap(([lead, ...also]) =>
		lead === undefined ? [] : { lead, also }
	);
}

/** Whom it is only time for counts as a touch; beyond those the week has room for, time is no reason. */
function withinTouches(
	sorted: readonly Candidate[],
	left = Number.POSITIVE_INFINITY
): readonly Candidate[] {
	const touches = cardsOf(sorted).filter(({ lead }) => timely.has(lead.kind));
	const beyond = new Set(touches.slice(left).map(({ lead }) => lead.contactId));
	return sorted.filter(({ kind, contactId }) => !(timely.has(kind) && beyond.has(contactId)));
}

/** A candidate and where it stands among the others, reckoned once. */
interface Placed {
	readonly candidate: Candidate;
	readonly place: number;
}

function compare({ candidate: a, place }: Placed, { candidate: b, place: other }: Placed): number {
	return (
		place - other ||
		compareText(a.day, b.day) ||
		compareText(timeOf(a), timeOf(b)) ||
		compareText(a.id, b.id)
	);
}

/**
 * What comes near stands after what is for now. Being late for the last time one meant to be in
 * touch comes before ripe questions, being only past the ideal after them.
 */
function placeOf(candidate: Candidate, today: WallDate): number {
	const { kind, day } = candidate;
	const isLast = candidate.kind === 'cadence' && candidate.pastLatest;
	const rank = isLast ? kinds.indexOf('second-touch') - 0.5 : kinds.indexOf(kind);
	return day > today ? kinds.length + rank : rank;
}

/** What is for the whole day comes before what has an hour. */
function timeOf(candidate: Candidate): string {
	return 'time' in candidate ? (candidate.time ?? '') : '';
}

/** By code units and not by locale, so that all devices agree. */
function compareText(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
