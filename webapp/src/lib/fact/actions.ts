/** What can be done with a fact. Each is done at once and can be taken back. */
import { addDays, wallTime } from '#lib/calendar/wall.ts';
import { interactionAtHand } from '#lib/db/at-hand.ts';
import type { Change, Database } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

import type { FactRow } from './callbacks.ts';

/** Where it is done. */
export interface Desk {
	readonly db: Database;
	readonly toasts: Sayer;
	readonly zone: string;
}

/** Adds something known of somebody; what has a day ahead brings a question for the day after. */
export function add(
	{ db, toasts, zone }: Desk,
	contact: string,
	{ text, date }: { readonly text: string; readonly date: string }
): Promise<boolean> {
	const id = db.newId();
	const said = text.trim();
	const today = wallTime(new Date(), zone).slice(0, 10);
	const patch = { contact, text: said, ...(date !== '' && { date }) };
	const changes: Change[] = [{ op: 'put', collection: 'fact', id, patch }];
	if (date > today) {
		const question = { contact, text: m.fact_follow_up({ text: said }), from: id };
		const askAfter = addDays(date, 1);
		changes.push({
			op: 'put',
			collection: 'question',
			id: db.newId(),
			patch: { ...question, askAfter }
		});
	}
	return undoable(toasts, {
		text: date > today ? m.fact_added_with_question() : m.fact_added(),
		run: () => db.putAll(changes),
		undo: () => db.putAll(changes.map(trashed))
	});
}

/** Says that it came up again, in the interaction of today or yesterday. */
export async function cameUp(
	{ db, toasts, zone }: Desk,
	{ id, fields }: FactRow
): Promise<boolean> {
	if (fields.contact === undefined) return false;
	const at = wallTime(new Date(), zone);
	const since = addDays(at.slice(0, 10), -1);
	const hand = await interactionAtHand(db, fields.contact, { at, since });
	const member = `usedIn/${hand.id}` as const;
	return undoable(toasts, {
		text: m.fact_came_up_toast(),
		run: () =>
			db.putAll([
				...hand.changes,
				{ op: 'put', collection: 'fact', id, patch: { [member]: true } }
			]),
		undo: () =>
			db.putAll([
				{ op: 'put', collection: 'fact', id, patch: { [member]: null } },
				...hand.changes.map(trashed)
			])
	});
}

/** Forgets it. */
export function remove({ db, toasts }: Desk, { id }: FactRow): Promise<boolean> {
	return undoable(toasts, {
		text: m.fact_removed(),
		run: () => db.remove('fact', id),
		undo: () => db.restore('fact', id)
	});
}

function trashed({ collection, id }: Change): Change {
	return { op: 'delete', collection, id };
}
