/** What can be done with an observation. Each is done at once and can be taken back. */
import type { Patch } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Database } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

import { changeOf, type Kind, type ObservationRow } from './observations.ts';

/** Where it is done. */
export interface Desk {
	readonly db: Pick<Database, 'newId' | 'put' | 'remove' | 'restore'>;
	readonly toasts: Sayer;
}

/** An observation as the sheet holds it. */
export interface ObservationForm {
	text: string;
	/** `YYYY-MM-DD`. */
	on: string;
	outcome: string;
	/** Of feedback only. */
	willChange: string;
}

/** Notes something about somebody. */
export function add(
	{ db, toasts }: Desk,
	kind: Kind,
	{ contact, text, on }: { readonly contact: string; readonly text: string; readonly on: WallDate }
): Promise<boolean> {
	const id = db.newId();
	return undoable(toasts, {
		text: m.observation_added(),
		run: () => db.put(kind, id, { contact, text: text.trim(), on }),
		undo: () => db.remove(kind, id)
	});
}

/** The sheet of an observation. */
export function formOf(row: ObservationRow): ObservationForm {
	const { text = '', on = '', outcome = '' } = row.fields;
	return { text, on, outcome, willChange: changeOf(row) ?? '' };
}

/** Keeps what the sheet holds. */
export function save(
	{ db, toasts }: Desk,
	row: ObservationRow,
	form: ObservationForm,
	today: WallDate
): Promise<boolean> {
	return undoable(toasts, {
		text: m.observation_saved(),
		run: () => db.put(row.collection, row.id, patchOf(row, form, today)),
		undo: () => db.put(row.collection, row.id, before(row))
	});
}

/** Says what became of it. */
export function settle(
	{ db, toasts }: Desk,
	{ collection, id, fields }: ObservationRow,
	outcome: string,
	today: WallDate
): Promise<boolean> {
	const { outcome: was = null, outcomeOn = null } = fields;
	return undoable(toasts, {
		text: outcome,
		run: () => db.put(collection, id, { outcome, outcomeOn: today }),
		undo: () => db.put(collection, id, { outcome: was, outcomeOn })
	});
}

/** Lets it go. */
export function remove({ db, toasts }: Desk, { collection, id }: ObservationRow): Promise<boolean> {
	return undoable(toasts, {
		text: m.observation_removed(),
		run: () => db.remove(collection, id),
		undo: () => db.restore(collection, id)
	});
}

function patchOf(row: ObservationRow, form: ObservationForm, today: WallDate): Patch<Kind> {
	const outcome = form.outcome.trim();
	const isNews = outcome !== (row.fields.outcome ?? '');
	return {
		text: form.text.trim(),
		on: form.on || null,
		outcome: outcome || null,
		...(isNews && { outcomeOn: outcome === '' ? null : today }),
		...(row.collection === 'feedback' && { willChange: form.willChange.trim() || null })
	};
}

function before(row: ObservationRow): Patch<Kind> {
	const { text = null, on = null, outcome = null, outcomeOn = null } = row.fields;
	const willChange = changeOf(row) ?? null;
	return {
		...{ text, on, outcome, outcomeOn },
		...(row.collection === 'feedback' && { willChange })
	};
}
