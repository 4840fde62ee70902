/** The records that were captured with a note, as chips on it; undoing and editing them there. */
import type { Note } from '#lib/api/collections.gen.ts';
import { clockWords, dayWords } from '#lib/calendar/words.ts';
import type { Change, Database, Row } from '#lib/db/types.ts';
import { kindWords } from '#lib/interaction/words.ts';
import { m } from '#lib/paraglide/messages.js';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

import {
	askText,
	dateWords,
	dueWords,
	giveWords,
	join,
	markWords,
	type Chip,
	type Reader
} from './chips.ts';
import { fieldOf, namedBy, type CapturedName } from './held.ts';

/** A record that can have been captured with a note. */
export type CapturedRow = { [C in CapturedName]: Row<C> }[CapturedName];

/** The records, in the order in which the text tells of them; those that are gone are left out. */
export async function capturedWith(
	db: Pick<Database, 'get'>,
	note: Note
): Promise<readonly CapturedRow[]> {
	const rows = await Promise.all(
		namedBy(note).map(async ([collection, id]): Promise<CapturedRow | undefined> => {
			// The row is of the collection that was asked for.
			return (await db.get(collection, id)) as CapturedRow | undefined;
		})
	);
	return rows
		.filter((row) => row !== undefined)
		.filter(({ deleted }) => !deleted)
		.toSorted((a, b) => placeIn(note, a) - placeIn(note, b) || (a.id < b.id ? -1 : 1));
}

/** Where in the text a record is told of: how people were in touch first, what only follows from it last. */
function placeIn({ source = '' }: Note, row: CapturedRow): number {
	const text = textOf(row);
	if (text === undefined) return -1;
	const at = source.indexOf(text);
	return at < 0 ? source.length : at;
}

/** What a record says in a few words, as on the chip it had before it was saved. */
export function chipOf(row: CapturedRow, reader: Reader): Chip {
	const key = row.id;
	switch (row.collection) {
		case 'interaction':
			return { key, tone: 'quiet', text: interactionText(row.fields, reader) };
		case 'promise': {
			const mine = row.fields.by !== 'them';
			const isDone = row.fields.deliveredOn !== undefined;
			const words = markWords(mine ? 'promise' : 'theirPromise');
			const due = row.fields.due !== undefined && dueWords(row.fields.due.slice(0, 10), reader);
			return {
				key,
				tone: isDone ? 'moss' : mine ? 'clay' : 'quiet',
				text: join(words, isDone ? m.capture_done() : due)
			};
		}
		case 'question': {
			const { askAfter, answer, askedIn } = row.fields;
			if (answer !== undefined || askedIn !== undefined)
				return { key, tone: 'moss', text: m.capture_asked() };
			const text = askAfter === undefined ? m.capture_ask_next() : askText(askAfter, reader);
			return { key, tone: 'sun', text };
		}
		case 'need': {
			const isMet = row.fields.state === 'met';
			return { key, tone: 'moss', text: join(markWords('need'), isMet && m.capture_met()) };
		}
		case 'exchange': {
			const words = markWords(row.fields.direction === 'received' ? 'received' : 'gave');
			const { kind } = row.fields;
			const isPlain = kind === undefined || kind === 'other';
			const text = isPlain ? words : m.capture_gave_what({ words, what: giveWords(kind) });
			return { key, tone: 'moss', text };
		}
		case 'fact': {
			const { date } = row.fields;
			const when = date !== undefined && dateWords(date, reader);
			return { key, tone: 'quiet', text: join(markWords('fact'), when) };
		}
		case 'feedback':
			return { key, tone: 'quiet', text: markWords('feedback') };
		case 'idea':
			return { key, tone: 'moss', text: markWords('idea') };
	}
}

/** What one told oneself after listening, each with its question. */
export function reflectionsOf(
	row: CapturedRow
): readonly (readonly [question: string, answer: string])[] {
	if (row.collection !== 'interaction') return [];
	const { learned = '', willChange = '', serveBetter = '' } = row.fields;
	const all = [
		[m.capture_learned(), learned],
		[m.capture_will_change(), willChange],
		[m.capture_serve_better(), serveBetter]
	] as const;
	return all.filter(([, answer]) => answer !== '');
}

