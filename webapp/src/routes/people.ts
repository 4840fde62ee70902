/** The people as Today and the circles see them, and what is known of the touches with them. */
import type { Circle, Contact } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import { sumTouches, touchOf, waitingUntil, type Touch } from '#lib/circle/cadence.ts';
import type { Known } from '#lib/circle/candidates.ts';
import type { Reader } from '#lib/db/live.svelte.ts';
import type { Row } from '#lib/db/types.ts';
import type { Standing } from '#lib/today/engine.ts';

/** Somebody, with all that Today asks for. */
export interface Somebody extends Known {
	readonly fields: Contact;
}

/** Everybody, with the touches up to a day. */
export async function everybody(
	db: Pick<Reader, 'list'>,
	today: WallDate
): Promise<readonly Somebody[]> {
	const [people, interactions, notes] = await Promise.all([
		db.list('contact'),
		db.list('interaction'),
		db.list('note')
	]);
	const touches = touchesBy([...interactions, ...notes]);
	return people.map(({ id, createdAt, fields }) => ({
		id,
		createdAt,
		fields,
		person: fields,
		touched: sumTouches(touches.get(id) ?? [], today)
	}));
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

function touchesBy(
	rows: readonly (Row<'interaction'> | Row<'note'>)[]
): ReadonlyMap<string, readonly Touch[]> {
	const found = new Map<string, Touch[]>();
	for (const row of rows) {
		const touch = touchOf(row);
		if (touch === undefined) continue;
		for (const [id, takesPart] of Object.entries(row.fields.contacts ?? {})) {
			if (!takesPart) continue;
			const own = found.get(id);
			if (own === undefined) found.set(id, [touch]);
			else own.push(touch);
		}
	}
	return found;
}
