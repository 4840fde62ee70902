/**
 * When to be in touch with somebody again: a pure function of their record,
 * their circle and the touches with them. The server has its twin in
 * internal/reminder (`KeepInTouch`); both are held to
 * internal/reminder/testdata/cadence.json.
 */
import type { Circle, Contact } from '#lib/api/collections.gen.ts';
import { addDays, isWallDate, type WallDate } from '#lib/calendar/wall.ts';
import type { Touch } from '#lib/db/touch.ts';

/** For so many days after a touch nobody is asked to reach out again. */
const TOUCHED_WITHIN = 7;
/** For so many days after a prompt the same is not said again. */
export const PROMPTED_WITHIN = 3;
/** For so many days at least the ball may be with the other side. */
const LEAST_PATIENCE = 14;
/** After so many unanswered touches the pace halves. */
const MOST_UNANSWERED = 2;
/** The longest distance that a record may ask for, in days. */
const MOST_CADENCE = 36_500;
/** So many people a week a fresh start plans for whoever did not say how many. */
export const USUAL_PER_WEEK = 5;

/** What a contact's record says about when to be in touch. */
export type Person = Pick<
	Contact,
	| 'cadenceDays'
	| 'latestDays'
	| 'circle'
	| 'stage'
	| 'pausedUntil'
	| 'snoozedUntil'
	| 'waitingSince'
>;

/** What the touches with somebody come to. */
export interface Touched {
	/** The day of the last one; `undefined` if there was none. */
	readonly last: WallDate | undefined;
	/** How often the user reached out since the other side last had a part. */
	readonly unanswered: number;
}

/** Where somebody stands; only `ideal` and `latest` ask for something. */
export type Pace =
	| 'none'
	| 'ended'
	| 'paused'
	| 'snoozed'
	| 'waiting'
	| 'touched'
	| 'prompted'
	| 'in-touch'
	| 'ideal'
	| 'latest';

/** Where somebody stands, and the days that decide it. */
export interface Cadence {
	readonly pace: Pace;
	/** The day from which to reach out. */
	readonly idealOn?: WallDate | undefined;
	/** The day from which it is overdue, if the user set such a bound. */
	readonly latestOn?: WallDate | undefined;
}

/** Somebody, and the day. */
export interface Moment {
	/** When the contact was made, in milliseconds of Unix time; 0 if that is not known. */
	readonly createdAt: number;
	readonly today: WallDate;
	/** When the user was last asked. */
	readonly promptedOn?: WallDate | undefined;
}

/**
 * Says where somebody stands. It counts from the last touch, or from the day on
 * which the contact was made, if there was none. What holds for the contact goes
 * before what holds for the circle.
 */
export function keepInTouch(
	person: Person,
	circle: Circle | undefined,
	touched: Touched,
	moment: Moment
): Cadence {
	const own = distancesOf(person, circle);
	if (own === undefined) return { pace: 'none' };
	const slower = touched.unanswered >= MOST_UNANSWERED ? 2 : 1;
	const from = touched.last ?? madeOn(moment.createdAt);
	const idealOn = from && addDays(from, own.ideal * slower);
	const latestOn =
		from && own.latest !== undefined ? addDays(from, own.latest * slower) : undefined;
	const patience = patienceDays(own.ideal);
	return {
		pace: paceOf(person, touched, { idealOn, latestOn, patience }, moment),
		idealOn,
		latestOn
	};
}

/** The days that are ideal and, if the user set such a bound, the latest; which is never before the ideal. */
export function distancesOf(
	person: Person,
	circle: Circle | undefined
): { readonly ideal: number; readonly latest: number | undefined } | undefined {
	const latest = daysOf(person.latestDays) ?? daysOf(circle?.latestDays);
	const ideal = daysOf(person.cadenceDays) ?? daysOf(circle?.idealDays) ?? latest;
	if (ideal === undefined) return undefined;
	return { ideal, latest: latest && Math.max(latest, ideal) };
}

/** The day until which there is patience with somebody whose turn it is; `undefined` if it is not. */
export function waitingUntil(
	person: Person,
	circle: Circle | undefined,
	last: WallDate | undefined
): WallDate | undefined {
	const { waitingSince = '' } = person;
	// A touch after the ball went over means that it came back, or was fetched.
	if (!isWallDate(waitingSince) || (last ?? '') > waitingSince) return undefined;
	return addDays(waitingSince, patienceDays(distancesOf(person, circle)?.ideal ?? 0));
}

function patienceDays(ideal: number): number {
	return Math.max(ideal, LEAST_PATIENCE);
}

function paceOf(
	person: Person,
	{ last }: Touched,
	{ idealOn, latestOn, patience }: Bounds,
	{ today, promptedOn }: Moment
): Pace {
	const { stage, pausedUntil, snoozedUntil, waitingSince = '' } = person;
	if (stage === 'ended' || stage === 'winding-down') return 'ended';
	if (isAhead(pausedUntil, today)) return 'paused';
	if (isAhead(snoozedUntil, today)) return 'snoozed';
	const isTheirTurn = isWallDate(waitingSince) && (last ?? '') <= waitingSince;
	if (isTheirTurn && today < addDays(waitingSince, patience)) return 'waiting';
	if (last !== undefined && today < addDays(last, TOUCHED_WITHIN)) return 'touched';
	if (idealOn !== undefined && today < idealOn) return 'in-touch';
	if (promptedOn && isWallDate(promptedOn) && today < addDays(promptedOn, PROMPTED_WITHIN))
		return 'prompted';
	return latestOn !== undefined && today >= latestOn ? 'latest' : 'ideal';
}

interface Bounds {
	readonly idealOn: WallDate | undefined;
	readonly latestOn: WallDate | undefined;
	readonly patience: number;
}

/**
 * Sums up the touches up to and including a day. One that lies ahead has not
 * taken place. Times compare as texts, so a whole day comes before every time on it.
 */
export function sumTouches(touches: readonly Touch[], today: WallDate): Touched {
	const past = touches.filter(({ at }) => at.slice(0, 10) <= today);
	const last = past.reduce((latest, { at }) => (at > latest ? at : latest), '');
	const answered = past.reduce(
		(latest, { at, way }) => (way === 'both' && at > latest ? at : latest),
		''
	);
	return {
		last: last === '' ? undefined : last.slice(0, 10),
		unanswered: past.filter(({ at, way }) => way === 'out' && at > answered).length
	};
}

/**
 * Plans a fresh start: it gives each of `count` people who wait, the most urgent
 * first, a day from today on, so that no week asks for more than `perWeek` of them.
 */
export function spread(
	count: number,
	perWeek: number | undefined,
	today: WallDate
): readonly WallDate[] {
	const pace = perWeek || USUAL_PER_WEEK;
	return Array.from({ length: Math.max(count, 0) }, (_, i) =>
		addDays(today, Math.floor((i * 7) / pace))
	);
}

/** The day, in UTC as on the server, on which a contact was made. */
function madeOn(createdAt: number): WallDate | undefined {
	return createdAt > 0 ? new Date(createdAt).toISOString().slice(0, 10) : undefined;
}

/** A number of days that may be counted with. */
function daysOf(days: unknown): number | undefined {
	const isOne = typeof days === 'number' && Number.isInteger(days);
	return isOne && days >= 1 && days <= MOST_CADENCE ? days : undefined;
}

function isAhead(day: WallDate | undefined, today: WallDate): boolean {
	return day !== undefined && isWallDate(day) && today < day;
}
