/** The people of a quarterly review, one at a time: those who matter most first, and never more than ten minutes of them. */
import type { WallDate } from '#lib/calendar/wall.ts';

/** Somebody, as far as their place goes. */
export interface Dealt {
	readonly id: string;
	/** The place of their circle, the inner one 0; `undefined` without one. */
	readonly circle: number | undefined;
	/** They do something else now. */
	readonly changed: boolean;
	/** Past the latest day to be in touch. */
	readonly late: boolean;
	/** When they were last in touch. */
	readonly since: WallDate | undefined;
	/** Whether they can be asked about; whoever is paused or was said goodbye to can only be taken up again. */
	readonly standing: 'here' | 'paused' | 'ended' | 'closing';
}

/** At about twenty seconds each, so many people are ten minutes. */
export const MOST = 24;

/** The people of a review, cut to what can be done. */
export function deal<T extends Dealt>(people: readonly T[]): readonly T[] {
	return people
		.filter(({ standing }) => standing === 'here')
		.toSorted(byWeight)
		.slice(0, MOST);
}

/** Those who are gone through, and those of them who are left. */
export interface Seats<T> {
	readonly all: readonly T[];
	readonly left: readonly T[];
}

/** The seats of a review: whoever was decided about keeps theirs, so that the end comes nearer with each of them. */
export function seatsOf<T extends Dealt>(
	people: readonly T[],
	isDecided: (id: string) => boolean
): Seats<T> {
	const decided = people.filter(({ id }) => isDecided(id));
	const others = deal(people.filter(({ id }) => !isDecided(id)));
	const left = others.slice(0, Math.max(0, MOST - decided.length));
	return { all: [...decided, ...left], left };
}

/** Whom one could take up again, who was in touch last first. */
export function asleep<T extends Dealt>(people: readonly T[]): readonly T[] {
	return people
		.filter(({ standing }) => standing === 'paused' || standing === 'ended')
		.toSorted((a, b) => compare(b.since ?? '', a.since ?? '') || compare(a.id, b.id));
}

/** The inner circle first; in it who has changed, who is late, who was quiet for longest. */
function byWeight(a: Dealt, b: Dealt): number {
	const circle = ({ circle }: Dealt) => circle ?? Number.MAX_SAFE_INTEGER;
	return (
		circle(a) - circle(b) ||
		Number(b.changed) - Number(a.changed) ||
		Number(b.late) - Number(a.late) ||
		compare(a.since ?? '', b.since ?? '') ||
		compare(a.id, b.id)
	);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
