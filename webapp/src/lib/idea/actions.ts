/** What can be done with an idea. Each is done at once and can be taken back. */
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Database } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

import type { IdeaRow } from './ideas.ts';

/** Where it is done. */
export interface Desk {
	readonly db: Database;
	readonly toasts: Sayer;
}

/** Keeps an idea for somebody, and why it is for them. */
export function add(
	{ db, toasts }: Desk,
	contact: string,
	{ text, why }: { readonly text: string; readonly why: string }
): Promise<boolean> {
	const id = db.newId();
	const reason = why.trim();
	const patch = { contact, text: text.trim(), ...(reason !== '' && { why: reason }) };
	return undoable(toasts, {
		text: m.idea_added(),
		run: () => db.put('idea', id, patch),
		undo: () => db.remove('idea', id)
	});
}

/** Says that they have been told. */
export function tell({ db, toasts }: Desk, { id }: IdeaRow, today: WallDate): Promise<boolean> {
	return undoable(toasts, {
		text: m.idea_told_toast(),
		run: () => db.put('idea', id, { deliveredOn: today }),
		undo: () => db.put('idea', id, { deliveredOn: null })
	});
}

/** Says how it landed; pressing the same again takes it away. */
export function land({ db }: Desk, { id, fields }: IdeaRow, landed: number): Promise<void> {
	return db.put('idea', id, { landed: fields.landed === landed ? null : landed });
}

/** Lets an idea go. */
export function remove({ db, toasts }: Desk, { id }: IdeaRow): Promise<boolean> {
	return undoable(toasts, {
		text: m.idea_removed(),
		run: () => db.remove('idea', id),
		undo: () => db.restore('idea', id)
	});
}
