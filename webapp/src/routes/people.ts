/** The people as Today and the circles see them, and what is known of the touches with them. */
import type { Circle, Contact } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import { sumTouches, touchOf, waitingUntil, type Touch } from '#lib/circle/cadence.ts';
import type { Known } from '#lib/circle/candidates.ts';
import type { Reader } from '#lib/db/live.svelte.ts';
import type { Standing } from '#lib/today/engine.ts';

/** Somebody, with all that Today asks for. */
export interface Somebody extends Known {
	readonly fields: Contact;
}

/** What was last with somebody, and whether it was answered, is among the newest of this many records. */
const RECENT = 8;

/**
 * Everybody, with the touches up to a day. Only whoever has a cadence, is new or
 * asleep is asked for what was written about them: of nobody else does it matter.
 */
export async function everybody(
	db: Pick<Reader, 'list' | 'about'>,
	today: WallDate
): Promise<readonly Somebody[]> {
	const people = await db.list('contact');
	return Promise.all(
		people.map(async ({ id, createdAt, fields }) => {
			const touches = isTimed(fields) ? await touchesWith(db, id) : [];
			return { id, createdAt, fields, person: fields, touched: sumTouches(touches, today) };
		})
	);
}

function isTimed({ circle, cadenceDays, latestDays, stage }: Contact): boolean {
	if (stage === 'ended' || stage === 'winding-down') return false;
	const hasPace = [circle, cadenceDays, latestDays].some((value) => value !== undefined);
	return hasPace || stage === 'new' || stage === 'dormant';
}

async function touchesWith(db: Pick<Reader, 'about'>, id: string): Promise<readonly Touch[]> {
	const [interactions, notes] = await Promise.all([
		db.about('interaction', id, RECENT),
		db.about('note', id, RECENT)
	]);
	return [...interactions, ...notes].flatMap((row) => touchOf(row) ?? []);
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
