/**
 * The figures of the pictures: pure functions of the records and the day, the same on every device. What
 * happened counts, whoever it was with, also with people who are gone since; who stands where, and what
 * asks to be done, is told only of those who are here.
 */
import type { Introduction, Letter, Need } from '#lib/api/collections.gen.ts';
import { addDays, type WallDate } from '#lib/calendar/wall.ts';

import { inYear, weeksTo } from './period.ts';

/** Where somebody stands: in time, past the ideal, past the latest, or left in peace. */
export type Place = 'within' | 'ideal' | 'latest' | 'resting';

/** Somebody with a cadence. */
export interface Placed {
	readonly id: string;
	readonly name: string;
	/** `undefined` for a cadence of their own. */
	readonly circle: string | undefined;
	readonly place: Place;
}

/** How many of a circle stand where. */
export interface CircleFigure {
	/** `undefined` for those with a cadence of their own. */
	readonly id: string | undefined;
	readonly name: string | undefined;
	readonly counts: Readonly<Record<Place, number>>;
}

/** Counts the people of each circle by where they stand; whoever is in no circle that exists comes last. */
export function byCircle(
	circles: readonly { readonly id: string; readonly name: string }[],
	people: readonly Placed[]
): readonly CircleFigure[] {
	const known = new Set(circles.map(({ id }) => id));
	const groups = Map.groupBy(people, ({ circle = '' }) => (known.has(circle) ? circle : undefined));
	return [...circles, { id: undefined, name: undefined }].flatMap(({ id, name }) => {
		const members = groups.get(id);
		return members === undefined ? [] : [{ id, name, counts: countPlaces(members) }];
	});
}

/** How many stand where. */
export function countPlaces(people: readonly Pick<Placed, 'place'>[]): CircleFigure['counts'] {
	const counts = { within: 0, ideal: 0, latest: 0, resting: 0 };
	for (const { place } of people) counts[place]++;
	return counts;
}

/** With whom there was a touch, and on which day. */
export interface TouchedOn {
	readonly day: WallDate;
	readonly people: readonly string[];
}

/** A week and how many people there was a touch with. */
export interface Week {
	readonly monday: WallDate;
	readonly people: number;
}

/** The people touched in each of the weeks up to the one that begins on `monday`; nobody counts twice in a week. */
export function touchesByWeek(
	touches: readonly TouchedOn[],
	monday: WallDate,
	count: number
): readonly Week[] {
	const groups = weeksTo(monday, count).map((day) => ({ monday: day, met: new Set<string>() }));
	for (const { day, people } of touches) {
		const week = groups.findLast((group) => group.monday <= day);
		if (week === undefined || day >= addDays(week.monday, 7)) continue;
		for (const id of people) week.met.add(id);
	}
	return groups.map(({ monday: day, met }) => ({ monday: day, people: met.size }));
}

/** What became of a promise that came due. */
export type Fate = 'kept' | 'made-good' | 'missed';

/** A promise and the day that was named for it first. */
export interface Fated {
	readonly id: string;
	readonly first: WallDate;
	readonly fate: Fate;
}

/** Promises in the order of the calendar; ties by id, so that all devices agree. */
export function inCalendar(promises: readonly Fated[]): readonly Fated[] {
	return promises.toSorted((a, b) => compare(a.first, b.first) || compare(a.id, b.id));
}

/** Needs that were noted, by what became of them. */
export interface NeedFigure {
	readonly met: number;
	readonly open: number;
	readonly gone: number;
}

/** A record with the moment at which it was made, in milliseconds of Unix time. */
export interface Made<T> {
	readonly createdAt: number;
	readonly fields: T;
}

/** Other people's needs of twelve months: what they said themselves, and what was only guessed. */
export function needsHeard(
	needs: readonly Made<Need>[],
	today: WallDate
): { readonly said: NeedFigure; readonly guessed: NeedFigure } {
	const heard = needs.filter(
		(need) => need.fields.contact !== undefined && inYear(madeOn(need), today)
	);
	const figure = (some: readonly Made<Need>[]): NeedFigure => {
		const count = (state: Need['state']) =>
			some.filter(({ fields }) => (fields.state ?? 'open') === state).length;
		return { met: count('met'), open: count('open'), gone: count('gone') };
	};
	return {
		said: figure(heard.filter(({ fields }) => fields.confidence !== 'guess')),
		guessed: figure(heard.filter(({ fields }) => fields.confidence === 'guess'))
	};
}

/** Introductions that were begun, by how far they came and how they went. */
export interface IntroductionFigure {
	readonly underway: number;
	readonly good: number;
	readonly neutral: number;
	readonly bad: number;
	/** They were introduced, and nobody has asked how it went. */
	readonly unheard: number;
	readonly declined: number;
}

/** Introductions of twelve months; each counts in one place. */
export function introductionsMade(
	rows: readonly Made<Introduction>[],
	today: WallDate
): IntroductionFigure {
	const counts = { underway: 0, good: 0, neutral: 0, bad: 0, unheard: 0, declined: 0 };
	for (const row of rows) if (inYear(madeOn(row), today)) counts[stageOf(row.fields)]++;
	return counts;
}

function stageOf({ state, outcome }: Introduction): keyof IntroductionFigure {
	if (state === 'introduced' || state === 'closed') return outcome ?? 'unheard';
	return state === 'declined' ? 'declined' : 'underway';
}

/** How many of the questions whose day came within twelve months were asked. */
export function followedUp(
	questions: readonly { readonly askAfter: WallDate | undefined; readonly asked: boolean }[],
	today: WallDate
): { readonly ripe: number; readonly asked: number } {
	const ripe = questions.filter(
		({ askAfter }) => askAfter !== undefined && inYear(askAfter, today)
	);
	return { ripe: ripe.length, asked: ripe.filter(({ asked }) => asked).length };
}

/** The days of twelve months on which a letter was posted, in their order. */
export function lettersPosted(
	letters: readonly { readonly fields: Letter }[],
	today: WallDate
): readonly WallDate[] {
	return letters
		.filter(({ fields: { state } }) => state === 'posted' || state === 'arrived')
		.flatMap(({ fields: { postedOn } }) =>
			postedOn !== undefined && inYear(postedOn, today) ? [postedOn] : []
		)
		.sort(compare);
}

/** The day, in UTC, on which a record was made. */
function madeOn({ createdAt }: Made<unknown>): WallDate {
	return new Date(createdAt).toISOString().slice(0, 10);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
