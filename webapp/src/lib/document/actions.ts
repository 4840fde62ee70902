/** What can be done with a document. Each is done at once and can be taken back. */
import type { DocumentPatch, InteractionPatch } from '#lib/api/collections.gen.ts';
import type { WallDate, WallTime } from '#lib/calendar/wall.ts';
import type { Change, Database } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { attempt, undoable, type Sayer } from '#lib/undo/undo.ts';

import { documentForm, documentPatch, type DocumentRow } from './documents.ts';

/** Where it is done. */
export interface Desk {
	readonly db: Pick<Database, 'newId' | 'putAll'>;
	readonly toasts: Sayer;
}

/** Keeps a document that the patch makes whole. */
export function add(desk: Desk, patch: DocumentPatch): Promise<boolean> {
	const id = desk.db.newId();
	return change(
		desk,
		m.document_added({ title: patch.title ?? '' }),
		[put(id, patch)],
		[{ op: 'delete', collection: 'document', id }]
	);
}

/** Makes a page that another app shared a document of somebody. */
export async function attach(
	desk: Desk,
	contact: string,
	page: { readonly url: string; readonly title: string }
): Promise<boolean> {
	const patch = documentPatch(documentForm(page), contact);
	return patch !== undefined && (await add(desk, patch));
}

/** Changes a document. */
export function edit(desk: Desk, row: DocumentRow, patch: DocumentPatch): Promise<boolean> {
	return change(desk, m.document_saved(), [put(row.id, patch)], [put(row.id, before(row, patch))]);
}

/**
 * Notes that the link was sent to whom it is for. That alone is no touch: it is one only where the
 * user says so, and then at that time.
 */
export function invited(
	desk: Desk,
	row: DocumentRow,
	{ at, isTouch }: { readonly at: WallTime; readonly isTouch: boolean }
): Promise<boolean> {
	const patch = { invitedOn: at.slice(0, 10) };
	const changes: Change[] = [put(row.id, patch)];
	const undo: Change[] = [put(row.id, before(row, patch))];
	const { contact, title = '' } = row.fields;
	if (isTouch && contact !== undefined) {
		const id = desk.db.newId();
		const named: InteractionPatch = { [`contacts/${contact}`]: true as const };
		const body = m.document_invited_body({ title });
		const touch: InteractionPatch = { ...named, at, kind: 'message', direction: 'out', body };
		changes.push({ op: 'put', collection: 'interaction', id, patch: touch });
		undo.push({ op: 'delete', collection: 'interaction', id });
	}
	return change(desk, m.document_invited_toast(), changes, undo);
}

/** Notes that it was opened, once a day. */
export async function opened(desk: Desk, row: DocumentRow, today: WallDate): Promise<void> {
	if (row.fields.openedOn === today) return;
	await attempt(desk.toasts, () => desk.db.putAll([put(row.id, { openedOn: today })]));
}

/** Lets go of a document; the page itself stays where it is. */
export function remove(desk: Desk, { id, fields }: DocumentRow): Promise<boolean> {
	return change(
		desk,
		m.document_removed({ title: fields.title ?? '' }),
		[{ op: 'delete', collection: 'document', id }],
		[{ op: 'restore', collection: 'document', id }]
	);
}

function put(id: string, patch: DocumentPatch): Change {
	return { op: 'put', collection: 'document', id, patch };
}

/** What a patch replaces. */
function before({ fields }: DocumentRow, patch: DocumentPatch): DocumentPatch {
	const names = Object.keys(patch) as (keyof DocumentPatch)[];
	return Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
}

function change(
	{ db, toasts }: Desk,
	text: string,
	changes: readonly Change[],
	undo: readonly Change[]
): Promise<boolean> {
	return undoable(toasts, { text, run: () => db.putAll(changes), undo: () => db.putAll(undo) });
}
