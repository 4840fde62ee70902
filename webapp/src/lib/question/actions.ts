/** What can be done with a question. Each is done at once and can be taken back. */
import { addDays, wallTime } from '#lib/calendar/wall.ts';
import { interactionAtHand } from '#lib/db/at-hand.ts';
import type { Change, Database } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

import type { QuestionRow } from './queue.ts';

/** Where it is done. */
export interface Desk {
	readonly db: Database;
	readonly toasts: Sayer;
	readonly zone: string;
}

/** Adds a question to somebody's queue. */
export function add(
	{ db, toasts }: Desk,
	contact: string,
	{ text, askAfter }: { readonly text: string; readonly askAfter: string }
): Promise<boolean> {
	const id = db.newId();
	const patch = { contact, text: text.trim(), ...(askAfter !== '' && { askAfter }) };
	return undoable(toasts, {
		text: m.question_added(),
		run: () => db.put('question', id, patch),
		undo: () => db.remove('question', id)
	});
}

/**
 * Says that it was asked, and what the answer was. An answer worth knowing becomes a fact as well, so
 * that it can come up again.
 */
export async function answer(
	{ db, toasts, zone }: Desk,
	{ id, fields }: QuestionRow,
	{ text, keep }: { readonly text: string; readonly keep: boolean }
): Promise<boolean> {
	const said = text.trim();
	const { contact } = fields;
	const at = wallTime(new Date(), zone);
	const since = addDays(at.slice(0, 10), -1);
	const hand =
		contact === undefined ? undefined : await interactionAtHand(db, contact, { at, since });
	const asked = hand === undefined ? {} : { askedIn: hand.id };
	const made: Change[] = [...(hand?.changes ?? [])];
	if (keep && said !== '' && contact !== undefined) {
		const patch = { contact, text: said, ...(hand !== undefined && { heardIn: hand.id }) };
		made.push({ op: 'put', collection: 'fact', id: db.newId(), patch });
	}
	return undoable(toasts, {
		text: m.question_asked_toast(),
		run: () =>
			db.putAll([
				{ op: 'put', collection: 'question', id, patch: { ...asked, answer: said || null } },
				...made
			]),
		undo: () =>
			db.putAll([
				{ op: 'put', collection: 'question', id, patch: { askedIn: null, answer: null } },
				...made.map((change): Change => ({
					op: 'delete',
					collection: change.collection,
					id: change.id
				}))
			])
	});
}

/** Takes a question out of the queue. */
export function remove({ db, toasts }: Desk, { id }: QuestionRow): Promise<boolean> {
	return undoable(toasts, {
		text: m.question_removed(),
		run: () => db.remove('question', id),
		undo: () => db.restore('question', id)
	});
}
