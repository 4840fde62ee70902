/** What can be done with a note besides writing in it. */
import type { NotePatch } from '#lib/api/collections.gen.ts';
import type { Database, Row } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import type { IconName } from '#lib/ui/icons.ts';
import { attempt, undoable, type Sayer } from '#lib/undo/undo.ts';

/** What the actions work on. */
export interface Desk {
	readonly db: Pick<Database, 'put' | 'remove' | 'restore'>;
	readonly toasts: Sayer;
}

/** One line of a note's menu. */
export interface NoteAction {
	readonly label: string;
	readonly icon: IconName;
	readonly danger?: boolean;
	readonly onselect: () => void;
}

/** What the menu calls beyond changing the note. */
export interface MenuCalls {
	readonly onremoved?: (() => void) | undefined;
	readonly onhistory?: (() => void) | undefined;
}

/** Moves a note to the trash, with Undo. */
export function remove({ db, toasts }: Desk, row: Row<'note'>): Promise<boolean> {
	return undoable(toasts, {
		text: m.note_deleted_toast(),
		run: () => db.remove('note', row.id),
		undo: () => db.restore('note', row.id)
	});
}

/** Changes a note, and says so only if that fails. */
export function change({ db, toasts }: Desk, row: Row<'note'>, patch: NotePatch): Promise<boolean> {
	return attempt(toasts, () => db.put('note', row.id, patch));
}

/** What stands in the menu of every note; its earlier versions only where somebody can show them. */
export function menuOf(
	desk: Desk,
	row: Row<'note'>,
	{ onremoved, onhistory }: MenuCalls = {}
): readonly NoteAction[] {
	const { pinned = false, confidential = false } = row.fields;
	const discard = async () => {
		if (await remove(desk, row)) onremoved?.();
	};
	return [
		{
			label: pinned ? m.note_unpin() : m.note_pin(),
			icon: 'pin',
			onselect: () => void change(desk, row, { pinned: pinned ? null : true })
		},
		{
			label: confidential ? m.note_unconfide() : m.note_confide(),
			icon: 'lock',
			onselect: () => void change(desk, row, { confidential: confidential ? null : true })
		},
		...(onhistory
			? [{ label: m.history_open(), icon: 'clock', onselect: onhistory } as const]
			: []),
		{ label: m.note_delete(), icon: 'trash', danger: true, onselect: () => void discard() }
	];
}
