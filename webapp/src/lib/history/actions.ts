/** Ways back: each is an ordinary change of this device, made at once, with Undo beside it. */
import {
	collections,
	type CollectionName,
	type FieldRule,
	type Patch
} from '#lib/api/collections.gen.ts';
import type { Change, Database, Row } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

import { inverse, type Flat, type OtherValue } from './versions.ts';
import { valueWords, type Reader } from './words.ts';

/** What the actions work on. */
export interface Desk {
	readonly db: Pick<Database, 'putAll' | 'get'>;
	readonly toasts: Sayer;
}

/** The records whose versions can be seen. */
export type Subject = Row<'note'> | Row<'contact'>;

/**
 * Brings a version back; `when` names it, `wayTo` finds what to change. The row is read again, for
 * finding out may have taken a while.
 */
export async function bringBack(
	desk: Desk,
	subject: Subject,
	when: string,
	wayTo: (fields: Readonly<Record<string, unknown>>) => Promise<Flat | undefined>
): Promise<boolean> {
	const fields = await fieldsNow(desk, subject);
	const patch = await wayTo(fields);
	if (patch === undefined || Object.keys(patch).length === 0) {
		const text = patch === undefined ? m.history_trouble() : m.history_back_same();
		desk.toasts.show({ text });
		return false;
	}
	return save(desk, subject, patch, m.history_back_done({ when }));
}

/** Puts the value that lost in the place of the one that won. */
export async function takeOther(
	desk: Desk,
	subject: Subject,
	{ path, value }: OtherValue,
	reader: Reader
): Promise<boolean> {
	const words = valueWords(path, value, reader);
	const text =
		value === null ? m.history_other_taken_cleared() : m.history_other_taken({ value: words });
	return save(desk, subject, { [path]: value }, text);
}

async function save(desk: Desk, subject: Subject, patch: Flat, text: string): Promise<boolean> {
	const undo = inverse(await fieldsNow(desk, subject), patch);
	return undoable(desk.toasts, {
		text,
		run: () => desk.db.putAll(change(subject, patch)),
		undo: () => desk.db.putAll(change(subject, undo))
	});
}

async function fieldsNow(
	{ db }: Desk,
	subject: Subject
): Promise<Readonly<Record<string, unknown>>> {
	const row = await db.get<CollectionName>(subject.collection, subject.id);
	return { ...(row ?? subject).fields };
}

function change({ collection, id }: Subject, patch: Flat): readonly Change[] {
	if (collection === 'note')
		return isPatchOf(collection, patch) ? [{ op: 'put', collection, id, patch }] : [];
	return isPatchOf(collection, patch) ? [{ op: 'put', collection, id, patch }] : [];
}

/**
 * Whether a patch fits the collection. Each value is one that this very record held, so what is left
 * to check is that a field of this edition holds members where the patch names some, and none where not.
 */
function isPatchOf<C extends Subject['collection']>(
	collection: C,
	patch: unknown
): patch is Patch<C> {
	const rules: Readonly<Partial<Record<string, FieldRule>>> = collections[collection];
	return Object.keys(patch ?? {}).every((path) => {
		const slash = path.indexOf('/');
		const kind = rules[slash < 0 ? path : path.slice(0, slash)]?.kind;
		return kind === undefined || (kind === 'map') === slash >= 0;
	});
}
