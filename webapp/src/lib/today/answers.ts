/** What "later" and "skip" write, so that no device asks again too soon. */
import { addDays, type WallDate } from '#lib/calendar/wall.ts';
import type { Change, Database } from '#lib/db/types.ts';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

import type { Candidate } from './candidate.ts';
import { cardOf } from './engine.ts';
import { promptIdOf, putOffChange } from './put-off.ts';

/** What the answers are written with. */
export interface Desk {
	readonly db: Pick<Database, 'get' | 'putAll'>;
	readonly toasts: Sayer;
}

/** For so many days whoever was passed over is left alone. */
const REST_DAYS = 3;
/** Whoever was asleep and was passed over is left alone for the week. */
const WEEK = 7;
/** So long that what happens only once does not come back. */
const GONE = 400;

/**
 * The day on which a card that was passed over may come again: what is only a
 * matter of time in some days, what is about one day not any more.
 */
export function skippedUntil({ kind, day }: Candidate, today: WallDate): WallDate {
	switch (kind) {
		case 'date':
			return addDays(day, 1);
		case 'dormant':
		case 'second-touch':
			return addDays(today, WEEK);
		case 'meeting':
		case 'reform':
			return addDays(today, GONE);
		case 'reminder':
		case 'promise':
		case 'their-promise':
		case 'question':
		case 'match':
		case 'cadence':
		case 'letter':
		case 'ledger':
			return addDays(today, REST_DAYS);
	}
}

/** Puts off what a card is there for, each until its day, says so, and can take it back. */
export async function putOff(
	{ db, toasts }: Desk,
	candidates: readonly Candidate[],
	until: (candidate: Candidate) => WallDate,
	text: string
): Promise<boolean> {
	const changes: Change[] = [];
	const undo: Change[] = [];
	for (const candidate of candidates) {
		const { contactId } = candidate;
		if (contactId === undefined) return false;
		const before = await untilBefore(db, candidate, contactId);
		changes.push(answerOf(candidate, contactId, until(candidate)));
		undo.push(answerOf(candidate, contactId, before ?? null));
	}
	return undoable(toasts, { text, run: () => db.putAll(changes), undo: () => db.putAll(undo) });
}

/** What is a matter of time is put off for the person as a whole; the server's digest reads the same field. */
function isTimely({ kind }: Candidate): boolean {
	return kind === 'cadence' || kind === 'dormant' || kind === 'second-touch';
}

/** What an answer to a card writes: the day on which it may come again. */
export function answerOf(candidate: Candidate, contactId: string, until: WallDate | null): Change {
	if (isTimely(candidate)) {
		return { op: 'put', collection: 'contact', id: contactId, patch: { snoozedUntil: until } };
	}
	return putOffChange(contactId, cardOf(candidate), until);
}

async function untilBefore(
	db: Desk['db'],
	candidate: Candidate,
	contactId: string
): Promise<WallDate | undefined> {
	if (isTimely(candidate)) return (await db.get('contact', contactId))?.fields.snoozedUntil;
	return (await db.get('prompt', promptIdOf(contactId)))?.fields.until?.[cardOf(candidate)];
}