/** What was said of a record, for the sheet that edits it; an interaction says nothing of its own. */
export function textOf(row: CapturedRow): string | undefined {
	return row.collection === 'interaction' ? undefined : (row.fields.text ?? '');
}

/** The field that holds the day of a record, if it has one to edit, and its value. */
export function dayOf(
	row: CapturedRow
): { readonly label: string; readonly value: string } | undefined {
	switch (row.collection) {
		case 'interaction':
			return { label: m.note_day(), value: (row.fields.at ?? '').slice(0, 10) };
		case 'promise':
			return { label: m.capture_due(), value: (row.fields.due ?? '').slice(0, 10) };
		case 'question':
			return { label: m.capture_ask_from(), value: row.fields.askAfter ?? '' };
		case 'exchange':
		case 'feedback':
			return { label: m.note_day(), value: row.fields.on ?? '' };
		case 'need':
		case 'fact':
		case 'idea':
			return undefined;
	}
}

/** The change that an edit makes; `undefined` if there is none. */
export function editOf(row: CapturedRow, text: string, day: string): Change | undefined {
	const { id } = row;
	const said = text.trim();
	const isSaid = said !== '' && said !== textOf(row);
	const isMoved = dayOf(row) !== undefined && day !== dayOf(row)?.value;
	if (!isSaid && !isMoved) return undefined;
	const date = day === '' ? null : day;
	const words = isSaid ? { text: said } : {};
	switch (row.collection) {
		case 'interaction':
			return date === null ? undefined : put('interaction', id, { at: date });
		case 'promise': {
			// What is mended right after it was written is no renegotiation.
			const isNew =
				row.fields.due === row.fields.originalDue && row.fields.renegotiatedOn === undefined;
			const dates = isMoved ? { due: date, ...(isNew && { originalDue: date }) } : {};
			return put('promise', id, { ...words, ...dates });
		}
		case 'question':
			return put('question', id, { ...words, ...(isMoved && { askAfter: date }) });
		case 'exchange':
			return put('exchange', id, { ...words, ...(isMoved && { on: date }) });
		case 'feedback':
			return put('feedback', id, { ...words, ...(isMoved && { on: date }) });
		case 'need':
			return put('need', id, words);
		case 'fact':
			return put('fact', id, words);
		case 'idea':
			return put('idea', id, words);
	}
}

/** Takes a record back: it goes to the trash and leaves the note, whose words stay as they are. */
export function takeBack(
	{ db, toasts }: { readonly db: Database; readonly toasts: Sayer },
	noteId: string,
	{ id, collection }: CapturedRow
): Promise<boolean> {
	const name = fieldOf(collection, id);
	return undoable(toasts, {
		text: m.capture_taken_back(),
		run: () =>
			db.putAll([
				{ op: 'delete', collection, id },
				{ op: 'put', collection: 'note', id: noteId, patch: { [name]: null } }
			]),
		undo: () =>
			db.putAll([
				{ op: 'restore', collection, id },
				{ op: 'put', collection: 'note', id: noteId, patch: { [name]: true } }
			])
	});
}

function interactionText(fields: Row<'interaction'>['fields'], { today, locale }: Reader): string {
	const { kind, minutes, setting, planned, at = '' } = fields;
	return join(
		kindWords(kind),
		minutes !== undefined && minutes > 0 && m.note_minutes({ count: minutes }),
		setting === 'outside' && m.note_setting_outside(),
		setting === 'work' && m.capture_setting_work(),
		planned === true && m.note_planned(),
		planned === true && at !== '' && dayWords(at.slice(0, 10), today, locale),
		planned === true && at.length > 10 && clockWords(at, locale)
	);
}

type Put = Extract<Change, { readonly op: 'put' }>;

function put<C extends Put['collection']>(
	collection: C,
	id: string,
	patch: Extract<Put, { readonly collection: C }>['patch']
): Change {
	// One member of the union, as the parameters say.
	return { op: 'put', collection, id, patch } as Change;
}
