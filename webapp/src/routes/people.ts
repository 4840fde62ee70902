/** The people as Today and the circles see them, and what is known of the touches with them. */
import type { Circle } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import { sumTouches, waitingUntil } from '#lib/circle/cadence.ts';
import type { Known } from '#lib/circle/candidates.ts';
import type { Reader } from '#lib/db/live.svelte.ts';
import { touchOf, type Touches } from '#lib/db/touch.ts';
import type { Timing } from '#lib/db/types.ts';
import { madeAt } from '#lib/db/uuid.ts';
import type { Standing } from '#lib/today/engine.ts';

/** Somebody, with all that Today asks for. */
export interface Somebody extends Known {
	readonly fullName: string;
	readonly fields: Timing;
}

/** What was last with somebody, and whether it was answered, is among the newest of this many records. */
const RECENT = 8;
/** So many people are asked for one by one; for more there is the list of all touches. */
const FEW = 300;

/**
 * Everybody, with the touches up to a day. Touches are looked up only of whoever
 * has a cadence, is new or asleep: of nobody else do they matter.
 */
export async function everybody(
	db: Pick<Reader, 'contacts' | 'about' | 'touches'>,
	today: WallDate
): Promise<readonly Somebody[]> {
	// The list of people is packed for this: reading every contact whole takes a second.
	const people = await db.contacts();
	const timed = people.filter(({ timing }) => isTimed(timing)).map(({ id }) => id);
	const touches = timed.length > FEW ? await db.touches(today) : await touchesOf(db, timed);
	return people.map(({ id, fullName, timing }) => {
		const touched = sumTouches(touches.of(id), today);
		return { id, fullName, createdAt: madeAt(id), fields: timing, person: timing, touched };
	});
}

function isTimed({ circle, cadenceDays, latestDays, stage }: Timing): boolean {
	if (stage === 'ended' || stage === 'winding-down') return false;
	const hasPace = [circle, cadenceDays, latestDays].some((value) => value !== undefined);
	return hasPace || stage === 'new' || stage === 'dormant';
}

async function touchesOf(db: Pick<Reader, 'about'>, ids: readonly string[]): Promise<Touches> {
	const found = ids.map(async (id) => {
		const [interactions, notes] = await Promise.all([
			db.about('interaction', id, RECENT),
			db.about('note', id, RECENT)
		]);
		return [id, [...interactions, ...notes].flatMap((row) => touchOf(row) ?? [])] as const;
	});
	const touches = new Map(await Promise.all(found));
	return { of: (id) => touches.get(id) ?? [] };
}

/** What holds for somebody, as the cards of Today must know it. */
export function standingOf(
	{ fields, touched }: Pick<Somebody, 'fields' | 'touched'>,
	circle: Circle | undefined
): Standing {
	return {
		ended: fields.stage === 'ended',
		closing: fields.stage === 'winding-down',
		pausedUntil: fields.pausedUntil,
		snoozedUntil: fields.snoozedUntil,
		waitingUntil: waitingUntil(fields, circle, touched.last)
	};
}

/** Of how many people the user is known to have been in touch with since a day. */
export function touchedSince(people: readonly Known[], day: WallDate): number {
	return people.filter(({ touched: { last } }) => last !== undefined && last >= day).length;
}
