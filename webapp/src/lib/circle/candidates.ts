/** What the passing of time brings to Today: whom to be in touch with again. */
import type { Circle, Ref } from '#lib/api/collections.gen.ts';
import { addDays, daysBetween, type WallDate } from '#lib/calendar/wall.ts';

import { distancesOf, keepInTouch, type Person, type Touched } from './cadence.ts';

/** Somebody as far as time cares. */
export interface Known {
	readonly id: string;
	/** When the contact was made, in milliseconds of Unix time; 0 if that is not known. */
	readonly createdAt: number;
	readonly person: Person;
	readonly touched: Touched;
}

/** It is time to be in touch. */
export interface CadenceDue {
	readonly kind: 'cadence';
	readonly id: string;
	readonly contactId: string;
	readonly day: WallDate;
	readonly since: WallDate | undefined;
	readonly idealDays: number;
	readonly pastLatest: boolean;
}

/** Somebody who was quiet for long. */
export interface Dormant {
	readonly kind: 'dormant';
	readonly id: string;
	readonly contactId: string;
	readonly day: WallDate;
	readonly since: WallDate | undefined;
}

/** Somebody new who heard from the user once. */
export interface SecondTouch {
	readonly kind: 'second-touch';
	readonly id: string;
	readonly contactId: string;
	readonly day: WallDate;
	readonly since: WallDate;
}

/** So many of those who were quiet for long have a seat in a week. */
export const DORMANT_SEATS = 2;
/** The second touch should come within so many days of the first. */
const SECOND_WITHIN = 14;
/** A first touch is left to settle for so many days before the second is spoken of. */
const SECOND_FROM = 7;
/** After so many days a second touch is no longer one. */
const SECOND_UNTIL = 45;
/** Whoever was in touch within so many days is not asleep, whatever their stage says. */
const AWAKE = 30;

/** Everybody whose time it is, in no particular order. */
export function timeToTouch(
	people: readonly Known[],
	circles: ReadonlyMap<Ref, Circle>,
	today: WallDate
): readonly (CadenceDue | Dormant | SecondTouch)[] {
	return [
		...people.flatMap((known) => cadenceOf(known, circles, today) ?? []),
		...people.flatMap((known) => secondTouchOf(known, today) ?? []),
		...dormantSeats(people, today)
	];
}

/** Everybody who waits for a touch, the most urgent first: the backlog that a fresh start spreads. */
export function backlog(
	people: readonly Known[],
	circles: ReadonlyMap<Ref, Circle>,
	today: WallDate
): readonly CadenceDue[] {
	return people
		.flatMap((known) => cadenceOf(known, circles, today) ?? [])
		.sort(
			(a, b) =>
				Number(b.pastLatest) - Number(a.pastLatest) ||
				compareText(a.day, b.day) ||
				compareText(a.id, b.id)
		);
}

function cadenceOf(
	{ id, person, createdAt, touched }: Known,
	circles: ReadonlyMap<Ref, Circle>,
	today: WallDate
): CadenceDue | undefined {
	const circle = circles.get(person.circle ?? '');
	const distances = distancesOf(person, circle);
	if (distances === undefined) return undefined;
	const { pace, idealOn } = keepInTouch(person, circle, touched, { createdAt, today });
	if (pace !== 'ideal' && pace !== 'latest') return undefined;
	return {
		kind: 'cadence',
		id: `cadence/${id}`,
		contactId: id,
		day: idealOn ?? today,
		since: touched.last,
		idealDays: distances.ideal,
		pastLatest: pace === 'latest'
	};
}

function secondTouchOf(
	{ id, person, createdAt, touched: { last } }: Known,
	today: WallDate
): SecondTouch | undefined {
	if (person.stage !== 'new' || createdAt === 0) return undefined;
	const first = new Date(createdAt).toISOString().slice(0, 10);
	// A day that differs by one is the same day in another zone.
	if (last !== undefined && daysBetween(first, last) > 1) return undefined;
	const age = daysBetween(first, today);
	if (age < SECOND_FROM || age > SECOND_UNTIL) return undefined;
	const kind = 'second-touch';
	const day = addDays(first, SECOND_WITHIN);
	// It is for now, also before the fortnight is over; the later it gets the more it presses.
	return {
		kind,
		id: `second-touch/${id}`,
		contactId: id,
		day: day < today ? day : today,
		since: first
	};
}

/**
 * The dormant of this week: two at a time, those first whom the app has left
 * alone for longest. Whoever was put off this week has had a seat in it.
 */
function dormantSeats(people: readonly Known[], today: WallDate): readonly Dormant[] {
	const asleep = people.filter(
		({ person: { stage, pausedUntil = '' }, touched: { last } }) =>
			stage === 'dormant' &&
			pausedUntil <= today &&
			(last === undefined || daysBetween(last, today) >= AWAKE)
	);
	const isPutOff = ({ person: { snoozedUntil = '' } }: Known) => snoozedUntil > today;
	const taken = asleep.filter(isPutOff).length;
	return asleep
		.filter((known) => !isPutOff(known))
		.sort(
			(a, b) =>
				compareText(a.person.snoozedUntil ?? '', b.person.snoozedUntil ?? '') ||
				compareText(a.touched.last ?? '', b.touched.last ?? '') ||
				compareText(a.id, b.id)
		)
		.slice(0, Math.max(0, DORMANT_SEATS - taken))
		.map(({ id, touched: { last } }) => ({
			kind: 'dormant',
			id: `dormant/${id}`,
			contactId: id,
			day: today,
			since: last
		}));
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
