/** What can be done with a reminder; each says what it did and can be taken back. */
import type { ReminderPatch } from '#lib/api/collections.gen.ts';
import type { Database, Row } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

import type { Defaults } from './recurrence.ts';
import { donePatch, snoozePatch, undonePatch } from './settle.ts';
import { dueWords, type Reader } from './words.ts';

/** What the actions work on. */
export interface Desk {
	readonly db: Pick<Database, 'put' | 'remove' | 'restore'>;
	readonly toasts: Sayer;
}

type Reminder = Row<'reminder'>;

/** Settles an occurrence. */
export function settle(desk: Desk, row: Reminder, occurrence: string): Promise<boolean> {
	const { snoozedUntil = null } = row.fields;
	return change(desk, row, m.reminder_done_toast({ title: titleOf(row) }), {
		patch: donePatch(row.fields, occurrence),
		back:
			snoozedUntil === null ? undonePatch(occurrence) : { ...undonePatch(occurrence), snoozedUntil }
	});
}

/** Opens a settled occurrence again. */
export function reopen(desk: Desk, row: Reminder, occurrence: string): Promise<boolean> {
	return change(desk, row, m.reminder_undone_toast({ title: titleOf(row) }), {
		patch: undonePatch(occurrence),
		back: donePatch(row.fields, occurrence)
	});
}

/** When a reminder is put off to: so many days from now, or a day. */
export type Later = { readonly days: number } | { readonly until: string };

/** Puts a reminder off. */
export function snooze(
	desk: Desk,
	row: Reminder,
	later: Later,
	reader: Reader & { readonly now: Date; readonly defaults?: Defaults | undefined }
): Promise<boolean> {
	const patch = laterPatch(row, later, reader.now, reader.defaults);
	const { snoozedUntil: old = null } = row.fields;
	const until = patch.snoozedUntil ?? '';
	const when = dueWords(until.slice(0, 10), until.slice(11) || undefined, reader);
	return change(desk, row, m.reminder_snoozed_toast({ when }), {
		patch,
		back: { snoozedUntil: old }
	});
}

/** What putting a reminder off writes. Until a day means at the reminder's hour of that day. */
export function laterPatch(
	row: Reminder,
	later: Later,
	now: Date,
	defaults?: Defaults
): ReminderPatch {
	if ('days' in later) return snoozePatch(row.fields, later.days, now, defaults);
	return { snoozedUntil: later.until + (row.fields.at ?? '').slice(10) };
}

/** Silences a reminder, or lets it speak again. */
export function setPaused(desk: Desk, row: Reminder, paused: boolean): Promise<boolean> {
	const title = titleOf(row);
	const text = paused ? m.reminder_paused_toast({ title }) : m.reminder_resumed_toast({ title });
	return change(desk, row, text, { patch: { paused }, back: { paused: !paused } });
}

/** Moves a reminder to the trash. */
export function remove({ db, toasts }: Desk, row: Reminder): Promise<boolean> {
	return undoable(toasts, {
		text: m.reminder_deleted_toast({ title: titleOf(row) }),
		run: () => db.remove('reminder', row.id),
		undo: () => db.restore('reminder', row.id)
	});
}

/** What a reminder is called where it must be called something. */
export function titleOf({ fields }: Reminder): string {
	return fields.title ?? m.reminder_one();
}

interface Both {
	readonly patch: ReminderPatch;
	readonly back: ReminderPatch;
}

function change(
	{ db, toasts }: Desk,
	row: Reminder,
	text: string,
	{ patch, back }: Both
): Promise<boolean> {
	return undoable(toasts, {
		text,
		run: () => db.put('reminder', row.id, patch),
		undo: () => db.put('reminder', row.id, back)
	});
}
