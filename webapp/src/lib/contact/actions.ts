/** What can be done with a contact as a whole. */
import type { Database, Row } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

/** What the actions work on. */
export interface Desk {
	readonly db: Pick<Database, 'remove' | 'restore'>;
	readonly toasts: Sayer;
}

/** Moves a contact to the trash, with Undo. Notes about them stay where they are. */
export function remove({ db, toasts }: Desk, { id, fields }: Row<'contact'>): Promise<boolean> {
	return undoable(toasts, {
		text: m.contact_deleted_toast({ name: fields.fullName }),
		run: () => db.remove('contact', id),
		undo: () => db.restore('contact', id)
	});
}
